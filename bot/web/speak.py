"""Draws cards, forms, messages and the page itself as HTML; every word people wrote is escaped by the templates."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, assert_never
from urllib.parse import urlsplit
from zlib import crc32

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from handlers import language
from handlers.calendar import wall
from handlers.codec import sheet_from_json
from handlers.words import Words, words
from storage.chat import PRIVATE, ChatMessage, ChatRoom, ChatUser

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_HEADING = 150  # the narrowest platform's, so that a card says the same everywhere
HEADERS = {  # what a browser may do with what we send: nothing that is not ours, no frames, no guessing
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
TONES = 6  # colours a person's initials can stand on, in tone.css


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a message is drawn: who they are, their language and clock, and what everybody is called."""

    handle: str
    words: Words
    zone: str
    people: Mapping[str, ChatUser]
    rooms: frozenset[str]  # the ids of the rooms they can read in, their private chat among them


@dataclass(frozen=True, slots=True)
class Seen:
    """The rows behind what one person sees; `messages` are those of the room they look into."""

    rooms: Sequence[ChatRoom]
    communities: Mapping[str, str]  # room id -> the community that meets there
    newest: Sequence[tuple[str, str, int]]
    messages: Sequence[ChatMessage]


def sheet(shown: language.Sheet, post: int, said: Words) -> str:
    """What one message of the bot's shows; its buttons carry the post."""
    match shown:
        case language.Card():
            return "".join(_part(part, post) for part in shown.parts)
        case language.Form():
            return form(shown, said, post)
        case _:
            assert_never(shown)


def form(asked: language.Form, said: Words, post: int = 0) -> str:
    """A form with what it holds, and each problem at its field."""
    at = f"p{post}" if post else "d"  # labels need ids of their own where a form stands in the room and one is open
    fields = [_field(field, f"{at}-{number}", asked.problems, said) for number, field in enumerate(asked.fields)]
    names = {field.name for field in asked.fields}
    elsewhere = [problem for name, problem in asked.problems.items() if name not in names]
    carried = json.dumps(dict(asked.carried))
    parts = {"form": asked, "at": at, "fields": fields, "elsewhere": elsewhere, "carried": carried, "post": post}
    return _render("form.html", said, **parts)


def answer(given: language.Answer, said: Words) -> dict[str, str]:
    """What the page does with an answer: `kind`, the `html` to show, and `notice` to read out."""
    match given:
        case language.Done():
            return {"kind": given.kind}
        case language.Tell() | language.Refused():
            return {"kind": given.kind, "html": sheet(given.card, 0, said), "notice": given.card.notice}
        case language.OpenForm() | language.Problems():
            return {"kind": given.kind, "html": form(given.form, said), "notice": given.form.title}
        case _:
            assert_never(given)


def state(seen: Seen, reader: Reader) -> dict[str, Any]:
    """Everything the page shows to one person, read anew whenever it may have missed something."""
    newest: dict[str, int] = {}
    for room, author, key in seen.newest:
        if author != reader.handle and (not author or not room.startswith(PRIVATE)):
            newest[room] = max(key, newest.get(room, 0))
    return {
        "people": [
            person(user) | {"newest": newest.get(PRIVATE + handle, 0)} for handle, user in reader.people.items()
        ],
        "rooms": [
            {
                "id": room.handle,
                "name": room.name,
                "outside": room.outside,
                "community": seen.communities.get(room.handle, ""),
                "mine": room.handle in reader.rooms,
                "newest": newest.get(room.handle, 0),
            }
            for room in seen.rooms
        ],
        "messages": [message(row, reader) for row in seen.messages if row.room in reader.rooms],
    }


def message(row: ChatMessage, reader: Reader) -> dict[str, Any]:
    """One message as its reader sees it; of somebody else's room only that there is something new."""
    about = {"id": row.key, "room": row.room, "author": row.author}
    if row.room not in reader.rooms:
        return about
    notice, html = _shown(row.sheet, row.post_id or 0, reader.words.language) if row.sheet else (row.text, "")
    author = reader.people.get(row.author)
    mine = row.author == reader.handle
    drawn = _render(
        "message.html",
        reader.words,
        row=row,
        html=html,
        author=author and person(author),
        kind="bot" if not row.author else "mine" if mine else "theirs",
        day=reader.words.day(row.at, reader.zone),
        clock=reader.words.time(row.at, reader.zone),
    )
    return about | {"notice": notice, "html": drawn}


def person(user: ChatUser) -> dict[str, Any]:
    """Somebody as the page shows them."""
    shown, words_of = {"handle", "name", "title", "place", "guest"}, user.name.split()
    return user.model_dump(include=shown) | {
        "initials": "".join(part[0] for part in (words_of[:1] + words_of[1:][-1:])).upper(),
        "tone": crc32(user.handle.encode()) % TONES,
    }


def moment(
    now: datetime, coming: datetime | None, leg: tuple[datetime, datetime] | None, reader: Reader
) -> dict[str, Any]:
    """The sandbox's time as its clock shows it, what is planned next, and how far along a journey is (0 to 1)."""
    return {
        "wall": f"{wall(now, reader.zone):%Y-%m-%dT%H:%M}",
        **_clock(now, reader),
        "next": coming and _clock(coming, reader),
        "trip": leg and _clock(leg[1], reader) | {"done": min(1.0, max(0.0, (now - leg[0]) / (leg[1] - leg[0])))},
    }


def page(said: Words, me: ChatUser | None) -> str:
    """The page around it all, in the reader's language."""
    return _render("page.html", said, me=me and person(me))


def _clock(at: datetime, reader: Reader) -> dict[str, str]:
    return {"day": reader.words.day(at, reader.zone), "clock": reader.words.time(at, reader.zone)}


@lru_cache(maxsize=1024)
def _shown(stored: str, post: int, tongue: str) -> tuple[str, str]:
    shown = sheet_from_json(stored)
    notice = shown.notice if isinstance(shown, language.Card) else shown.title
    return notice, sheet(shown, post, words(tongue))


def _part(part: language.Part, post: int) -> str:
    match part:
        case language.Heading():
            long = len(part.text) > LONGEST_HEADING
            return _macro("heading", part.text[: LONGEST_HEADING - 1].rstrip() + "…" if long else part.text)
        case language.Prose():
            return _macro("prose", [_span(span) for span in part.spans])
        case language.Facts():
            return _macro("facts", part.rows)
        case language.Quote():
            return _macro("quote", part.text, part.by)
        case language.Note():
            return _macro("note", part.text)
        case language.Divider():
            return _macro("divider")
        case language.Buttons():
            return _macro("buttons", [_button(button, post) for button in part.row])
        case _:
            assert_never(part)


def _span(span: language.Span) -> str:
    match span:
        case language.Plain():
            return _macro("plain", span.text)
        case language.Bold():
            return _macro("bold", span.text)
        case language.Link():
            safe = urlsplit(span.url).scheme in {"http", "https"}
            return _macro("link", span.text, span.url) if safe else _macro("plain", span.text)
        case language.Mention():
            here = [account.id for account in span.accounts if account.platform is language.Platform.WEB]
            return _macro("mention", span.name, *here[:1])
        case _:
            assert_never(span)


def _button(button: language.Button, post: int) -> str:
    match button.act:
        case language.Do() | language.Ask():
            values = json.dumps(dict(button.act.values))
            return _macro("button", button.label, button.weight, button.act.kind, button.act.verb, values, post)
        case _:
            assert_never(button.act)


def _field(field: language.Field, at: str, problems: Mapping[str, str], said: Words) -> str:
    problem = problems.get(field.name, "")
    match field:
        case language.Short() | language.Long():
            return _macro("text", field, at, problem, said)
        case language.Choice():
            return _macro("choice", field, at, problem, said)
        case language.Several():
            return _macro("several", field, at, problem)
        case language.Toggle():
            return _macro("toggle", field, at, problem)
        case _:
            assert_never(field)


def _macro(name: str, *given: object) -> str:
    drawn: str = getattr(_environment().get_template("parts.html").module, name)(*given)
    return drawn  # a str that says it is HTML already


def _render(name: str, said: Words, **given: object) -> str:
    return _environment().get_template(name).render(_=said, **given)


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
