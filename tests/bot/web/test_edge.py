"""The sandbox over real HTTP: what one sees and does, live changes, time, and everything it must refuse."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from bot.transport import Destination
from bot.web import edge as edges
from handlers.language import Card, Done, OpenForm, Plain, Platform, Problems, Prose, Refused, Surface, Tell
from storage.database import Busy
from tests.bot.web.conftest import Sandbox
from tests.bot.web.ear import FRIDAY
from tests.bot.web.markup import read
from tests.bot.web.test_speak import AMISS, FORM

HELLO = Card((Prose((Plain("Hello"),)),), "Notice")
NATUR = Destination(Platform.WEB, "sandbox", "natur", "", "")
JSON = {"Content-Type": "application/json"}
Json = dict[str, Any]


@asynccontextmanager
async def asked(sandbox: Sandbox, method: str, path: str, **given: Any) -> AsyncIterator[aiohttp.ClientResponse]:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"{sandbox.url}/sandbox/{path}", allow_redirects=False, **given) as response,
    ):
        yield response


def says(text: str, room: str = "natur", who: str = "mette") -> Json:
    return {"kind": "say", "who": who, "room": room, "id": str(uuid4()), "text": text}


class Events:
    """One open page's stream, read event by event."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def next(self) -> tuple[str, Json]:
        async with asyncio.timeout(5):
            event = (await self.response.content.readuntil(b"\n\n")).decode().splitlines()
        return event[0].removeprefix("event: "), json.loads(event[1].removeprefix("data: "))

    async def until(self, kind: str) -> Json:
        while True:
            found, data = await self.next()
            if found == kind:
                return data


@asynccontextmanager
async def window(sandbox: Sandbox, who: str) -> AsyncIterator[Events]:
    async with asked(sandbox, "GET", f"events?who={who}&language=en") as response:
        assert response.content_type == "text/event-stream"
        yield Events(response)


async def test_the_page_comes_with_its_policy_and_its_files(sandbox: Sandbox) -> None:
    async with asked(sandbox, "GET", "?who=mette&language=en") as response:
        assert (response.status, response.content_type) == (200, "text/html")
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "Mette Holm" in await response.text()
    for path, kind in {
        "js/main.js": "application/javascript",
        "css/tone.css": "text/css",
        "nugget.svg": "image/svg+xml",
    }.items():
        async with asked(sandbox, "GET", f"static/{path}") as response:
            assert (response.status, response.content_type) == (200, kind)
            assert response.headers["Cache-Control"] == "no-cache"


async def test_the_address_without_its_slash_leads_to_the_page(sandbox: Sandbox) -> None:
    async with asked(sandbox, "GET", "../sandbox") as response:
        assert (response.status, response.headers["Location"]) == (308, "/sandbox/")


@pytest.mark.parametrize("path", ["static/../edge.py", "static/%2e%2e/edge.py", "static/js", "static//etc/passwd", "x"])
async def test_only_the_pages_own_files_are_given(sandbox: Sandbox, path: str) -> None:
    async with asked(sandbox, "GET", path) as response:
        assert response.status == 404


async def test_the_page_speaks_the_persons_language_unless_told_otherwise(sandbox: Sandbox) -> None:
    for query, language in {"": "da", "who=oliver": "en", "who=oliver&language=da": "da", "language=xx": "da"}.items():
        async with asked(sandbox, "GET", f"?{query}") as response:
            assert f'<html lang="{language}">' in await response.text()


async def test_one_sees_ones_rooms_and_what_stands_there(sandbox: Sandbox) -> None:
    await sandbox.edge.transport.send(NATUR, HELLO, post=3)
    seen = await sandbox.driver.get("state", who="mette", room="natur")
    assert {room["id"]: room["mine"] for room in seen["rooms"]} == {"natur": True, "naboer": True}
    assert {room["id"]: room["outside"] for room in seen["rooms"]} == {"natur": False, "naboer": True}
    assert [read(one["html"]).all("div", cls="card")[0].text() for one in seen["messages"]] == ["Hello"]
    assert seen["moment"]["clock"] == "14.03"
    assert seen["moment"]["day"] == "fredag den 20. november"
    assert seen["moment"]["next"] is None
    assert {one["handle"]: one["newest"] for one in seen["people"]}["mette"] == 0


async def test_one_sees_no_room_one_is_not_in(sandbox: Sandbox) -> None:
    await sandbox.edge.transport.send(NATUR, HELLO, post=3)
    await sandbox.edge.transport.send(Destination(Platform.WEB, "sandbox", "", "mette", ""), HELLO, post=4)
    for who in ("oliver", "nobody", ""):
        for room in ("natur", "@mette"):
            assert (await sandbox.driver.get("state", who=who, room=room))["messages"] == []


async def test_what_one_writes_in_a_room_stands_there_and_the_bot_hears_nothing(sandbox: Sandbox) -> None:
    said = says("Hej alle")
    assert await sandbox.driver.post("hear", said) == {"kind": "done"}
    assert await sandbox.driver.post("hear", said) == {"kind": "done"}
    seen = await sandbox.driver.get("state", who="jonas", room="natur")
    assert [one["notice"] for one in seen["messages"]] == ["Hej alle"]
    assert sandbox.ear.heard == []


async def test_a_command_is_answered_to_me_alone_and_stands_nowhere(sandbox: Sandbox) -> None:
    sandbox.ear.answers.append(Tell(HELLO))
    answer = await sandbox.driver.post("hear", says("/guldkorn hej"))
    assert (answer["kind"], answer["notice"]) == ("tell", "Notice")
    assert "Hello" in answer["html"]
    [heard] = sandbox.ear.heard
    assert (heard.verb, heard.text, heard.where.people, heard.who.name) == ("command", "hej", 3, "Mette Holm")
    assert (await sandbox.driver.get("state", who="mette", room="natur"))["messages"] == []


async def test_what_one_writes_in_private_is_kept_before_it_is_answered(sandbox: Sandbox) -> None:
    sandbox.ear.answers.append(RuntimeError("the desk has broken down"))
    body = says("Det gik fint", "@mette")
    async with asked(sandbox, "POST", "hear", json=body) as response:
        assert response.status == 503
        assert "error" in await response.json()
    seen = await sandbox.driver.get("state", who="mette", room="@mette")
    assert [one["notice"] for one in seen["messages"]] == ["Det gik fint"]
    await sandbox.driver.post("hear", body)
    assert [one.key for one in sandbox.ear.heard] == [f"web/sandbox/@mette/talk/{body['id']}"] * 2
    assert len((await sandbox.driver.get("state", who="mette", room="@mette"))["messages"]) == 1


async def test_buttons_and_forms_reach_the_desk_whole(sandbox: Sandbox) -> None:
    sandbox.ear.answers += [OpenForm(FORM), Problems(AMISS), Refused(HELLO)]
    press = {"who": "mette", "room": "natur", "id": str(uuid4()), "kind": "ask", "verb": "community.found", "post": 3}
    opened = await sandbox.driver.post("hear", {**press, "message": "9"})
    [form] = read(opened["html"]).all("form")
    assert form.given["data-verb"] == "community.create"
    fill = {
        "who": "mette",
        "room": "natur",
        "kind": "form",
        "verb": form.given["data-verb"],
        "token": form.given["data-token"],
        "carried": json.loads(form.given["data-carried"]),
        "values": {"name": "Natur", "others": ["1"], "leaders": False},
    }
    amended = await sandbox.driver.post("hear", {**fill, "id": str(uuid4())})
    assert amended["kind"] == "problems"
    assert read(amended["html"]).all("p", cls="problem")
    assert (await sandbox.driver.post("hear", {**fill, "id": str(uuid4())}))["kind"] == "refused"
    pressed, filled, _again = sandbox.ear.heard
    assert (pressed.surface, pressed.post, pressed.message) == (Surface.OPENING, 3, "9")
    assert (filled.surface, filled.token, filled.values["room"]) == (Surface.FORM, "t1", "3")
    assert (filled.values["others"], filled.values["leaders"]) == (("1",), False)


async def test_ones_own_message_can_be_deleted_and_nobody_elses(sandbox: Sandbox) -> None:
    await sandbox.driver.post("hear", says("Hej"))
    await sandbox.edge.transport.send(NATUR, HELLO, post=3)
    own, bots = [one["id"] for one in (await sandbox.driver.get("state", who="mette", room="natur"))["messages"]]
    for who, message in (("jonas", own), ("mette", bots)):
        unsay = {"kind": "unsay", "who": who, "room": "natur", "id": str(uuid4()), "message": message}
        await sandbox.driver.post("hear", unsay)
    assert len((await sandbox.driver.get("state", who="mette", room="natur"))["messages"]) == 2
    unsay = {"kind": "unsay", "who": "mette", "room": "natur", "id": str(uuid4()), "message": own}
    await sandbox.driver.post("hear", unsay)
    [left] = (await sandbox.driver.get("state", who="mette", room="natur"))["messages"]
    assert left["id"] == bots


async def test_a_guest_speaks_as_no_member(sandbox: Sandbox) -> None:
    await sandbox.driver.post("hear", says("hej", "@gry", "gry"))
    hired = await sandbox.driver.post("around", {"kind": "hire", "name": "Åse Gæst", "guest": True})
    await sandbox.driver.post("hear", says("hej", f"@{hired['handle']}", hired["handle"]))
    assert [(one.who.id, one.who.member) for one in sandbox.ear.heard] == [("gry", False), ("aase-gaest", False)]


async def test_a_colleague_comes_and_goes_into_a_room(sandbox: Sandbox) -> None:
    hired = await sandbox.driver.post(
        "around", {"kind": "hire", "name": "Bo Havn", "title": "pædagog", "language": "en"}
    )
    assert hired == {"handle": "bo-havn"}
    assert (await sandbox.driver.post("hear", says("Hej", who="bo-havn"), 403))["error"]
    await sandbox.driver.post("around", {"kind": "enter", "who": "bo-havn", "room": "natur"})
    await sandbox.driver.post("hear", says("/guldkorn", who="bo-havn"))
    [heard] = sandbox.ear.heard
    assert (heard.who.language, heard.where.people) == ("en", 4)
    await sandbox.driver.post("around", {"kind": "enter", "who": "bo-havn", "room": "nowhere"}, 409)
    await sandbox.driver.post("around", {"kind": "enter", "who": "nobody", "room": "natur"}, 404)


async def test_the_bot_meets_a_new_room(sandbox: Sandbox) -> None:
    made = await sandbox.driver.post("around", {"kind": "open", "who": "jonas", "name": "Æbler & pærer"})
    quiet = {"kind": "open", "who": "jonas", "name": "quiet", "quietly": True}
    await sandbox.driver.post("around", quiet)
    await sandbox.driver.post("around", {"kind": "open", "who": "jonas", "name": "away", "outside": True})
    first, second = sandbox.ear.heard
    assert made == {"handle": "aebler-paerer"}
    assert (first.verb, first.where.id, first.where.name, first.who.id) == (
        "room.met",
        "aebler-paerer",
        "Æbler & pærer",
        "jonas",
    )
    assert (first.surface, first.where.outside, second.where.outside) == (Surface.EVENT, False, True)


async def test_a_change_is_seen_at_once_by_who_is_in_the_room(sandbox: Sandbox) -> None:
    async with window(sandbox, "mette") as mette, window(sandbox, "oliver") as oliver:
        assert (await mette.next())[0] == "moment"
        receipt = await sandbox.edge.transport.send(NATUR, HELLO, post=3)
        stands = await mette.until("stands")
        assert (stands["room"], stands["notice"], stands["id"]) == ("natur", "Notice", int(receipt.message))
        changed = Card((Prose((Plain("Changed"),)),), "Again")
        await sandbox.edge.transport.edit(NATUR, receipt, changed, post=3)
        assert "Changed" in (await mette.until("stands"))["html"]
        await sandbox.edge.transport.remove(NATUR, receipt)
        assert (await mette.until("gone"))["id"] == int(receipt.message)
        assert "html" not in await oliver.until("stands")
        await sandbox.driver.post("around", {"kind": "enter", "who": "oliver", "room": "natur"})
        await oliver.until("around")
        await sandbox.edge.transport.send(NATUR, HELLO, post=3)
        assert "Hello" in (await oliver.until("stands"))["html"]


async def test_there_is_an_end_to_open_windows(sandbox: Sandbox) -> None:
    sandbox.edge._screens.most = 1  # the real bound would take longer to reach
    async with window(sandbox, "mette") as mette:
        await mette.next()
        async with asked(sandbox, "GET", "events?who=mette") as response:
            assert response.status == 503
            assert "vinduer" in (await response.json())["error"]


async def test_stopping_lets_every_window_go(sandbox: Sandbox) -> None:
    async with window(sandbox, "mette") as mette:
        await mette.next()
        await sandbox.edge.stop()
        async with asyncio.timeout(5):
            assert await mette.response.content.read() == b""


@pytest.mark.parametrize(
    ("how", "to"),
    [
        ({"days": 1}, FRIDAY + timedelta(days=1)),
        ({"to": "2026-11-21T09:00"}, datetime(2026, 11, 21, 8, tzinfo=UTC)),
        ({"to": "2026-11-21T09:00:00+00:00"}, datetime(2026, 11, 21, 9, tzinfo=UTC)),
        ({"to": "2027-03-28T02:30"}, datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # an hour that is not there
    ],
)
async def test_time_goes_forward_to_a_moment(sandbox: Sandbox, how: Json, to: datetime) -> None:
    reached = await sandbox.driver.post("time", how)
    assert sandbox.walk.to == [to]
    assert reached["trip"] is None
    assert reached["clock"]


@pytest.mark.parametrize(
    ("start", "to"),
    [
        (datetime(2027, 3, 27, 13, tzinfo=UTC), datetime(2027, 3, 28, 12, tzinfo=UTC)),  # 14:00 before and after
        (datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 13, tzinfo=UTC)),
    ],
)
async def test_a_day_ahead_is_the_same_hour_across_daylight_saving(
    sandbox: Sandbox, start: datetime, to: datetime
) -> None:
    sandbox.ear.moment = start
    await sandbox.driver.post("time", {"days": 1})
    assert sandbox.walk.to == [to]


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"to": "2026-11-20T13:00:00+00:00"}, 400),
        ({"to": "2020-01-01T00:00"}, 400),
        ({"to": "0001-01-01T00:00+14:00"}, 400),
        ({"to": "9999-12-31T23:59-12:00"}, 400),
        ({"to": "2028-01-01T00:00"}, 400),
        ({"to": 1e30}, 400),
        ({"days": -1}, 400),
        ({}, 400),
        ({"next": True}, 409),
    ],
)
async def test_time_goes_nowhere_else(sandbox: Sandbox, how: Json, status: int) -> None:
    assert (await sandbox.driver.post("time", how, status))["error"]
    assert sandbox.walk.to == []


async def test_a_journey_is_followed_and_only_one_at_a_time(sandbox: Sandbox) -> None:
    sandbox.walk.goes_on.clear()
    async with window(sandbox, "mette") as mette:
        under_way = asyncio.create_task(sandbox.driver.post("time", {"days": 7}))
        while (moment := await mette.until("moment"))["trip"] is None:
            pass
        assert 0 <= moment["trip"]["done"] < 1
        assert moment["trip"]["day"] == "Friday 27 November"
        await sandbox.driver.post("time", {"days": 1}, 409)
        sandbox.walk.goes_on.set()
        while (moment := await mette.until("moment"))["trip"] is not None:
            pass
        assert (await under_way)["day"] == "fredag den 27. november"
    assert len(sandbox.walk.to) == 1


WRONG_BODIES = {
    "no JSON": (b"who=mette", 400),
    "not UTF-8": (b'{"who": "\xe6"}', 400),
    "deep": (b'{"values":' * 50_000, 400),
    "a lone half of a letter": (json.dumps(says("x")).replace('"x"', '"\\ud800"').encode(), 400),
    "empty": (b"", 400),
    "another shape": (json.dumps({**says("x"), "kind": "say", "more": 1}).encode(), 400),
    "nothing said": (json.dumps(says(" \n ")).encode(), 400),
    "too long a line": (json.dumps(says("x" * 12_001)).encode(), 400),
    "5 MB": (json.dumps(says("x" * 5_000_000)).encode(), 413),
    "just too big": (b" " * (1024 * 1024 + 1), 413),
    "somebody unknown": (json.dumps(says("x", who="nobody")).encode(), 404),
    "another's chat": (json.dumps(says("x", "@jonas")).encode(), 403),
    "a room one is not in": (json.dumps(says("x", who="oliver")).encode(), 403),
    "no such room": (json.dumps(says("x", "nowhere")).encode(), 403),
}


@pytest.mark.parametrize("name", WRONG_BODIES)
async def test_a_wrong_body_is_refused_kindly_and_changes_nothing(sandbox: Sandbox, name: str) -> None:
    body, status = WRONG_BODIES[name]
    async with asked(sandbox, "POST", "hear", data=BytesIO(body), headers=JSON) as response:
        assert response.status == status
        assert (await response.json())["error"]
    assert sandbox.ear.heard == []
    assert await sandbox.ear.read(lambda store: store.chat.newest()) == []


async def test_a_long_body_without_a_length_is_refused_too(sandbox: Sandbox) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(3000):
            yield b" " * 1024

    async with asked(sandbox, "POST", "hear", data=endless(), headers=JSON) as response:
        assert response.status == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
@pytest.mark.parametrize("path", ["hear", "time", "around"])
async def test_what_a_plain_form_could_send_is_refused(sandbox: Sandbox, path: str, kind: str) -> None:
    body = json.dumps(says("x")).encode()
    async with asked(sandbox, "POST", path, data=body, headers={"Content-Type": kind}) as response:
        assert response.status == 415


async def test_a_packed_body_is_refused(sandbox: Sandbox) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "deflate"}
    async with asked(sandbox, "POST", "hear", data=b"x", headers=headers) as response:
        assert response.status in {400, 415}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
        {"Host": "sandbox.evil.example:3978", "Origin": "http://sandbox.evil.example:3978"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "hear"), ("POST", "time"), ("POST", "around"), ("GET", "state?who=mette"), ("GET", "events?who=mette")],
)
async def test_another_sites_page_neither_acts_nor_sees(
    sandbox: Sandbox, method: str, path: str, headers: dict[str, str]
) -> None:
    body = {"data": json.dumps(says("x")).encode()} if method == "POST" else {}
    given = {"Content-Type": "application/json", **headers}
    async with asked(sandbox, method, path, headers=given, **body) as response:
        assert response.status == 403
        assert "Access-Control-Allow-Origin" not in response.headers
    assert await sandbox.ear.read(lambda store: store.chat.newest()) == []


async def test_the_page_itself_is_not_given_under_another_name(sandbox: Sandbox) -> None:
    async with asked(sandbox, "GET", "", headers={"Host": "evil.example"}) as response:
        assert response.status == 403


@pytest.mark.parametrize("path", ["hear", "time", "around"])
async def test_nothing_acts_by_reading(sandbox: Sandbox, path: str) -> None:
    async with asked(sandbox, "GET", path) as response:
        assert response.status == 405


async def test_a_database_that_is_busy_asks_to_try_again(sandbox: Sandbox) -> None:
    sandbox.ear.answers.append(Busy())
    async with asked(sandbox, "POST", "hear", json=says("/guldkorn")) as response:
        assert response.status == 503
        assert (await response.json())["error"]


async def test_the_sandbox_is_the_organisations_own(sandbox: Sandbox) -> None:
    assert sandbox.ear.installed == ["web:sandbox"]
    sandbox.ear.answers.append(Done())
    assert edges.HEAVIEST_BODY == 1024 * 1024


async def test_hostile_questions_are_never_a_fault(sandbox: Sandbox) -> None:
    for path in (
        "state?who=%00&room=%00",
        "state?who=%ff%fe",
        "state?room=" + "x" * 5000,
        "state?who=mette&who=jonas",
        "?language=%00",
        "events?who=../..",
        "static/%00",
    ):
        async with asked(sandbox, "GET", path) as response:
            assert response.status < 500, path
