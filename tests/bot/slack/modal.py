"""A person's hands in a modal: reading a field, filling it in, handing it in."""

from handlers.language import Value
from tests.bot.slack.blockkit import Json


def field(block: Json) -> str:
    """The name of the field that a block draws."""
    return str(block["block_id"]).partition(":")[0]


def value(element: Json) -> Value:
    """What it holds now."""
    match element["action_id"]:
        case "short" | "long":
            return str(element.get("initial_value", ""))
        case "choice":
            return str(element["initial_option"]["value"]) if "initial_option" in element else ""
        case "toggle":
            return bool(element.get("initial_options"))
        case _:
            return tuple(option["value"] for option in element.get("initial_options", ()))


def fill_in(element: Json, given: Value) -> None:
    """Type, choose or tick."""
    options = {option["value"]: option for option in element.get("options", ())}
    match given:
        case bool():
            element["initial_options"] = [options["on"]] if given else []
        case str() if options:
            element["initial_option"] = options[given]
        case str():
            element["initial_value"] = given  # even more than it takes, as a broken client might
        case _:
            element["initial_options"] = [options[one] for one in given]


def state(element: Json) -> Json:
    """What a submission says of it."""
    match element["type"]:
        case "plain_text_input":
            return {"type": "plain_text_input", "value": element.get("initial_value") or None}
        case "static_select":
            return {"type": "static_select", "selected_option": element.get("initial_option")}
        case kind:
            return {"type": kind, "selected_options": element.get("initial_options", [])}


def problems(view: Json) -> dict[str, str]:
    """The problems drawn below their fields."""
    drawn = [block for block in view["blocks"] if block.get("block_id", "").endswith(":problem")]
    return {field(block): "".join(element["text"] for element in block["elements"]) for block in drawn}
