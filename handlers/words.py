"""What is said, in the person's language: English stands in the code, the other languages in locale/."""

import gettext
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from babel.dates import format_date, format_time

from handlers.calendar import wall

Spoken = Literal["da", "en"]
LANGUAGES: dict[Spoken, str] = {"da": "Dansk", "en": "English"}
LOCALE = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Words:
    """One language's voice. Placeholders are named, so that a translator may move them."""

    language: str
    catalogue: gettext.NullTranslations

    def __call__(self, text: str, /, **values: object) -> str:
        """The sentence in this language, with its values put in."""
        said = self.catalogue.gettext(text)
        return said.format(**values) if values else said

    def many(self, one: str, several: str, count: int, /, **values: object) -> str:
        """The sentence for this number, `{count}` among its values."""
        return self.catalogue.ngettext(one, several, count).format(count=count, **values)

    def day(self, moment: datetime, zone: str) -> str:
        """A day as people say it: "onsdag den 25. november"."""
        pattern = "EEEE 'den' d. MMMM" if self.language == "da" else "EEEE d MMMM"
        return format_date(wall(moment, zone).date(), pattern, locale=self.language)

    def time(self, moment: datetime, zone: str) -> str:
        """A time of day: "14.00" in Danish, "14:00" in English."""
        return format_time(wall(moment, zone).time(), "HH.mm" if self.language == "da" else "HH:mm", locale="en")

    def listed(self, things: list[str]) -> str:
        """Things in a row: "Natur, Bevægelse og Musik"."""
        if len(things) < 2:
            return "".join(things)
        _ = self
        return _("{some} and {last}", some=", ".join(things[:-1]), last=things[-1])


@lru_cache
def words(language: str) -> Words:
    """The voice of a language; one we do not speak is answered in English."""
    spoken = language if language in LANGUAGES else "en"
    catalogue = gettext.translation("guldkorn", LOCALE, [spoken], fallback=spoken == "en")
    return Words(spoken, catalogue)
