"""Being asked and answering: one card, six buttons or one's own words, and the answer stays with who gave it."""

from datetime import timedelta
from typing import Literal

from pydantic import BaseModel

from handlers.care import may_be_asked
from handlers.checkins.planning import ASK, SILENT_LAST_WORD, SILENT_SLOWER, first_due
from handlers.checkins.plans import OfPlan, pause
from handlers.communities.meant import no
from handlers.communities.membership import welcome_again
from handlers.language import Acted, Card, Done, Note, Part, Quote
from handlers.phrases import ask as ask_button
from handlers.phrases import card, do, line, row
from handlers.turn import Heard, Post, Turn
from handlers.words import Words
from storage.checkins import Checkin, Plan
from storage.posts import Post as PostRow

Said = Literal["tried", "notyet", "wrong", "together", "stuck", "pause", "words", "asnow", "less", "stop"]
OPEN_FOR = timedelta(hours=24)  # how long words written freely are taken as the answer


class Answered(BaseModel):
    """Which question, and which button."""

    checkin: int
    answer: Said


class OfCheckin(BaseModel):
    """Which question is meant."""

    checkin: int


def answer(turn: Heard, ask: Answered) -> Acted:
    """Keep the answer given by a button; the first one counts and the card shows it."""
    checkin = turn.store.checkins.get(ask.checkin)
    if checkin.person_id != turn.who.person:
        return no(turn, turn.words("Only the one who was asked can answer that."))
    return take(turn, checkin, ask.answer)


def take(turn: Heard, checkin: Checkin, said: Said, text: str = "") -> Acted:
    """Keep an answer, by button or in words, and do what it asks for."""
    _ = turn.words
    if not turn.store.checkins.answer(checkin.key, said, text, turn.now):
        turn.revise(checkin.key, ASK)
        return turn.aside(_("You have answered that already; your first answer stands."))
    _restore(turn, checkin)
    turn.revise(checkin.key, ASK)
    match said:
        case "pause":
            pause(turn, OfPlan(plan=checkin.plan_id))
        case "stop":
            turn.store.checkins.change_plan(checkin.plan_id, due_at=None, stopped_at=turn.now)
        case "asnow":
            turn.store.checkins.change_plan(checkin.plan_id, slower=1)
        case "less":
            turn.store.checkins.change_plan(checkin.plan_id, slower=2)
        case "tried" | "notyet" | "wrong" | "together" | "stuck" | "words":
            pass
    return Done() if checkin_is_here(turn, checkin) else turn.aside(_("Thank you, it is saved."))


def _restore(turn: Heard, checkin: Checkin) -> None:
    """Only the person's own answer ends a silence: it brings back the rhythm that was slowed, or had ended."""
    plan = turn.store.checkins.plan(checkin.plan_id)
    back: dict[str, object] = {"silent": 0}
    if plan.silent > SILENT_SLOWER:
        back["slower"] = 1
    member = turn.store.communities.has(plan.community_id, plan.person_id)
    if plan.silent > SILENT_LAST_WORD and plan.stopped_at is not None and member:
        due = first_due(turn, turn.store.communities.get(plan.community_id), plan.weekday)
        back |= {"stopped_at": None, "due_at": due}
    turn.store.checkins.change_plan(plan.key, **back)


def checkin_is_here(turn: Heard, checkin: Checkin) -> bool:
    """Whether the question's own card is what was pressed, so that the change on it says enough."""
    post = None if turn.inbound.post is None else turn.store.posts.get(turn.inbound.post)
    return post is not None and post.drawing == ASK and post.subject_id == checkin.key


def ask_now(turn: Heard, _ask: BaseModel) -> Acted:
    """Ask me now: the member's own wish, which takes this week's question with it."""
    _ = turn.words
    mine = [one for one in turn.store.checkins.plans_of(turn.who.person) if one.step]
    plans = [one for one in mine if one.due_at is not None]
    if mine and not plans:
        return no(turn, _("I am not asking at the moment."))
    if not plans:
        return no(turn, _("You have not written a next step yet. Choose »My check-ins« and write one line."))
    if turn.store.people.get(turn.who.person).welcomed_at is None:
        welcome_again(turn, plans[0].community_id)
        return no(turn, _("I have just written a welcome to you. Read that first, and then ask me again."))
    if not may_be_asked(turn, turn.who.person):
        return no(turn, _("I have asked you this week already, and more than once a week I do not ask."))
    plan = plans[0]
    checkin = turn.store.checkins.add(plan, turn.now, last_word=False)
    turn.store.checkins.change_plan(plan.key, asked_at=turn.now)
    post = Post(
        once=f"checkin:{plan.key}:now:{checkin}",
        purpose="ask",
        drawing=ASK,
        subject=checkin,
        about=turn.who.person,
        asked_for=True,
    )
    turn.say(turn.who.room, post)
    return turn.aside(_("I have asked you in our private chat."))


def put_away(turn: Heard, ask: OfCheckin) -> Acted:
    """Not a story this time: the card keeps the answer and asks no more."""
    checkin = turn.store.checkins.get(ask.checkin)
    if checkin.person_id == turn.who.person:
        turn.store.checkins.close(checkin.key)
        turn.revise(checkin.key, ASK)
    return Done()


def draw_ask(turn: Turn, post: PostRow) -> Card | None:
    """The question, or what was answered; nothing where it is no longer to be asked."""
    checkin = turn.store.checkins.get(post.subject_id or 0)
    plan = turn.store.checkins.plan(checkin.plan_id)
    _ = turn.words_of(checkin.person_id)
    community = turn.store.communities.get(checkin.community_id)
    notice = _("You have a question from {community}", community=community.name)
    if checkin.answered_at is not None:
        return card(notice, *_answered(checkin, plan, _))
    member = turn.store.communities.has(checkin.community_id, checkin.person_id)
    if plan.paused_at is not None or plan.stopped_at is not None or not member:
        return None
    return card(notice, *(_last_word(checkin, _) if checkin.last_word else _question(checkin, _)))


def draw_offer(turn: Turn, post: PostRow) -> Card | None:
    """The one offer to write a next step."""
    plan = turn.store.checkins.plan(post.subject_id or 0)
    _ = turn.words_of(plan.person_id)
    community = turn.store.communities.get(plan.community_id)
    if plan.step or plan.stopped_at is not None or plan.paused_at is not None:
        return None
    sentence = _(
        "Is there something you would like to try with the young people? One line is enough, and I come back to it."
    )
    begin = ask_button(_("Write a step"), "checkin.start", "primary", community=community.key)
    notice = _("You have a question from {community}", community=community.name)
    return card(notice, line(sentence), *row(begin, do(_("No thanks"), "checkin.stop", plan=plan.key)))


def _question(checkin: Checkin, _: Words) -> tuple[Part, ...]:
    answers: list[tuple[str, Said]] = [
        (_("Tried it"), "tried"),
        (_("Not yet"), "notyet"),
        (_("It went wrong"), "wrong"),
        (_("Just together"), "together"),
        (_("I am stuck"), "stuck"),
        (_("Take a pause"), "pause"),
    ]
    return (
        line(_("Your next step was:")),
        Quote(checkin.step),
        line(_("How is it going? Press, or just write back.")),
        Note(_("Colleagues and leaders do not see your answer.")),
        *_buttons(checkin, answers),
    )


def _last_word(checkin: Checkin, _: Words) -> tuple[Part, ...]:
    answers: list[tuple[str, Said]] = [(_("As now"), "asnow"), (_("Less often"), "less"), (_("Stop"), "stop")]
    question = _("Shall I go on asking, ask less often, or stop? Everything is fine, and you can always begin again.")
    return (line(question), *_buttons(checkin, answers))


def _buttons(checkin: Checkin, answers: list[tuple[str, Said]]) -> tuple[Part, ...]:
    return row(*(do(label, "checkin.answer", checkin=checkin.key, answer=said) for label, said in answers))


def _answered(checkin: Checkin, plan: Plan, _: Words) -> tuple[Part, ...]:
    step = (line(_("Your next step was:")), Quote(checkin.step)) if checkin.step and not checkin.last_word else ()
    return (*step, *_answer(checkin, _), *_after(checkin, plan, _))


def _answer(checkin: Checkin, _: Words) -> tuple[Part, ...]:
    if checkin.answer == "words":
        return (line(_("You wrote:")), Quote(checkin.words))
    said = {
        "tried": _("Tried it"),
        "notyet": _("Not yet"),
        "wrong": _("It went wrong"),
        "together": _("Just together"),
        "stuck": _("I am stuck"),
        "pause": _("Take a pause"),
        "asnow": _("As now"),
        "less": _("Less often"),
        "stop": _("Stop"),
    }
    return (line(_("You answered: {answer}.", answer=said[checkin.answer])),)


def _after(checkin: Checkin, plan: Plan, _: Words) -> tuple[Part, ...]:
    change = ask_button(_("Change the step"), "checkin.start", community=checkin.community_id)
    match checkin.answer:
        case "pause" | "stop":
            go_on = do(_("Continue"), "checkin.resume", plan=plan.key)
            gone = _("I leave you be until you say otherwise.")
            return (line(gone), *row(go_on)) if plan.due_at is None else ()
        case "asnow" | "less":
            return (line(_("It is saved.")), *row(change))
        case _:
            if checkin.closed:
                return (Note(_("It is saved. Only you see it.")), *row(change))
            more = ask_button(_("Yes, write on"), "story.tell", "primary", checkin=checkin.key)
            rest = do(_("Not this time"), "checkin.put_away", checkin=checkin.key)
            offer = line(_("Thank you, it is saved. Shall it become a story others can use?"))
            return (offer, *row(more, rest, change))
