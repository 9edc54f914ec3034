"""Command words, Danish and English, however they are written; free words stay free, and codes are codes."""

from dataclasses import replace

import pytest

from handlers.commands import understood
from handlers.language import Inbound, Person, Platform, Room, Surface

METTE = Person(Platform.WEB, "eventyrby", "mette", "Mette")
PRIVATE = Room(Platform.WEB, "eventyrby", "@mette", private=True)


def heard(text: str, verb: str = "talk") -> Inbound:
    """What the bot makes of these words."""
    return understood(Inbound("key", verb, METTE, PRIVATE, Surface.MESSAGE, text=text))


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("pause", "checkin.pause"),
        ("  Pause. ", "checkin.pause"),
        ("STOP!", "checkin.stop"),
        ("fortsæt", "checkin.resume"),
        ("fortsaet", "checkin.resume"),
        ("continue", "checkin.resume"),
        ("hjælp", "menu.show"),
        ("help", "menu.show"),
        ("hej", "menu.show"),
        ("", "menu.show"),
        ("?", "menu.show"),
        ("spørg  mig\nnu", "checkin.now"),
        ("Ask me now", "checkin.now"),
        ("fortæl", "story.tell"),
        ("tell a story", "story.tell"),
        ("jeg er med", "community.join"),
        ("my next step", "checkin.start"),
    ],
)
def test_a_whole_message_that_is_a_word_means_its_verb(text: str, verb: str) -> None:
    assert heard(text).verb == verb


@pytest.mark.parametrize("text", ["vi holdt pause ved søen", "stop bilen", "de siger hej nu", "abcd-efg", "1234-5678"])
def test_words_in_a_sentence_are_only_words(text: str) -> None:
    assert heard(text).verb == "talk"
    assert heard(text).text == text


def test_addressed_in_a_room_what_is_not_understood_opens_the_menu() -> None:
    assert heard("vi holdt pause ved søen", "command").verb == "menu.show"


@pytest.mark.parametrize(("text", "language"), [("dansk", "da"), ("English", "en"), ("engelsk", "en")])
def test_a_language_is_asked_for_by_its_name(text: str, language: str) -> None:
    said = heard(text)
    assert (said.verb, said.values) == ("person.language", {"language": language})


@pytest.mark.parametrize("text", ["ABCD-2345", "connect abcd-2345", "kobl ABCD-2345", "Bridge abcd-2345."])
def test_a_code_is_understood_with_and_without_the_word(text: str) -> None:
    said = heard(text)
    assert (said.verb, said.values) == ("code.use", {"code": "abcd-2345"})


def test_a_button_is_never_taken_for_words() -> None:
    press = replace(heard("x"), verb="story.share", text="pause")
    assert understood(press) == press
