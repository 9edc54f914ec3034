"""One organisation never reads or changes another's rows, whichever ids and keys it may have got hold of."""

import inspect
from collections.abc import Iterator
from dataclasses import astuple, is_dataclass
from functools import cached_property

import pytest
from sqlalchemy import Connection, Table, UniqueConstraint
from sqlmodel import SQLModel

from storage.database import Database
from storage.shelf import Missing, Raced
from storage.store import Store
from tests.storage.attempts import READS, WRITES, Case
from tests.storage.making import another_organisation
from tests.storage.neighbours import LATER, Neighbour, rows_of

OWN = {"organisations.current"}  # gives an organisation itself, not what it has been asked for
ONCE = {  # who has it already cannot have it again, and another organisation is not in the way
    "organisations.unit_named", "people.meet", "rooms.add", "communities.found", "communities.join",
    "checkins.add_plan", "asks.take", "posts.say", "heard.keep", "codes.add", "chat.add", "chat.add_room",
    "chat.add_user",
}  # fmt: skip
EVERYWHERE_ONCE = {"organisations.install"}  # a workspace belongs to one organisation: that decides who is let in


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as connection, connection.begin() as undone:
        yield connection
        undone.rollback()


def tried(case: Case, store: Store, a: Neighbour) -> object:
    try:
        return case(store, a)
    except (Missing, Raced):
        return None


def anything(found: object) -> bool:
    """Whether there is anything in it; what only counts is empty where every count is nought."""
    counts = is_dataclass(found) and not isinstance(found, type) and {type(one) for one in astuple(found)} == {int}
    return any(astuple(found)) if counts else bool(found)  # type: ignore[call-overload]  # mypy forgets what it is


def every_method() -> set[str]:
    shelves = {name: inspect.signature(one.func).return_annotation for name, one in vars(Store).items()
               if isinstance(one, cached_property)}  # fmt: skip
    return {
        f"{name}.{method}"
        for name, shelf in shelves.items()
        for method, _ in inspect.getmembers(shelf, inspect.isfunction)
        if not method.startswith("_")
    }


def test_every_method_of_every_shelf_is_tried() -> None:
    assert READS.keys() | WRITES.keys() == every_method()
    assert not READS.keys() & WRITES.keys()


def test_every_row_says_whose_it_is() -> None:
    without = {name for name, table in SQLModel.metadata.tables.items() if "organisation_id" not in table.columns}
    assert without == {"organisation"}
    assert not any(table.columns.get("organisation_id", table.columns[0]).nullable for table in _tables())


def test_what_is_unique_is_unique_within_an_organisation() -> None:
    every = {one for table in _tables() for one in table.constraints if isinstance(one, UniqueConstraint)}
    everywhere = {one.table.name for one in every if "organisation_id" not in one.columns}
    assert everywhere == {"installation"}


def _tables() -> list[Table]:
    return list(SQLModel.metadata.sorted_tables)


def test_nothing_of_anothers_is_read(connection: Connection) -> None:
    a = Neighbour(connection, "Alfa")
    mine, theirs = Store(connection, a.key), Store(connection, another_organisation(connection))
    for name in READS.keys() - OWN:
        assert anything(tried(READS[name], mine, a)), f"{name} finds nothing at all"
        assert not anything(tried(READS[name], theirs, a)), f"{name} reads another's rows"
    assert theirs.organisations.current().name == "Another"


def test_nothing_of_anothers_is_changed(connection: Connection) -> None:
    a = Neighbour(connection, "Alfa")
    theirs = Store(connection, another_organisation(connection))
    before = rows_of(connection, a.key)
    assert all(before.values())
    for name in WRITES:
        tried(WRITES[name], theirs, a)
        assert rows_of(connection, a.key) == before, f"{name} changes another's rows"


def test_each_attempt_would_change_something_of_ones_own(connection: Connection) -> None:
    a = Neighbour(connection, "Alfa")
    before = rows_of(connection, a.key)
    for name in WRITES.keys() - ONCE - EVERYWHERE_ONCE:
        with connection.begin_nested() as undone:
            tried(WRITES[name], Store(connection, a.key), a)
            assert rows_of(connection, a.key) != before, f"{name} does nothing"
            undone.rollback()


def test_what_another_writes_with_ones_ids_changes_nothing_one_sees(connection: Connection) -> None:
    a = Neighbour(connection, "Alfa")
    mine, theirs = Store(connection, a.key), Store(connection, another_organisation(connection))
    before = {name: repr(tried(READS[name], mine, a)) for name in READS}
    for name in WRITES:
        tried(WRITES[name], theirs, a)
    assert {name: repr(tried(READS[name], mine, a)) for name in READS} == before
    for name in READS.keys() - OWN:
        found = tried(READS[name], theirs, a)
        rows = found if isinstance(found, list) else [found]
        assert not [row for row in rows if getattr(row, "organisation_id", theirs.organisation) != theirs.organisation]
    assert theirs.posts.everything(), "their post in one's room is there …"
    assert theirs.posts.waiting(LATER, 9) == [], "… and is never sent"


def test_another_may_have_the_same_names_and_keys(connection: Connection) -> None:
    a = Neighbour(connection, "Alfa")
    theirs = Store(connection, another_organisation(connection))
    for name in ONCE:
        assert tried(WRITES[name], theirs, a), f"{name} finds that another has it"
    tried(WRITES["organisations.install"], theirs, a)
    assert not theirs.organisations.installed(a["installation"]["platform"], a["installation"]["workspace"])
