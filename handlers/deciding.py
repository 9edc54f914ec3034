"""What a verb's handler answers, or a kind word where the verb, the form or its values do not fit."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from handlers.forms import problem_sentences, with_values
from handlers.language import Answer, Form, OpenForm, Problems, Refused, Surface
from handlers.legible import reachable
from handlers.phrases import card, do, line, row
from handlers.routes import ROUTES, Route
from handlers.turn import Fix, Heard

FORMS_LAST = timedelta(days=2)  # shorter than keys are kept, so that a form can never be handed in twice


def decided(turn: Heard) -> Answer:
    """The handler's answer, or a kind word where the verb, the form or its values do not fit."""
    _ = turn.words
    route = ROUTES.get(turn.inbound.verb)
    if route is None or route.happens != (turn.inbound.surface is Surface.EVENT):
        return refused(_("I do not know that button any more."), menu=_("Show the menu"))
    if route.reopens and not _fresh(turn.inbound.token, turn.now):
        return _opened_anew(turn, route)
    try:
        asked = route.ask.model_validate({"text": turn.inbound.text, **turn.inbound.values})
    except ValidationError as error:
        return _invalid(turn, route, problem_sentences(_, error))
    if not all(map(reachable, asked.__dict__.values())):
        return refused(_("That is not here any more. Nothing has changed."), menu=_("Show the menu"))
    reply = route.handler(turn, asked)
    return _invalid(turn, route, reply.problems) if isinstance(reply, Fix) else reply


def _invalid(turn: Heard, route: Route, problems: Mapping[str, str]) -> Answer:
    """The same form again, with what was written and what needs another look; a plain no where there is no form."""
    _ = turn.words
    form = _form_again(turn, route)
    if "text" in problems:  # written freely, so there is no form to say it in
        return refused(problems["text"])
    if form is None or not problems:
        return refused(_("I could not use that. Nothing has changed."), menu=_("Show the menu"))
    known = {field.name for field in form.fields}
    at_fields = {name if name in known else form.fields[0].name: sentence for name, sentence in problems.items()}
    return Problems(replace(form, problems=at_fields, token=turn.inbound.token))


def _opened_anew(turn: Heard, route: Route) -> Answer:
    """A form from long ago: opened anew with what was written in it."""
    _ = turn.words
    form = _form_again(turn, route)
    if form is None:
        return refused(_("That form is too old to be used. Nothing has changed."), menu=_("Show the menu"))
    return OpenForm(
        replace(form, intro=_("This form had been open for long. Your words are still here; press once more."))
    )


def _form_again(turn: Heard, route: Route) -> Form | None:
    """The form of this verb as it opens, with what was written in it."""
    if not route.reopens:
        return None
    opening = ROUTES[route.reopens]
    try:
        asked = opening.ask.model_validate(dict(turn.inbound.values))
    except ValidationError:
        return None
    if not all(map(reachable, asked.__dict__.values())):
        return None
    opened = opening.handler(turn, asked)
    return with_values(opened.form, turn.inbound.values) if isinstance(opened, OpenForm) else None


def _fresh(token: str, now: datetime) -> bool:
    opened, _dash, _rest = token.partition("-")
    try:
        age = now - datetime.fromtimestamp(int(opened, 16), UTC)
    except (ValueError, OverflowError, OSError):
        return False
    return timedelta(minutes=-5) <= age <= FORMS_LAST


def refused(sentence: str, menu: str = "") -> Refused:
    """Not possible, in one kind sentence, with the way to the menu where that helps."""
    return Refused(card(sentence, line(sentence), *row(*([do(menu, "menu.show")] if menu else []))))
