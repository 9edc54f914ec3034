"""How a story reads: its six fields in order, its title, and the name it goes under."""

from collections.abc import Iterator

from handlers.language import Part
from handlers.phrases import labelled
from handlers.turn import Turn
from handlers.words import Words
from storage.stories import Story

FIELDS = ("before", "tried", "young", "changed", "hard", "matters")
LONGEST = 3000  # characters in one field: what a Slack input takes
TITLE = 60


def labels(_: Words) -> dict[str, str]:
    """The questions a story answers, in the order they are asked."""
    return {
        "before": _("How was it before?"),
        "tried": _("What did you try?"),
        "young": _("What did the young people do?"),
        "changed": _("What changed?"),
        "hard": _("What was hard?"),
        "matters": _("Why does it matter?"),
    }


def written(story: Story) -> Iterator[tuple[str, str]]:
    """The fields that hold something, in order."""
    for name in FIELDS:
        text: str = getattr(story, name)
        if text:
            yield name, text


def title(story: Story) -> str:
    """The story's first words, cut at a word."""
    first = next((" ".join(text.split()) for _name, text in written(story)), "")
    if len(first) <= TITLE:
        return first
    cut = first[:TITLE].rsplit(" ", 1)[0]
    return f"{cut or first[:TITLE]} …"


def parts(story: Story, _: Words) -> list[Part]:
    """The story as it is read; a first field short enough to be the title is not said twice."""
    asked = labels(_)
    fields = list(written(story))
    rest = fields[1:] if fields and fields[0][1] == title(story) else fields
    return [labelled(asked[name], text) for name, text in rest]


def by(turn: Turn, story: Story, _: Words) -> str:
    """The name the teller lets the story go under."""
    teller = turn.store.people.get(story.teller_id)
    match story.signed:
        case "name":
            unit = turn.store.organisations.unit(teller.unit_id)
            return f"{teller.name}, {unit.name}" if unit else teller.name
        case "role" if teller.role:
            return teller.role
        case _:
            return _("a colleague")
