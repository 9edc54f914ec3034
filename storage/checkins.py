"""Plans for check-ins, the check-ins themselves, and the weekly ceiling over everything that asks."""

from datetime import datetime

from sqlmodel import Field, col

from storage.shelf import NEVER_REUSED, Missing, Row, Shelf, index, unique


class Plan(Row, table=True):
    """One member's rhythm in one community; nothing is due while `due_at` is empty."""

    __table_args__ = (
        unique("person_id", "community_id"),
        index("community_id"),
        index("due_at", "asked_at", "id"),
        NEVER_REUSED,
    )

    person_id: int = Field(foreign_key="person.id")
    community_id: int = Field(foreign_key="community.id")
    step: str  # the next step, in the member's own words
    weekday: int  # 0 = Monday
    due_at: datetime | None = None
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    silent: int = 0  # asked and not answered, in a row
    slower: int = 1  # how many times the community's interval: the bot's backing off, or the member's wish
    asked_at: datetime | None = None


class Checkin(Row, table=True):
    """One time the member was asked, with the step as it was quoted."""

    __table_args__ = (index("person_id"), NEVER_REUSED)

    plan_id: int = Field(foreign_key="plan.id")
    person_id: int = Field(foreign_key="person.id")
    community_id: int = Field(foreign_key="community.id")
    step: str
    last_word: bool = False  # the one question after long silence: as now, less often, stop
    due_at: datetime
    answer: str = ""
    words: str = ""
    answered_at: datetime | None = None
    closed: bool = False  # not a story this time: the card asks no more


class Checkins(Shelf):
    """Everything about being asked."""

    def plan(self, key: int) -> Plan:
        """One plan of this organisation; raises Missing for anybody else's id."""
        found = self._one(Plan, col(Plan.id) == key)
        if found is None:
            raise Missing(f"no plan {key}")
        return found

    def plan_of(self, person: int, community: int) -> Plan | None:
        """A member's plan in one community."""
        return self._one(Plan, col(Plan.person_id) == person, col(Plan.community_id) == community)

    def plans_of(self, person: int) -> list[Plan]:
        """All a person's plans, oldest first."""
        return self._all(Plan, col(Plan.person_id) == person, order=[col(Plan.id)])

    def plans_in(self, community: int) -> list[Plan]:
        """All plans in a community."""
        return self._all(Plan, col(Plan.community_id) == community, order=[col(Plan.id)])

    def add_plan(self, **values: object) -> int:
        """A new plan."""
        return self._add(Plan, silent=0, slower=1, **values)

    def change_plan(self, key: int, **values: object) -> None:
        """Store what has changed in a plan."""
        self._change(Plan, col(Plan.id) == key, **values)

    def due(self, now: datetime, most: int) -> list[Plan]:
        """Plans whose moment has come; among those due together, whoever was asked longest ago first."""
        order = [col(Plan.due_at), col(Plan.asked_at).nulls_first(), col(Plan.id)]
        return self._all(Plan, col(Plan.due_at) <= now, order=order, limit=most)

    def next_due(self) -> datetime | None:
        """The earliest moment anything is due."""
        found = self._all(Plan, col(Plan.due_at).is_not(None), order=[col(Plan.due_at)], limit=1)
        return found[0].due_at if found else None

    def get(self, key: int) -> Checkin:
        """One check-in of this organisation; raises Missing for anybody else's id."""
        found = self._one(Checkin, col(Checkin.id) == key)
        if found is None:
            raise Missing(f"no check-in {key}")
        return found

    def add(self, plan: Plan, due_at: datetime, last_word: bool) -> int:
        """The member is being asked."""
        return self._add(
            Checkin,
            plan_id=plan.key,
            person_id=plan.person_id,
            community_id=plan.community_id,
            step=plan.step,
            last_word=last_word,
            due_at=due_at,
            answer="",
            words="",
            closed=False,
        )

    def answer(self, key: int, answer: str, words: str, now: datetime) -> bool:
        """The first answer counts; False where there was one."""
        open_one = (col(Checkin.id) == key, col(Checkin.answered_at).is_(None))
        return self._change(Checkin, *open_one, answer=answer, words=words, answered_at=now) > 0

    def close(self, key: int) -> None:
        """The answer stands, and nothing more comes of it this time."""
        self._change(Checkin, col(Checkin.id) == key, closed=True)

    def open_of(self, person: int) -> list[Checkin]:
        """Questions a person has not answered, and answers that can still change: those their plans decide over."""
        return self._all(Checkin, col(Checkin.person_id) == person, order=[col(Checkin.id).desc()], limit=12)

    def latest_open(self, person: int, since: datetime) -> Checkin | None:
        """The latest question still open that was asked after `since`."""
        found = self._all(
            Checkin,
            col(Checkin.person_id) == person,
            col(Checkin.answered_at).is_(None),
            col(Checkin.due_at) >= since,
            order=[col(Checkin.id).desc()],
            limit=1,
        )
        return found[0] if found else None
