"""One thing heard, from beginning to end of its transaction: once, by whom, what it asks for, what it answers."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from handlers import carrying
from handlers.carrying import carried
from handlers.codec import answer_from_json, answer_to_json
from handlers.deciding import decided, refused
from handlers.language import Answer, Card, Done, Inbound, Measure, OpenForm, Platform, Problems, Refused, Surface
from handlers.posts.settling import seen
from handlers.routes import ROUTES, draw
from handlers.turn import Heard
from handlers.words import words
from storage.posts import Post as PostRow
from storage.speakers import Speaker
from storage.store import Store

Workspace = tuple[Platform, str]


@dataclass(frozen=True, slots=True)
class Hearing:
    """What came of it: the answer, and whether the courier has something to do."""

    answer: Answer
    said: bool


def hear(store: Store, inbound: Inbound, now: datetime, measure: Measure, ours: set[Workspace]) -> Hearing:
    """Do what was heard, unless it was heard before: then its first answer is given again.

    `ours` remembers between calls which workspaces are the organisation's own, since none ever ceases to be.
    """
    _ = words(inbound.who.language)
    if not _is_ours(store, inbound, ours):
        return Hearing(refused(_("I belong to another organisation, so I cannot help here.")), False)
    keys = _keys(inbound)
    for earlier in store.heard.answers(keys).values():
        return Hearing(answer_from_json(earlier), False)
    turn = _turn(store, inbound, now, measure)
    answer = carried(turn, decided(turn))
    if inbound.surface is Surface.FORM:
        carrying.put_away(turn, answer)
    handed_in = not isinstance(answer, Problems | OpenForm | Refused)
    store.heard.keep(keys if handed_in else keys[:1], answer_to_json(answer), now)
    return Hearing(_redrawn(turn, answer), turn.said)


def _keys(inbound: Inbound) -> list[str]:
    """What this is known by when it is heard again: itself, and the form this person hands in.

    Only digests are kept: a platform's key may name who pressed, and some presses nobody shall ever learn of.
    """
    who = inbound.who
    names = [inbound.key]
    if inbound.token:
        names.append(f"form/{who.platform}/{who.workspace}/{who.id}/{inbound.token}")
    return [hashlib.sha256(name.encode(errors="replace")).hexdigest() for name in names]


def only_reads(inbound: Inbound) -> bool:
    """Whether this asks for nothing but an answer the request itself can carry."""
    route = ROUTES.get(inbound.verb)
    return route is not None and route.reads and inbound.tells and inbound.opens


def look(store: Store, inbound: Inbound, now: datetime, measure: Measure, ours: set[Workspace]) -> Answer | None:
    """Answer what changes nothing, in a transaction that cannot; None where something would have to be written."""
    who = inbound.who
    if (who.platform, who.workspace) not in ours:
        return None
    speaker = store.speakers.find(who.platform, who.workspace, who.id)
    if speaker is None or _has_moved(inbound, speaker):
        return None
    post = None if inbound.post is None else store.posts.get(inbound.post)
    if post is not None and post.state == "unknown":
        return None
    turn = Heard(store, now, inbound, speaker, words(speaker.language), measure)
    return carried(turn, decided(turn))


def _has_moved(inbound: Inbound, speaker: Speaker) -> bool:
    where = inbound.where
    return where.private and (where.id, where.address) != (speaker.room_external, speaker.room_address)


def _is_ours(store: Store, inbound: Inbound, ours: set[Workspace]) -> bool:
    workspace = (inbound.who.platform, inbound.who.workspace)
    if workspace not in ours and store.organisations.installed(*workspace):
        ours.add(workspace)
    return workspace in ours


def _turn(store: Store, inbound: Inbound, now: datetime, measure: Measure) -> Heard:
    who = _speaker(store, inbound, now)
    turn = Heard(store, now, inbound, who, words(who.language), measure)
    post = None if inbound.post is None else store.posts.get(inbound.post)
    if post is None and inbound.post is None and inbound.message and inbound.where.private:
        post = store.posts.at_message(who.room, inbound.message)
    if post is None or not _stands_here(turn, post):
        turn.inbound = replace(inbound, post=None)
        return turn
    turn.inbound = replace(inbound, post=post.key)
    seen(turn, post, inbound.message, inbound.where.id)
    return turn


def _speaker(store: Store, inbound: Inbound, now: datetime) -> Speaker:
    """Who speaks, met now if they are new, with their private chat."""
    who, where = inbound.who, inbound.where
    if inbound.surface is Surface.EVENT and inbound.verb.startswith(
        "room."
    ):  # something happened to a room; whoever did it is not speaking to us
        return Speaker(0, 0, "", who.language, False, None, None, 0, None, "")
    found = store.speakers.find(who.platform, who.workspace, who.id)
    if found is None:
        met = store.people.meet(
            who.name, who.language, platform=who.platform, workspace=who.workspace, external=who.id, now=now
        )
        private = {"private": True, "person_id": met.person_id, "account_id": met.key, "address": where.address}
        store.rooms.add(platform=who.platform, workspace=who.workspace, **private)
        found = store.speakers.find(who.platform, who.workspace, who.id)
        if found is None:
            raise LookupError("a person just met is not there")
    if _has_moved(inbound, found):
        store.rooms.change(found.room, external_id=where.id, address=where.address)
    return found


def reply(store: Store, inbound: Inbound, sheet: Card, now: datetime, measure: Measure) -> None:
    """Make an answer a private message after all, because the request turned out not to carry it."""
    carrying.reply(_turn(store, inbound, now, measure), sheet)


def _redrawn(turn: Heard, answer: Answer) -> Answer:
    """Where the pressed card can be replaced on the request itself, how it looks now."""
    inbound = turn.inbound
    post = turn.store.posts.get(inbound.post) if inbound.redraws and inbound.post is not None else None
    if post is None or not isinstance(answer, Done):
        return answer
    return Done(draw(turn, post))


def _stands_here(turn: Heard, post: PostRow) -> bool:
    """Whether a post named by a button really stands where the button was pressed; ids can be made up."""
    room = turn.store.rooms.get(post.room_id)
    where = turn.inbound.where
    if room.private:
        return room.key == turn.who.room
    return (room.platform, room.workspace, room.external_id) == (where.platform, where.workspace, where.id)
