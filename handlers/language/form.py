"""Forms: the few kinds of field a busy person can fill in on a phone; each platform opens them as its own dialog."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what is sent back and what is read (at most 75 characters, Slack's limit)."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Short:
    """One line of text; `most` is the longest allowed, in characters."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    most: int = 150
    required: bool = False
    kind: Literal["short"] = "short"


@dataclass(frozen=True, slots=True)
class Long:
    """Several lines of text; `most` at most 3,000 characters (Slack's limit for an input)."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    most: int = 1500
    required: bool = False
    kind: Literal["long"] = "long"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several options."""

    name: str
    label: str
    options: tuple[Option, ...]
    value: str = ""
    hint: str = ""
    required: bool = False
    kind: Literal["choice"] = "choice"


@dataclass(frozen=True, slots=True)
class Several:
    """Any number of options, none included."""

    name: str
    label: str
    options: tuple[Option, ...]
    values: tuple[str, ...] = ()
    hint: str = ""
    kind: Literal["several"] = "several"


@dataclass(frozen=True, slots=True)
class Toggle:
    """One switch, on or off."""

    name: str
    label: str
    value: bool = False
    hint: str = ""
    kind: Literal["toggle"] = "toggle"


Field = Short | Long | Choice | Several | Toggle


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked in one go; submitting it is heard as `verb` with `carried` and the fields' values together.

    `opened_by` is the verb that opens it again, with `carried` as its values, where a surface must offer a button
    instead. `token` is set by the desk when the form is opened: submitting twice shows the first result.
    """

    verb: str
    opened_by: str
    title: str  # at most 24 characters, Slack's limit for a modal
    fields: tuple[Field, ...]
    submit: str  # the button, at most 24 characters
    intro: str = ""  # said above the fields
    note: str = ""  # small print below them: who will see it
    carried: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)  # field name -> a kind sentence, shown at the field
    token: str = ""
    kind: Literal["form"] = "form"
