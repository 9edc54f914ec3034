"""Which community somebody means, and the kind words where there is none."""

from pydantic import BaseModel

from handlers.language import Refused
from handlers.phrases import ask, card, line, row
from handlers.turn import Heard
from storage.communities import Community


class OfCommunity(BaseModel):
    """Which community is meant; the one that meets here where nothing is said."""

    community: int | None = None


def meant(turn: Heard, ask: OfCommunity) -> Community | None:
    """The community named, else the one that meets here, else the only one the person is in."""
    if ask.community is not None:
        return turn.store.communities.find(ask.community)
    here = None if turn.inbound.where.private else turn.here
    if here is not None and here.community_id is not None:
        return turn.store.communities.get(here.community_id)
    mine = turn.store.communities.of(turn.who.person)
    return mine[0] if len(mine) == 1 else None


def none_here(turn: Heard) -> Refused:
    """No community is meant by that here."""
    _ = turn.words
    if turn.inbound.where.private:
        return no(turn, _("Which community? Write to me in the room where it meets."))
    sentence = _("No community meets here yet.")
    return Refused(card(sentence, line(sentence), *row(ask(_("Start a community"), "community.found", "primary"))))


def no(_turn: Heard, sentence: str) -> Refused:
    """Not possible, in one kind sentence."""
    return Refused(card(sentence, line(sentence)))
