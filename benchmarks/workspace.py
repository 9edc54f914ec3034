"""One Slack workspace: its people in the database, and the signed requests it sends when they do something."""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from urllib.parse import urlencode

from benchmarks.load import post
from benchmarks.sink import TEAM
from bot.clock import real_now
from bot.measure import heaviest
from bot.slack import speak
from handlers.desk import Desk
from handlers.language import Form, Inbound, OpenForm, Person, Platform, Room, Surface
from storage.database import Database
from storage.migrate import upgrade
from storage.store import Store
from tests.bot.slack import modal

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
PEOPLE = tuple(f"U{number:04}" for number in range(64))
STORY = {
    "before": "Om torsdagen sad de fleste med hver sin telefon, og kun tre kom ned i værkstedet. Vi plejede at lægge "
    "planen for dem en uge i forvejen og hænge den op i gangen.",
    "tried": "Jeg lod dem vælge dagens ture selv og gav dem kortet, madkassen og busbudgettet. Jeg sagde bare, at vi "
    "skulle være hjemme igen klokken fem, og at jeg gik bagest.",
    "young": "To af de ældste delte grupperne, og en dreng, der ellers aldrig siger noget, læste kortet højt for de "
    "andre. De blev uenige om bussen, og det ordnede de selv.",
    "changed": "Siden har de spurgt hver mandag, hvem der har kortet. De kommer tidligere, telefonerne bliver i "
    "tasken, og planen i gangen hænger de nu selv op.",
    "hard": "Det var svært ikke at gribe ind, da de gik den forkerte vej i tyve minutter. Jeg talte til ti, flere "
    "gange, og fortalte dem det bagefter.",
    "matters": "De så hinanden klare noget, som ingen af os havde lagt til rette. Det er den slags dage, de husker.",
}

_numbers = count(1)


async def prepared(url: str) -> Form:
    """An organisation with three communities and sixty-four members; gives the story form one of them gets to see."""
    upgrade(url)
    desk = Desk(Database(url), real_now, heaviest)
    await desk.install(Platform.SLACK, TEAM)
    await desk.write(_people)
    who = Person(Platform.SLACK, TEAM, PEOPLE[0], PEOPLE[0])
    where = Room(Platform.SLACK, TEAM, f"D{PEOPLE[0]}", private=True)
    opened = await desk.receive(Inbound("first", "story.tell", who, where, Surface.OPENING, opens=True, tells=True))
    desk.close()
    assert isinstance(opened, OpenForm), opened
    return opened.form


def submissions(form: Form, *, vouched: bool = True) -> Callable[[int], list[bytes]]:
    """Makes so many stories handed in, each in a form of its own."""
    return lambda number: [_request(_submission(form), vouched=vouched) for _ in range(number)]


def commands(number: int) -> list[bytes]:
    """So many times `/guldkorn menu`."""
    return [_request(_command()) for _ in range(number)]


def heavy(number: int) -> list[bytes]:
    """So many unsigned bodies of 0.94 MB."""
    return [_request({"payload": json.dumps({"type": "view_submission", "x": "y" * 940_000})}, vouched=False)] * number


def _people(store: Store) -> None:
    now = real_now()
    for external in PEOPLE:
        met = store.people.meet(external, "da", platform="slack", workspace=TEAM, external=external, now=now)
        private = {"private": True, "person_id": met.person_id, "account_id": met.key}
        store.rooms.add(platform="slack", workspace=TEAM, external_id=f"D{external}", **private)
        for name in ("Natur", "Bevægelse", "Musik"):
            store.communities.found(name=name, founded_by=met.person_id, founded_at=now)
        nature = store.communities.named("Natur")
        assert nature is not None
        store.communities.join(nature.key, met.person_id, now)


def _submission(form: Form) -> dict[str, str]:
    """The form as it was opened, filled in and sent back by Slack with all that stands in it."""
    number = next(_numbers)
    user = PEOPLE[number % len(PEOPLE)]
    fresh = replace(form, token=f"{int(time.time()):x}-{secrets.token_urlsafe(9)}")
    view = json.loads(json.dumps(speak.view(fresh, f"D{user}")))
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    for block in inputs:
        if modal.field(block) in STORY:
            modal.fill_in(block["element"], STORY[modal.field(block)])
    state = {block["block_id"]: {block["element"]["action_id"]: modal.state(block["element"])} for block in inputs}
    view |= {"id": f"V{number}", "team_id": TEAM, "hash": "1.h", "app_id": "A1", "bot_id": "BGULD", "callback_id": ""}
    whole = {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "ungeomraadet"},
        "user": {"id": user, "username": user, "name": user, "team_id": TEAM},
        "api_app_id": "A1",
        "token": "old",
        "trigger_id": f"{number}.1.x",
        "view": {**view, "state": {"values": state}},
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }
    return {"payload": json.dumps(whole)}


def _command() -> dict[str, str]:
    number = next(_numbers)
    user = PEOPLE[number % len(PEOPLE)]
    where = {"team_id": TEAM, "channel_id": f"D{user}", "channel_name": "directmessage"}
    answer = {"trigger_id": f"{number}.1.x", "response_url": "http://127.0.0.1:9/"}
    return {"command": "/guldkorn", "text": "menu", "user_id": user, "user_name": user, **where, **answer}


def _request(fields: dict[str, str], *, vouched: bool = True) -> bytes:
    body, stamp = urlencode(fields).encode(), str(int(time.time()))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Slack-Request-Timestamp": stamp}
    if vouched:
        made = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers["X-Slack-Signature"] = f"v0={made}"
    return post("/slack/events", body, headers)
