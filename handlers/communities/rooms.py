"""What happens to the rooms themselves: we are let in, taken out, or the room is shared with others."""

from pydantic import BaseModel

from handlers.communities.cards import CARD
from handlers.language import Acted, Card, Done, Note
from handlers.phrases import ask, card, line, row
from handlers.stories.cards import HEARD
from handlers.turn import Heard, Post
from handlers.words import words


def met(turn: Heard, _ask: BaseModel) -> Acted:
    """We have been added to a room: try again what could not be delivered, or offer a community."""
    room = turn.room()
    if room.outside:
        return Done()
    turn.try_again(turn.store.posts.refused_in(room.key))
    if room.community_id is None:
        _ = words(turn.organisation.language)
        hello = _(
            "Hello. Shall a community meet here? I carry its stories to the other places and read nothing by myself."
        )
        begin = ask(_("Start a community"), "community.found", "primary")
        sheet = card(_("Guldkorn is here now"), line(hello), *row(begin))
        turn.say(room.key, Post(once=f"met:{room.key}", purpose="community", sheet=sheet))
    return Done()


def left(_turn: Heard, _ask: BaseModel) -> Acted:
    """We have been taken out of a room; what is said there later is tried again when we are let in."""
    return Done()


def outside(turn: Heard, _ask: BaseModel) -> Acted:
    """The room is shared with another organisation now: empty it, pause it, and tell its founder and the owners."""
    here = turn.here
    if here is None:
        return Done()
    turn.store.rooms.change(here.key, outside=True)
    turn.revise_in(here.key, HEARD)
    turn.revise_in(here.key, CARD)
    if here.community_id is not None and not here.outside:
        community = turn.store.communities.get(here.community_id)
        people = {community.founded_by} | {one.key for one in turn.store.people.all() if one.owner}
        for person in sorted(people):
            _ = turn.words_of(person)
            said = _(
                "{room} is shared with another organisation now, so I say nothing more there.", room=here.name or "?"
            )
            sheet = Card((line(said), Note(_("When it is your own again, I go on by myself."))), said)
            turn.say_to(
                person, Post(once=f"outside:{here.key}:{turn.inbound.key}:{person}", purpose="notice", sheet=sheet)
            )
    return Done()


def inside(turn: Heard, _ask: BaseModel) -> Acted:
    """The room is our own again."""
    here = turn.here
    if here is not None:
        turn.store.rooms.change(here.key, outside=False)
        turn.revise_in(here.key, HEARD)
        turn.revise_in(here.key, CARD)
    return Done()
