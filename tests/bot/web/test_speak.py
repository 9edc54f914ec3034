"""How cards, forms and messages are drawn: each part as its golden file, literal, nothing lost, labels bound."""

import os
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.web import speak
from handlers.codec import sheet_to_json
from handlers.language import (
    Account,
    Ask,
    Bold,
    Button,
    Buttons,
    Card,
    Choice,
    Divider,
    Do,
    Done,
    Facts,
    Field,
    Form,
    Heading,
    Link,
    Long,
    Mention,
    Note,
    OpenForm,
    Option,
    Part,
    Plain,
    Platform,
    Problems,
    Prose,
    Quote,
    Refused,
    Several,
    Short,
    Tell,
    Toggle,
)
from handlers.words import words
from storage.chat import ChatMessage, ChatUser
from tests.bot.web.markup import read

GOLDENS = Path(__file__).parent / "goldens"
EN = words("en")
NASTY = "<script>alert(1)</script> & \"both' quotes\n\n  {{ 7 * 7 }} – æøå"
PLACES = tuple(Option(str(number), f"Place {number}") for number in range(8))
PARTS: dict[str, Part] = {
    "heading": Heading("A tour they chose themselves"),
    "prose": Prose(
        (
            Plain("Hello "),
            Bold("you"),
            Plain("\nsee "),
            Link("the plan", "https://example.org/a?b=1&c=2"),
            Link("not this", "javascript:alert(1)"),
            Mention("Mette", (Account(Platform.SLACK, "T1", "U1"), Account(Platform.WEB, "sandbox", "mette"))),
            Mention("Somebody"),
        )
    ),
    "facts": Facts((("Place", "Klub Syd"), ("When", "Monday\n14.00"))),
    "quote": Quote("We let them choose.\nIt rained.", "Mette, Klub Syd"),
    "quote_without_name": Quote("We let them choose."),
    "note": Note("Only you see this."),
    "divider": Divider(),
    "buttons": Buttons(
        (
            Button("Tried it", Do("checkin.answer", {"said": "tried", "quote": '"'}), "primary"),
            Button("Tell a story", Ask("story.tell")),
            Button("Take it back", Do("story.withdraw"), "danger"),
        )
    ),
}
FIELDS: tuple[Field, ...] = (
    Short("name", "Name", "Natur", hint="For example: Nature", most=60, required=True),
    Long("purpose", "Purpose", "\nOne\ntwo", most=600),
    Choice("language", "Language", (Option("da", "Dansk"), Option("en", "English")), "da", required=True),
    Choice("unit", "Place", PLACES, "3", hint="Where you work"),
    Several("others", "Other communities", (Option("1", "Music"), Option("2", "Digital")), ("2",)),
    Toggle("leaders", "The leaders' digest", value=True, hint="They read it on Fridays"),
)
FORM = Form(
    verb="community.create",
    opened_by="community.found",
    title="A new community",
    fields=FIELDS,
    submit="Start",
    intro="One field is enough.",
    note="Everybody in the room can see it.",
    carried={"room": "3", "nasty": '"<'},
    token="t1",
)
AMISS = Form(
    **{name: getattr(FORM, name) for name in FORM.__dataclass_fields__ if name != "problems"},
    problems={field.name: f"Look at {field.name} & again" for field in FIELDS} | {"elsewhere": "And this"},
)
DRAWN = {
    **{name: speak.sheet(Card((part,), ""), 7, EN) for name, part in PARTS.items()},
    "card": speak.sheet(Card(tuple(PARTS.values()), "notice"), 7, EN),
    "form": speak.form(FORM, EN),
    "amiss": speak.form(AMISS, EN),
    "standing": speak.sheet(FORM, 7, EN),
}


@pytest.mark.parametrize("name", DRAWN)
def test_everything_is_drawn_as_its_golden(name: str) -> None:
    path = GOLDENS / f"{name}.html"
    if os.environ.get("GULDKORN_GOLDENS") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(DRAWN[name], encoding="utf-8")
    assert DRAWN[name] == path.read_text(encoding="utf-8")


def test_every_part_and_field_has_a_golden() -> None:
    assert {type(part) for part in PARTS.values()} == set(get_args(Part))
    assert {type(field) for field in FIELDS} == set(get_args(Field))
    assert {path.stem for path in GOLDENS.iterdir()} == set(DRAWN)


@pytest.mark.parametrize(
    "part",
    [
        Heading(NASTY),
        Prose((Plain(NASTY),)),
        Prose((Bold(NASTY),)),
        Prose((Mention(NASTY),)),
        Prose((Link(NASTY, "https://example.org/"),)),
        Facts(((NASTY, NASTY),)),
        Quote(NASTY, NASTY),
        Note(NASTY),
        Buttons((Button(NASTY, Do("a.b", {"a": NASTY})),)),
    ],
)
def test_what_people_wrote_is_literal(part: Part) -> None:
    tree = read(speak.sheet(Card((part,), ""), 1, EN))
    assert NASTY in tree.raw()
    assert not tree.all("script")


def test_what_people_wrote_in_a_form_is_literal() -> None:
    fields = (
        Short("a", NASTY, NASTY, hint=NASTY),
        Long("b", NASTY, NASTY),
        Choice("c", NASTY, (Option(NASTY, NASTY),), NASTY),
    )
    form = Form("a.b", "a.c", NASTY, fields, NASTY, problems={"a": NASTY}, carried={"x": NASTY}, token=NASTY)
    tree = read(speak.form(form, EN))
    assert not tree.all("script")
    assert tree.all("textarea")[0].raw() == f"\n{NASTY}"  # a reader of HTML drops the first line break
    assert tree.all("input")[0].given["value"] == NASTY


TEXT = some.text(some.characters(exclude_categories=["Cs", "Cc"]), max_size=200)


@given(TEXT, TEXT)
def test_no_text_is_lost_or_becomes_markup(first: str, second: str) -> None:
    tree = read(speak.sheet(Card((Prose((Plain(first), Bold(second))), Quote(second, first)), ""), 1, EN))
    assert [element.tag for element in tree.all() if element.tag not in {"p", "b", "figure", "blockquote"}] in (
        [],
        ["figcaption"],
    )
    assert tree.raw().count(second) >= 2 or not second.strip()
    assert first + second in tree.raw()


def test_a_heading_is_cut_where_the_narrowest_platform_cuts_it() -> None:
    [drawn] = read(speak.sheet(Card((Heading("x" * 200),), ""), 1, EN)).all("h2")
    assert drawn.raw() == "x" * 149 + "…"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "", "file:///etc/passwd"])
def test_a_link_leads_only_to_the_web(url: str) -> None:
    tree = read(speak.sheet(Card((Prose((Link("words", url),)),), ""), 1, EN))
    assert not tree.all("a")
    assert tree.raw() == "words"


@pytest.mark.parametrize("name", ["form", "amiss", "standing"])
def test_every_control_has_a_name_and_every_description_is_there(name: str) -> None:
    tree = read(DRAWN[name])
    ids = [element.given["id"] for element in tree.all(id="*")]
    assert len(ids) == len(set(ids))
    labelled = {label.given["for"] for label in tree.all("label", **{"for": "*"})}
    inside = [control for label in tree.all("label") for control in label.all("input")]
    for control in [element for tag in ("input", "select", "textarea") for element in tree.all(tag)]:
        assert control in inside or control.given["id"] in labelled
    for described in tree.all(aria_describedby="*"):
        assert set(described.given["aria-describedby"].split()) <= set(ids)


def test_each_problem_stands_at_its_field_and_the_values_are_kept() -> None:
    tree = read(DRAWN["amiss"])
    for field in FIELDS:
        [drawn] = tree.all(data_name=field.name)
        [problem] = drawn.all("p", cls="problem")
        assert problem.text() == f"Look at {field.name} & again"
        holder = [drawn, *drawn.all()]
        assert any(problem.given["id"] in each.given.get("aria-describedby", "").split() for each in holder)
        assert any(each.given.get("aria-invalid") == "true" for each in holder)
    assert tree.all("div", cls="amiss")[0].text() == "And this"
    assert tree.all("textarea")[0].raw() == "\n\nOne\ntwo"


def test_a_form_in_a_message_and_one_in_a_dialog_share_no_id() -> None:
    both = read(DRAWN["form"] + DRAWN["standing"])
    ids = [element.given["id"] for element in both.all(id="*")]
    assert len(ids) == len(set(ids))


CARD = Card((Prose((Plain("Hello"),)),), "Notice")


def test_each_answer_says_what_the_page_does_with_it() -> None:
    assert speak.answer(Done(), EN) == {"kind": "done"}
    for told in (Tell(CARD), Refused(CARD)):
        assert speak.answer(told, EN) == {
            "kind": told.kind,
            "html": '<p class="prose">Hello</p>',
            "notice": "Notice",
        }
    for asked in (OpenForm(FORM), Problems(FORM)):
        assert speak.answer(asked, EN) == {"kind": asked.kind, "html": DRAWN["form"], "notice": "A new community"}


def reader(handle: str, language: str = "en") -> speak.Reader:
    people = {
        "mette": ChatUser(organisation_id=1, handle="mette", name="Mette <b> Holm"),
        "bo": ChatUser(organisation_id=1, handle="bo", name="Bo"),
    }
    return speak.Reader(handle, words(language), "Europe/Copenhagen", people, frozenset({"natur", f"@{handle}"}))


def row(author: str = "", room: str = "natur", **more: object) -> ChatMessage:
    shown: dict[str, object] = {"sheet": sheet_to_json(CARD)} if not author else {"text": NASTY}
    at = datetime(2026, 11, 25, 13, 3, tzinfo=UTC)
    return ChatMessage.model_validate(
        {"id": 5, "organisation_id": 1, "room": room, "author": author, "at": at, **shown, **more}
    )


def test_a_message_of_the_bots_says_when_in_the_readers_language() -> None:
    drawn = speak.message(row(), reader("mette", "da"))
    [item] = read(drawn.pop("html")).all("li")
    assert drawn == {"id": 5, "room": "natur", "author": "", "notice": "Notice"}
    assert (item.given["data-day"], item.all("time")[0].text()) == ("onsdag den 25. november", "14.03")
    assert "bot" in item.given["class"].split()
    assert item.all("div", cls="card")[0].text() == "Hello"


def test_who_wrote_may_delete_it_and_others_see_the_name() -> None:
    own = read(speak.message(row("mette"), reader("mette"))["html"])
    other = read(speak.message(row("mette"), reader("bo"))["html"])
    assert own.all("button", data_unsay="5")
    assert not other.all("button")
    assert other.all("b")[0].text() == "Mette <b> Holm"
    assert other.all("p", cls="line")[0].raw() == NASTY


def test_somebody_elses_private_chat_shows_only_that_there_is_something_new() -> None:
    assert speak.message(row(room="@bo"), reader("mette")) == {"id": 5, "room": "@bo", "author": ""}


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Mette Holm", "MH"), ("Bo", "B"), ("Anne Marie af Ege", "AE"), ("åse", "Å"), ("李 雷", "李雷")],
)
def test_a_face_is_two_letters(name: str, initials: str) -> None:
    drawn = speak.person(ChatUser(organisation_id=1, handle="x", name=name))
    assert drawn["initials"] == initials


class Open(HTMLParser):
    """What a page would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def elements(language: str) -> list[tuple[str, dict[str, str | None]]]:
    reading = Open()
    reading.feed(speak.page(words(language), ChatUser(organisation_id=1, handle="x", name=NASTY)))
    return reading.found


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_page_runs_and_loads_only_our_own_files(language: str) -> None:
    for tag, given_ in elements(language):
        assert "style" not in given_
        assert not any(name.startswith("on") for name in given_)
        if tag in {"script", "link", "img", "iframe"}:
            source = given_.get("src") or given_.get("href")
            assert (source or "").startswith("/sandbox/static/") or given_.get("type") == "application/json"
        assert tag != "style"
    assert elements(language)[0] == ("html", {"lang": language})


def test_every_file_the_page_names_is_there() -> None:
    static = Path(speak.__file__).parent
    for _, given_ in elements("en"):
        named = given_.get("src") or given_.get("href") or ""
        if named.startswith("/sandbox/static/"):
            assert (static / named.removeprefix("/sandbox/")).is_file(), named


def test_every_drawing_and_text_used_is_there() -> None:
    folder = Path(speak.__file__).parent
    scripts = "".join(path.read_text(encoding="utf-8") for path in (folder / "static" / "js").glob("*.js"))
    page = elements("en")
    symbols = {given_.get("id") for tag, given_ in page if tag == "symbol"}
    used = {(given_.get("href") or "").removeprefix("#") for tag, given_ in page if tag == "use"}
    assert used <= symbols
    texts = (folder / "templates" / "texts.html").read_text(encoding="utf-8")
    for name in re.findall(r'\b(?:text|list)\("(\w+)"', scripts):
        assert f'"{name}":' in texts, name
    for name in re.findall(r'\bicon\("([\w-]+)"', scripts):
        assert name in symbols, name
