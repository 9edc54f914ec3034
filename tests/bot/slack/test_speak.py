"""How cards and forms are drawn: every part beside its golden file, literal, within Slack's limits, nothing lost."""

import json
import os
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block, RichTextBlock
from slack_sdk.models.views import View

from bot.slack import speak
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
    Field,
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
    Short,
    Toggle,
)
from tests.bot.slack.blockkit import length, message_faults, view_faults, visible

GOLDENS = Path(__file__).parent / "goldens"
HERE = (Account(Platform.TEAMS, "T1", "UWRONG"), Account(Platform.SLACK, "T1", "UMETTE"))
THERE = (Account(Platform.SLACK, "T2", "UMETTE"),)
MARKUP = "*fed* _skrå_ `kode` <!channel> <@U1> & :tada: [x](y)"
UNITS = (Option("klub", "Klub Syd"), Option("leg", "Legepladsen"))

PARTS: dict[str, Part] = {
    "heading": Heading(MARKUP),
    "prose": Prose(
        (
            Plain(f"{MARKUP}\nlinje to "),
            Bold("vigtigt"),
            Link("læs", "https://a.dk"),
            Mention("Mette", HERE),
            Mention("Bo", THERE),
        )
    ),
    "facts": Facts((("Hvem", "31 kolleger"), ("Hvor", MARKUP))),
    "quote": Quote(f"{MARKUP}\nlinje to", by="en pædagog"),
    "quote_without_name": Quote("Vi lod dem selv vælge turen."),
    "note": Note(MARKUP),
    "divider": Divider(),
    "buttons": Buttons(
        (
            Button("Fortæl", Ask("story.tell", {"community": "7"}), "primary"),
            Button("Gem", Do("story.keep")),
            Button("Træk tilbage", Do("story.withdraw"), "danger"),
        )
    ),
}
FIELDS: dict[str, Field] = {
    "short": Short("name", "Navn", value=MARKUP, hint="Højst en linje", required=True),
    "long": Long("before", "Før", most=3000),
    "choice": Choice("unit", "Sted", UNITS, value="leg"),
    "several": Several("types", "Hvor", UNITS, values=("klub",), hint="Så mange du vil"),
    "several_of_many": Several("many", "Hvor", tuple(Option(str(n), f"Sted {n}") for n in range(11))),
    "toggle": Toggle("others", "Andre fællesskaber", value=True),
}
STORY = Card(
    (
        Heading("En tur i regnvejr"),
        PARTS["prose"],
        PARTS["quote"],
        PARTS["facts"],
        Divider(),
        PARTS["note"],
        PARTS["buttons"],
        Buttons((Button("Vis mere", Do("story.show")),)),
    ),
    "Du har et spørgsmål fra <Natur & leg>.",
)
WHOLE = Form(
    verb="story.draft",
    opened_by="story.tell",
    title="Fortæl",
    fields=tuple(FIELDS.values()),
    submit="Videre",
    intro="Et felt er nok.",
    note="Du ser den, før andre gør.",
    carried={"community": "7"},
    problems={"before": "Lidt mere, tak", "elsewhere": "Det gik ikke"},
    token="t1",
)
DRAWN: dict[str, Any] = {
    **{name: speak.blocks(Card((part,), "x"), "T1", 12) for name, part in PARTS.items()},
    "card": speak.message(STORY, "T1", 12),
    "form": speak.view(WHOLE, "C1"),
    "refused": speak.telling(STORY),
    "standing": speak.message(speak.standing(WHOLE), "T1", 12),
}


def golden(name: str, drawn: object) -> object:
    """What the drawing was when it was last looked at; GULDKORN_GOLDENS=1 writes it anew."""
    path = GOLDENS / f"{name}.json"
    if os.environ.get("GULDKORN_GOLDENS") == "1":
        path.write_text(json.dumps(drawn, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_is_as_it_was(name: str) -> None:
    assert DRAWN[name] == golden(name, DRAWN[name])


def test_every_part_and_field_has_a_golden() -> None:
    assert {type(part) for part in PARTS.values()} == set(get_args(Part))
    assert {type(field) for field in FIELDS.values()} == set(get_args(Field))
    assert {path.stem for path in GOLDENS.iterdir()} == set(DRAWN)


@pytest.mark.parametrize("name", [*PARTS, "card", "standing"])
def test_slack_takes_every_message(name: str) -> None:
    blocks = DRAWN[name]["blocks"] if isinstance(DRAWN[name], dict) else DRAWN[name]
    assert message_faults(blocks) == []
    for block in Block.parse_all(blocks):
        block.validate_json()
        assert isinstance(block, RichTextBlock) or block.to_dict()["type"] != "rich_text"


@pytest.mark.parametrize("name", ["form", "refused"])
def test_slack_takes_every_modal(name: str) -> None:
    view = DRAWN[name].get("view", DRAWN[name])
    assert view_faults(view) == []
    View(**view).validate_json()


def test_what_people_wrote_is_read_as_they_wrote_it() -> None:
    for name in ("heading", "quote", "note", "facts"):
        assert MARKUP in visible(DRAWN[name], str)


def test_a_mention_is_real_only_where_the_account_is() -> None:
    elements = DRAWN["prose"][0]["elements"][0]["elements"]
    assert [element["user_id"] for element in elements if element["type"] == "user"] == ["UMETTE"]
    assert {"type": "text", "text": "Bo", "style": {"bold": True}} in elements


def test_the_line_on_the_lock_screen_pings_nobody() -> None:
    assert DRAWN["card"]["text"] == "Du har et spørgsmål fra &lt;Natur &amp; leg&gt;."


def test_nothing_written_draws_nothing() -> None:
    empty = Card((Heading(" "), Prose(()), Prose((Plain(""),)), Quote(""), Note(""), Facts(())), "x")
    assert speak.blocks(empty, "T1") == []


@pytest.mark.parametrize("text", ["&" * 151, "a" * 151, "😀" * 76, "ord " * 60])
def test_a_heading_too_long_is_cut_with_an_ellipsis(text: str) -> None:
    (block,) = speak.blocks(Card((Heading(text),), "x"), "T1")
    drawn = block["text"]
    assert isinstance(drawn, dict)
    assert drawn["text"].endswith("…")
    assert 100 < length(drawn["text"]) <= 150


@given(st.text(alphabet="ab &<>\n😀æ", max_size=400), st.integers(10, 60))
def test_a_text_in_pieces_loses_nothing(text: str, most: int) -> None:
    pieces = list(speak.pieces(text, most))
    assert "".join(pieces) == text
    assert all(0 < length(piece) <= most for piece in pieces)
    assert all(speak.drawn(piece) == length(piece) for piece in pieces)


def test_a_text_is_broken_at_a_line_or_a_space() -> None:
    assert list(speak.pieces("en to tre fire", 8)) == ["en to ", "tre fire"]
    assert list(speak.pieces("en\nto tre", 7)) == ["en\nto ", "tre"]


@pytest.mark.parametrize(
    "part", [Prose((Plain("&" * 9000),)), Quote("ord " * 2000), Note("ord " * 9000), Facts((("a", "b " * 4000),))]
)
def test_long_words_are_split_and_none_is_lost(part: Part) -> None:
    blocks = speak.blocks(Card((part,), "x"), "T1")
    assert message_faults(blocks) == []
    read = visible(blocks, str)
    assert len(read.replace("\n", "")) >= 9000 - 1000


def test_a_card_weighs_what_is_sent() -> None:
    sent = len(json.dumps(speak.message(STORY, "T1", 12)).encode())
    assert sent <= speak.weight(STORY) <= sent + 200


def test_a_button_that_carries_too_much_is_a_mistake_of_ours() -> None:
    heavy = Card((Buttons((Button("Gem", Do("story.keep", {"text": "a" * 2000})),)),), "x")
    with pytest.raises(ValueError, match=r"story\.keep carries more"):
        speak.blocks(heavy, "T1")


def test_a_long_answer_comes_back_into_its_field_whole() -> None:
    form = Form("v", "o", "t", (Long("before", "Før", value="a" * 2500, most=1500),), "s", token="t")
    element = speak.view(form, "C1")["blocks"][0]["element"]  # type: ignore[index] # the drawing is plain JSON
    assert (len(element["initial_value"]), element["max_length"]) == (2500, 2500)
