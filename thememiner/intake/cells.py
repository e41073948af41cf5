"""Cells of a table: text as a person would write it, several texts, or nothing."""

import datetime as dt
import json
import math
import re
from typing import Any

Cell = str | list[str] | None
"""Text as it was written, several texts (JSON lines only), or nothing."""

_LARGEST_WHOLE = 10**15  # beyond it a float does not hold every whole number
_SEPARATOR = re.compile("[;；]")


class Cells(dict[str, Cell]):
    """The cells of a row that hold something, by column; every other one is None."""

    def __missing__(self, column: str) -> None:
        return None


def written(value: Any) -> str:  # noqa: ANN401 - a cell can hold anything
    """Return a value as text: 58.0 as ``58``, a date as ``2024-03-05``, nothing as the empty text."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return str(value.date() if value.time() == dt.time() else value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def as_text(cell: Cell, *, between: str = "\n") -> str | None:
    """Return the text of a cell, or None if it is empty; several texts are joined by what stands ``between``."""
    return between.join(cell) if isinstance(cell, list) else cell


def as_names(cell: Cell) -> list[str]:
    """Return the names in a cell: a list, or names separated by ``;``, each with single spaces inside."""
    given = _SEPARATOR.split(cell) if isinstance(cell, str) else cell or []
    return [name for part in given if (name := " ".join(part.split()))]
