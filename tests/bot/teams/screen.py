"""What a person sees of an Adaptive Card, and what Teams would say no to in one."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

ELEMENTS = {"RichTextBlock", "TextBlock", "Container", "ColumnSet", "Column", "ActionSet"}
INPUTS = {"Input.Text", "Input.ChoiceSet", "Input.Toggle"}
ACTIONS = {"Action.Execute", "Action.Submit", "Action.OpenUrl"}
LARGEST = 28 * 1024
SHOWN_ACTIONS = 6


def elements(card: Json) -> Iterator[Json]:
    """Every element of the body, in reading order."""
    yield from _within(card.get("body", []))


def _within(items: list[Json]) -> Iterator[Json]:
    for item in items:
        yield item
        yield from _within(item.get("items", []))
        yield from _within(item.get("columns", []))


def visible(card: Json) -> str:
    """The text on the card, a line for each element that has one."""
    return "\n".join(filter(None, (_text(element) for element in elements(card))))


def _text(element: Json) -> str:
    match element["type"]:
        case "RichTextBlock":
            return "".join(run["text"] for run in element["inlines"])
        case "TextBlock":
            return str(element["text"]).removeprefix("<at>").removesuffix("</at>")
        case "Input.Text" | "Input.ChoiceSet":
            return str(element["label"])
        case "Input.Toggle":
            return str(element["title"])
        case _:
            return ""


def actions(card: Json) -> list[Json]:
    """The card's buttons."""
    return [action for element in elements(card) for action in element.get("actions", [])]


def inputs(card: Json) -> list[Json]:
    """The card's fields."""
    return [element for element in elements(card) if element["type"].startswith("Input.")]


def problems(card: Json) -> dict[str, str]:
    """What stands in the colour of trouble right under each field."""
    found: dict[str, str] = {}
    last = ""
    for element in elements(card):
        if element["type"].startswith("Input."):
            last = element["id"]
        if element["type"] == "RichTextBlock" and element["inlines"][0].get("color") == "attention":
            found[last] = "\n".join(filter(None, (found.get(last, ""), _text(element))))
    return found


def faults(card: Json) -> list[str]:
    """What Teams would refuse or silently leave out."""
    found = [] if card.get("type") == "AdaptiveCard" and card.get("version") == "1.5" else ["no card of version 1.5"]
    for element in elements(card):
        if element["type"] not in ELEMENTS | INPUTS:
            found.append(f"unknown element {element['type']}")
        if element["type"].startswith("Input.") and not element.get("id"):
            found.append("an input without id")
        if len(element.get("actions", [])) > SHOWN_ACTIONS:
            found.append("more actions than are shown")
    bad = [action for action in actions(card) if action["type"] not in ACTIONS or not action.get("title")]
    found += [f"bad action {action['type']}" for action in bad]
    named = [element["id"] for element in inputs(card)]
    return found + (["two inputs of one id"] if len(named) != len(set(named)) else [])
