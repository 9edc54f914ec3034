"""Carrying an answer back: on the request itself, or as a private post where that has no place for it."""

import secrets
from dataclasses import replace
from datetime import datetime

from handlers.codec import sheet_to_json
from handlers.language import Answer, Ask, Button, Done, Form, Note, OpenForm, Refused, Sheet, Surface, Tell
from handlers.phrases import card, line, row
from handlers.routes import check_buttons
from handlers.turn import Heard, Post


def carried(turn: Heard, answer: Answer) -> Answer:
    """The answer as this request can carry it; what it cannot becomes a post of purpose reply, said once."""
    inbound = turn.inbound
    if isinstance(answer, OpenForm):
        form = replace(answer.form, token=new_token(turn.now))
        if inbound.opens:
            return OpenForm(form)
        if inbound.stands:
            reply(turn, form)
            return Done() if inbound.where.private else turn.aside(turn.words("I have put it in our private chat."))
        answer = _behind_a_button(form)
    if isinstance(answer, Tell | Refused):
        check_buttons(answer.card)
        if not (inbound.tells or (isinstance(answer, Refused) and inbound.surface is Surface.FORM)):
            reply(turn, answer.card)
            return Done()
    return answer


def put_away(turn: Heard, answer: Answer) -> None:
    """A form that stood as a card and has been handed in stands there no more, so that nobody wonders."""
    post = None if turn.inbound.post is None else turn.store.posts.get(turn.inbound.post)
    if post is None or post.drawing or post.state != "shown" or not isinstance(answer, Done | Tell):
        return
    thanks = turn.words("Thank you, it has been handed in.")
    sheet = sheet_to_json(card(thanks, Note(thanks)))
    turn.store.posts.change(post.key, sheet=sheet, revision=post.revision + 1, due_at=turn.now, attempts=0)
    turn.said = True


def reply(turn: Heard, sheet: Sheet) -> None:
    """Answer with a message: in the same private chat and thread, or in private where it was asked in public."""
    inbound = turn.inbound
    origin = None if inbound.where.private or turn.here is None else turn.here.key
    thread = inbound.thread if inbound.where.private else ""
    said = Post(f"reply:{inbound.key}", "reply", sheet=sheet, about=turn.who.person, thread=thread, origin=origin)
    turn.say(turn.who.room, said)


def _behind_a_button(form: Form) -> Tell:
    opener = Button(form.title, Ask(form.opened_by, form.carried), "primary")
    return Tell(card(form.title, line(form.intro or form.title), *row(opener)))


def new_token(now: datetime) -> str:
    """A form's token: when it was opened, and something nobody can guess."""
    return f"{int(now.timestamp()):x}-{secrets.token_urlsafe(9)}"
