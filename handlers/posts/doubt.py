"""What nobody knows the fate of is never repeated by itself: who it belongs to is asked, and decides."""

from pydantic import BaseModel

from handlers.communities.meant import no
from handlers.language import Acted, Card, Done, Note
from handlers.phrases import card, do, line, row
from handlers.turn import Heard, Post, Turn
from storage.posts import Post as PostRow

DOUBT = "post.doubt"
LEFT = " (left so)"


class OfPost(BaseModel):
    """Which post is meant."""

    post: int


def doubt(turn: Turn, post: PostRow) -> None:
    """Ask a story's teller whether to send it again; asks, gifts and replies are let be."""
    if post.person_id is not None and _still_wanted(turn, post):
        notice = Post(once=f"doubt:{post.key}:{post.attempts}", purpose="notice", drawing=DOUBT, subject=post.key)
        turn.say_to(post.person_id, notice)


def again(turn: Heard, ask: OfPost) -> Acted:
    """Send it once more, because its teller says so."""
    post = turn.store.posts.get(ask.post)
    if post is None or post.person_id != turn.who.person:
        return no(turn, turn.words("Only the one who told the story can do that."))
    if post.state == "unknown" and _still_wanted(turn, post):
        turn.store.posts.change(post.key, state="waiting", reason="", due_at=turn.now)
        turn.said = True
    turn.revise(post.key, DOUBT)
    return Done()


def let_be(turn: Heard, ask: OfPost) -> Acted:
    """Leave it as it is."""
    post = turn.store.posts.get(ask.post)
    if post is not None and post.person_id == turn.who.person and post.state == "unknown" and not _left(post):
        turn.store.posts.change(post.key, reason=f"{post.reason}{LEFT}")
        turn.revise(post.key, DOUBT)
    return Done()


def draw_doubt(turn: Turn, post: PostRow) -> Card | None:
    """The question, or what has been decided."""
    about = turn.store.posts.get(post.subject_id or 0)
    if about is None:
        return None
    _ = turn.words_of(post.person_id or 0)
    room = turn.store.rooms.get(about.room_id).name or "?"
    notice = _("A word about your story")
    if not _still_wanted(turn, about):
        return card(notice, Note(_("This is not shown any more."))) if post.shown_at else None
    if about.state != "unknown":
        return card(notice, Note(_("It is on its way to {room}, or stands there.", room=room)))
    if _left(about):
        return card(notice, Note(_("I have left it as it is in {room}.", room=room)))
    sentence = _("I do not know whether your story reached {room}. Shall I send it again?", room=room)
    again_button = do(_("Send again"), "post.again", "primary", post=about.key)
    return card(notice, line(sentence), *row(again_button, do(_("Leave it"), "post.let_be", post=about.key)))


def _still_wanted(turn: Turn, post: PostRow) -> bool:
    """Whether this is a story that may still be heard; nothing else is ever sent again."""
    return post.drawing == "story.heard" and turn.store.stories.get(post.subject_id or 0).state == "shared"


def _left(post: PostRow) -> bool:
    return post.reason.endswith(LEFT)
