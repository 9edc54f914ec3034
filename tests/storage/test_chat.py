"""The browser chat's own rows, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert
from sqlmodel import SQLModel, col

from storage.chat import MOST, ChatMessage
from storage.database import Database
from storage.organisations import Organisation
from storage.store import Store

NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    SQLModel.metadata.create_all(database.engine)
    yield database
    database.close()


def test_a_handle_is_one_person(database: Database) -> None:
    assert database.write(lambda store: store.chat.add_user("mette", "Mette Holm", title="pædagog"))
    assert not database.write(lambda store: store.chat.add_user("mette", "Somebody Else"))
    assert [(user.name, user.title, user.language) for user in database.read(lambda store: store.chat.users())] == [
        ("Mette Holm", "pædagog", "da")
    ]
    assert database.read(lambda store: store.chat.user("nobody")) is None


def test_guests_stand_last(database: Database) -> None:
    database.write(lambda store: store.chat.add_user("anna", "Anna", guest=True))
    database.write(lambda store: store.chat.add_user("bo", "Bo"))
    assert [user.handle for user in database.read(lambda store: store.chat.users())] == ["bo", "anna"]


def test_a_room_is_entered_once(database: Database) -> None:
    assert database.write(lambda store: store.chat.add_room("natur", "natur", people=("mette", "jonas")))
    assert not database.write(lambda store: store.chat.add_room("natur", "other", outside=True, people=("sara",)))
    assert database.write(lambda store: store.chat.enter("natur", "mette"))
    assert not database.write(lambda store: store.chat.enter("nowhere", "mette"))
    room = database.read(lambda store: store.chat.room("natur"))
    assert room is not None
    assert (room.name, room.outside) == ("natur", False)
    assert database.read(lambda store: store.chat.people_in("natur")) == 3
    assert database.read(lambda store: store.chat.rooms_of("jonas")) == {"natur"}
    assert [each.handle for each in database.read(lambda store: store.chat.rooms())] == ["natur"]


def test_what_is_said_twice_stands_once(database: Database) -> None:
    def say(store: Store) -> ChatMessage | None:
        return store.chat.add(room="@mette", author="mette", said="one", text="hej", at=NOON)

    first = database.write(say)
    assert first is not None
    assert (first.text, first.at) == ("hej", NOON)
    assert database.write(say) is None
    assert len(database.read(lambda store: store.chat.in_room("@mette"))) == 1


def test_a_message_changes_in_place_and_goes(database: Database) -> None:
    made = database.write(lambda store: store.chat.add(room="natur", sheet="one", post_id=7, at=NOON))
    assert made is not None
    later = NOON + timedelta(hours=1)
    shown = database.write(lambda store: store.chat.show(made.key, "two", later))
    assert shown is not None
    assert (shown.sheet, shown.at, shown.edited_at, shown.post_id) == ("two", NOON, later, 7)
    assert database.write(lambda store: store.chat.remove(made.key)) is not None
    assert database.write(lambda store: store.chat.remove(made.key)) is None
    assert database.write(lambda store: store.chat.show(made.key, "three", later)) is None


def test_only_who_wrote_it_takes_it_away(database: Database) -> None:
    made = database.write(lambda store: store.chat.add(room="natur", author="mette", text="hej", at=NOON))
    assert made is not None
    assert database.write(lambda store: store.chat.remove(made.key)) is None
    assert database.write(lambda store: store.chat.remove(made.key, "jonas")) is None
    assert database.read(lambda store: store.chat.get(made.key)) is not None
    assert database.write(lambda store: store.chat.remove(made.key, "mette")) is not None
    assert database.read(lambda store: store.chat.get(made.key)) is None


def test_a_room_shows_the_latest_oldest_first(database: Database) -> None:
    def say(store: Store) -> None:
        for number in range(5):
            store.chat.add(room="natur", author="mette", text=str(number), at=NOON)

    database.write(say)
    database.write(lambda store: store.chat.add(room="leg", author="mette", text="elsewhere", at=NOON))
    assert [row.text for row in database.read(lambda store: store.chat.in_room("natur", 3))] == ["2", "3", "4"]


def test_the_newest_of_each_author_in_each_room(database: Database) -> None:
    def say(store: Store) -> None:
        for author in ("mette", "", "mette"):
            store.chat.add(room="natur", author=author, at=NOON)

    database.write(say)
    assert sorted(database.read(lambda store: store.chat.newest())) == [("natur", "", 2), ("natur", "mette", 3)]


def test_another_organisation_sees_none_of_it(database: Database) -> None:
    made = database.write(lambda store: store.chat.add(room="natur", author="mette", text="ours", at=NOON))
    database.write(lambda store: store.chat.add_user("mette", "Mette"))
    database.write(lambda store: store.chat.add_room("natur", "natur", people=("mette",)))
    assert made is not None
    with database.engine.begin() as connection:
        other = connection.execute(
            insert(Organisation)
            .values(name="Other", zone="Europe/Copenhagen", language="da")
            .returning(col(Organisation.id))
        ).scalar_one()
        theirs = Store(connection, other or 0).chat
        assert theirs.users() == []
        assert theirs.rooms() == []
        assert theirs.in_room("natur") == []
        assert theirs.newest() == []
        assert theirs.get(made.key) is None
        assert theirs.remove(made.key, "mette") is None
        assert theirs.rooms_of("mette") == set()
        assert theirs.add_user("mette", "Their Mette")


def test_a_handle_is_made_of_the_name(database: Database) -> None:
    assert database.write(lambda store: store.chat.hire("Åse Bækgård", title="leder")) == "aase-baekgaard"
    assert database.write(lambda store: store.chat.hire("Åse Bækgård")) == "aase-baekgaard-2"
    assert database.write(lambda store: store.chat.hire("北京", guest=True)) == "x"
    assert database.write(lambda store: store.chat.open("Leg & spil", False, "x")) == "leg-spil"
    assert database.read(lambda store: store.chat.rooms_of("x")) == {"leg-spil"}


def test_a_sandbox_is_full_at_some_point(database: Database) -> None:
    def fill(store: Store) -> list[str | None]:
        return [store.chat.hire("Mette") for _ in range(MOST + 1)]

    handles = database.write(fill)
    assert handles[MOST - 1 :] == [f"mette-{MOST}", None]
