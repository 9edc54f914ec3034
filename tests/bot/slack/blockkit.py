"""What Slack takes and what a person sees: Block Kit's published limits, and the words in a drawing.

Strict on purpose: a field or type that we do not draw today is a fault, so that a slip of the pen is one too.
"""

from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]

ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
FIELDS = {
    "header": {"type", "text"},
    "rich_text": {"type", "elements"},
    "context": {"type", "block_id", "elements"},
    "divider": {"type"},
    "actions": {"type", "elements"},
    "input": {"type", "block_id", "optional", "label", "element", "hint"},
    "button": {"type", "action_id", "text", "value", "style"},
    "plain_text_input": {"type", "action_id", "multiline", "max_length", "initial_value"},
    "static_select": {"type", "action_id", "options", "initial_option"},
    "checkboxes": {"type", "action_id", "options", "initial_options"},
    "multi_static_select": {"type", "action_id", "options", "initial_options"},
    "plain_text": {"type", "text", "emoji"},
    "rich_text_section": {"type", "elements"},
    "rich_text_quote": {"type", "elements"},
    "text": {"type", "text", "style"},
    "link": {"type", "url", "text"},
    "user": {"type", "user_id"},
    "modal": {"type", "title", "submit", "private_metadata", "blocks"},
}
MOST_OPTIONS = {"static_select": 100, "multi_static_select": 100, "checkboxes": 10}


def length(text: str) -> int:
    """How long Slack counts a text: escaped, in UTF-16 units."""
    return len("".join(ESCAPES.get(char, char) for char in text).encode("utf-16-le")) // 2


def message_faults(blocks: list[Json]) -> list[str]:
    """What chat.postMessage would refuse in these blocks."""
    actions = [button["action_id"] for button in buttons(blocks)]
    known = {"header", "rich_text", "context", "divider", "actions"}
    return [
        *(["more than 50 blocks"] if len(blocks) > 50 else []),
        *(["an action_id twice"] if len(actions) != len(set(actions)) else []),
        *(fault for block in blocks for fault in _block(block, known)),
    ]


def view_faults(view: Json) -> list[str]:
    """What views.open would refuse in this modal."""
    blocks, known = view.get("blocks", []), {"header", "rich_text", "context", "divider", "input"}
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    return [
        *_known(view, {"modal"}),
        *_plain(view.get("title"), 24),
        *(_plain(view["submit"], 24) if "submit" in view else []),
        *(["inputs without submit"] if ids and "submit" not in view else []),
        *(["private_metadata too long"] if length(view.get("private_metadata", "")) > 3000 else []),
        *(["not 1 to 100 blocks"] if not 1 <= len(blocks) <= 100 else []),
        *(["a block_id twice"] if len(ids) != len(set(ids)) else []),
        *(fault for block in blocks for fault in _block(block, known)),
    ]


def visible(blocks: list[Json], name: Callable[[str], str]) -> str:
    """The words a person reads, a line per block; `name` gives a user id's."""
    return "\n".join(filter(None, ("".join(_words(block, name)) for block in blocks)))


def buttons(blocks: list[Json]) -> Iterator[Json]:
    """The buttons that can be pressed."""
    for block in blocks:
        if block["type"] == "actions":
            yield from block["elements"]


def _block(block: Json, known: set[str]) -> Iterator[str]:
    yield from _known(block, known)
    match block.get("type"):
        case "header":
            yield from _plain(block["text"], 150)
        case "rich_text":
            yield from (fault for element in block["elements"] for fault in _rich(element))
        case "context":
            yield from _counted(block["elements"], 10)
            yield from (fault for element in block["elements"] for fault in _plain(element, 3000))
        case "actions":
            yield from _counted(block["elements"], 25)
            yield from (fault for element in block["elements"] for fault in _button(element))
        case "input":
            yield from _plain(block["label"], 2000)
            yield from _plain(block["hint"], 2000) if "hint" in block else ()
            yield from ["block_id too long"] if len(block["block_id"]) > 255 else []
            yield from _element(block["element"])
        case _:
            pass


def _rich(element: Json) -> Iterator[str]:
    yield from _known(element, {"rich_text_section", "rich_text_quote"})
    yield from _counted(element["elements"], 1000)
    for span in element["elements"]:
        yield from _known(span, {"text", "link", "user"})
        if span["type"] == "text" and not 0 < length(span["text"]) <= 3000:
            yield "a text element of no or too many characters"
        if span["type"] == "link" and not span["url"].startswith(("http://", "https://")):
            yield "not an address"


def _button(element: Json) -> Iterator[str]:
    yield from _known(element, {"button"})
    yield from _plain(element["text"], 75)
    if length(element["value"]) > 2000 or len(element["action_id"]) > 255:
        yield "a button carries too much"
    if element.get("style", "primary") not in ("primary", "danger"):
        yield "no such style"


def _element(element: Json) -> Iterator[str]:
    yield from _known(element, {"plain_text_input", *MOST_OPTIONS})
    if element["type"] == "plain_text_input":
        most = element["max_length"]
        if not 1 <= most <= 3000 or len(element.get("initial_value", "")) > most:
            yield "max_length"
        return
    options = element["options"]
    yield from _counted(options, MOST_OPTIONS[element["type"]])
    for option in options:
        yield from _plain(option["text"], 75)
        if not 0 < len(option["value"]) <= 150:
            yield "an option's value"
    chosen = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", options)
    if not chosen or any(option not in options for option in chosen):
        yield "an initial option that is none"


def _plain(text: Json | None, most: int) -> Iterator[str]:
    yield from _known(text or {}, {"plain_text"})
    if text and not 0 < length(text["text"]) <= most:
        yield f"not 1 to {most} characters"


def _known(thing: Json, kinds: set[str]) -> Iterator[str]:
    kind = thing.get("type")
    if kind not in kinds:
        yield f"{kind} where {sorted(kinds)} may stand"
    elif strange := thing.keys() - FIELDS[kind]:
        yield f"{kind} with {sorted(strange)}"


def _counted(things: list[Json], most: int) -> Iterator[str]:
    if not 1 <= len(things) <= most:
        yield f"not 1 to {most} elements"


def _words(thing: Json, name: Callable[[str], str]) -> Iterator[str]:
    if thing["type"] == "user":
        yield f"@{name(thing['user_id'])}"
    elif isinstance(thing.get("text"), str):
        yield thing["text"]
    elif thing["type"] == "actions":
        yield " · ".join(element["text"]["text"] for element in thing["elements"])
    else:
        inside = [*thing.get("elements", []), *(thing[part] for part in ("text", "label") if part in thing)]
        for element in inside:
            yield from _words(element, name)
