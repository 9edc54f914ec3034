"""When a member is asked: on their own weekday, in their community's rhythm, and never twice in a week."""

from datetime import datetime, time, timedelta

from handlers.calendar import Rhythm, following, next_moment
from handlers.care import may_be_asked
from handlers.turn import Post, Turn
from storage.checkins import Plan
from storage.communities import Community

ASK, OFFER = "checkin.ask", "checkin.offer"
GRACE = timedelta(hours=6)  # how late a question may still come; after that this one is skipped
FIRST_AFTER = timedelta(days=1)  # nobody is asked about a step the day it was written
SILENT_SLOWER, SILENT_LAST_WORD = 2, 4  # unanswered in a row: half as often, then the one question whether to go on


def first_due(turn: Turn, community: Community, weekday: int) -> datetime:
    """The first moment a new plan asks."""
    return next_moment(rhythm(turn, community, weekday), turn.now + FIRST_AFTER)


def rhythm(turn: Turn, community: Community, weekday: int, slower: int = 1) -> Rhythm:
    """A member's rhythm: the community's interval and time of day on the member's own weekday."""
    return Rhythm(weekday, time.fromisoformat(community.at), community.weeks * slower, turn.organisation.zone)


def replan(turn: Turn, community: Community) -> None:
    """Let every plan that waits follow the community's changed rhythm: the coming own weekday, at the new time."""
    for plan in turn.store.checkins.plans_in(community.key):
        if plan.due_at is not None:
            turn.store.checkins.change_plan(plan.key, due_at=first_due(turn, community, plan.weekday))


def ask_all_due(turn: Turn, most: int) -> int:
    """Ask whose moment has come, at most `most` of them; returns how many were looked at."""
    plans = turn.store.checkins.due(turn.now, most)
    for plan in plans:
        _ask(turn, plan)
    return len(plans)


def _ask(turn: Turn, plan: Plan) -> None:
    """Ask one member, unless it is too late or the week has its question; after silence half as often, then no more."""
    due = plan.due_at or turn.now
    if not plan.step:
        _offer_once(turn, plan, due)
        return
    if plan.silent > SILENT_LAST_WORD:  # no answer to whether to go on is one: stop, and nobody is told
        turn.store.checkins.change_plan(plan.key, due_at=None, stopped_at=turn.now)
        return
    slower = 2 if plan.silent == SILENT_SLOWER else plan.slower
    plan.slower = slower
    changed: dict[str, object] = {"due_at": _next(turn, plan, turn.store.communities.get(plan.community_id), due)}
    changed["slower"] = slower
    if turn.now <= due + GRACE and may_be_asked(turn, plan.person_id):
        checkin = turn.store.checkins.add(plan, due, last_word=plan.silent >= SILENT_LAST_WORD)
        changed["asked_at"] = turn.now
        once, late = f"checkin:{plan.key}:{due.date()}", due + GRACE
        turn.say_to(plan.person_id, Post(once=once, purpose="ask", drawing=ASK, subject=checkin, not_after=late))
    turn.store.checkins.change_plan(plan.key, **changed)


def _next(turn: Turn, plan: Plan, community: Community, due: datetime) -> datetime:
    """The next moment after now in the plan's rhythm; moments missed while we were down are not made up for."""
    its = rhythm(turn, community, plan.weekday, plan.slower)
    coming = following(its, due)
    while coming <= turn.now:
        coming = following(its, coming)
    return coming


def _offer_once(turn: Turn, plan: Plan, due: datetime) -> None:
    """No next step yet: one offer to write one, and nothing else after it."""
    if turn.now > due + GRACE or not may_be_asked(turn, plan.person_id):
        community = turn.store.communities.get(plan.community_id)
        turn.store.checkins.change_plan(plan.key, due_at=first_due(turn, community, plan.weekday))
    else:
        turn.store.checkins.change_plan(plan.key, due_at=None)
        once = f"offer:{plan.key}"
        post = Post(once=once, purpose="ask", drawing=OFFER, subject=plan.key, not_after=due + GRACE)
        turn.say_to(plan.person_id, post)
