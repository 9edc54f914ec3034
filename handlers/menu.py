"""The menu: from here every step is reached, whatever was not understood."""

from pydantic import BaseModel

from handlers.language import Acted, Ask, Button, Card, Tell
from handlers.phrases import ask, card, do, line, row
from handlers.turn import Heard


def menu(turn: Heard, opening: str) -> Card:
    """What can be done here and now, beneath one opening sentence."""
    _ = turn.words
    return card(opening, line(opening), *row(*_steps(turn)), *row(*_own(turn)))


def _steps(turn: Heard) -> list[Button]:
    _ = turn.words
    here = None if turn.inbound.where.private else turn.here
    if not turn.inbound.where.private and (here is None or here.community_id is None):
        return [ask(_("Start a community"), "community.found", "primary"), do(_("My stories"), "story.mine")]
    tell = Button(_("Tell a story"), Ask("story.tell", _community(here.community_id if here else None)), "primary")
    steps = [tell, do(_("My stories"), "story.mine"), do(_("My check-ins"), "checkin.mine")]
    if here is not None and here.community_id is not None:
        steps.append(do(_("The community"), "community.show", community=here.community_id))
    return steps


def _own(turn: Heard) -> list[Button]:
    _ = turn.words
    other = do("English", "person.language", language="en")
    if turn.words.language == "en":
        other = do("Dansk", "person.language", language="da")
    return [ask(_("Where I work"), "person.unit"), do(_("What I keep"), "person.kept"), other]


def _community(key: int | None) -> dict[str, str]:
    return {} if key is None else {"community": str(key)}


def show(turn: Heard, _ask: BaseModel) -> Acted:
    """Open the menu."""
    return Tell(menu(turn, turn.words("What would you like?")))
