"""Free text in private: an answer to the question it follows, or words to be kept until their writer says what for."""

from typing import Annotated

from pydantic import BaseModel, StringConstraints

from handlers.checkins.answering import OPEN_FOR, take
from handlers.checkins.planning import ASK
from handlers.language import Acted, Quote, Tell
from handlers.phrases import ask as ask_button
from handlers.phrases import card, do, line, row
from handlers.stories.text import LONGEST
from handlers.turn import Heard, Reply
from storage.checkins import Checkin


class Talk(BaseModel):
    """Words written freely."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST)] = ""


class OfJotting(BaseModel):
    """Which words are meant."""

    jotting: int


def talk(turn: Heard, ask: Talk) -> Reply:
    """Take the words as the answer to an open question, or keep them and ask what to do with them."""
    _ = turn.words
    checkin = _asked_about(turn)
    if checkin is not None:
        take(turn, checkin, "words", ask.text)
        return turn.tell(_("Thank you, it is saved. Only you see it. It stands on the card above."))
    key = turn.store.jottings.add(turn.who.person, ask.text, turn.now)
    question = _("What shall I do with it? Nobody else sees it.")
    return Tell(
        card(
            question,
            Quote(ask.text),
            line(question),
            *row(
                ask_button(_("Make it a story"), "story.tell", "primary", jotting=key),
                ask_button(_("My next step"), "checkin.start", jotting=key),
                do(_("Forget it"), "jotting.forget", jotting=key),
            ),
            *row(do(_("Show the menu"), "menu.show")),
        )
    )


def forget(turn: Heard, ask: OfJotting) -> Acted:
    """Drop the words."""
    turn.store.jottings.forget(ask.jotting, turn.who.person)
    return turn.tell(turn.words("It is forgotten here. It still stands in your chat; you can delete it there."))


def _asked_about(turn: Heard) -> Checkin | None:
    """The open question these words answer: the one whose thread it is, else the latest of the last day."""
    post = None if turn.inbound.post is None else turn.store.posts.get(turn.inbound.post)
    if post is not None and post.drawing == ASK and post.person_id == turn.who.person:
        checkin = turn.store.checkins.get(post.subject_id or 0)
        return checkin if checkin.answered_at is None else None
    latest = turn.store.checkins.latest_open(turn.who.person, turn.now - OPEN_FOR)
    if latest is None:
        return None
    reached = any(one.state in {"shown", "unknown"} for one in turn.store.posts.about([ASK], latest.key))
    return latest if reached else None
