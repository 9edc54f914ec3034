"""People: the greeting, what they are told of how we keep their words, their language and their place of work."""

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from handlers.language import Acted, Choice, Done, Form, Opened, Option, Short, Tell
from handlers.menu import menu
from handlers.phrases import card, line
from handlers.turn import Fix, Heard, Post, Reply, Turn
from handlers.words import Spoken, words

OTHER = "other"
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=150)]


class Nothing(BaseModel):
    """A verb that needs no more than who says it."""


class Place(BaseModel):
    """Where somebody works, chosen or written, and what may stand instead of their name."""

    unit: str = ""
    named: Line = ""
    role: Line = ""


class Language(BaseModel):
    """The language somebody wants to be spoken to in."""

    language: Spoken = "da"


def met(turn: Heard, _ask: Nothing) -> Acted:
    """Somebody opened the private chat: say who we are, once, and what could not reach them before."""
    turn.say_to(
        turn.who.person,
        Post(once=f"hello:{turn.who.person}:{turn.who.account}", purpose="reply", sheet=hello(turn).card),
    )
    turn.try_again(turn.store.posts.refused_in(turn.who.room))
    return turn.aside(turn.words("I have written to you in our private chat."))


def hello(turn: Heard) -> Tell:
    """Who we are, and every step from here."""
    _ = turn.words
    return Tell(
        menu(turn, _("Hello {name}. I carry practice stories between the places where you work.", name=turn.who.name))
    )


def kept(turn: Heard, _ask: Nothing) -> Acted:
    """What is stored, who sees it, how to stop: the whole of it, on one card."""
    _ = turn.words
    return Tell(
        card(
            _("This is what I keep"),
            line(
                _(
                    "I keep your name, where you work if you tell me, the communities you are in, and what you write "
                    "to me yourself."
                )
            ),
            line(
                _(
                    "Your check-in answers are yours alone: neither colleagues nor leaders see them, nor whether you "
                    "answered."
                )
            ),
            line(
                _(
                    "A story is seen only where you let it go, under the name you choose, after you have seen it as "
                    "others will."
                )
            ),
            line(_("I do not read along in the channels. I hear only what is written to me.")),
            line(_("Write »pause« or »stop« whenever you like. You can take a story back at any time.")),
        )
    )


def ask_unit(turn: Heard, _ask: Nothing) -> Opened:
    """Ask where the person works; the bot brings it up once, the person may change it any time."""
    _ = turn.words
    person = turn.store.people.get(turn.who.person)
    options = [Option(str(unit.key), unit.name) for unit in turn.store.organisations.units()[:98]]
    options.append(Option(OTHER, _("Another place")))
    return turn.open(
        Form(
            verb="person.set_unit",
            opened_by="person.unit",
            title=_("Where you work"),
            fields=(
                Choice("unit", _("Place"), tuple(options), str(person.unit_id or ""), required=False),
                Short("named", _("If it is another place: its name"), most=75),
                Short(
                    "role",
                    _("Your role"),
                    person.role,
                    hint=_("It can stand instead of your name, for example: pedagogue"),
                    most=75,
                ),
            ),
            submit=_("Save"),
        )
    )


def set_unit(turn: Heard, ask: Place) -> Reply:
    """Store where somebody works."""
    _ = turn.words
    if ask.unit == OTHER and not ask.named:
        return Fix({"named": _("Write the name of the place.")})
    if ask.named:
        unit: int | None = turn.store.organisations.unit_named(ask.named)
    else:
        unit = next((one.key for one in turn.store.organisations.units() if str(one.key) == ask.unit), None)
        if ask.unit and unit is None:
            return Fix({"unit": _("I could not use this. Look at it once more.")})
    turn.store.people.change(turn.who.person, unit_id=unit, role=ask.role, unit_asked_at=turn.now)
    return turn.tell(_("Thank you, it is saved."))


def set_language(turn: Heard, ask: Language) -> Acted:
    """Speak this language from now on."""
    turn.words = words(ask.language)
    turn.store.people.change(turn.who.person, language=turn.words.language)
    return turn.tell(turn.words("We speak English now."))


def gone(_turn: Heard, _ask: Nothing) -> Acted:
    """Somebody closed the private chat; what we would say there is found undeliverable, and they may come back."""
    return Done()


def forget_old(turn: Turn) -> None:
    """Drop keys of what was heard more than three days ago, and loose words nobody came back to in ninety."""
    turn.store.heard.forget(turn.now - timedelta(days=3))
    turn.store.jottings.forget_before(turn.now - timedelta(days=90))
