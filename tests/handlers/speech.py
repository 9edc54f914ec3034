"""How the people of a test are heard: what they say and press, as the desk gets it from a platform."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from zoneinfo import ZoneInfo

from handlers.language import Form, Inbound, Person, Platform, Room, Surface, Value

HOME = "eventyrby"
Said = Value | int  # what stands in a button or a field; a number is written out


def copenhagen(text: str) -> datetime:
    """A moment by the clock on the wall."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Copenhagen")).astimezone(UTC)


class Speech:
    """Names become people and rooms; everything said gets a key of its own."""

    def __init__(self) -> None:
        self.language: dict[str, str] = {}  # of a person; English where nothing is said
        self.outside: set[str] = set()  # rooms shared with another organisation
        self._keys = count(1)

    def inbound(self, who: str, verb: str, room: str | None) -> Inbound:
        """Something heard, under a key of its own."""
        platform, name = named(who)
        where, key = room or f"{platform}:@{name}", f"{platform}/{HOME}/{room}/{next(self._keys)}"
        speaker = Person(platform, HOME, name, name.title(), self.language.get(name, "en"))
        return Inbound(key, verb, speaker, self.place(where), Surface.BUTTON)

    def place(self, room: str) -> Room:
        """A room as its platform tells it."""
        platform, name = named(room)
        return Room(platform, HOME, name, name, private=name.startswith("@"), outside=room in self.outside)

    def pressed(self, who: str, verb: str, room: str | None = None, /, **values: Said) -> Inbound:
        """A press, not heard yet."""
        return replace(self.inbound(who, verb, room), values=_written(values), opens=True, tells=True)

    def handed_in(self, who: str, form: Form, room: str | None = None, /, **values: Said) -> Inbound:
        """A form handed in, not heard yet."""
        stands = {one.name: one.values if one.kind == "several" else one.value for one in form.fields}
        heard = self.pressed(who, form.verb, room, **{**stands, **form.carried, **values})
        return replace(heard, surface=Surface.FORM, token=form.token)


def named(name: str) -> tuple[Platform, str]:
    """A name with its platform: "teams:natur", web where it says none."""
    platform, colon, rest = name.partition(":")
    return (Platform(platform), rest) if colon else (Platform.WEB, name)


def _written(values: Mapping[str, Said]) -> dict[str, Value]:
    return {name: str(value) if type(value) is int else value for name, value in values.items()}  # type: ignore[misc]  # mypy does not narrow by type()
