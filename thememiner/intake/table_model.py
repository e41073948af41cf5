"""Tables: cells, rows and columns with distinct names, and finding columns by name."""

import datetime as dt
import difflib
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Any

from thememiner.errors import UnreadableFileError
from thememiner.phrasing import hide_long_name, list_lines, list_some

Cell = str | list[str] | None
"""Text as written, several texts (JSON lines only), or None."""
_LARGEST_WHOLE = 10**15  # above it, a float cannot represent every whole number
_SEPARATOR = re.compile("[;；]")
IsHeader = Callable[[Sequence[str]], bool]
_LONGEST_TITLE = 10
_MOST_NAMED, _MOST_COMPARED = 20, 1_000


class Cells(dict[str, Cell]):
    """The cells of a row by column; columns without a cell are None."""

    def __missing__(self, column: str) -> None:
        return None


def value_to_text(value: Any) -> str:  # noqa: ANN401 - a cell can hold anything
    """Return a value as text: 58.0 as ``58``, a date as ``2024-03-05``, None as the empty text."""
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
    """Return the text of a cell, or None if it is empty; several texts are joined with ``between``."""
    return between.join(cell) if isinstance(cell, list) else cell


def cell_to_names(cell: Cell) -> list[str]:
    """Return the names in a cell, a list or names separated by ``;``, with white space normalised."""
    given = _SEPARATOR.split(cell) if isinstance(cell, str) else cell or []
    return [name for part in given if (name := " ".join(part.split()))]


@dataclass(frozen=True, slots=True)
class TableFile:
    """The rows of a table file."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]
    """Cells by column; a cell that is empty or white space is None."""
    lines: tuple[int, ...]
    """For each row, the line of the file or the row of the sheet where it starts, from 1."""
    encoding: str | None
    """The text encoding; None for workbooks."""
    notes: tuple[str, ...] = ()
    companions: "Mapping[str, TableFile]" = field(default_factory=lambda: MappingProxyType({}))
    """Further sheets of a workbook that were asked for and are there, by title."""


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """Which sheets of a workbook are read: one as the table, and its companions."""

    is_header: IsHeader | None = None
    """Accepts the cells of a header; the table is the first sheet with such a header, or else the first sheet."""
    title: str = ""
    """Among several sheets with such a header, the one with this title is preferred."""
    companions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Titles of further sheets to read, each with a column that it must have."""


FIRST_SHEET = SheetChoice()


def table_from_grid(
    grid: Iterable[tuple[int, Sequence[str]]],
    *,
    place: str,
    encoding: str | None,
    notes: Sequence[str] = (),
    short_is_normal: bool = False,
    is_header: IsHeader | None = None,
) -> TableFile:
    """Return the table of a grid of cells, whose first line that is not empty is the header.

    ``grid`` gives line numbers and cells. Empty lines are skipped. A column without a name is called by its number. A
    second column with the same name gets a number, and cells beyond the header are left out, both with a note; rows
    with fewer cells than the header are noted too, unless ``short_is_normal``. Lines with a single cell above the
    header are skipped as a title if ``is_header`` accepts the cells of one of the next lines.

    Raises ``UnreadableFileError`` if there is no header.
    """
    lines = [(line, cells) for line, cells in grid if any(cell.strip() for cell in cells)]
    if not lines:
        raise UnreadableFileError(
            "is empty.", place=place, remedy="A table needs a line with the names of its columns."
        )
    title = _lines_of_title([cells for _, cells in lines], is_header) if is_header else 0
    columns, naming = _name_columns(lines[title][1])
    if title:
        naming.append(f"the text above line {lines[title][0]} is read as a title, that line as the header.")
    rows, numbers, long, short = [], [], [], []
    for line, cells in lines[title + 1 :]:
        if any(cell.strip() for cell in cells[len(columns) :]):
            long.append(line)
        elif len(cells) < len(columns) and not short_is_normal:
            short.append(line)
        pairs = zip(columns, cells, strict=False)
        rows.append(Cells((column, cell) for column, cell in pairs if cell.strip()))
        numbers.append(line)
    ragged = [
        *_note_ragged(long, "more", "the others are left out"),
        *_note_ragged(short, "fewer", "the rest is empty"),
    ]
    return TableFile(columns, tuple(rows), tuple(numbers), encoding, (*notes, *naming, *ragged))


def _lines_of_title(lines: Sequence[Sequence[str]], is_header: IsHeader) -> int:
    """Return how many lines, each of a single cell, are above the header; 0 if there is none."""
    return next((number for number, cells in iterate_header_lines(lines) if is_header(cells)), 0)


def iterate_header_lines(lines: Iterable[Sequence[str]]) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the lines that can be the header, with numbers from 0: the first with several cells, and titles above it.

    ``lines`` are those that are not empty.
    """
    for number, cells in enumerate(islice(lines, _LONGEST_TITLE)):
        yield number, cells
        if sum(bool(cell.strip()) for cell in cells) > 1:
            return


def _name_columns(header: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    written = [
        cell.strip().removeprefix("\ufeff").strip() or f"column {number}" for number, cell in enumerate(header, 1)
    ]
    distinct = DistinctNames(written)
    columns = tuple(distinct.give(name) for name in written)
    pairs = zip(written, columns, strict=True)
    renamed = [(hide_long_name(name), hide_long_name(column)) for name, column in pairs if name != column]
    return columns, [f"a second column called {name} is read as {column}." for name, column in renamed]


def _note_ragged(lines: Sequence[int], how: str, consequence: str) -> list[str]:
    if not lines:
        return []
    return [f"{list_lines(lines)} {'has' if len(lines) == 1 else 'have'} {how} cells than the header; {consequence}."]


class DistinctNames:
    """Makes names distinct: the second ``a`` becomes ``a (2)``, or ``a (3)`` if one of the names is ``a (2)``."""

    def __init__(self, names: Iterable[str]) -> None:
        self._own = frozenset(names)
        self._given: set[str] = set()
        self._count: Counter[str] = Counter()

    def give(self, name: str) -> str:
        """Return a name, with a number from its second use on, that was not returned before."""
        number = self._count[name] + 1
        given = name if number == 1 else f"{name} ({number})"
        while given in self._given or (number > 1 and given in self._own):
            number += 1
            given = f"{name} ({number})"
        self._given.add(given)
        self._count[name] = number
        return given


def find_column(columns: Iterable[str], names: Iterable[str]) -> str | None:
    """Return the column with the first of these names that any column has; None without one.

    Case and width matter only if several columns differ in nothing else.
    """
    return next(iter(find_columns(columns, names)), None)


def find_columns(columns: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """Return the columns with these names, in the order of the names; see ``find_column``."""
    exact = {column: column for column in columns}
    folded = {_folded(column): column for column in reversed(exact)}
    found = (exact.get(name, folded.get(_folded(name))) for name in names)
    return tuple(dict.fromkeys(column for column in found if column is not None))


def describe_columns(columns: Sequence[str], wanted: Sequence[str]) -> str:
    """Return a sentence that lists the columns of a table and suggests those with names similar to the wanted ones."""
    compared = [column for column in columns[:_MOST_COMPARED] if column == hide_long_name(column)]
    near = [match for name in wanted for match in difflib.get_close_matches(name, compared, n=1)]
    hint = f" Did you mean {' or '.join(dict.fromkeys(near))}?" if near else ""
    return f"It has {list_some(columns, most=_MOST_NAMED)}.{hint}"


def _folded(name: str) -> str:
    """Return a name in lower case and with ASCII width (``Ｔｅｘｔ`` becomes ``text``)."""
    return unicodedata.normalize("NFKC", name).casefold()
