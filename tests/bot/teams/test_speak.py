"""How cards and forms look in Teams: goldens, held against the published schema, and what must hold for every card.

`GOLDENS=write pytest tests/bot/teams/test_speak.py` draws the goldens anew.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft6Validator

from bot.teams import speak
from bot.teams.hear import hear
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
    Facts,
    Form,
    Heading,
    Link,
    Long,
    Mention,
    Note,
    Option,
    Part,
    Plain,
    Platform,
    Prose,
    Quote,
    Several,
    Sheet,
    Short,
    Span,
    Toggle,
    Value,
)
from tests.bot.teams import screen
from tests.bot.teams.driver import written_as
from tests.bot.teams.test_hear import personal

GOLDENS = Path(__file__).parent / "goldens"
SCHEMA = Draft6Validator(json.loads((Path(__file__).parents[2] / "schemas" / "adaptive-card.json").read_text("utf-8")))

METTE = Mention("Mette *M* Holm", (Account(Platform.SLACK, "T1", "U1"), Account(Platform.TEAMS, "t-1", "aad-mette")))
BO = Mention("Bo", (Account(Platform.SLACK, "T1", "U2"),))
TELL = Button("Fortæl", Ask("story.tell", {"community": "3"}), "primary")
WITHDRAW = Button("Træk tilbage", Do("story.withdraw", {"story": "7"}), "danger")
PLACES = (Option("1", "Klub Syd"), Option("2,5", "Ungdomsskolen, øst"), Option("50%", "Halvdelen"))
FORM = Form(
    verb="story.draft",
    opened_by="story.tell",
    title="Fortæl en historie",
    fields=(
        Short("title", "Overskrift", value="Turen", hint="Et par ord", most=150),
        Long("tried", "Hvad prøvede I", value="Vi lod dem\nvælge"),
        Choice("place", "Sted", PLACES, value="2,5", hint="Vælg et sted"),
        Several("topics", "Emner", PLACES, values=("1", "2,5")),
        Toggle("digest", "Ledernes *guldkorn*", value=True, hint="En gang om ugen"),
    ),
    submit="Se den først",
    intro="Ét felt er nok.",
    note="Du ser den, før andre gør.",
    carried={"community": "3"},
    token="t-1",
)
WRONG = Form(
    **{name: getattr(FORM, name) for name in Form.__slots__} | {"problems": {"title": "For lang.", "": "Hov."}}
)

SHEETS: Mapping[str, Sheet] = {
    "heading": Card((Heading("Historien om " + "turen " * 40),), "En ny historie"),
    "prose": Card((Prose((Plain("Tak\n\nfor "), Bold("alt"), Link("mere", "https://example.org/a"), BO)),), "Tak"),
    "mention": Card((Prose((Plain("Spørg "), METTE, Plain(" eller "), BO)),), "Spørg"),
    "facts": Card((Facts((("Sted", "Klub Syd"), ("Hvornår", "2. *maj*"))),), "Fakta"),
    "quote": Card((Quote("Det regnede.\nIngen ville hjem.", "en pædagog"), Quote("Uden navn")), "Sagt"),
    "note": Card((Note("Kolleger ser ikke dit svar."),), "Note"),
    "divider": Card((Note("over"), Divider(), Note("under"), Divider()), "To ting"),
    "buttons": Card((Buttons((TELL, WITHDRAW, Button("Menu", Do("menu.show")))),), "Knapper"),
    "many_buttons": Card((Buttons(tuple(Button(f"Nr. {n}", Do("a.b")) for n in range(8))),), "Mange"),
    "story": Card(
        (
            Heading("Turen"),
            Quote("Vi lod dem selv vælge turen.", "en pædagog i en klub"),
            Prose((Plain("Fortalt i Natur."),)),
            Divider(),
            Note("31 kan se den."),
            Buttons((TELL, WITHDRAW)),
        ),
        "En ny historie fra Natur",
    ),
    "form": FORM,
    "form_problems": WRONG,
}


def _golden(name: str, drawn: Any) -> None:
    path = GOLDENS / f"{name}.json"
    if os.environ.get("GOLDENS") == "write":
        path.write_text(json.dumps(drawn, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert drawn == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SHEETS)
def test_it_looks_as_it_did(name: str) -> None:
    _golden(name, speak.draw(SHEETS[name], 12))


@pytest.mark.parametrize("name", SHEETS)
def test_the_published_schema_takes_it(name: str) -> None:
    drawn = speak.draw(SHEETS[name], 12)
    assert not screen.faults(drawn)
    drawn.pop("msteams", None)  # Teams' own addition, which the schema of all hosts does not know
    assert not [error.message for error in SCHEMA.iter_errors(drawn)]


def test_the_schema_would_say_no() -> None:
    drawn = speak.draw(SHEETS["story"], 12)
    drawn["body"][0]["type"] = "RichText"
    assert list(SCHEMA.iter_errors(drawn))


def test_a_dialog_is_the_form_behind_a_submit() -> None:
    dialog = speak.dialog(FORM)
    _golden("dialog", dialog)
    assert not list(SCHEMA.iter_errors(dialog["task"]["value"]["card"]["content"]))


def test_a_message_has_its_notice_and_no_text() -> None:
    _golden("message", speak.message(SHEETS["note"], 3))
    assert speak.message(FORM, 3)["summary"] == "Fortæl en historie"


def test_every_golden_is_of_something() -> None:
    assert {path.stem for path in GOLDENS.glob("*.json")} == {*SHEETS, "dialog", "message"}


def test_no_more_than_six_buttons_share_a_row() -> None:
    drawn = speak.draw(SHEETS["many_buttons"], None)
    assert [len(element["actions"]) for element in drawn["body"]] == [6, 2]


def test_a_heading_is_cut_where_the_narrower_platform_cuts() -> None:
    text = screen.visible(speak.draw(SHEETS["heading"], None))
    assert len(text) <= 150
    assert text.startswith("Historien om turen turen")
    assert text.endswith("…")


def test_problems_stand_at_their_fields() -> None:
    assert screen.problems(speak.draw(WRONG, 1)) == {"title": "For lang.", "digest": "Hov."}


def test_a_mention_is_real_where_somebody_has_a_teams_account() -> None:
    drawn = speak.draw(SHEETS["mention"], None)
    entities = drawn["msteams"]["entities"]
    assert [entity["mentioned"] for entity in entities] == [{"id": "aad-mette", "name": "Mette *M* Holm"}]
    blocks = [element["text"] for element in screen.elements(drawn) if element["type"] == "TextBlock"]
    assert blocks == [entities[0]["text"]] == ["<at>Mette M Holm</at>"]


def test_weight_is_the_drawn_card_in_bytes() -> None:
    card = Card((Note("æøå"),), "n")
    assert speak.weight(card) == len(speak.dumps(speak.draw(card, 2**31)).encode())
    assert speak.weight(Card((Note("æøå" * 100),), "n")) - speak.weight(card) == 99 * 6


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ((Prose((Plain("Tak, "), Bold("gemt"), BO)),), "Tak, gemtBo"),
        ((Note("Gemt."),), "Gemt."),
        ((Heading("Gemt"),), "Gemt"),
        ((Note("Gemt."), Note("To ting")), None),
        ((Note("Gemt."), Buttons((TELL,))), None),
        ((Quote("Det regnede"),), None),
        ((), None),
    ],
)
def test_a_plain_answer_is_one_sentence(parts: tuple[Part, ...], sentence: str | None) -> None:
    assert speak.told(Card(parts, "n")) == sentence


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(str.strip)
LINES = st.lists(TEXT, min_size=1, max_size=4).map("\n".join)
SPANS: st.SearchStrategy[Span] = st.one_of(st.builds(Plain, LINES), st.builds(Bold, TEXT), st.builds(Mention, TEXT))
PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(Prose, st.lists(SPANS, min_size=1, max_size=4).map(tuple)),
    st.builds(Quote, LINES, TEXT),
    st.builds(Note, LINES),
    st.builds(Facts, st.lists(st.tuples(TEXT, LINES), min_size=1, max_size=3).map(tuple)),
)


def _texts(part: Part) -> list[str]:
    match part:
        case Prose():
            return [span.name if isinstance(span, Mention) else span.text for span in part.spans]
        case Quote():
            return [part.text, part.by]
        case Note():
            return [part.text]
        case Facts():
            return [text for row in part.rows for text in row]
        case _:
            return []


@given(st.lists(PARTS, max_size=5))
def test_no_word_is_lost_and_none_is_read_as_markdown(parts: list[Part]) -> None:
    drawn = speak.draw(Card(tuple(parts), "n"), 1)
    written = "".join(text for part in parts for text in _texts(part))
    assert screen.visible(drawn).replace("\n", "") == written.replace("\n", "")
    assert all(element["type"] not in ("TextBlock", "FactSet") for element in screen.elements(drawn))
    assert not list(SCHEMA.iter_errors(drawn))


OPTIONS = st.lists(TEXT, min_size=1, max_size=5, unique=True)


@given(OPTIONS, st.data())
def test_what_is_filled_in_is_what_is_heard(values: list[str], data: st.DataObject) -> None:
    options = tuple(Option(value, f"nr. {n}") for n, value in enumerate(values))
    form = Form("a.b", "a.ask", "t", (Choice("c", "c", options), Several("s", "s", options), Toggle("t", "t")), "ok")
    drawn = speak.dialog(form)["task"]["value"]["card"]["content"]
    chosen: dict[str, Value] = {
        "c": data.draw(st.sampled_from(values)),
        "s": tuple(data.draw(st.lists(st.sampled_from(values), unique=True))),
        "t": data.draw(st.booleans()),
    }
    written = {field["id"]: written_as(field, chosen[field["id"]]) for field in screen.inputs(drawn)}
    [submit] = screen.actions(drawn)
    sent = personal(type="invoke", name="task/submit", value={"data": written | submit["data"]})
    found = hear(json.loads(json.dumps(sent)))
    assert found is not None
    assert found.inbound.values == chosen
