"""Posts: said once, worked on in order, held back a minute at most, marked by one alone, drawn anew when changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from storage.database import Busy, Database
from storage.posts import BLOCKS_FOR, Post
from storage.store import Store
from tests.storage.making import MINUTE, NOON, a_person, a_post, a_room, the_post

SECOND = timedelta(seconds=1)
LATER = NOON + timedelta(seconds=30)


def waiting(database: Database, now: datetime = NOON, most: int = 9) -> list[str]:
    """The once-keys of what is to be worked on, in order."""

    def work(store: Store) -> list[str]:
        return [the_post(store, due.post).once for due in store.posts.waiting(now, most)]

    return database.read(work)


def said(database: Database, *onces: str, room: str = "natur", **values: object) -> list[Post]:
    """Posts in one room, in this order."""

    def work(store: Store) -> list[Post]:
        found = store.rooms.find("web", "sandbox", room)
        key = a_room(store, room) if found is None else found.key
        return [a_post(store, key, once, **values) for once in onces]

    return database.write(work)


def change(database: Database, post: Post, **values: object) -> None:
    database.write(lambda store: store.posts.change(post.key, **values))


def now_is(database: Database, post: Post) -> Post:
    return database.read(lambda store: the_post(store, post.key))


def put_off(database: Database, post: Post, first_tried_at: datetime = NOON) -> None:
    """Tried and to be tried again in half a minute."""
    change(database, post, attempts=1, first_tried_at=first_tried_at, due_at=LATER)


def test_the_same_is_said_once_for_ever(database: Database) -> None:
    first = said(database, "welcome:1:2")[0]
    change(database, first, state="removed", due_at=None)
    again = {"purpose": "notice", "created_at": NOON, "asked_for": False}
    assert database.write(lambda store: store.posts.say(room_id=first.room_id, once=first.once, **again)) is None
    assert database.read(lambda store: len(store.posts.everything())) == 1


def test_of_a_room_the_earliest_goes_first_and_alone(database: Database) -> None:
    one, two, _three = said(database, "one", "two", "three")
    assert waiting(database) == ["one"]
    change(database, one, due_at=NOON - SECOND, attempts=1, first_tried_at=NOON - MINUTE)
    change(database, two, due_at=NOON - MINUTE)
    assert waiting(database) == ["one"], "however their moments lie"
    change(database, one, state="shown", due_at=None)
    assert waiting(database) == ["two"]


def test_rooms_do_not_wait_for_each_other(database: Database) -> None:
    put_off(database, said(database, "one")[0])
    said(database, "two", room="leg")
    said(database, "three", room="kreativ")
    assert waiting(database) == ["two", "three"]
    assert waiting(database, most=1) == ["two"]


def test_what_is_tried_again_holds_its_room_back_for_a_minute_at_most(database: Database) -> None:
    one, _two = said(database, "one", "two")
    put_off(database, one)
    assert waiting(database) == []
    assert waiting(database, LATER) == ["one"]
    change(database, one, due_at=NOON + 9 * MINUTE, attempts=4)
    assert waiting(database, NOON + BLOCKS_FOR - SECOND) == []
    assert waiting(database, NOON + BLOCKS_FOR) == ["two"]


def test_what_waits_for_the_morning_holds_nobody_back(database: Database) -> None:
    one, _two = said(database, "one", "two")
    change(database, one, due_at=NOON + 99 * MINUTE)
    assert waiting(database) == ["two"]


@pytest.mark.parametrize("state", ["sending", "shown", "unknown", "refused", "skipped", "removed"])
def test_what_does_not_wait_holds_nobody_back(database: Database, state: str) -> None:
    one, _two = said(database, "one", "two")
    change(database, one, state=state, due_at=None, attempts=1, first_tried_at=NOON)
    assert waiting(database) == ["two"]


def test_a_change_to_what_stands_overtakes_what_is_held_back(database: Database) -> None:
    one, two = said(database, "one", "two")
    put_off(database, one)
    change(database, two, state="shown", shown_revision=1, revision=2)
    assert waiting(database) == ["two"]


def test_what_has_nothing_to_do_has_no_moment(database: Database) -> None:
    assert database.read(lambda store: store.posts.next_due()) is None
    one, two = said(database, "one", "two")
    change(database, one, due_at=None)
    change(database, two, due_at=LATER)
    assert database.read(lambda store: store.posts.next_due()) == LATER


def test_a_post_is_marked_once_by_however_many(database: Database) -> None:
    posts = said(database, *(f"post {number}" for number in range(12)))
    others = [Database(database.url), database]

    def mark(number: int) -> bool:
        for _ in range(9):
            try:
                return others[number % 2].write(lambda store: store.posts.mark(posts[number // 6], NOON))
            except Busy:  # whoever asks comes back; nothing has changed
                continue
        raise AssertionError("never its turn")

    with ThreadPoolExecutor(8) as threads:
        marked = list(threads.map(mark, range(72)))
    others[0].close()
    assert sum(marked) == 12
    after = database.read(lambda store: store.posts.everything())
    assert {(one.state, one.attempts, one.first_tried_at, one.due_at) for one in after} == {("sending", 1, NOON, None)}


def test_a_post_that_has_changed_meanwhile_is_not_marked(database: Database) -> None:
    post = said(database, "one", drawing="story.heard", subject_id=7)[0]
    database.write(lambda store: store.posts.revise(["story.heard"], 7, NOON))
    assert not database.write(lambda store: store.posts.mark(post, NOON))
    assert database.write(lambda store: store.posts.mark(the_post(store, post.key), LATER))
    assert now_is(database, post).first_tried_at == LATER


def test_what_stands_is_drawn_anew_at_once_and_what_is_under_way_as_soon_as_it_stands(database: Database) -> None:
    states = ["shown", "waiting", "sending", "unknown", "refused"]
    posts = said(database, *states, drawing="story.heard", subject_id=7)
    for post in posts:
        change(database, post, state=post.once, due_at=None, attempts=3)
    database.write(lambda store: store.posts.revise(["story.heard", "story.mine"], 7, LATER))
    after = {one.once: one for one in database.read(lambda store: store.posts.everything())}
    assert {one.revision for one in after.values()} == {2}
    assert (after["shown"].due_at, after["shown"].attempts) == (LATER, 0)
    assert {(one.due_at, one.attempts) for once, one in after.items() if once != "shown"} == {(None, 3)}


def test_only_what_shows_that_row_is_drawn_anew(database: Database) -> None:
    person = database.write(a_person)
    said(database, "this", drawing="checkin.ask", subject_id=7, person_id=person)
    said(database, "of somebody else", drawing="checkin.ask", subject_id=7)
    said(database, "of another row", drawing="checkin.ask", subject_id=8, person_id=person)
    said(database, "another drawing", drawing="checkin.offer", subject_id=7, person_id=person)
    database.write(lambda store: store.posts.revise(["checkin.ask"], 7, NOON, person))
    after = database.read(lambda store: store.posts.everything())
    assert {one.once for one in after if one.revision == 2} == {"this"}
    assert [one.once for one in database.read(lambda store: store.posts.about(["checkin.ask"], 7))] == [
        "this",
        "of somebody else",
    ]


def test_what_a_room_shows_of_a_drawing_is_drawn_anew_whichever_row_it_is_of(database: Database) -> None:
    for room in ("natur", "leg"):
        for subject in (7, 8):
            said(database, f"{room} {subject}", room=room, drawing="story.heard", subject_id=subject)
    said(database, "another drawing", drawing="story.mine", subject_id=7)
    natur = database.read(lambda store: store.posts.everything())[0].room_id
    database.write(lambda store: store.posts.revise_in(natur, "story.heard", NOON))
    after = database.read(lambda store: store.posts.everything())
    assert {one.once for one in after if one.revision == 2} == {"natur 7", "natur 8"}


def test_what_was_being_sent_and_what_was_refused_is_found_again(database: Database) -> None:
    one, two, three = said(database, "one", "two", "three")
    change(database, one, state="sending")
    change(database, two, state="refused")
    change(database, three, state="shown", message="m-3")
    assert [post.key for post in database.read(lambda store: store.posts.interrupted())] == [one.key]
    assert [post.key for post in database.read(lambda store: store.posts.refused_in(one.room_id))] == [two.key]
    found = database.read(lambda store: store.posts.at_message(one.room_id, "m-3"))
    assert found is not None
    assert found.key == three.key


def test_a_question_is_on_its_way_until_it_is_sent(database: Database) -> None:
    person = database.write(a_person)
    ask = said(database, "one", purpose="ask", person_id=person)[0]
    said(database, "two", purpose="reply", person_id=person)
    for state, coming in (("waiting", 1), ("sending", 1), ("shown", 0)):
        change(database, ask, state=state)
        assert database.read(lambda store: store.posts.asks_on_their_way(person)) == coming
