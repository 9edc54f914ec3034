"""What goes back on the same request; each surface honours each kind in its most native way."""

from dataclasses import dataclass
from typing import Literal

from handlers.language.card import Card, Sheet
from handlers.language.form import Form


@dataclass(frozen=True, slots=True)
class Done:
    """It happened; what changed shows in the posts themselves.

    `sheet` is how the pressed message looks now, given by the desk where the request can carry it (`redraws`).
    """

    sheet: Sheet | None = None
    kind: Literal["done"] = "done"


@dataclass(frozen=True, slots=True)
class Tell:
    """Said privately to who asked."""

    card: Card
    kind: Literal["tell"] = "tell"


@dataclass(frozen=True, slots=True)
class OpenForm:
    """This form, now."""

    form: Form
    kind: Literal["open"] = "open"


@dataclass(frozen=True, slots=True)
class Problems:
    """The form stays open with what was written; a kind sentence at each field that needs another look."""

    form: Form  # the same form with the values kept and `problems` filled in
    kind: Literal["problems"] = "problems"


@dataclass(frozen=True, slots=True)
class Refused:
    """Not possible, said kindly and with a way on; nothing has changed."""

    card: Card
    kind: Literal["refused"] = "refused"


Acted = Done | Tell | Refused
"""What a button that acts may answer: never a form, since on Teams a click cannot turn into a dialog afterwards."""

Opened = Acted | OpenForm
"""What a button that asks may answer."""

Answer = Opened | Problems
"""What an edge gets."""
