"""Cards: a closed grammar of what can be shown, drawn by each platform's speak.py in its most native way.

The grammar is closed on purpose: every match over it ends in `assert_never`, so a new part fails type checking
until all platforms draw it. Texts are literal; no part holds markup, and nothing needs escaping by a handler.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from handlers.language.form import Form
from handlers.language.inbound import Platform


@dataclass(frozen=True, slots=True)
class Account:
    """One person's identity on one platform, so that a mention can become a real one there."""

    platform: Platform
    workspace: str
    id: str


@dataclass(frozen=True, slots=True)
class Plain:
    """Words as they are; line breaks are kept."""

    text: str
    kind: Literal["plain"] = "plain"


@dataclass(frozen=True, slots=True)
class Bold:
    """Words that carry the sentence, never shouting."""

    text: str
    kind: Literal["bold"] = "bold"


@dataclass(frozen=True, slots=True)
class Link:
    """A way out of the chat; `url` is http(s)."""

    text: str
    url: str
    kind: Literal["link"] = "link"


@dataclass(frozen=True, slots=True)
class Mention:
    """A person by name: a real mention where one of the accounts is of the room's platform, bold elsewhere."""

    name: str
    accounts: tuple[Account, ...] = ()
    kind: Literal["mention"] = "mention"


Span = Plain | Bold | Link | Mention


@dataclass(frozen=True, slots=True)
class Heading:
    """The card's first line, at most 150 characters (Slack's header limit); speak.py cuts with an ellipsis."""

    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Prose:
    """One paragraph of spans."""

    spans: tuple[Span, ...]
    kind: Literal["prose"] = "prose"


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value in pairs, for the few things one looks up on a card."""

    rows: tuple[tuple[str, str], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote, set apart from what the bot says, with the name it may carry."""

    text: str
    by: str = ""
    kind: Literal["quote"] = "quote"


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: who sees this, what happens next."""

    text: str
    kind: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Divider:
    """A quiet line between two things."""

    kind: Literal["divider"] = "divider"


@dataclass(frozen=True, slots=True)
class Do:
    """The button acts at once under this verb; its handler never opens a form."""

    verb: str
    values: Mapping[str, str] = field(default_factory=dict)
    kind: Literal["do"] = "do"


@dataclass(frozen=True, slots=True)
class Ask:
    """The button opens the form of this verb; said when drawn, since a Teams dialog must be asked for by the click."""

    verb: str
    values: Mapping[str, str] = field(default_factory=dict)
    kind: Literal["ask"] = "ask"


Act = Do | Ask
Weight = Literal["primary", "plain", "danger"]


@dataclass(frozen=True, slots=True)
class Button:
    """At most three words; says by its act what it will do."""

    label: str
    act: Act
    weight: Weight = "plain"


@dataclass(frozen=True, slots=True)
class Buttons:
    """One row of at most three buttons, six where rows wrap."""

    row: tuple[Button, ...]
    kind: Literal["buttons"] = "buttons"


Part = Heading | Prose | Facts | Quote | Note | Divider | Buttons


@dataclass(frozen=True, slots=True)
class Card:
    """What one message shows; `notice` is the line on the lock screen, never a word a person wrote in private."""

    parts: tuple[Part, ...]
    notice: str
    kind: Literal["card"] = "card"


Sheet = Card | Form
"""What a post can show: a card, or (only in a private chat that cannot open a dialog) a form standing as a card."""

Measure = Callable[[Card], int]
"""The heaviest drawing of a card over the platforms in use, in bytes; handed in by the composition root."""
