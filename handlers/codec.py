"""Sheets and answers as JSON, for the rows that keep them: replies not yet shown, answers that may be heard again."""

from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from handlers.language import Answer, Sheet


def sheet_to_json(sheet: Sheet) -> str:
    """A card or form as it is stored."""
    return _adapter(Sheet).dump_json(sheet).decode()


def sheet_from_json(stored: str) -> Sheet:
    """The card or form that was stored."""
    sheet: Sheet = _adapter(Sheet).validate_json(stored)
    return sheet


def answer_to_json(answer: Answer) -> str:
    """An answer as it is kept for a second hearing."""
    return _adapter(Answer).dump_json(answer).decode()


def answer_from_json(stored: str) -> Answer:
    """The answer the first hearing got."""
    answer: Answer = _adapter(Answer).validate_json(stored)
    return answer


@lru_cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)
