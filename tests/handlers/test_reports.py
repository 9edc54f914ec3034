"""What stays with a person: nobody else's card, answer or report holds a word of theirs, nor that they answered."""

import re
from dataclasses import dataclass, field

import pytest

from handlers.language import Answer
from handlers.reports import Rows, sendings, whereabouts
from handlers.turn import Turn
from storage.store import Store
from tests.handlers.chat import read
from tests.handlers.speech import Said
from tests.handlers.world import World
from tests.handlers.worlds import Worlds

SECRET = "Zebrafinke"  # stands in everything Mette writes for herself
STORY = "Vandrefalk"  # and in what she lets go
OTHERS = ("fatima", "jens", "bo")


@dataclass
class Year:
    """A stretch of life, and everything anybody but Mette was shown or told in it."""

    world: World
    told: list[Answer] = field(default_factory=list)

    async def begins(self) -> None:
        """Four people in a community; Mette has a step, a role and a place."""
        await self.world.founds("fatima", "natur")
        for who in ("mette", *OTHERS):
            await self.world.presses(who, "community.join", "natur")
        await self.world.delivers()
        await self.world.fills("mette", "checkin.start", "natur", step=f"{SECRET} step", weekday=2)
        await self.world.travels("2026-11-25 14:00")

    async def others_look_around(self) -> None:
        """Everybody else presses everything there is to see."""
        for who in OTHERS:
            for verb in (
                "menu.show",
                "community.show",
                "checkin.mine",
                "story.mine",
                "person.kept",
                "community.rhythm",
            ):
                self.told.append(await self.world.presses(who, verb, "natur"))
            for verb, values in FORGED:
                self.told.append(await self.world.presses(who, verb, "natur", **values))
        await self.world.delivers()

    def seen_by_others(self) -> str:
        """All of it, with the reports anybody may draw."""
        sent = [
            f"{call.room} {read(call.sheet)} {getattr(call.sheet, 'notice', '')}"
            for chat in self.world.chats.values()
            for call in chat.calls
            if call.room != "@mette"
        ]
        return "\n".join([*sent, *map(repr, self.told), repr(self.reports())])

    def reports(self) -> list[Rows | None]:
        """What the command line says of everybody, and of every story."""
        return self.world.ask(self._drawn)

    def _drawn(self, store: Store) -> list[Rows | None]:
        turn = Turn(store, self.world.clock())
        people = [sendings(turn, who.title()) for who in ("mette", *OTHERS)]
        return [*people, *(whereabouts(turn, number) for number in (1, 2))]


FORGED: list[tuple[str, dict[str, Said]]] = [
    ("story.tell", {"checkin": 1}),
    ("story.tell", {"jotting": 1}),
    ("checkin.start", {"jotting": 1}),
    ("checkin.answer", {"checkin": 1, "answer": "tried"}),
    ("story.show", {"story": 1}),
    ("story.mend", {"story": 1}),
]


async def test_nobody_else_ever_sees_a_word_of_what_was_written_in_private(world: World) -> None:
    year = Year(world)
    await year.begins()
    await world.says("mette", f"{SECRET} answer")
    await world.says("mette", f"{SECRET} jotting")
    await world.tells("mette", "natur", tried=f"{SECRET} draft")
    await world.says("mette", "pause")
    await year.others_look_around()
    assert SECRET not in year.seen_by_others()


@pytest.mark.parametrize("said", ["tried", "stuck", "pause", "words", "stop"])
async def test_an_answer_leaves_no_mark_that_silence_would_not_leave(worlds: Worlds, said: str) -> None:
    seen = []
    for answers in (True, False):
        async with worlds() as world:
            year = Year(world)
            await year.begins()
            if answers and said == "words":
                await world.says("mette", f"{SECRET} answer")
            elif answers:
                await world.presses("mette", "checkin.answer", checkin=1, answer=said)
            await year.others_look_around()
            seen.append(_without_tokens(year.seen_by_others()))
    assert seen[0] == seen[1]


def _without_tokens(seen: str) -> str:
    return re.sub(r"token='[^']*'", "", seen)


async def test_no_card_shows_a_word_of_anybody_s_on_the_lock_screen(world: World) -> None:
    await world.fills("mette", "person.unit", unit="other", named=f"{SECRET} place", role=f"{SECRET} role")
    await world.fills(
        "mette", "community.found", "natur", name="Natur", interest=f"{SECRET} i", purpose=f"{SECRET} p", language="en"
    )
    await world.presses("fatima", "community.join", "natur")
    await world.delivers()
    await world.fills("mette", "checkin.start", "natur", step=f"{SECRET} step", weekday=2)
    await world.travels("2026-11-25 14:00")
    await world.says("mette", f"{SECRET} answer")
    await world.says("mette", f"{SECRET} jotting")
    fields = {name: f"{SECRET} {name}" for name in ("before", "tried", "young", "changed", "hard", "matters")}
    await world.tells("mette", "natur", **fields)
    await world.presses("mette", "story.share", story=1)
    await world.says("mette", "my stories")
    await world.says("mette", "my check-ins")
    await world.delivers()
    await world.presses("fatima", "story.brake", "natur", story=1)
    await world.travels("2026-11-26 12:00")
    await world.presses("mette", "story.withdraw", story=1)
    await world.delivers()
    notices = [str(getattr(call.sheet, "notice", "")) for chat in world.chats.values() for call in chat.calls]
    assert len([notice for notice in notices if notice]) > 10
    assert [notice for notice in notices if SECRET in notice] == []


async def test_the_brake_tells_nobody_by_whom_and_no_row_holds_it(world: World) -> None:
    year = Year(world)
    await year.begins()
    await world.tells("mette", "natur", tried=STORY)
    await world.presses("mette", "story.share", story=1)
    await world.delivers()
    before = world.dump(without=("heard",))
    answer = await world.presses("fatima", "story.brake", "natur", story=1)
    assert "Nobody learns that it was you." in repr(answer)
    await world.delivers()
    after = world.dump(without=("heard",))
    fatima = world.person("fatima").key
    for table, rows in after.items():
        new = [row for row in rows if row not in before[table]]
        assert not [row for row in new if "fatima" in repr(row).lower()], table
        assert table != "post" or all(row[3] != fatima for row in new)
    assert "fatima" not in repr(world.dump()["heard"]).lower()
    assert STORY not in world.shows("natur")
    await world.travels("2026-11-26 09:00")
    assert "Fatima" not in world.shows("@mette").partition("A colleague thinks")[2]


async def test_why_says_what_became_of_each_sending_and_no_reason_that_is_private(world: World) -> None:
    year = Year(world)
    await year.begins()
    rows = year.reports()[0]
    assert rows is not None
    assert [(row["what"], row["became"], row["where"], row["reason"]) for row in rows] == [
        ("welcome", "sent", "web, private", ""),
        ("ask", "sent", "web, private", ""),
    ]
    assert all(set(row) == {"post", "when", "what", "story", "where", "became", "reason"} for row in rows)


@pytest.mark.parametrize("name", ["web:mette", "Mette", "2"])
async def test_a_person_goes_by_id_account_or_exact_name(world: World, name: str) -> None:
    await world.founds("fatima", "natur")
    await world.presses("mette", "community.join", "natur")
    await world.delivers()
    (row,) = world.ask(lambda store: sendings(Turn(store, world.clock()), name)) or []
    assert row["what"] == "welcome"


async def test_nobody_or_two_of_a_name_is_said_so(world: World) -> None:
    await world.presses("mette", "community.join")
    await world.presses("slack:mette", "community.join")
    names = ("Mette", "Nobody", "slack:nobody", "99", "9" * 5000, "", "teams:", "x:y")
    found = world.ask(lambda store: [sendings(Turn(store, world.clock()), name) for name in names])
    assert found == [None] * len(names)
    assert world.ask(lambda store: whereabouts(Turn(store, world.clock()), 99)) is None


def became(world: World, story: int) -> list[str]:
    """What `story` says became of it, room by room."""

    def look(store: Store) -> Rows | None:
        return whereabouts(Turn(store, world.clock()), story)

    return [row["became"] for row in world.ask(look) or []]


async def test_a_story_taken_back_is_said_to_be_gone_only_where_it_is(world: World) -> None:
    await world.founds("fatima", "natur")
    await world.presses("mette", "community.join", "natur")
    story = await world.tells("mette", "natur", tried="We built a raft.")
    await world.presses("mette", "story.share", story=story)
    await world.delivers()
    assert became(world, story) == ["sent"]
    await world.courier.stop()
    world.delivering = False
    await world.presses("mette", "story.withdraw", story=story)
    assert became(world, story) == ["being taken back"]
    await world.delivers()
    assert became(world, story) == ["taken back"]
