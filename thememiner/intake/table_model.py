"""A grid of cells under a header becomes a table whose columns have names of their own.

Cells of a table: text as a person would write it, several texts, or nothing.
Names that have to differ are told apart by numbers.
Which column of a table is meant by a name, or by the first of several that it has.
Phrases of messages that name the first few of many things.
"""

import datetime as dt
import difflib
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thememiner.errors import UnreadableFileError
from thememiner.phrasing import hide_long_name, list_lines, list_some

Cell = str | list[str] | None
"""Text as it was written, several texts (JSON lines only), or nothing."""
_LARGEST_WHOLE = 10**15  # beyond it a float does not hold every whole number
_SEPARATOR = re.compile("[;；]")
IsHeader = Callable[[Sequence[str]], bool]
_LONGEST_TITLE = 10
_MOST_NAMED, _MOST_COMPARED = 20, 1_000


class Cells(dict[str, Cell]):
    """The cells of a row that hold something, by column; every other one is None."""

    def __missing__(self, column: str) -> None:
        return None


def value_to_text(value: Any) -> str:  # noqa: ANN401 - a cell can hold anything
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


def cell_to_text(cell: Cell, *, between: str = "\n") -> str | None:
    """Return the text of a cell, or None if it is empty; several texts are joined by what stands ``between``."""
    return between.join(cell) if isinstance(cell, list) else cell


def cell_to_names(cell: Cell) -> list[str]:
    """Return the names in a cell: a list, or names separated by ``;``, each with single spaces inside."""
    given = _SEPARATOR.split(cell) if isinstance(cell, str) else cell or []
    return [name for part in given if (name := " ".join(part.split()))]


@dataclass(frozen=True, slots=True)
class TableFile:
    """The rows of a table as they stand in a file."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]
    """By column; a cell of nothing but white space is None."""
    lines: tuple[int, ...]
    """For each row the line of the file, or the row of the sheet, where it starts; the first is 1."""
    encoding: str | None
    """None for workbooks."""
    notes: tuple[str, ...] = ()


def table_from_grid(
    grid: Iterable[tuple[int, Sequence[str]]],
    *,
    place: str,
    encoding: str | None,
    notes: Sequence[str] = (),
    short_is_normal: bool = False,
    is_header: IsHeader | None = None,
) -> TableFile:
    """Take the first line that is not empty as header, and every later one as row.

    ``grid`` gives line numbers and cells. Empty lines are passed over. A column without a name is called by its
    number. The second column of one name is numbered, and cells beyond the header are left out, each with a
    note; so are, unless ``short_is_normal``, rows with fewer cells than the header. A title over the table, a single
    cell, is passed over if one of the next lines ``is_header``, which is told by its cells.

    Raises ``UnreadableFileError`` if there is no header.
    """
    lines = [(line, cells) for line, cells in grid if any(cell.strip() for cell in cells)]
    if not lines:
        raise UnreadableFileError(
            "is empty.", place=place, remedy="A table needs a line with the names of its columns."
        )
    title = _lines_of_title(lines, is_header) if is_header else 0
    columns, naming = _named(lines[title][1])
    if title:
        naming.append(f"what stands over line {lines[title][0]} is taken for a title, and that line for the header.")
    rows, numbers, long, short = [], [], [], []
    for line, cells in lines[title + 1 :]:
        if any(cell.strip() for cell in cells[len(columns) :]):
            long.append(line)
        elif len(cells) < len(columns) and not short_is_normal:
            short.append(line)
        pairs = zip(columns, cells, strict=False)
        rows.append(Cells((column, cell) for column, cell in pairs if cell.strip()))
        numbers.append(line)
    ragged = [*_ragged(long, "more", "what stands beyond is left out"), *_ragged(short, "fewer", "the rest is empty")]
    return TableFile(columns, tuple(rows), tuple(numbers), encoding, (*notes, *naming, *ragged))


def _lines_of_title(lines: Sequence[tuple[int, Sequence[str]]], is_header: IsHeader) -> int:
    """Return how many lines stand over the header: each a single cell."""
    for number, (_, cells) in enumerate(lines[:_LONGEST_TITLE]):
        if is_header(cells):
            return number
        if sum(bool(cell.strip()) for cell in cells) > 1:
            break
    return 0


def _named(header: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    written = [
        cell.strip().removeprefix("\ufeff").strip() or f"column {number}" for number, cell in enumerate(header, 1)
    ]
    distinct = DistinctNames(written)
    columns = tuple(distinct.give(name) for name in written)
    pairs = zip(written, columns, strict=True)
    renamed = [(hide_long_name(name), hide_long_name(column)) for name, column in pairs if name != column]
    return columns, [f"a second column called {name} is read as {column}." for name, column in renamed]


def _ragged(lines: Sequence[int], how: str, consequence: str) -> list[str]:
    if not lines:
        return []
    return [f"{list_lines(lines)} {'has' if len(lines) == 1 else 'have'} {how} cells than the header; {consequence}."]


class DistinctNames:
    """Gives out each name once: the second ``a`` becomes ``a (2)``, unless there is an ``a (2)`` of its own."""

    def __init__(self, names: Iterable[str]) -> None:
        self._own = frozenset(names)
        self._count: Counter[str] = Counter()

    def give(self, name: str) -> str:
        """Return one of the names, or what it is called from its second time on."""
        self._count[name] += 1
        while self._count[name] > 1 and f"{name} ({self._count[name]})" in self._own:
            self._count[name] += 1
        return name if self._count[name] == 1 else f"{name} ({self._count[name]})"


def find_column(columns: Iterable[str], names: Iterable[str]) -> str | None:
    """Return the column that bears the first of these names that any does; case and width count if both are there."""
    return next(iter(find_columns(columns, names)), None)


def find_columns(columns: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that bear these names, in the order of the names."""
    exact = {column: column for column in columns}
    folded = {_folded(column): column for column in reversed(exact)}
    found = (exact.get(name, folded.get(_folded(name))) for name in names)
    return tuple(dict.fromkeys(column for column in found if column is not None))


def describe_columns(columns: Sequence[str], wanted: Sequence[str]) -> str:
    """Return a sentence with the columns that there are, and those whose names are nearest to the wanted ones."""
    compared = [column for column in columns[:_MOST_COMPARED] if column == hide_long_name(column)]
    near = [match for name in wanted for match in difflib.get_close_matches(name, compared, n=1)]
    hint = f" Did you mean {' or '.join(dict.fromkeys(near))}?" if near else ""
    return f"It has {list_some(columns, most=_MOST_NAMED)}.{hint}"


def _folded(name: str) -> str:
    """Return a name without case, and as wide as ASCII is (``Ｔｅｘｔ`` is ``text``)."""
    return unicodedata.normalize("NFKC", name).casefold()
