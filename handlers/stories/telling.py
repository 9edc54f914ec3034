"""Telling: the form, the draft it becomes, and mending it."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, StringConstraints

from handlers.checkins.plans import not_in
from handlers.communities.meant import OfCommunity, no, none_here
from handlers.language import Choice, Done, Field, Form, Long, Opened, Option, Several, Toggle
from handlers.stories.cards import HEARD, MINE, full
from handlers.stories.text import FIELDS, LONGEST, labels
from handlers.turn import HEAVIEST, Fix, Heard, Post, Reply
from storage.communities import Community
from storage.stories import Story

SURELY_LIGHT = 1_500  # characters: even of the widest sort (12 bytes each, escaped) they fit with all that is around
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST)]


def _many(value: object) -> object:
    return tuple(part for part in value.split(",") if part) if isinstance(value, str) else value


class Telling(OfCommunity):
    """Where a story begins: in a community, from a check-in's answer, or from words written freely."""

    checkin: int | None = None
    jotting: int | None = None


class Told(BaseModel):
    """A story as it was written, and where it may go."""

    community: int
    story: int | None = None
    jotting: int | None = None
    before: Text = ""
    tried: Text = ""
    young: Text = ""
    changed: Text = ""
    hard: Text = ""
    matters: Text = ""
    here: bool = True
    others: Annotated[tuple[int, ...], BeforeValidator(_many)] = ()
    leaders: bool = False
    signed: Literal["name", "role", "none"] = "name"


class OfStory(BaseModel):
    """Which story is meant."""

    story: int


def ask_tell(turn: Heard, ask: Telling) -> Opened:
    """Open the form, with the words that are there already."""
    mine = turn.store.communities.of(turn.who.person)
    begun = {"tried": _words_of(turn, ask)}
    carried = {} if ask.jotting is None else {"jotting": str(ask.jotting)}
    named = _named(turn, ask)
    if named is not None:
        if named.key not in {one.key for one in mine}:
            return not_in(turn, named)
        return turn.open(_form(turn, [named], _blank(turn, named.key, begun), [], carried))
    if not mine:
        return none_here(turn)
    return turn.open(_form(turn, mine, _blank(turn, mine[0].key, begun), [], carried))


def ask_mend(turn: Heard, ask: OfStory) -> Opened:
    """Open the form again with the story as it stands."""
    story = turn.store.stories.get(ask.story)
    if story.teller_id != turn.who.person:
        return no(turn, turn.words("Only the one who told the story can do that."))
    if story.state == "discarded":
        return no(turn, turn.words("That story has been deleted."))
    community = turn.store.communities.get(story.community_id)
    others = [key for key in turn.store.stories.places(story) if key != community.key]
    return turn.open(_form(turn, [community], story, others, {"story": str(story.key)}))


def draft(turn: Heard, ask: Told) -> Reply:
    """Keep the story as a draft and show it as others will see it; nothing is shared yet."""
    _ = turn.words
    if not any(getattr(ask, name) for name in FIELDS):
        return Fix({"tried": _("Write in at least one of the fields; half a sentence is enough.")})
    if not turn.store.communities.has(ask.community, turn.who.person):
        return none_here(turn)
    words = {name: getattr(ask, name) for name in FIELDS}
    if _too_heavy(turn, ask, words):
        return Fix({"tried": _("All in all it is too long to be shown. Shorten it a little; nothing is lost.")})
    key = _keep(turn, ask, words)
    if key is None:
        return no(turn, _("Only the one who told the story can do that."))
    if ask.jotting is not None:
        turn.store.jottings.forget(ask.jotting, turn.who.person)
    once = f"story:{key}:mine"
    mine = Post(once=once, purpose="story", drawing=MINE, subject=key, about=turn.who.person, asked_for=True)
    if turn.say(turn.who.room, mine) is None:
        turn.revise(key, MINE)
    if turn.inbound.where.private:
        return Done()
    return turn.aside(_("Only you see it yet. I have put it in our private chat, as others will see it."))


def _keep(turn: Heard, ask: Told, words: dict[str, str]) -> int | None:
    """Store the draft; mending a story takes it out of every room until it is shared again. None: not theirs."""
    values = {**words, "here": ask.here, "leaders": ask.leaders, "signed": ask.signed}
    key = ask.story
    if key is None:
        key = turn.store.stories.add(turn.who.person, ask.community, turn.now, **values)
    else:
        before = turn.store.stories.get(key)
        if before.teller_id != turn.who.person or before.state == "discarded":
            return None
        turn.store.stories.change(key, state="draft", **values)
        turn.revise(key, HEARD)
    if ask.others or ask.story is not None:
        known = {one.key for one in turn.store.communities.all()}
        turn.store.stories.let_go_to(key, [one for one in dict.fromkeys(ask.others) if one in known - {ask.community}])
    return key


def _too_heavy(turn: Heard, ask: Told, words: dict[str, str]) -> bool:
    """Whether the story is more than a card can show; drawn only where its length leaves any doubt."""
    if sum(map(len, words.values())) < SURELY_LIGHT:
        return False
    return turn.measure(full(turn, _blank(turn, ask.community, words), turn.words)) > HEAVIEST


def _named(turn: Heard, ask: Telling) -> Community | None:
    if ask.community is not None:
        return turn.store.communities.find(ask.community)
    if ask.checkin is not None:
        return turn.store.communities.get(turn.store.checkins.get(ask.checkin).community_id)
    here = None if turn.inbound.where.private else turn.here
    return turn.store.communities.get(here.community_id) if here and here.community_id else None


def _words_of(turn: Heard, ask: Telling) -> str:
    """Words the person has written already: in answer to a check-in, or freely."""
    if ask.checkin is not None:
        checkin = turn.store.checkins.get(ask.checkin)
        return (checkin.words or checkin.step)[:LONGEST] if checkin.person_id == turn.who.person else ""
    jotting = turn.store.jottings.mine(ask.jotting, turn.who.person)
    return jotting.text[:LONGEST] if jotting else ""


def _blank(turn: Heard, community: int, words: dict[str, str]) -> Story:
    """A story as it would be, not stored."""
    story = Story(organisation_id=0, teller_id=turn.who.person, community_id=community, created_at=turn.now)
    for name, text in words.items():
        setattr(story, name, text)
    return story


def _form(turn: Heard, communities: list[Community], story: Story, others: list[int], carried: dict[str, str]) -> Form:
    _ = turn.words
    asked = labels(_)
    fields: list[Field] = [Long(name, asked[name], getattr(story, name), most=LONGEST) for name in FIELDS]
    only = len(communities) == 1
    if only:
        carried = {**carried, "community": str(communities[0].key)}
    else:
        options = tuple(Option(str(one.key), one.name) for one in communities)
        fields.append(Choice("community", _("Which community is it from?"), options, options[0].value, required=True))
    return Form(
        verb="story.mended" if "story" in carried else "story.draft",
        opened_by="story.mend" if "story" in carried else "story.tell",
        title=_("A story from practice"),
        fields=(*fields, *_switches(turn, communities, story, others)),
        submit=_("See it first"),
        intro=_("One field is enough. Doubts and what went wrong are just as welcome."),
        note=_("You see it as others will before anything is shared."),
        carried=carried,
    )


def _switches(turn: Heard, communities: list[Community], story: Story, others: list[int]) -> list[Field]:
    """Where it may go, each place its own switch, and under which name."""
    _ = turn.words
    only = communities[0] if len(communities) == 1 else None
    here = _("It may be heard in {community}", community=only.name) if only else _("It may be heard in that community")
    fields: list[Field] = [Toggle("here", here, story.here)]
    rest = [one for one in turn.store.communities.all() if only is None or one.key != only.key]
    if rest:
        options = tuple(Option(str(one.key), one.name) for one in rest[:98])
        fields.append(Several("others", _("It may also be heard in"), options, tuple(str(key) for key in others)))
    fields.append(Toggle("leaders", _("Leaders may tell it on in the weekly digest"), story.leaders))
    return [*fields, Choice("signed", _("Under which name?"), _names(turn), story.signed, required=True)]


def _names(turn: Heard) -> tuple[Option, ...]:
    _ = turn.words
    role = turn.store.people.get(turn.who.person).role
    mine = _("{role}, without my name", role=role) if role else _("My role, without my name")
    return (
        Option("name", _("{name} and my place", name=turn.who.name)),
        Option("role", mine),
        Option("none", _("Neither: a colleague")),
    )
