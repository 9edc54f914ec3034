"""Forms handed in: putting back what was written, and saying kindly which field needs another look."""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from pydantic import ValidationError

from handlers.language import Choice, Field, Form, Long, Several, Short, Toggle, Value
from handlers.words import Words


def with_values(form: Form, values: Mapping[str, Value]) -> Form:
    """The form with what was written in it; fields that were not handed in keep what they hold."""
    return replace(form, fields=tuple(_with(field, values.get(field.name)) for field in form.fields))


def problem_sentences(_: Words, error: ValidationError) -> dict[str, str]:
    """A kind sentence for each field that could not be used."""
    return {
        str(one["loc"][0]) if one["loc"] else "": _sentence(_, one["type"], one.get("ctx") or {})
        for one in error.errors()
    }


def _sentence(_: Words, kind: str, context: Mapping[str, object]) -> str:
    if kind == "string_too_long":
        return _(
            "This is a little too long: {most} characters at most. Nothing is lost.", most=context.get("max_length")
        )
    return _("I could not use this. Look at it once more.")


def _with(field: Field, value: Value | None) -> Field:
    match field:
        case Short() | Long() | Choice():
            return replace(field, value=value) if isinstance(value, str) else field
        case Several():
            return replace(field, values=_several(value)) if value is not None else field
        case Toggle():
            return replace(field, value=value in {True, "true"}) if value is not None else field
        case _:
            assert_never(field)


def _several(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part for part in value.split(",") if part)
    return value if isinstance(value, tuple) else ()
