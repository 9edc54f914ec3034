"""A member's plan: the next step in their own words, the weekday they choose, and how to change or end it."""

from datetime import datetime
from typing import Annotated

from babel.dates import get_day_names
from pydantic import BaseModel, Field, StringConstraints

from handlers.calendar import wall
from handlers.checkins.planning import ASK, OFFER, first_due
from handlers.communities.meant import OfCommunity, meant, no, none_here
from handlers.language import Acted, Button, Choice, Do, Form, Heading, Opened, Option, Part, Quote, Short, Tell
from handlers.phrases import ask as ask_button
from handlers.phrases import card, do, line, row
from handlers.turn import Heard, Reply
from storage.checkins import Plan
from storage.communities import Community
from storage.shelf import Missing

STEP = 200  # characters; one line
Step = Annotated[str, StringConstraints(strip_whitespace=True, max_length=STEP)]


class Starting(OfCommunity):
    """Where to be asked, with words already written that may become the step."""

    jotting: int | None = None


class Planned(BaseModel):
    """The next step and the weekday."""

    community: int
    step: Step = ""
    weekday: int = Field(default=2, ge=0, le=6)


class OfPlan(BaseModel):
    """Which plan is meant; all of the person's where nothing is said."""

    plan: int | None = None


def ask_start(turn: Heard, ask: Starting) -> Opened:
    """Ask for the next step and the weekday."""
    _ = turn.words
    community = meant(turn, ask)
    if community is None:
        return none_here(turn)
    if not turn.store.communities.has(community.key, turn.who.person):
        return not_in(turn, community)
    plan = turn.store.checkins.plan_of(turn.who.person, community.key)
    jotting = turn.store.jottings.mine(ask.jotting, turn.who.person)
    step = (jotting.text[:STEP] if jotting else "") or (plan.step if plan else "")
    today = wall(turn.now, turn.organisation.zone).weekday()
    names = get_day_names("wide", locale=_.language)
    days = tuple(Option(str(day), names[day].capitalize()) for day in range(7))
    return turn.open(
        Form(
            verb="checkin.plan",
            opened_by="checkin.start",
            title=_("My next step"),
            fields=(
                Short(
                    "step",
                    _("My next step with the young people"),
                    step,
                    most=STEP,
                    hint=_("For example: I let them choose the trip"),
                ),
                Choice("weekday", _("Ask me on a"), days, str(plan.weekday if plan else today), required=True),
            ),
            submit=_("Save"),
            intro=_("One line is enough. I come back to it in your own words."),
            note=_(
                "I ask at {at}, every {weeks} weeks, at most once a week. Only you see it.",
                at=community.at,
                weeks=community.weeks,
            )
            if community.weeks > 1
            else _("I ask at {at}, at most once a week. Only you see it.", at=community.at),
            carried={"community": str(community.key)},
        )
    )


def plan(turn: Heard, ask: Planned) -> Reply:
    """Store the step and when it is asked about."""
    _ = turn.words
    community = turn.store.communities.get(ask.community)
    if not turn.store.communities.has(community.key, turn.who.person):
        return not_in(turn, community)
    due = first_due(turn, community, ask.weekday)
    fresh = {"step": ask.step, "weekday": ask.weekday, "due_at": due, "paused_at": None, "stopped_at": None}
    before = turn.store.checkins.plan_of(turn.who.person, community.key)
    if before is None:
        turn.store.checkins.add_plan(person_id=turn.who.person, community_id=community.key, asked_at=None, **fresh)
    else:
        turn.store.checkins.change_plan(before.key, silent=0, slower=1, **fresh)
        turn.revise(before.key, OFFER)
    if not ask.step:
        return turn.tell(
            _("That is fine. Write your next step when you have one. I bring it up once, and then not again.")
        )
    return turn.tell(_("It is saved. I ask you {when}.", when=_when(turn, due)))


def mine(turn: Heard, _ask: OfPlan) -> Acted:
    """All my check-ins, and how to change them."""
    _ = turn.words
    inside = turn.store.communities.of(turn.who.person)
    if not inside:
        return no(turn, _("You are not in a community yet. Press »I am in« on the card where it meets."))
    parts: list[Part] = []
    for community in inside:
        parts += _shown(turn, community, turn.store.checkins.plan_of(turn.who.person, community.key))
    return Tell(card(_("Your check-ins"), *parts))


def pause(turn: Heard, ask: OfPlan) -> Acted:
    """Leave the person be until they say otherwise."""
    return _halt(
        turn, ask, "paused_at", turn.words("I leave you be, everywhere. Write »continue« when you feel like it.")
    )


def stop(turn: Heard, ask: OfPlan) -> Acted:
    """Stop asking."""
    return _halt(turn, ask, "stopped_at", turn.words("I have stopped asking. You can begin again any day."))


def resume(turn: Heard, ask: OfPlan) -> Acted:
    """Begin again, with what has come meanwhile and nothing that waits."""
    _ = turn.words
    resting = [one for one in _plans(turn, ask) if one.due_at is None]
    plans = [one for one in resting if one.stopped_at is None] or resting  # after a pause, what was stopped stays so
    since = min((one.paused_at or one.stopped_at or turn.now for one in plans), default=turn.now)
    for one in plans:
        community = turn.store.communities.get(one.community_id)
        if turn.store.communities.has(community.key, turn.who.person):
            due = first_due(turn, community, one.weekday)
            turn.store.checkins.change_plan(one.key, due_at=due, paused_at=None, stopped_at=None, silent=0, slower=1)
    _redraw(turn)
    return turn.tell(_("Welcome back. {news} Nothing is waiting for you.", news=_meanwhile(turn, since)))


def not_in(turn: Heard, community: Community) -> Acted:
    """The person is not a member: say so, with the way in."""
    _ = turn.words
    sentence = _("You are not in {community} yet.", community=community.name)
    return Tell(
        card(sentence, line(sentence), *row(do(_("I am in"), "community.join", "primary", community=community.key)))
    )


def _halt(turn: Heard, ask: OfPlan, how: str, sentence: str) -> Acted:
    for one in _plans(turn, ask):
        if ask.plan is None and one.stopped_at is not None:
            continue
        turn.store.checkins.change_plan(one.key, due_at=None, **{how: turn.now})
        turn.revise(one.key, OFFER)
    _redraw(turn)
    which = {} if ask.plan is None else {"plan": str(ask.plan)}
    resume_button = Button(turn.words("Continue"), Do("checkin.resume", which))
    return Tell(card(sentence, line(sentence), *row(resume_button)))


def _plans(turn: Heard, ask: OfPlan) -> list[Plan]:
    mine = [one for one in turn.store.checkins.plans_of(turn.who.person) if ask.plan in (None, one.key)]
    if ask.plan is not None and not mine:
        raise Missing(f"no plan {ask.plan} of theirs")
    return mine


def _redraw(turn: Heard) -> None:
    for checkin in turn.store.checkins.open_of(turn.who.person):
        turn.revise(checkin.key, ASK)


def _meanwhile(turn: Heard, since: datetime) -> str:
    _ = turn.words
    heard = turn.store.stories.shared_since(since, [one.key for one in turn.store.communities.of(turn.who.person)])
    if not heard:
        return _("It has been quiet meanwhile.")
    return _.many("One story has come meanwhile.", "{count} stories have come meanwhile.", heard)


def _shown(turn: Heard, community: Community, plan: Plan | None) -> list[Part]:
    _ = turn.words
    change = ask_button(_("Change it"), "checkin.start", community=community.key)
    if plan is None:
        begin = ask_button(_("Get going"), "checkin.start", "primary", community=community.key)
        return [Heading(community.name), line(_("I do not ask you about anything here.")), *row(begin)]
    parts: list[Part] = [Heading(community.name)]
    if plan.step:
        parts.append(Quote(plan.step))
    if plan.due_at is None:
        go_on = do(_("Continue"), "checkin.resume", plan=plan.key)
        return [*parts, line(_("I am not asking at the moment.")), *row(go_on, change)]
    parts.append(line(_("I ask you {when}.", when=_when(turn, plan.due_at))))
    return [
        *parts,
        *row(change, do(_("Pause"), "checkin.pause", plan=plan.key), do(_("Stop"), "checkin.stop", plan=plan.key)),
    ]


def _when(turn: Heard, due: datetime) -> str:
    zone = turn.organisation.zone
    return turn.words("{day} at {time}", day=turn.words.day(due, zone), time=turn.words.time(due, zone))
