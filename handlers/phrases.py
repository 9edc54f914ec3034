"""Short ways to write the parts of a card, so that a handler reads like the card it makes."""

from dataclasses import replace

from handlers.language import Ask, Bold, Button, Buttons, Card, Do, Part, Plain, Prose, Sheet, Weight


def line(text: str) -> Prose:
    """One plain paragraph."""
    return Prose((Plain(text),))


def labelled(label: str, text: str) -> Prose:
    """A paragraph that begins with what it is about."""
    return Prose((Bold(f"{label}\n"), Plain(text)))


def do(label: str, verb: str, weight: Weight = "plain", **values: object) -> Button:
    """A button that acts."""
    return Button(label, Do(verb, {name: str(value) for name, value in values.items()}), weight)


def ask(label: str, verb: str, weight: Weight = "plain", **values: object) -> Button:
    """A button that opens a form."""
    return Button(label, Ask(verb, {name: str(value) for name, value in values.items()}), weight)


def row(*buttons: Button) -> tuple[Part, ...]:
    """A row of buttons, or nothing where there are none; more than three wrap into rows of three."""
    return tuple(Buttons(tuple(buttons[start : start + 3])) for start in range(0, len(buttons), 3))


def card(notice: str, *parts: Part) -> Card:
    """A card; `notice` is its line on the lock screen and holds no word a person wrote in private."""
    return Card(parts, notice)


def without_dialogs(sheet: Sheet) -> Sheet:
    """The same for a client that has no dialogs: a button that asks acts there, and its form comes as a card."""
    if not isinstance(sheet, Card):
        return sheet
    return replace(sheet, parts=tuple(_acting(part) if isinstance(part, Buttons) else part for part in sheet.parts))


def _acting(buttons: Buttons) -> Buttons:
    return Buttons(tuple(replace(button, act=Do(button.act.verb, button.act.values)) for button in buttons.row))
