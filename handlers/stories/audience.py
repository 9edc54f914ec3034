"""Who will see a story, said exactly; and where it stands, or may stand, when it is taken back."""

from handlers.stories.text import by
from handlers.turn import Turn
from handlers.words import Words
from storage.posts import Post
from storage.stories import Story


def audience(turn: Turn, story: Story, _: Words) -> str:
    """How many will see it, how many of them are leaders, and under which name it stands."""
    places = turn.store.stories.places(story)
    sentences = [_reach(turn, story, places, _)] if places else []
    if story.leaders:
        sentences.append(_("Leaders may tell it on in the weekly digest."))
    sentences.append(_("It says »{by}«.", by=by(turn, story, _)))
    if story.signed == "none" or (story.signed == "role" and not turn.store.people.get(story.teller_id).role):
        sentences[-1] += " " + _("Neither your name nor your place stands there.")
    elif story.signed == "role":
        sentences[-1] += " " + _("Your name and your place do not stand there.")
    return " ".join(sentences)


def still_standing(turn: Turn, story: Story) -> list[str]:
    """Rooms where an earlier form of the story still stands, being taken down now."""
    return [
        _name(turn, post)
        for post in _heard(turn, story)
        if post.state == "sending" or (_is_old(post) and post.due_at is not None)
    ]


def still_stuck(turn: Turn, story: Story) -> list[str]:
    """Rooms where an earlier form stands, because their platform would not let it be taken down."""
    return [_name(turn, post) for post in _heard(turn, story) if _is_old(post) and post.due_at is None]


def out_of_reach(turn: Turn, story: Story) -> list[str]:
    """Rooms of which nobody knows whether it reached them."""
    return [_name(turn, post) for post in _heard(turn, story) if post.state == "unknown"]


def _reach(turn: Turn, story: Story, places: list[int], _: Words) -> str:
    reach = turn.store.communities.reach(places, without=story.teller_id)
    names = _.listed([turn.store.communities.get(key).name for key in places])
    if reach.people == 0:
        return _("So far you are alone in {communities}; whoever can read the channel can see it.", communities=names)
    led = _.many(", one of them a leader", ", {count} of them leaders", reach.leaders) if reach.leaders else ""
    return _.many(
        "It is shown to one colleague in {communities}{leaders}, and to others who can read the channels.",
        "It is shown to {count} colleagues in {communities}{leaders}, and to others who can read the channels.",
        reach.people,
        communities=names,
        leaders=led,
    )


def _heard(turn: Turn, story: Story) -> list[Post]:
    return turn.store.posts.about(["story.heard"], story.key)


def _is_old(post: Post) -> bool:
    return post.state == "shown" and post.shown_revision < post.revision


def _name(turn: Turn, post: Post) -> str:
    return turn.store.rooms.get(post.room_id).name or "?"
