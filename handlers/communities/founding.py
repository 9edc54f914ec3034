"""Founding a community in a room that is there already, and letting it meet in more."""

from typing import Annotated

from pydantic import BaseModel, StringConstraints

from handlers.communities.cards import CARD, room_name, show
from handlers.communities.meant import OfCommunity, no
from handlers.communities.membership import take_in, with_place
from handlers.language import Choice, Form, Long, Opened, Option, Short
from handlers.phrases import card, line
from handlers.turn import Fix, Heard, Post, Reply, Turn
from handlers.words import LANGUAGES, Spoken, words
from storage.communities import Community
from storage.rooms import Room

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=150)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=600)]


class Place(BaseModel):
    """The room the form was asked for in, where it is opened from elsewhere."""

    room: int | None = None


class Founding(BaseModel):
    """What a community is founded with, in a room that is there already."""

    room: int
    name: Name = ""
    interest: Line = ""
    purpose: Text = ""
    language: Spoken = "da"


def ask_found(turn: Heard, ask: Place) -> Opened:
    """Ask what the community here shall be."""
    _ = turn.words
    where = turn.inbound.where
    if ask.room is None and where.private:
        return no(turn, _("A community lives in a channel. Write to me in the one where you want to meet."))
    room = turn.room() if ask.room is None else turn.store.rooms.get(ask.room)
    if room.outside:
        return no(turn, _("This room is shared with another organisation, so a community cannot meet here."))
    if room.community_id is not None:
        return show(turn, OfCommunity(community=room.community_id))
    languages = tuple(Option(key, name) for key, name in LANGUAGES.items())
    return turn.open(
        Form(
            verb="community.create",
            opened_by="community.found",
            title=_("A new community"),
            fields=(
                Short("name", _("Name"), hint=_("For example: Nature"), most=60, required=True),
                Short("interest", _("What are you interested in together?"), most=150),
                Long("purpose", _("What do you want with the young people?"), most=600),
                Choice("language", _("Language in the room"), languages, turn.words.language, required=True),
            ),
            submit=_("Start"),
            note=_("Everybody in the room can see it."),
            carried={"room": str(room.key)},
        )
    )


def create(turn: Heard, ask: Founding) -> Reply:
    """Found it: the founder is its first member, and the room gets its card."""
    _ = turn.words
    room = turn.store.rooms.get(ask.room)
    if room.private or room.outside or room.workspace != turn.inbound.who.workspace:
        return no(turn, _("A community lives in a channel of your own organisation."))
    if room.community_id is not None:
        return no(turn, _("A community meets here already."))
    if not ask.name:
        return Fix({"name": _("Give it a name.")})
    made = turn.store.communities.found(
        name=ask.name,
        interest=ask.interest,
        purpose=ask.purpose,
        language=ask.language,
        weeks=3,
        at="14:00",
        founded_by=turn.who.person,
        founded_at=turn.now,
    )
    if made is None:
        return Fix({"name": _("There is a community of that name already. Give this one another, or join that one.")})
    community = turn.store.communities.get(made)
    announce_room(turn, community, room)
    take_in(turn, community)
    return with_place(turn, _("{community} has begun. Its card is in the room.", community=community.name))


def announce_room(turn: Turn, community: Community, room: Room) -> None:
    """Let a room be one where the community meets, and let all of its rooms know."""
    turn.store.rooms.change(room.key, community_id=community.key)
    turn.revise(community.key, CARD)
    turn.say(
        room.key,
        Post(once=f"card:{community.key}:{room.key}", purpose="community", drawing=CARD, subject=community.key),
    )
    _ = words(community.language)
    news = _("{community} now meets in {room} too.", community=community.name, room=room_name(room))
    for other in turn.store.rooms.of_community(community.key):
        if other.key != room.key:
            once = f"bridged:{community.key}:{room.key}:{other.key}"
            turn.say(other.key, Post(once=once, purpose="community", sheet=card(news, line(news))))
