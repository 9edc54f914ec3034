"""One-time codes: used once, within the hour, by whoever is first."""

from concurrent.futures import ThreadPoolExecutor

from storage.codes import Code
from storage.database import Busy, Database
from storage.store import Store
from tests.storage.making import MINUTE, NOON, a_community, a_room

HOUR = 60 * MINUTE


def a_code(store: Store) -> int:
    return store.codes.add("digest", "bridge", NOON + HOUR, a_community(store), a_room(store))


def found(database: Database, late: int = 0, digest: str = "digest") -> Code | None:
    return database.read(lambda store: store.codes.find(digest, NOON + late * MINUTE))


def test_a_code_opens_what_it_was_made_for(database: Database) -> None:
    key = database.write(a_code)
    code = found(database, late=59)
    assert code is not None
    assert (code.key, code.right, code.expires_at) == (key, "bridge", NOON + HOUR)
    assert code.community_id is not None
    assert code.room_id is not None


def test_a_code_is_good_for_an_hour(database: Database) -> None:
    database.write(a_code)
    assert found(database, late=60) is None


def test_another_code_opens_nothing(database: Database) -> None:
    database.write(a_code)
    assert found(database, digest="Digest") is None


def test_of_many_who_use_a_code_at_once_one_gets_in(database: Database) -> None:
    key = database.write(a_code)

    def use(_number: int) -> bool:
        for _ in range(9):
            try:
                return database.write(lambda store: store.codes.use(key, NOON))
            except Busy:  # whoever wrote it writes it again
                continue
        raise AssertionError("never their turn")

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(use, range(24))) == 1
    assert found(database) is None
