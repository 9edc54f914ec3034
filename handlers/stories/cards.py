"""What a story looks like: in a room, once it is gone from there, and to its own teller at every step."""

from handlers.care import may_hear
from handlers.language import Card, Divider, Heading, Note, Part
from handlers.phrases import ask, card, do, line, row
from handlers.stories.audience import audience, out_of_reach, still_standing, still_stuck
from handlers.stories.text import by, parts, title
from handlers.turn import Turn
from handlers.words import Words, words
from storage.posts import Post
from storage.stories import Story

HEARD, MINE, BRAKED, DOUBT = "story.heard", "story.mine", "story.braked", "story.doubt"


def full(turn: Turn, story: Story, _: Words) -> Card:
    """The story as others see it."""
    heading = Heading(title(story))
    return card(_("A new story"), heading, *parts(story, _), Note(_("Told by {by}", by=by(turn, story, _))))


def draw_heard(turn: Turn, post: Post) -> Card | None:
    """The story in a room, emptied where it may not be heard any more; nothing where it never stood."""
    story = turn.store.stories.get(post.subject_id or 0)
    room = turn.store.rooms.get(post.room_id)
    language = (
        turn.store.communities.get(room.community_id).language if room.community_id else turn.organisation.language
    )
    _ = words(language)
    if not may_hear(turn, story, room):
        gone = _("A story stood here. It is not shown any more.")
        return card(gone, Note(gone)) if post.shown_at is not None else None
    shown = full(turn, story, _)
    brake = row(do(_("Someone is recognisable"), "story.brake", story=story.key))
    return Card((*shown.parts, *brake), shown.notice)


def draw_mine(turn: Turn, post: Post) -> Card | None:
    """The story to its teller, at whatever step it is."""
    story = turn.store.stories.get(post.subject_id or 0)
    _ = turn.words_of(story.teller_id)
    notice = _("Your story")
    match story.state:
        case "draft":
            return card(notice, *_preview(turn, story, _))
        case "shared":
            return card(notice, *_shared(turn, story, _))
        case "hidden":
            return card(notice, *_hidden(turn, story, _))
        case "withdrawn":
            return card(notice, *_withdrawn(turn, story, _))
        case _:
            left = [line(sentence) for sentence in _left(turn, story, _)]
            return card(notice, Note(_("You have deleted this story.")), *left)


def draw_braked(turn: Turn, post: Post) -> Card | None:
    """A kind word to the teller that somebody may be recognised; never from whom."""
    story = turn.store.stories.get(post.subject_id or 0)
    _ = turn.words_of(story.teller_id)
    notice = _("A word about your story")
    if story.state != "hidden":
        return card(notice, Note(_("You have looked at it. Thank you."))) if post.shown_at else None
    return card(notice, *_hidden(turn, story, _))


def _preview(turn: Turn, story: Story, _: Words) -> tuple[Part, ...]:
    places = turn.store.stories.places(story)
    share = do(_("Share it"), "story.share", "primary", story=story.key)
    mend = ask(_("Change it"), "story.mend", story=story.key)
    discard = do(_("Throw away"), "story.discard", story=story.key)
    if places or story.leaders:
        who_sees = (
            line(audience(turn, story, _)),
            line(_("Would the young person, a parent or a colleague know who this is?")),
        )
        return (*_read(turn, story, _), Divider(), *who_sees, *row(share, mend, discard))
    alone = line(_("You have not said where it may be heard, so it stays with you. Choose that under »Change it«."))
    return (*_read(turn, story, _), Divider(), alone, *row(mend, discard))


def _shared(turn: Turn, story: Story, _: Words) -> tuple[Part, ...]:
    names = [turn.store.communities.get(key).name for key in turn.store.stories.places(story)]
    where = [_("It is shared in {places}.", places=_.listed(names))] if names else []
    if story.leaders:
        where.append(_("Leaders may tell it on."))
    buttons = row(
        do(_("Take it back"), "story.withdraw", story=story.key), ask(_("Change it"), "story.mend", story=story.key)
    )
    return (*_read(turn, story, _), Divider(), line(" ".join(where)), *buttons)


def _hidden(turn: Turn, story: Story, _: Words) -> tuple[Part, ...]:
    return (
        Heading(title(story)),
        line(
            _(
                "A colleague thinks that someone may be recognised in your story. I have hidden it everywhere until "
                "you have looked at it."
            )
        ),
        *(line(sentence) for sentence in _left(turn, story, _)),
        line(_("Such things are easily overlooked. You decide what happens now.")),
        *row(
            ask(_("Mend it"), "story.mend", "primary", story=story.key),
            do(_("Take it back"), "story.withdraw", story=story.key),
            do(_("Talk to someone"), "story.counsel", story=story.key),
        ),
    )


def _withdrawn(turn: Turn, story: Story, _: Words) -> tuple[Part, ...]:
    left = _left(turn, story, _)
    gone = [] if left else [_("It is gone from every room where I know it stood.")]
    sentences = [_("The story has been taken back."), *gone, *left, _("What has been said aloud I cannot fetch back.")]
    mend = ask(_("Change and share"), "story.mend", story=story.key)
    return (
        Heading(title(story)),
        *(line(sentence) for sentence in sentences),
        *row(mend, do(_("Delete it"), "story.discard", story=story.key)),
    )


def _left(turn: Turn, story: Story, _: Words) -> list[str]:
    """Where a story that may not be heard still stands, may stand, or could not be taken down."""
    said = []
    if standing := still_standing(turn, story):
        said.append(_("I am still taking it down in {rooms}.", rooms=_.listed(standing)))
    if stuck := still_stuck(turn, story):
        by_hand = _("I could not take it down in {rooms}. Somebody there can delete it by hand.", rooms=_.listed(stuck))
        said.append(by_hand)
    if unknown := out_of_reach(turn, story):
        reach = _("I do not know whether it reached {rooms}, so there I cannot take it down.", rooms=_.listed(unknown))
        said.append(reach)
    return said


def _read(turn: Turn, story: Story, _: Words) -> tuple[Part, ...]:
    return full(turn, story, _).parts
