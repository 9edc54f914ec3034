"""What the command line may know: what was sent and what became of it, never words, answers or pauses."""

from handlers.legible import reachable
from handlers.turn import Turn
from storage.posts import Post

STATES = {
    "waiting": "waiting",
    "sending": "sending",
    "shown": "sent",
    "removed": "sent",
    "unknown": "unknown",
    "refused": "not reachable",
    "skipped": "not allowed now",
}
Rows = list[dict[str, str]]


def sendings(turn: Turn, person: str) -> Rows | None:
    """Everything sent, or not, to a person or on their behalf; None where the name means nobody, or several."""
    found = _people(turn, person)
    if len(found) != 1:
        return None
    posts = turn.store.posts.of_person(found[0])
    return [_row(turn, post) for post in posts if post.state == "unknown" or not _tells(post)]


def whereabouts(turn: Turn, story: int) -> Rows | None:
    """Where a story stands, room by room; None where there is no such story."""
    if not reachable(story) or turn.store.stories.find(story) is None:
        return None
    shared = turn.store.stories.get(story).state == "shared"
    posts = turn.store.posts.about(["story.heard"], story)
    return [_row(turn, post) if shared else _row(turn, post) | _taken_back(post) for post in posts]


def _taken_back(post: Post) -> dict[str, str]:
    """Whether a story that is not shared any more is surely gone from where it stood."""
    if post.state not in {"shown", "removed"}:
        return {}
    return {"became": "taken back" if post.shown_revision >= post.revision else "being taken back"}


def _tells(post: Post) -> bool:
    """Whether the mere sending tells something private: that somebody spoke, or has begun a story."""
    return post.purpose == "reply" or post.drawing == "story.mine"


def _people(turn: Turn, person: str) -> list[int]:
    if person.isdecimal():
        return [one.key for one in turn.store.people.all() if str(one.key) == person]
    platform, colon, external = person.partition(":")
    if colon and platform in {"slack", "teams", "web"}:
        return turn.store.people.by_external(platform, external)
    return [one.key for one in turn.store.people.named(person)]


def _row(turn: Turn, post: Post) -> dict[str, str]:
    room = turn.store.rooms.get(post.room_id)
    moment = post.shown_at or post.first_tried_at or post.created_at
    return {
        "post": str(post.key),
        "when": f"{moment:%Y-%m-%d %H:%M} UTC",
        "what": post.purpose,
        "story": str(post.subject_id or "") if post.drawing.startswith("story.") else "",
        "where": f"{room.platform}, private" if room.private else f"{room.platform}, {room.name}",
        "became": STATES[post.state],
        "reason": _reason(post),
    }


def _reason(post: Post) -> str:
    """The platform's own code; why something was not allowed stays with the person."""
    return post.reason if post.state in {"unknown", "refused"} else ""
