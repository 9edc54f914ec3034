"""The one page on which the whole bot stands: nothing on it is unused, and nothing used is missing from it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.commands import LANGUAGE, MEANING, SENTENCES, WORDS
from handlers.phrases import ask, card, do, row
from handlers.routes import DRAWINGS, ROUTES, check, check_buttons

HOUSE = Path(__file__).parents[2]
BOT_OWN = {"talk"}  # heard of what is written freely, on no button
FROM_EDGES = {verb for verb, route in ROUTES.items() if route.happens} | {"code.use", "person.language"}
Call = tuple[str, str, str]  # the file, what is called, the verb


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Every file that decides."""
    for path in sorted((HOUSE / "handlers").rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def verb_in(call: ast.Call) -> str | None:
    """The verb written out in do(label, verb), ask(label, verb), Do(verb) or Ask(verb)."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    place = {"do": 1, "ask": 1, "ask_button": 1, "Do": 0, "Ask": 0}.get(name)
    if place is None or len(call.args) <= place:
        return None
    at = call.args[place]
    return at.value if isinstance(at, ast.Constant) and isinstance(at.value, str) else None


def calls() -> list[Call]:
    """Every button drawn anywhere."""
    found = []
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (verb := verb_in(node)) is not None:
                assert isinstance(node.func, ast.Name)
                found.append((str(path.relative_to(HOUSE)), node.func.id, verb))
    return found


CALLS = calls()


def test_the_buttons_are_found() -> None:
    assert len(CALLS) > 40


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call[0]}:{call[2]}")
def test_a_button_is_drawn_as_what_it_does(call: Call) -> None:
    _file, drawn, verb = call
    assert verb in ROUTES
    assert ROUTES[verb].opens == (drawn in {"ask", "ask_button", "Ask"})


def test_every_verb_is_reached_by_a_button_a_form_a_word_or_an_edge() -> None:
    buttons = {verb for _file, _drawn, verb in CALLS}
    literals = {
        node.value
        for _path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "verb"
        for node in ast.walk(node.value)
        if isinstance(node, ast.Constant)
    }
    reached = buttons | literals | set(MEANING.values()) | FROM_EDGES | BOT_OWN
    assert set(ROUTES) - reached == set()


def test_every_drawing_is_said_somewhere() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path, _tree in sources() if path.name != "routes.py")
    names = {name for name in DRAWINGS if f'"{name}"' not in text}
    assert names == set()


def test_every_form_s_verb_is_reopened_by_the_verb_that_opens_it() -> None:
    check()
    assert all(ROUTES[route.reopens].opens for route in ROUTES.values() if route.reopens)


@pytest.mark.parametrize("button", [do("Tell", "story.tell"), ask("Join", "community.join")])
def test_a_card_with_a_button_that_is_not_what_it_says_is_not_shown(button: object) -> None:
    with pytest.raises(ValueError, match="which it is not"):
        check_buttons(card("x", *row(button)))  # type: ignore[arg-type]  # parametrize knows no types


def test_no_word_has_two_meanings() -> None:
    every = [word for words in WORDS.values() for word in words.split()] + list(SENTENCES) + list(LANGUAGE)
    assert len(every) == len(set(every))


def test_every_word_means_something_and_is_written_as_it_is_understood() -> None:
    assert set(MEANING.values()) <= set(ROUTES)
    assert all(word == " ".join(word.casefold().split()) for word in MEANING)


def test_what_a_word_may_need_is_written_in_both_languages() -> None:
    the_same_in_both = {"pause", "stop"}
    for verb, said in WORDS.items():
        assert len(said.split()) > 1 or said in the_same_in_both, verb
