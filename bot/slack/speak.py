"""Speaks Slack: draws cards as blocks and forms as modals, people's words always literally, limits on the drawn text.

Slack counts `&`, `<` and `>` as they are escaped, so sizes here are of the escaped text; the limits are those of
docs.slack.dev/reference/block-kit.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from handlers import language as say

Json = dict[str, object]

_compact = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode  # made once: it is used for every button
HEADING, LABEL, TITLE, TEXT, WORDS, CARRIED = 150, 75, 24, 3000, 2000, 3000


def message(card: say.Card, workspace: str, post: int = 0) -> Json:
    """What chat.postMessage, chat.update, an ephemeral answer and a response_url all take."""
    return {
        "text": _escape(card.notice),
        "blocks": blocks(card, workspace, post),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def blocks(card: say.Card, workspace: str, post: int = 0) -> list[Json]:
    """The card's parts in order; its buttons carry the post, and mentions of this workspace's people are real."""
    return [block for place, part in enumerate(card.parts) for block in _part(part, workspace, post, place)]


def weight(card: say.Card) -> int:
    """Bytes of the drawn card, with its mentions as names, which are longer."""
    return len(json.dumps(message(card, "", 10**9)).encode())


def standing(sheet: say.Sheet, words: str = "") -> say.Card:
    """A form as a card with the button that opens it, below `words` or its own: a modal cannot stand in a chat."""
    match sheet:
        case say.Card():
            return sheet
        case say.Form(title=title):
            button = say.Button(title, say.Ask(sheet.opened_by, sheet.carried), "primary")
            text = say.Prose((say.Plain(words or sheet.intro or title),))
            return say.Card((text, say.Buttons((button,))), notice=title)
        case _:
            assert_never(sheet)


def view(form: say.Form, room: str) -> Json:
    """A modal; it carries what hear.py needs when it comes back, the room it was opened in included."""
    carried = {"verb": form.verb, "by": form.opened_by, "token": form.token, "room": room, "values": dict(form.carried)}
    inputs = [block for field in form.fields for block in _input(field, form)]
    known = {field.name for field in form.fields}
    loose = [block for name, text in form.problems.items() if name not in known for block in _note(text)]
    return {
        "type": "modal",
        "title": _plain(form.title, TITLE),
        "submit": _plain(form.submit, TITLE),
        "private_metadata": _carried(carried, CARRIED),
        "blocks": [*_section([say.Plain(form.intro)], ""), *loose, *inputs, *_note(form.note)],
    }


def telling(card: say.Card) -> Json:
    """A card instead of the submitted modal: without its buttons, since a press in a modal has nowhere to answer."""
    heading = next((part.text for part in card.parts if isinstance(part, say.Heading)), "Guldkorn")
    words = tuple(part for part in card.parts if not isinstance(part, say.Heading | say.Buttons))
    said = blocks(say.Card(words, card.notice), "") or list(_note(card.notice))
    return update({"type": "modal", "title": _plain(heading, TITLE), "blocks": said})


def update(view: Json) -> Json:
    """Another modal in the submitted one's place."""
    return {"response_action": "update", "view": view}


def errors(problems: Mapping[str, str], inputs: Mapping[str, str]) -> Json:
    """Problems at their fields; one for a field that is not in the modal is said at the first."""
    first, said = next(iter(inputs.values())), dict[str, str]()
    for name, problem in problems.items():
        block = inputs.get(name, first)
        said[block] = f"{said[block]}\n{problem}" if block in said else problem
    return {"response_action": "errors", "errors": said}


def _part(part: say.Part, workspace: str, post: int, place: int) -> Iterator[Json]:
    match part:
        case say.Heading(text):
            if text.strip():
                yield {"type": "header", "text": _plain(text, HEADING)}
        case say.Prose(spans):
            yield from _section(spans, workspace)
        case say.Facts(rows):
            yield from _section([span for row in rows for span in _fact(*row)][1:], workspace)
        case say.Quote(text, by):
            yield from _rich("rich_text_quote", list(_span(say.Plain(text), workspace)))
            yield from _section([say.Plain(f"– {by}" if by else "")], workspace)
        case say.Note(text):
            yield from _note(text)
        case say.Divider():
            yield {"type": "divider"}
        case say.Buttons(row):
            yield {"type": "actions", "elements": [_button(b, post, f"{place}.{n}") for n, b in enumerate(row)]}
        case _:
            assert_never(part)


def _section(spans: Sequence[say.Span], workspace: str) -> Iterator[Json]:
    yield from _rich("rich_text_section", [element for span in spans for element in _span(span, workspace)])


def _rich(kind: str, elements: list[Json]) -> Iterator[Json]:
    if elements:
        yield {"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}


def _span(span: say.Span, workspace: str) -> Iterator[Json]:
    match span:
        case say.Plain(text):
            yield from _texts(text)
        case say.Bold(text):
            yield from _texts(text, style={"bold": True})
        case say.Link(text, url):
            yield {"type": "link", "url": url, "text": text or url}
        case say.Mention(name, accounts):
            ours = (account.id for account in accounts if _here(account.platform, account.workspace, workspace))
            if known := next(ours, ""):
                yield {"type": "user", "user_id": known}
            else:
                yield from _texts(name, style={"bold": True})
        case _:
            assert_never(span)


def _texts(text: str, **style: object) -> Iterator[Json]:
    for piece in pieces(text, TEXT):
        yield {"type": "text", "text": piece, **style}


def _fact(label: str, value: str) -> Sequence[say.Span]:
    return say.Plain("\n"), say.Bold(f"{label}: "), say.Plain(value)


def _here(platform: say.Platform, theirs: str, workspace: str) -> bool:
    return platform is say.Platform.SLACK and theirs == workspace


def _note(text: str) -> Iterator[Json]:
    said = [_plain(piece, TEXT) for piece in pieces(text, TEXT) if piece.strip()]
    for start in range(0, len(said), 10):
        yield {"type": "context", "elements": said[start : start + 10]}


def _button(button: say.Button, post: int, action: str) -> Json:
    match button.act:
        case say.Do(verb, values) | say.Ask(verb, values):
            carried = {"verb": verb, "post": post, "ask": isinstance(button.act, say.Ask), "values": dict(values)}
        case _:
            assert_never(button.act)
    style: Json = {} if button.weight == "plain" else {"style": button.weight}
    text = _plain(button.label, LABEL)
    return {"type": "button", "action_id": action, "text": text, "value": _carried(carried, WORDS), **style}


def _input(field: say.Field, form: say.Form) -> Iterator[Json]:
    required = not isinstance(field, say.Several | say.Toggle) and field.required
    yield {
        "type": "input",
        # The token makes the id this modal's own: Slack keeps what was typed under an id when a modal follows another.
        "block_id": f"{field.name}:{form.token}",
        "optional": not required,
        "label": _plain(field.label, WORDS),
        "element": _element(field) | {"action_id": field.kind},
        **({"hint": _plain(field.hint, WORDS)} if field.hint else {}),
    }
    for note in _note(form.problems.get(field.name, "")):
        yield note | {"block_id": f"{field.name}:{form.token}:problem"}


def _element(field: say.Field) -> Json:
    match field:
        case say.Short() | say.Long():
            most = min(max(field.most, len(field.value), 1), TEXT)
            shown: Json = {"initial_value": field.value[:most]} if field.value else {}
            return {"type": "plain_text_input", "multiline": isinstance(field, say.Long), "max_length": most, **shown}
        case say.Choice(options=options):
            chosen = [_option(option) for option in options if option.value == field.value]
            shown = {"initial_option": chosen[0]} if chosen else {}
            return {"type": "static_select", "options": [_option(option) for option in options], **shown}
        case say.Several(options=options):
            ticked = [_option(option) for option in options if option.value in field.values]
            kind = "checkboxes" if len(options) <= 10 else "multi_static_select"
            return _ticked(kind, [_option(option) for option in options], ticked)
        case say.Toggle():
            switch = _option(say.Option("on", field.label))
            return _ticked("checkboxes", [switch], [switch] if field.value else [])
        case _:
            assert_never(field)


def _ticked(kind: str, options: list[Json], ticked: list[Json]) -> Json:
    return {"type": kind, "options": options, **({"initial_options": ticked} if ticked else {})}


def _option(option: say.Option) -> Json:
    return {"text": _plain(option.label, LABEL), "value": option.value}


def _plain(text: str, most: int) -> Json:
    """Literal and without emoji codes; at most so long, and then with an ellipsis."""
    if drawn(text) > most:
        text = next(pieces(text, most - 1)).rstrip() + "…"
    return {"type": "plain_text", "text": text, "emoji": False}


def _carried(carried: Mapping[str, object], most: int) -> str:
    text = _compact(carried)
    if drawn(text) > most:
        raise ValueError(f"a button or form of {carried['verb']} carries more than Slack takes")
    return text


def drawn(text: str) -> int:
    """How long Slack may take a text to be: escaped, and characters beyond the first plane as two."""
    units = len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
    return units + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))


def pieces(text: str, most: int) -> Iterator[str]:
    """The text in pieces of at most `most` when drawn, broken at a line or space where there is one; none is lost."""
    start = size = 0
    for place, char in enumerate(text) if drawn(text) > most else ():
        step = drawn(char)
        while size + step > most:
            end = max(text.rfind("\n", start, place), text.rfind(" ", start, place)) + 1 or place
            yield text[start:end]
            start, size = end, drawn(text[end:place])
        size += step
    if text[start:]:
        yield text[start:]


def _escape(text: str) -> str:
    """The one place where Slack reads markup: the notice, in which a name must not ping a channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
