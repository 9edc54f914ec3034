"""The few rows every storage test begins with, made through the shelves themselves."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert
from sqlmodel import col

from storage.organisations import Organisation
from storage.posts import Post
from storage.store import Store

NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)  # a Wednesday, twelve o'clock in Copenhagen
MINUTE = timedelta(minutes=1)


def a_person(store: Store, name: str = "Mette") -> int:
    """Somebody met in the web chat, with a private chat."""
    where = {"platform": "web", "workspace": "sandbox"}
    met = store.people.meet(name, "da", platform="web", workspace="sandbox", external=name.lower(), now=NOON)
    store.rooms.add(**where, external_id=f"@{name}", private=True, person_id=met.person_id, account_id=met.key)
    return met.person_id


def a_community(store: Store, name: str = "Natur", founder: int | None = None) -> int:
    """A community somebody has founded."""
    by = a_person(store, f"{name}s founder") if founder is None else founder
    made = store.communities.found(
        name=name, interest="", purpose="", language="da", weeks=3, at="14:00", founded_by=by, founded_at=NOON
    )
    assert made is not None
    return made


def a_room(store: Store, external: str = "natur", **values: object) -> int:
    """A channel."""
    return store.rooms.add(platform="web", workspace="sandbox", external_id=external, **values)


def a_post(store: Store, room: int, once: str, **values: object) -> Post:
    """A message due at noon."""
    given = {"purpose": "notice", "due_at": NOON, "created_at": NOON, "asked_for": False, **values}
    made = store.posts.say(room_id=room, once=once, **given)
    assert made is not None
    return the_post(store, made)


def the_post(store: Store, key: int) -> Post:
    """A post as it stands now."""
    found = store.posts.get(key)
    assert found is not None
    return found


def a_plan(store: Store, person: int, community: int, due_at: datetime | None = NOON, **values: object) -> int:
    """A member's rhythm on Wednesdays."""
    given = {"step": "ask the young", "weekday": 2, **values}
    return store.checkins.add_plan(person_id=person, community_id=community, due_at=due_at, **given)


def a_story(store: Store, teller: int, community: int, **words: object) -> int:
    """A draft of one sentence."""
    empty = {"before": "", "tried": "we went out", "young": "", "changed": "", "hard": "", "matters": ""}
    switches = {"here": True, "leaders": False, "signed": "name"}
    return store.stories.add(teller, community, NOON, **{**empty, **switches, **words})


def another_organisation(connection: Connection, name: str = "Another") -> int:
    """The id of a second organisation in the same database."""
    made = insert(Organisation).values(name=name, zone="Europe/Copenhagen", language="da")
    key = connection.execute(made.returning(col(Organisation.id))).scalar_one()
    assert key is not None
    return key
