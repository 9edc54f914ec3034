"""Danish is whole: every sentence in the code has a Danish one with the same placeholders, and none can fail."""

import ast
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from handlers.words import LOCALE, words

HOUSE = Path(__file__).parents[2]
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "ngettext": (1, 2), "many": (1, 2)}
Sentence = str | tuple[str, ...]


def sentences() -> set[Sentence]:
    """Every sentence in the code and on the pages."""
    method = [("bot/**.py", "python"), ("handlers/**.py", "python"), ("bot/web/templates/**.html", "jinja2")]
    found: set[Sentence] = set()
    for folder in ("bot", "handlers"):
        near = [(pattern.removeprefix(f"{folder}/"), how) for pattern, how in method if pattern.startswith(folder)]
        for _file, _line, message, _comments, _context in extract_from_dir(
            HOUSE / folder, method_map=near, keywords=KEYWORDS
        ):
            found.add(message)
    return found


def danish() -> dict[Sentence, Message]:
    """The Danish catalogue as it is written."""
    with (LOCALE / "da" / "LC_MESSAGES" / "guldkorn.po").open("rb") as file:
        return {
            message.id if isinstance(message.id, str) else tuple(message.id): message
            for message in read_po(file, "da")
            if message.id
        }


SENTENCES, DANISH = sentences(), danish()


def places(text: str) -> set[str]:
    """The placeholders in a sentence."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def said(message: Message) -> list[str]:
    """Its Danish forms."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def test_the_sentences_are_found() -> None:
    assert len(SENTENCES) > 200
    assert any(isinstance(one, tuple) for one in SENTENCES)


def test_every_sentence_has_a_danish_one() -> None:
    missing = [one for one in SENTENCES if one not in DANISH or not all(said(DANISH[one])) or DANISH[one].fuzzy]
    assert missing == []


def test_the_danish_sentence_has_the_same_placeholders() -> None:
    for one, message in DANISH.items():
        mine = places(one) if isinstance(one, str) else places(one[-1])
        for text in said(message):
            assert places(text) <= mine, text
            assert isinstance(one, tuple) or places(text) == mine, text


def test_no_sentence_can_fail_to_be_said() -> None:
    _ = words("da")
    for one in SENTENCES:
        if isinstance(one, str):
            assert _(one, **dict.fromkeys(places(one), "x"))
        else:
            for count in (0, 1, 2):
                rest = dict.fromkeys(places(one[0]) | places(one[1]) - {"count"}, "x")
                rest.pop("count", None)
                assert _.many(one[0], one[1], count, **rest)


def test_every_sentence_gets_the_values_it_has_places_for() -> None:
    """Found where it is called, so that a place without a value, or a value without a place, is no surprise later."""
    for path in sorted((HOUSE / "handlers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_" and node.args:
                text = node.args[0]
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    assert {keyword.arg for keyword in node.keywords} == places(text.value), (path.name, text.value)


def test_no_sentence_shouts_or_winks() -> None:
    for one, message in DANISH.items():
        for text in [*([one] if isinstance(one, str) else one), *said(message)]:
            assert "!" not in text
            assert not any(ord(letter) >= 0x2600 for letter in text), text


@pytest.mark.parametrize("language", ["", "fr", "DA", "../da", "x" * 5000])
def test_who_speaks_something_else_is_answered_in_english(language: str) -> None:
    assert words(language).language == "en"
    assert words(language)("Save") == "Save"


def test_days_and_times_are_said_as_people_say_them() -> None:
    moment = datetime(2026, 11, 25, 13, tzinfo=UTC)
    da, en = words("da"), words("en")
    assert (da.day(moment, "Europe/Copenhagen"), da.time(moment, "Europe/Copenhagen")) == (
        "onsdag den 25. november",
        "14.00",
    )
    assert (en.day(moment, "Europe/Copenhagen"), en.time(moment, "Europe/Copenhagen")) == (
        "Wednesday 25 November",
        "14:00",
    )
    assert da.listed(["Natur", "Bevægelse", "Musik"]) == "Natur, Bevægelse og Musik"
    assert (en.listed([]), en.listed(["Natur"])) == ("", "Natur")
