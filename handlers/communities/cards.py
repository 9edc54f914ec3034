"""What a community shows of itself: its card in every room, its welcome to each member, and what it says when asked."""

from handlers.communities.meant import OfCommunity, meant, none_here
from handlers.language import Acted, Button, Card, Facts, Heading, Note, Part, Tell
from handlers.phrases import ask, card, do, line, row
from handlers.turn import Heard, Turn
from handlers.words import Words, words
from storage.communities import Community
from storage.posts import Post
from storage.rooms import Room

CARD = "community.card"
PLATFORMS = {"slack": "Slack", "teams": "Teams", "web": "web"}


def show(turn: Heard, ask: OfCommunity) -> Acted:
    """What a community is, and what one can do with it."""
    _ = turn.words
    community = meant(turn, ask)
    if community is None:
        return none_here(turn)
    mine = turn.store.communities.has(community.key, turn.who.person)
    return Tell(card(community.name, *_told(turn, community, _), *row(*_doors(_, community, mine))))


def draw_card(turn: Turn, post: Post) -> Card | None:
    """The card that stands in each of a community's rooms."""
    community = turn.store.communities.get(post.subject_id or 0)
    _ = words(community.language)
    if turn.store.rooms.get(post.room_id).outside:
        gone = _("This is not shown any more.")
        return card(gone, Note(gone)) if post.shown_at is not None else None
    first = row(
        do(_("I am in"), "community.join", "primary", community=community.key),
        ask(_("Tell a story"), "story.tell", community=community.key),
    )
    second = row(
        do(_("Leave"), "community.leave", community=community.key),
        do(_("More"), "community.show", community=community.key),
    )
    note = Note(_("I do not read along here. I hear only what is written to me."))
    return card(
        _("{community} meets here", community=community.name), *_told(turn, community, _), note, *first, *second
    )


def draw_welcome(turn: Turn, post: Post) -> Card | None:
    """What is stored, who sees it, how to stop: before anything else is asked."""
    community = turn.store.communities.get(post.subject_id or 0)
    person = post.person_id or 0
    _ = turn.words_of(person)
    if not turn.store.communities.has(community.key, person):
        gone = _("You have left {community}.", community=community.name)
        return card(gone, line(gone)) if post.shown_at else None
    company = _company(turn, community, person, _)
    told: tuple[Part, ...]
    if turn.store.posts.welcomed_before(person, post.key):
        told = (
            line(_("You are in {community} too{company}.", community=community.name, company=company)),
            _as_known(_),
        )
    else:
        told = _terms(_, community.name, company)
    doors = (
        ask(_("Get going"), "checkin.start", "primary", community=community.key),
        do(_("Show more"), "person.kept"),
        do(_("Not me"), "community.leave", community=community.key),
    )
    return card(_("You are in {community} now", community=community.name), *told, *row(*doors))


def _as_known(_: Words) -> Part:
    return line(_("It works as you know it: I ask at most once a week in all, and your answers stay with you."))


def _terms(_: Words, name: str, company: str) -> tuple[Part, ...]:
    """What is stored, who sees it and how to stop, in the fewest words that are exactly true."""
    rhythm = _("I ask at most once a week, in the daytime, and only once you have written a next step.")
    privacy = _("Colleagues and leaders do not see your answers. You share for yourself, and can always take it back.")
    return (
        line(_("You are in {community}{company}.", community=name, company=company)),
        line(f"{rhythm} {privacy}"),
        line(_("I keep your name, your place and what you write to me. Write »pause« or »stop« when you like.")),
    )


def room_name(room: Room) -> str:
    """A room as people call it, with its platform."""
    name = room.name or "?"
    return f"#{name} ({PLATFORMS[room.platform]})"


def _told(turn: Turn, community: Community, _: Words) -> tuple[Part, ...]:
    rooms = [room_name(room) for room in turn.store.rooms.of_community(community.key)]
    rows = [(_("Interest"), community.interest), (_("Meets in"), ", ".join(rooms))]
    purpose = (line(community.purpose),) if community.purpose else ()
    return (Heading(community.name), *purpose, Facts(tuple((label, text) for label, text in rows if text)))


def _doors(_: Words, community: Community, mine: bool) -> list[Button]:
    key = community.key
    if not mine:
        return [do(_("I am in"), "community.join", "primary", community=key)]
    return [
        ask(_("Tell a story"), "story.tell", "primary", community=key),
        ask(_("My check-in"), "checkin.start", community=key),
        do(_("Leave"), "community.leave", community=key),
        do(_("One more room"), "community.code", community=key),
        ask(_("The rhythm"), "community.rhythm", community=key),
    ]


def _company(turn: Turn, community: Community, person: int, _: Words) -> str:
    others = turn.store.communities.reach([community.key], without=person)
    if others.people == 0:
        return ""
    if others.places < 2:
        return _.many(" with one colleague", " with {count} colleagues", others.people)
    return _(" with {people} colleagues from {places} places", people=others.people, places=others.places)
