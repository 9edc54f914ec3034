"""Joining and leaving, by one's own hand and without a question."""

from handlers.checkins.planning import ASK, OFFER
from handlers.communities.meant import OfCommunity, meant, none_here
from handlers.language import Acted, Tell
from handlers.phrases import ask as ask_button
from handlers.phrases import card, line, row
from handlers.turn import Heard, Post
from storage.communities import Community

WELCOME = "community.welcome"


def join(turn: Heard, ask: OfCommunity) -> Acted:
    """Take somebody in, by their own hand; the welcome follows in private."""
    _ = turn.words
    community = meant(turn, ask)
    if community is None:
        return none_here(turn)
    if not take_in(turn, community):
        return turn.tell(_("You are in {community} already.", community=community.name))
    return with_place(
        turn, _("You are in {community} now. I have written to you in private.", community=community.name)
    )


def with_place(turn: Heard, sentence: str) -> Acted:
    """The sentence, and once for each person, beside it, the question where they work."""
    _ = turn.words
    if turn.who.unit is not None or turn.who.unit_asked_at is not None:
        return turn.aside(sentence)
    turn.store.people.change(turn.who.person, unit_asked_at=turn.now)
    question = line(_("Where do you work? Then colleagues can see where a story comes from."))
    return Tell(card(sentence, line(sentence), question, *row(ask_button(_("Where I work"), "person.unit", "primary"))))


def leave(turn: Heard, ask: OfCommunity) -> Acted:
    """Let somebody go, without a question."""
    _ = turn.words
    community = meant(turn, ask)
    if community is None:
        return none_here(turn)
    if not turn.store.communities.leave(community.key, turn.who.person, turn.now):
        return turn.tell(_("You are not in {community}.", community=community.name))
    plan = turn.store.checkins.plan_of(turn.who.person, community.key)
    if plan is not None:
        turn.store.checkins.change_plan(plan.key, due_at=None, stopped_at=turn.now)
        turn.revise(plan.key, OFFER)
        for checkin in turn.store.checkins.open_of(turn.who.person):
            turn.revise(checkin.key, ASK)
    turn.revise(community.key, WELCOME, person=turn.who.person)
    return turn.tell(
        _(
            "You have left {community}, and I do not ask you about it any more. You are welcome back any day.",
            community=community.name,
        )
    )


def take_in(turn: Heard, community: Community) -> bool:
    """Make the person a member and welcome them in private, the first time; False where they were in already."""
    if not turn.store.communities.join(community.key, turn.who.person, turn.now):
        return False
    once = f"welcome:{community.key}:{turn.who.person}"
    welcome = Post(once=once, purpose="welcome", drawing=WELCOME, subject=community.key, about=turn.who.person)
    if turn.say(turn.who.room, welcome) is None:
        turn.try_again(one for one in turn.store.posts.about([WELCOME], community.key) if one.once == once)
        turn.revise(community.key, WELCOME, person=turn.who.person)
    return True


def welcome_again(turn: Heard, community: int) -> None:
    """The welcome's fate is unknown and the person speaks to us now: say it anew, for nothing is asked before it."""
    said = [post for post in turn.store.posts.about([WELCOME], community) if post.person_id == turn.who.person]
    if any(post.state in {"waiting", "sending"} for post in said):
        return
    once = f"welcome:{community}:{turn.who.person}:{turn.inbound.key}"
    again = Post(once=once, purpose="welcome", drawing=WELCOME, subject=community, about=turn.who.person)
    turn.say(turn.who.room, again)
