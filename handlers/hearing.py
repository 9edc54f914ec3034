"""One thing heard, from beginning to end of its transaction: once, by whom, what it asks for, what it answers."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from handlers.codec import answer_from_json, answer_to_json
from handlers.forms import problem_sentences, with_values
from handlers.language import (
    Answer,
    Ask,
    Button,
    Card,
    Done,
    Form,
    Inbound,
    Measure,
    OpenForm,
    Platform,
    Problems,
    Refused,
    Sheet,
    Surface,
    Tell,
)
from handlers.phrases import card, do, line, row
from handlers.posts.settling import seen
from handlers.routes import ROUTES, Route, check_buttons, draw
from handlers.turn import Fix, Heard, Post
from handlers.words import words
from storage.posts import Post as PostRow
from storage.speakers import Speaker
from storage.store import Store

FORMS_LAST = timedelta(days=2)  # shorter than keys are kept, so that a form can never be handed in twice


Workspace = tuple[Platform, str]


@dataclass(frozen=True, slots=True)
class Hearing:
    """What came of it: the answer, and whether the courier has something to do."""

    answer: Answer
    said: bool


def hear(store: Store, inbound: Inbound, now: datetime, measure: Measure, ours: set[Workspace]) -> Hearing:
    """Do what was heard, unless it was heard before: then its first answer is given again.

    `ours` remembers between calls which workspaces are the organisation's own, since none ever ceases to be.
    """
    _ = words(inbound.who.language)
    if not _is_ours(store, inbound, ours):
        return Hearing(_refused(_("I belong to another organisation, so I cannot help here.")), False)
    keys = [inbound.key, f"form/{inbound.token}"] if inbound.token else [inbound.key]
    for earlier in store.heard.answers(keys).values():
        return Hearing(answer_from_json(earlier), False)
    turn = _turn(store, inbound, now, measure)
    answer = _carried(turn, _decided(turn))
    handed_in = not isinstance(answer, Problems | OpenForm)
    store.heard.keep(keys if handed_in else keys[:1], answer_to_json(answer), now)
    return Hearing(_redrawn(turn, answer), turn.said)


def _is_ours(store: Store, inbound: Inbound, ours: set[Workspace]) -> bool:
    workspace = (inbound.who.platform, inbound.who.workspace)
    if workspace not in ours and store.organisations.installed(*workspace):
        ours.add(workspace)
    return workspace in ours


def _turn(store: Store, inbound: Inbound, now: datetime, measure: Measure) -> Heard:
    who = _speaker(store, inbound, now)
    turn = Heard(store, now, inbound, who, words(who.language), measure)
    post = None if inbound.post is None else store.posts.get(inbound.post)
    if post is None and inbound.post is None and inbound.message and inbound.where.private:
        post = store.posts.at_message(who.room, inbound.message)
    if post is None or not _stands_here(turn, post):
        turn.inbound = replace(inbound, post=None)
        return turn
    turn.inbound = replace(inbound, post=post.key)
    seen(turn, post, inbound.message, inbound.where.id)
    return turn


def _speaker(store: Store, inbound: Inbound, now: datetime) -> Speaker:
    """Who speaks, met now if they are new, with their private chat."""
    who, where = inbound.who, inbound.where
    if inbound.verb.startswith("room."):  # something happened to a room; whoever did it is not speaking to us
        return Speaker(0, 0, "", who.language, False, None, None, 0, None, "")
    found = store.speakers.find(who.platform, who.workspace, who.id)
    if found is None:
        met = store.people.meet(
            who.name, who.language, platform=who.platform, workspace=who.workspace, external=who.id, now=now
        )
        private = {"private": True, "person_id": met.person_id, "account_id": met.key}
        store.rooms.add(platform=who.platform, workspace=who.workspace, **private)
        found = store.speakers.find(who.platform, who.workspace, who.id)
        if found is None:
            raise LookupError("a person just met is not there")
    if where.private and (where.id, where.address) != (found.room_external, found.room_address):
        store.rooms.change(found.room, external_id=where.id, address=where.address)
    return found


def _decided(turn: Heard) -> Answer:
    """The handler's answer, or a kind word where the verb, the form or its values do not fit."""
    _ = turn.words
    route = ROUTES.get(turn.inbound.verb)
    if route is None:
        return _refused(_("I do not know that button any more."), menu=_("Show the menu"))
    if route.reopens and not _fresh(turn.inbound.token, turn.now):
        return _opened_anew(turn, route)
    try:
        asked = route.ask.model_validate({"text": turn.inbound.text, **turn.inbound.values})
    except ValidationError as error:
        return _invalid(turn, route, problem_sentences(_, error))
    reply = route.handler(turn, asked)
    return _invalid(turn, route, reply.problems) if isinstance(reply, Fix) else reply


def _invalid(turn: Heard, route: Route, problems: Mapping[str, str]) -> Answer:
    """The same form again, with what was written and what needs another look; a plain no where there is no form."""
    _ = turn.words
    form = _form_again(turn, route)
    if form is None or not problems:
        return _refused(_("I could not use that. Nothing has changed."), menu=_("Show the menu"))
    known = {field.name for field in form.fields}
    at_fields = {name if name in known else form.fields[0].name: sentence for name, sentence in problems.items()}
    return Problems(replace(form, problems=at_fields, token=turn.inbound.token))


def _opened_anew(turn: Heard, route: Route) -> Answer:
    """A form from long ago: opened anew with what was written in it."""
    _ = turn.words
    form = _form_again(turn, route)
    if form is None:
        return _refused(_("That form is too old to be used. Nothing has changed."), menu=_("Show the menu"))
    return OpenForm(
        replace(form, intro=_("This form had been open for long. Your words are still here; press once more."))
    )


def _form_again(turn: Heard, route: Route) -> Form | None:
    """The form of this verb as it opens, with what was written in it."""
    if not route.reopens:
        return None
    opening = ROUTES[route.reopens]
    try:
        opened = opening.handler(turn, opening.ask.model_validate(dict(turn.inbound.values)))
    except ValidationError:
        return None
    return with_values(opened.form, turn.inbound.values) if isinstance(opened, OpenForm) else None


def _carried(turn: Heard, answer: Answer) -> Answer:
    """The answer as this request can carry it; what it cannot becomes a post of purpose reply, said once."""
    inbound = turn.inbound
    if isinstance(answer, OpenForm):
        form = replace(answer.form, token=_token(turn.now))
        if inbound.opens:
            return OpenForm(form)
        if inbound.stands:
            _reply(turn, form)
            return Done()
        answer = _behind_a_button(form)
    if isinstance(answer, Tell | Refused):
        check_buttons(answer.card)
        if not (inbound.tells or (isinstance(answer, Refused) and inbound.surface is Surface.FORM)):
            _reply(turn, answer.card)
            return Done()
    return answer


def _reply(turn: Heard, sheet: Sheet) -> None:
    """Answer with a message: in the same private chat and thread, or in private where it was asked in public."""
    inbound = turn.inbound
    origin = None if inbound.where.private or turn.here is None else turn.here.key
    thread = inbound.thread if inbound.where.private else ""
    reply = Post(f"reply:{inbound.key}", "reply", sheet=sheet, about=turn.who.person, thread=thread, origin=origin)
    turn.say(turn.who.room, reply)


def reply(store: Store, inbound: Inbound, sheet: Card, now: datetime, measure: Measure) -> None:
    """Make an answer a private message after all, because the request turned out not to carry it."""
    _reply(_turn(store, inbound, now, measure), sheet)


def _behind_a_button(form: Form) -> Tell:
    opener = Button(form.title, Ask(form.opened_by, form.carried), "primary")
    return Tell(card(form.title, line(form.intro or form.title), *row(opener)))


def _redrawn(turn: Heard, answer: Answer) -> Answer:
    """Where the pressed card can be replaced on the request itself, how it looks now."""
    inbound = turn.inbound
    post = turn.store.posts.get(inbound.post) if inbound.redraws and inbound.post is not None else None
    if post is None or not isinstance(answer, Done):
        return answer
    return Done(draw(turn, post))


def _stands_here(turn: Heard, post: PostRow) -> bool:
    """Whether a post named by a button really stands where the button was pressed; ids can be made up."""
    room = turn.store.rooms.get(post.room_id)
    where = turn.inbound.where
    if room.private:
        return room.key == turn.who.room
    return (room.platform, room.workspace, room.external_id) == (where.platform, where.workspace, where.id)


def _token(now: datetime) -> str:
    return f"{int(now.timestamp()):x}-{secrets.token_urlsafe(9)}"


def _fresh(token: str, now: datetime) -> bool:
    opened, _dash, _rest = token.partition("-")
    try:
        age = now - datetime.fromtimestamp(int(opened, 16), UTC)
    except (ValueError, OverflowError, OSError):
        return False
    return timedelta(minutes=-5) <= age <= FORMS_LAST


def _refused(sentence: str, menu: str = "") -> Refused:
    return Refused(card(sentence, line(sentence), *row(*([do(menu, "menu.show")] if menu else []))))
