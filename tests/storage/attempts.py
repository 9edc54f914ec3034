"""Everything one organisation can try with the ids and keys of another: each method of each shelf, by name."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from storage.checkins import Plan
from storage.posts import Post
from storage.store import Store
from storage.stories import Story
from tests.storage.making import MINUTE, NOON
from tests.storage.neighbours import LATER, Neighbour

ROOM = ("platform", "workspace", "external_id", "account_id", "person_id", "community_id")
COMMUNITY = ("name", "interest", "purpose", "language", "weeks", "at", "founded_by", "founded_at")
PLAN = ("person_id", "community_id", "step", "weekday", "due_at", "asked_at")
POST = ("room_id", "person_id", "once", "purpose", "drawing", "subject_id", "first_tried_at", "asked_for", "created_at")
WORDS: dict[str, object] = {
    "before": "",
    "tried": "Beta",
    "young": "",
    "changed": "",
    "hard": "",
    "matters": "",
    "signed": "name",
}
WORDS |= {"here": True, "leaders": False}

Case = Callable[[Store, Neighbour], object]
BEFORE = NOON - timedelta(days=1)
READS: dict[str, Case] = {
    "organisations.current": lambda b, _: b.organisations.current(),
    "organisations.installed": lambda b, a: b.organisations.installed(*_workspace(a)),
    "organisations.unit": lambda b, a: b.organisations.unit(a["unit"]["id"]),
    "organisations.units": lambda b, _: b.organisations.units(),
    "people.account": lambda b, a: b.people.account(a["account"]["id"]),
    "people.accounts": lambda b, a: b.people.accounts(a["person"]["id"]),
    "people.all": lambda b, _: b.people.all(),
    "people.behind": lambda b, a: b.people.behind(*_account(a)),
    "people.by_external": lambda b, a: b.people.by_external(a["account"]["platform"], a["account"]["external_id"]),
    "people.get": lambda b, a: b.people.get(a["person"]["id"]),
    "people.named": lambda b, a: b.people.named(a["person"]["name"]),
    "speakers.find": lambda b, a: b.speakers.find(*_account(a)),
    "rooms.find": lambda b, a: b.rooms.find(*[a["room"][name] for name in ROOM[:3]]),
    "rooms.get": lambda b, a: b.rooms.get(a["room"]["id"]),
    "rooms.of_account": lambda b, a: b.rooms.of_account(a["account"]["id"]),
    "rooms.of_community": lambda b, a: b.rooms.of_community(a["community"]["id"]),
    "rooms.private_of": lambda b, a: b.rooms.private_of(a["person"]["id"]),
    "communities.all": lambda b, _: b.communities.all(),
    "communities.find": lambda b, a: b.communities.find(a["community"]["id"]),
    "communities.get": lambda b, a: b.communities.get(a["community"]["id"]),
    "communities.has": lambda b, a: b.communities.has(a["community"]["id"], a["person"]["id"]),
    "communities.reach": lambda b, a: b.communities.reach([a["community"]["id"]], 0),
    "communities.named": lambda b, a: b.communities.named(a["community"]["name"]),
    "communities.of": lambda b, a: b.communities.of(a["person"]["id"]),
    "stories.find": lambda b, a: b.stories.find(a["story"]["id"]),
    "stories.get": lambda b, a: b.stories.get(a["story"]["id"]),
    "stories.last": lambda b, _: b.stories.last(),
    "stories.places": lambda b, a: b.stories.places(Story(**a["story"])),
    "stories.shared_since": lambda b, a: b.stories.shared_since(BEFORE, [a["community"]["id"]]),
    "stories.told_by": lambda b, a: b.stories.told_by(a["person"]["id"]),
    "checkins.due": lambda b, _: b.checkins.due(LATER, 9),
    "checkins.get": lambda b, a: b.checkins.get(a["checkin"]["id"]),
    "checkins.latest_open": lambda b, a: b.checkins.latest_open(a["person"]["id"], BEFORE),
    "checkins.next_due": lambda b, _: b.checkins.next_due(),
    "checkins.open_of": lambda b, a: b.checkins.open_of(a["person"]["id"]),
    "checkins.plan": lambda b, a: b.checkins.plan(a["plan"]["id"]),
    "checkins.plan_of": lambda b, a: b.checkins.plan_of(a["person"]["id"], a["community"]["id"]),
    "checkins.plans_in": lambda b, a: b.checkins.plans_in(a["community"]["id"]),
    "checkins.plans_of": lambda b, a: b.checkins.plans_of(a["person"]["id"]),
    "asks.taken": lambda b, a: b.asks.taken(a["person"]["id"], a["askslot"]["week"]),
    "posts.about": lambda b, a: b.posts.about([a["post"]["drawing"]], 77),
    "posts.asks_on_their_way": lambda b, a: b.posts.asks_on_their_way(a["person"]["id"]),
    "posts.at_message": lambda b, a: b.posts.at_message(a["room"]["id"], a["post"]["message"]),
    "posts.by_once": lambda b, a: b.posts.by_once(a["post"]["once"]),
    "posts.everything": lambda b, _: b.posts.everything(),
    "posts.get": lambda b, a: b.posts.get(a["post"]["id"]),
    "posts.interrupted": lambda b, _: b.posts.interrupted(),
    "posts.next_due": lambda b, _: b.posts.next_due(),
    "posts.of_person": lambda b, a: b.posts.of_person(a["person"]["id"]),
    "posts.refused_in": lambda b, a: b.posts.refused_in(a["room"]["id"]),
    "posts.waiting": lambda b, _: b.posts.waiting(LATER, 9),
    "posts.welcomed_before": lambda b, a: b.posts.welcomed_before(a["person"]["id"], 10**6),
    "heard.answers": lambda b, a: b.heard.answers([a["heard"]["key"]]),
    "jottings.mine": lambda b, a: b.jottings.mine(a["jotting"]["id"], a["person"]["id"]),
    "codes.find": lambda b, a: b.codes.find(a["code"]["digest"], NOON),
    "moments.ahead": lambda b, _: b.moments.ahead(),
    "chat.get": lambda b, a: b.chat.get(a["chatmessage"]["id"]),
    "chat.in_room": lambda b, a: b.chat.in_room(a["chatmessage"]["room"]),
    "chat.newest": lambda b, _: b.chat.newest(),
    "chat.people_in": lambda b, a: b.chat.people_in(a["chatseat"]["room"]),
    "chat.room": lambda b, a: b.chat.room(a["chatroom"]["handle"]),
    "chat.rooms": lambda b, _: b.chat.rooms(),
    "chat.rooms_of": lambda b, a: b.chat.rooms_of(a["chatseat"]["person"]),
    "chat.user": lambda b, a: b.chat.user(a["chatuser"]["handle"]),
    "chat.users": lambda b, _: b.chat.users(),
}


def _kept(b: Store, a: Neighbour) -> bool:
    b.heard.keep([a["heard"]["key"]], "Beta", NOON)
    return True


WRITES: dict[str, Case] = {
    "organisations.install": lambda b, a: b.organisations.install(*_workspace(a)),
    "organisations.rename": lambda b, _: b.organisations.rename("Beta"),
    "organisations.unit_named": lambda b, a: b.organisations.unit_named(a["unit"]["name"]),
    "people.change": lambda b, a: b.people.change(a["person"]["id"], name="Beta"),
    "people.meet": lambda b, a: b.people.meet("Beta", "da", **_identity(a), now=NOON),
    "people.welcomed": lambda b, a: b.people.welcomed(a["person"]["id"], NOON),
    "rooms.add": lambda b, a: b.rooms.add(**_of(a, "room", *ROOM)),
    "rooms.change": lambda b, a: b.rooms.change(a["room"]["id"], name="Beta"),
    "communities.change": lambda b, a: b.communities.change(a["community"]["id"], weeks=9),
    "communities.found": lambda b, a: b.communities.found(**_of(a, "community", *COMMUNITY)),
    "communities.join": lambda b, a: b.communities.join(a["community"]["id"], a["person"]["id"], NOON),
    "communities.leave": lambda b, a: b.communities.leave(a["community"]["id"], a["person"]["id"], NOON),
    "stories.add": lambda b, a: b.stories.add(a["person"]["id"], a["community"]["id"], NOON, **WORDS),
    "stories.change": lambda b, a: b.stories.change(a["story"]["id"], tried="Beta"),
    "stories.let_go_to": lambda b, a: b.stories.let_go_to(a["story"]["id"], [a["community"]["id"]]),
    "stories.move": lambda b, a: b.stories.move(a["story"]["id"], ("shared",), "withdrawn"),
    "checkins.add": lambda b, a: b.checkins.add(Plan(**a["plan"]), NOON, last_word=False),
    "checkins.add_plan": lambda b, a: b.checkins.add_plan(**_of(a, "plan", *PLAN)),
    "checkins.answer": lambda b, a: b.checkins.answer(a["checkin"]["id"], "yes", "Beta", NOON),
    "checkins.change_plan": lambda b, a: b.checkins.change_plan(a["plan"]["id"], due_at=None),
    "checkins.close": lambda b, a: b.checkins.close(a["checkin"]["id"]),
    "asks.take": lambda b, a: b.asks.take(a["person"]["id"], a["askslot"]["week"], 1, a["post"]["id"]),
    "asks.give_back": lambda b, a: b.asks.give_back(a["post"]["id"]),
    "posts.say": lambda b, a: b.posts.say(**_of(a, "post", *POST, attempts=1, due_at=LATER)),
    "posts.revise": lambda b, a: b.posts.revise([a["post"]["drawing"]], 77, LATER),
    "posts.revise_in": lambda b, a: b.posts.revise_in(a["room"]["id"], a["post"]["drawing"], LATER),
    "posts.mark": lambda b, a: b.posts.mark(Post(**a["post"]), LATER),
    "posts.change": lambda b, a: b.posts.change(a["post"]["id"], state="shown"),
    "heard.keep": _kept,
    "heard.forget": lambda b, _: b.heard.forget(LATER),
    "jottings.add": lambda b, a: b.jottings.add(a["person"]["id"], "Beta", NOON),
    "jottings.forget": lambda b, a: b.jottings.forget(a["jotting"]["id"], a["person"]["id"]),
    "jottings.forget_before": lambda b, _: b.jottings.forget_before(LATER),
    "codes.add": lambda b, a: b.codes.add(a["code"]["digest"], "owner", LATER, None, None),
    "codes.use": lambda b, a: b.codes.use(a["code"]["id"], NOON),
    "moments.travel": lambda b, _: b.moments.travel(MINUTE),
    "chat.add": lambda b, a: b.chat.add(room=a["chatmessage"]["room"], said=a["chatmessage"]["said"], at=NOON),
    "chat.add_room": lambda b, a: b.chat.add_room(a["chatroom"]["handle"], "Beta"),
    "chat.add_user": lambda b, a: b.chat.add_user(a["chatuser"]["handle"], "Beta"),
    "chat.enter": lambda b, a: b.chat.enter(a["chatroom"]["handle"], a["chatuser"]["handle"]),
    "chat.hire": lambda b, a: b.chat.hire(a["chatuser"]["handle"]),
    "chat.open": lambda b, a: b.chat.open(a["chatroom"]["handle"], outside=False, person=a["chatuser"]["handle"]),
    "chat.remove": lambda b, a: b.chat.remove(a["chatmessage"]["id"], a["chatmessage"]["author"]),
    "chat.show": lambda b, a: b.chat.show(a["chatmessage"]["id"], "Beta", NOON),
}


def _of(a: Neighbour, table: str, *names: str, **others: object) -> dict[str, Any]:
    return {name: a[table][name] for name in names} | others


def _account(a: Neighbour) -> tuple[str, str, str]:
    return a["account"]["platform"], a["account"]["workspace"], a["account"]["external_id"]


def _workspace(a: Neighbour) -> tuple[str, str]:
    return a["installation"]["platform"], a["installation"]["workspace"]


def _identity(a: Neighbour) -> dict[str, str]:
    return dict(zip(("platform", "workspace", "external"), _account(a), strict=True))
