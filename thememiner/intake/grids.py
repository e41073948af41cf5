"""A grid of cells under a header becomes a table whose columns have names of their own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from thememiner.errors import UnreadableFileError
from thememiner.intake.cells import Cell, Cells
from thememiner.intake.distinct import DistinctNames
from thememiner.intake.messages import name_lines, shown

IsHeader = Callable[[Sequence[str]], bool]
_LONGEST_TITLE = 10


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
    renamed = [(shown(name), shown(column)) for name, column in pairs if name != column]
    return columns, [f"a second column called {name} is read as {column}." for name, column in renamed]


def _ragged(lines: Sequence[int], how: str, consequence: str) -> list[str]:
    if not lines:
        return []
    return [f"{name_lines(lines)} {'has' if len(lines) == 1 else 'have'} {how} cells than the header; {consequence}."]
