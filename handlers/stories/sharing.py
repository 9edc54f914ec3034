"""Letting a story go, taking it back, and the brake anyone may pull."""

from pydantic import BaseModel

from handlers.communities.meant import no
from handlers.language import Acted, Done, Part, Tell
from handlers.phrases import card, do, line, row
from handlers.stories.cards import BRAKED, HEARD, MINE
from handlers.stories.telling import OfStory
from handlers.stories.text import title
from handlers.turn import Heard, Post
from handlers.words import Words
from storage.stories import State, Story

ENDS: dict[State, tuple[State, ...]] = {
    "withdrawn": ("draft", "shared", "hidden"),
    "discarded": ("draft", "shared", "hidden", "withdrawn"),
}  # how a story can end, and from where: what is deleted stays deleted
WIPED = {"before": "", "tried": "", "young": "", "changed": "", "hard": "", "matters": ""}


def share(turn: Heard, ask: OfStory) -> Acted:
    """Let it be heard in every room of every community the teller chose."""
    story = turn.store.stories.get(ask.story)
    if story.teller_id != turn.who.person:
        return _not_yours(turn)
    if turn.store.stories.move(story.key, ("draft",), "shared", shared_at=turn.now):
        for community in turn.store.stories.places(story):
            for room in turn.store.rooms.of_community(community):
                _send_to(turn, story, room.key)
        turn.revise(story.key, HEARD, MINE)
    return _changed(turn, turn.words("It is shared."))


def withdraw(turn: Heard, ask: OfStory) -> Acted:
    """Take it back from everywhere."""
    return _end(turn, ask, "withdrawn", turn.words("The story has been taken back."))


def discard(turn: Heard, ask: OfStory) -> Acted:
    """Delete the words for good; what stood anywhere is emptied too."""
    answer = _end(turn, ask, "discarded", turn.words("You have deleted this story."))
    story = turn.store.stories.get(ask.story)
    if story.teller_id == turn.who.person:
        turn.store.stories.change(story.key, **WIPED)
    return answer


def brake(turn: Heard, ask: OfStory) -> Acted:
    """Someone can be recognised here: hide it everywhere at once and tell the teller kindly; never from whom."""
    _ = turn.words
    story = turn.store.stories.get(ask.story)
    if turn.store.stories.move(story.key, ("shared",), "hidden", brakes=story.brakes + 1):
        turn.revise(story.key, HEARD, MINE)
        once = f"story:{story.key}:brake:{story.brakes + 1}"
        notice = Post(once=once, purpose="notice", drawing=BRAKED, subject=story.key, about=story.teller_id)
        turn.say_to(story.teller_id, notice)
    return turn.tell(
        _("Thank you. The story is hidden, and the one who told it gets a kind word. Nobody learns that it was you.")
    )


def counsel(turn: Heard, ask: OfStory) -> Acted:
    """Whom to talk to about a hidden story, without any word of it going anywhere."""
    _ = turn.words
    if turn.store.stories.get(ask.story).teller_id != turn.who.person:
        return _not_yours(turn)
    return turn.tell(
        _(
            "Talk to a colleague you trust, your leader or your organisation's data-protection adviser. I have told "
            "nobody."
        ),
        _("The story stays hidden until you have decided, however long that takes."),
    )


def mine(turn: Heard, _ask: BaseModel) -> Acted:
    """The stories I have told or begun."""
    _ = turn.words
    told = turn.store.stories.told_by(turn.who.person)[:5]
    if not told:
        return turn.tell(_("You have not told a story yet. Half a sentence is enough to begin."))
    parts: list[Part] = []
    for story in told:
        show_it = do(_("Show it"), "story.show", story=story.key)
        parts += [line(f"{title(story)} – {_state(story, _)}"), *row(show_it)]
    return Tell(card(_("Your stories"), *parts))


def show(turn: Heard, ask: OfStory) -> Acted:
    """Put a story of mine at the end of our private chat again."""
    story = turn.store.stories.get(ask.story)
    if story.teller_id != turn.who.person:
        return _not_yours(turn)
    once = f"story:{story.key}:mine:{turn.inbound.key}"
    again = Post(once=once, purpose="reply", drawing=MINE, subject=story.key, about=story.teller_id)
    turn.say(turn.who.room, again)
    return turn.aside(turn.words("I have put it in our private chat."))


def _end(turn: Heard, ask: OfStory, state: State, sentence: str) -> Acted:
    story = turn.store.stories.get(ask.story)
    if story.teller_id != turn.who.person:
        return _not_yours(turn)
    if turn.store.stories.move(story.key, ENDS[state], state, ended_at=turn.now):
        turn.revise(story.key, HEARD, MINE, BRAKED)
    return _changed(turn, sentence)


def _send_to(turn: Heard, story: Story, room: int) -> None:
    """Say it in a room, or try again there what surely never came the last time it was shared."""
    once = f"story:{story.key}:{room}"
    if turn.say(room, Post(once, "story", HEARD, story.key, about=story.teller_id)) is None:
        turn.try_again(one for one in turn.store.posts.about([HEARD], story.key) if one.once == once)


def _changed(turn: Heard, sentence: str) -> Acted:
    """The teller's own card tells what happened; elsewhere one sentence does."""
    return Done() if turn.inbound.where.private and turn.inbound.post is not None else turn.tell(sentence)


def _not_yours(turn: Heard) -> Acted:
    return no(turn, turn.words("Only the one who told the story can do that."))


def _state(story: Story, _: Words) -> str:
    match story.state:
        case "draft":
            return _("not shared yet")
        case "shared":
            return _("shared")
        case _:
            return _("hidden")
