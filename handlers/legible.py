"""What was heard, as any database can keep it: zero bytes and halves of characters are no words, and reach nobody."""

from dataclasses import replace

from handlers.language import Inbound, Value

LARGEST = 2**31 - 1  # the highest id a row can have


def legible(inbound: Inbound) -> Inbound:
    """The same, with what can be written down; a post whose number no row can have is none."""
    return replace(
        inbound,
        text=_text(inbound.text),
        values={_text(name): _value(value) for name, value in inbound.values.items()},
        who=replace(inbound.who, name=_text(inbound.who.name)),
        where=replace(inbound.where, name=_text(inbound.where.name)),
        post=inbound.post if inbound.post is not None and 0 < inbound.post <= LARGEST else None,
    )


def reachable(number: object) -> bool:
    """Whether a row can have this number, where it is one."""
    return not isinstance(number, int) or -LARGEST <= number <= LARGEST


def _value(value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(map(_text, value))
    return _text(value) if isinstance(value, str) else value


def _text(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "ignore").decode()
