"""One-time codes: to become owner, and to bridge another room to a community, also across platforms."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from pydantic import BaseModel

from handlers.communities.founding import announce_room
from handlers.communities.meant import OfCommunity, meant, no, none_here
from handlers.language import Acted
from handlers.turn import Heard, Turn
from storage.codes import Code

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that looks like something else when read aloud
VALID_FOR = timedelta(hours=1)
CODE = re.compile(r"(?:(?:kobl|connect|bridge)\s+)?([a-z2-9]{4}-[a-z2-9]{4})", re.IGNORECASE)


class Given(BaseModel):
    """A code somebody wrote."""

    code: str


def owner_code(turn: Turn) -> str:
    """A code that makes whoever writes it to the bot in private an owner; for the command line."""
    return _give_out(turn, "owner")


def bridge_code(turn: Heard, ask: OfCommunity) -> Acted:
    """A code for a member, to be written in the other room."""
    _ = turn.words
    community = meant(turn, ask)
    if community is None:
        return none_here(turn)
    if not turn.store.communities.has(community.key, turn.who.person):
        return turn.tell(_("Only somebody who is in {community} can do that.", community=community.name))
    here = turn.here
    code = _give_out(turn, "bridge", community.key, here.key if here else None)
    return turn.tell(
        _("Write this to me in the other room within an hour: »connect {code}«.", code=code),
        _("It works once, also from Slack to Teams and back."),
    )


def use_code(turn: Heard, ask: Given) -> Acted:
    """Somebody wrote a code: the place it was written decides what it can mean."""
    _ = turn.words
    found = turn.store.codes.find(_digest(ask.code), turn.now)
    if found is None:
        return no(turn, _("That code is not valid any more. Ask for a new one; it works once, within an hour."))
    if found.right == "owner":
        return _become_owner(turn, found)
    return _bridge(turn, found)


def _become_owner(turn: Heard, code: Code) -> Acted:
    _ = turn.words
    if not turn.inbound.where.private:
        turn.store.codes.use(code.key, turn.now)  # everybody in the room has read it now
        return no(turn, _("That code is not valid any more. Ask for a new one; it works once, within an hour."))
    turn.store.codes.use(code.key, turn.now)
    turn.store.people.change(turn.who.person, owner=True)
    return turn.tell(_("You are owner now. If something needs a decision, I write to you."))


def _bridge(turn: Heard, code: Code) -> Acted:
    _ = turn.words
    if turn.inbound.where.private:
        return no(turn, _("Write that code in the room where the community shall also meet."))
    if turn.inbound.where.outside:
        return no(turn, _("This room is shared with another organisation, so a community cannot meet here."))
    room = turn.room()
    if room.community_id is not None:
        return no(turn, _("A community meets here already."))
    turn.store.codes.use(code.key, turn.now)
    community = turn.store.communities.get(code.community_id or 0)
    announce_room(turn, community, room)
    return turn.aside(_("{community} meets here too now.", community=community.name))


def _give_out(turn: Turn, right: str, community: int | None = None, room: int | None = None) -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    code = f"{letters[:4]}-{letters[4:]}"
    turn.store.codes.add(_digest(code), right, _until(turn.now), community, room)
    return code


def _until(now: datetime) -> datetime:
    return now + VALID_FOR


def _digest(code: str) -> str:
    return hashlib.sha256(code.upper().encode()).hexdigest()
