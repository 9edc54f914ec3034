"""Messages of our own chat, the screens that show them, and journeys in time."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.transport import Destination, Receipt, Undeliverable
from bot.web.transport import MOST_BEHIND, Change, Screen, Screens, Trips, WebTransport
from handlers.codec import sheet_from_json
from handlers.language import Card, Plain, Platform, Prose
from storage.chat import ChatMessage
from tests.bot.web.ear import FRIDAY, ListeningEar

ONE = Card((Prose((Plain("one"),)),), "one")
TWO = Card((Prose((Plain("two"),)),), "two")
NATUR = Destination(Platform.WEB, "sandbox", "natur", "", "")
METTE = Destination(Platform.WEB, "sandbox", "", "mette", "")


@pytest.fixture
def screens() -> Screens:
    return Screens()


@pytest.fixture
def transport(ear: ListeningEar, screens: Screens) -> WebTransport:
    return WebTransport(ear, screens)


def standing(ear: ListeningEar, room: str) -> list[ChatMessage]:
    return ear.database.read(lambda store: store.chat.in_room(room))


def opened(screens: Screens) -> Screen:
    screen = screens.add()
    assert screen is not None
    return screen


async def test_a_message_stands_changes_and_goes(transport: WebTransport, ear: ListeningEar, screens: Screens) -> None:
    screen = opened(screens)
    receipt = await transport.send(NATUR, ONE, post=7)
    [made] = standing(ear, "natur")
    assert receipt == Receipt(str(made.key), "natur")
    assert (made.post_id, made.author, made.at, sheet_from_json(made.sheet)) == (7, "", FRIDAY, ONE)
    ear.moment = FRIDAY + timedelta(hours=1)
    await transport.edit(NATUR, receipt, TWO, post=7)
    [changed] = standing(ear, "natur")
    assert (changed.key, changed.at, changed.edited_at) == (made.key, FRIDAY, ear.moment)
    assert sheet_from_json(changed.sheet) == TWO
    await transport.remove(NATUR, receipt)
    assert standing(ear, "natur") == []
    changes = [screen.waiting.get_nowait() for _ in range(screen.waiting.qsize())]
    assert [change and change.kind for change in changes] == ["stands", "stands", "gone"]


async def test_a_first_private_message_learns_its_room(transport: WebTransport, ear: ListeningEar) -> None:
    receipt = await transport.send(METTE, ONE, post=1)
    assert receipt.room == "@mette"
    assert len(standing(ear, "@mette")) == 1


async def test_what_is_gone_already_is_a_success(transport: WebTransport, screens: Screens) -> None:
    receipt = await transport.send(NATUR, ONE, post=1)
    await transport.remove(NATUR, receipt)
    screen = opened(screens)
    await transport.remove(NATUR, receipt)
    await transport.edit(NATUR, receipt, TWO, post=1)
    assert screen.waiting.empty()


async def test_what_a_person_wrote_is_never_the_bots_to_change(transport: WebTransport, ear: ListeningEar) -> None:
    await transport.say("natur", "mette", "key", "Hej")
    [made] = standing(ear, "natur")
    await transport.remove(NATUR, Receipt(str(made.key), "natur"))
    await transport.edit(NATUR, Receipt(str(made.key), "natur"), ONE, post=1)
    assert [(row.text, row.sheet) for row in standing(ear, "natur")] == [("Hej", "")]


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        (Destination(Platform.WEB, "sandbox", "", "nobody", ""), "no_such_person"),
        (Destination(Platform.WEB, "sandbox", "nowhere", "", ""), "no_such_room"),
    ],
)
async def test_nobody_and_nowhere_cannot_be_reached(transport: WebTransport, to: Destination, reason: str) -> None:
    with pytest.raises(Undeliverable) as refused:
        await transport.send(to, ONE, post=1)
    assert refused.value.reason == reason


async def test_words_said_twice_stand_once(transport: WebTransport, ear: ListeningEar, screens: Screens) -> None:
    screen = opened(screens)
    await transport.say("natur", "mette", "same", "Hej")
    await transport.say("natur", "mette", "same", "Hej")
    assert len(standing(ear, "natur")) == 1
    assert screen.waiting.qsize() == 1


def test_there_are_only_so_many_screens() -> None:
    screens = Screens(most=2)
    first = opened(screens)
    opened(screens)
    assert screens.add() is None
    screens.drop(first)
    screens.drop(first)
    assert screens.add() is not None


async def test_a_screen_that_lags_too_far_is_let_go(screens: Screens) -> None:
    slow, quick = opened(screens), opened(screens)
    for _ in range(MOST_BEHIND + 3):
        screens.show(Change("moment"))
        quick.waiting.get_nowait()
    assert slow not in screens.open
    assert quick in screens.open
    seen = [change async for change in slow.changes(heartbeat=1)]
    assert len(seen) == MOST_BEHIND + 1  # the moment it begins with, and what it could hold


async def test_a_quiet_screen_hears_the_time_again(screens: Screens) -> None:
    screen = opened(screens)
    seen: list[str] = []
    async for change in screen.changes(heartbeat=0.01):
        seen.append(change.kind)
        if len(seen) == 3:
            screens.close()
    assert seen == ["moment"] * 3
    assert screens.open == []


async def test_one_journey_at_a_time_and_screens_follow_it(ear: ListeningEar, screens: Screens) -> None:
    goes_on = asyncio.Event()

    async def travel(to: datetime) -> datetime:
        await goes_on.wait()
        return to

    trips = Trips(travel, screens)
    screen = opened(screens)
    first = asyncio.create_task(trips.go(FRIDAY, FRIDAY + timedelta(days=1)))
    await asyncio.sleep(0.01)
    assert trips.leg == (FRIDAY, FRIDAY + timedelta(days=1))
    assert await trips.go(FRIDAY, FRIDAY + timedelta(days=2)) is None
    goes_on.set()
    assert await first == FRIDAY + timedelta(days=1)
    assert trips.leg is None
    changes = [screen.waiting.get_nowait() for _ in range(screen.waiting.qsize())]
    assert {change and change.kind for change in changes} == {"moment"}
    assert len(changes) >= 2


async def test_a_journey_ends_when_the_sandbox_stops(screens: Screens) -> None:
    async def travel(to: datetime) -> datetime:
        await asyncio.Event().wait()
        return to

    trips = Trips(travel, screens)
    under_way = asyncio.create_task(trips.go(FRIDAY, FRIDAY + timedelta(days=1)))
    await asyncio.sleep(0.01)
    await trips.stop()
    with pytest.raises(asyncio.CancelledError):
        await under_way
    assert trips.leg is None
