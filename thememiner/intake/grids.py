"""A grid of cells under a header becomes a table whose columns have names of their own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from thememiner.errors import UnreadableFileError

Cell = str | list[str] | None
"""Text as it was written, several texts (JSON lines only), or nothing."""

_PLACES_NAMED = 5


@dataclass(frozen=True, slots=True)
class TableFile:
    """The rows of a table as they stand in a file."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]
    """Each has every column. A cell of nothing but white space is None."""
    lines: tuple[int, ...]
    """For each row the line of the file, or the row of the sheet, where it starts; the first is 1."""
    encoding: str | None
    """None for workbooks."""
    notes: tuple[str, ...] = ()


def table_from_grid(
    grid: Iterable[tuple[int, Sequence[str]]], *, place: str, encoding: str | None, notes: Sequence[str] = ()
) -> TableFile:
    """Take the first line that is not empty as header, and every later one as row.

    ``grid`` gives line numbers and cells. Empty lines are passed over. A column without a name is called by its
    number, the second of one name is numbered, and cells beyond the header are left out; each with a note.

    Raises ``UnreadableFileError`` if there is no header.
    """
    lines = ((line, cells) for line, cells in grid if any(cell.strip() for cell in cells))
    header = next(lines, None)
    if header is None:
        raise UnreadableFileError("is empty.", place=place)
    columns, naming = _named(header[1])
    rows, numbers, long, short = [], [], [], []
    for line, cells in lines:
        if any(cell.strip() for cell in cells[len(columns) :]):
            long.append(line)
        elif len(cells) < len(columns):
            short.append(line)
        filled = [cell if cell.strip() else None for cell in islice(cells, len(columns))]
        rows.append(dict(zip(columns, filled + [None] * (len(columns) - len(filled)), strict=True)))
        numbers.append(line)
    ragged = [*_ragged(long, "more", "what stands beyond is left out"), *_ragged(short, "fewer", "the rest is empty")]
    return TableFile(columns, tuple(rows), tuple(numbers), encoding, (*notes, *naming, *ragged))


def _named(header: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    columns: list[str] = []
    notes = []
    for number, written in enumerate(header, 1):
        name = written.strip().removeprefix("\ufeff").strip()
        unique, count = name or f"column {number}", 1
        while unique in columns:
            count += 1
            unique = f"{name} ({count})"
        if name and count > 1:
            notes.append(f"column {number} has the name of an earlier one, {name}, and is read as {unique}.")
        columns.append(unique)
    return tuple(columns), notes


def _ragged(lines: Sequence[int], how: str, consequence: str) -> list[str]:
    if not lines:
        return []
    return [f"{name_lines(lines)} {'has' if len(lines) == 1 else 'have'} {how} cells than the header; {consequence}."]


def name_lines(lines: Sequence[int]) -> str:
    """Return ``line 3`` or ``lines 3, 7 and 40 more``."""
    named = ", ".join(str(line) for line in lines[:_PLACES_NAMED])
    more = f" and {len(lines) - _PLACES_NAMED} more" if len(lines) > _PLACES_NAMED else ""
    return f"line{'s' if len(lines) > 1 else ''} {named}{more}"
