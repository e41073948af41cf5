"""Tables for people, as CSV or XLSX: what is text stays text, nothing is cut, and a file is there as a whole or not."""

import csv
import io
from dataclasses import dataclass, replace
from pathlib import Path

from thememiner.errors import UsageError
from thememiner.exchange.safe_cells import escaped, guarded, pieces
from thememiner.exchange.workbook_writing import Page, Value, workbook
from thememiner.storage import write_bytes

SUFFIXES = (".csv", ".xlsx")
CONTINUED = "{} (continued {})"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a table."""

    name: str
    width: int = 16
    """In characters, in a workbook."""
    choices: tuple[str, ...] = ()
    """What a workbook offers to choose from; anything else may be written all the same."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table for people, with what helps to fill it in."""

    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    """Each as long as ``columns``."""
    instructions: tuple[str, ...] = ()
    """Paragraphs that a workbook has on a second sheet; CSV has no place for them."""


def write_sheet(sheet: Sheet, path: Path) -> None:
    """Write a table as ``.csv`` or ``.xlsx``, after the suffix of the file's name; an older file is replaced.

    CSV is UTF-8 with a byte order mark, as Excel wants it, and has an apostrophe before what would be taken for a
    formula. Text of more than 32,766 characters goes on in further columns, in both formats. Equal tables give equal
    bytes.

    Raises ``UsageError`` for another suffix, and ``StorageError`` if the disk refuses.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError("is no name of a table.", place=str(path), remedy=f"Tables end with {' or '.join(SUFFIXES)}.")
    write_bytes(path, as_csv(sheet) if suffix == ".csv" else as_xlsx(sheet))


def as_csv(sheet: Sheet) -> bytes:
    """Return a table as CSV."""
    whole = _continued(sheet)
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([guarded(escaped(column.name)) for column in whole.columns])
    for row in whole.rows:
        writer.writerow([guarded(escaped(value)) if isinstance(value, str) else value for value in row])
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(*sheets: Sheet) -> bytes:
    """Return tables as a workbook: frozen headers, filters, wrapped text; instructions and choices on own sheets.

    Titles must differ in their first 31 characters.
    """
    pages = [_page(_continued(sheet)) for sheet in sheets]
    instructions = [(line,) for sheet in sheets for line in sheet.instructions]
    if instructions:
        pages.append(Page("How to", rows=instructions, widths=(100,)))
    return workbook(pages)


def _page(whole: Sheet) -> Page:
    return Page(
        whole.title,
        rows=(tuple(column.name for column in whole.columns), *whole.rows),
        widths=tuple(column.width for column in whole.columns),
        choices={number: column.choices for number, column in enumerate(whole.columns) if column.choices},
        is_table=True,
    )


def continues(column: str, name: str) -> bool:
    """Return whether a column is the one of this name, or one in which its text goes on."""
    return column == name or column.startswith(f"{name} (continued ")


def _continued(sheet: Sheet) -> Sheet:
    """Return a table in which text that is too long for a cell goes on in columns of its own."""
    columns: list[SheetColumn] = []
    cells: list[list[Value]] = []
    for place, column in enumerate(sheet.columns):
        parts = [pieces(value) if isinstance(value, str) else [value] for value in (row[place] for row in sheet.rows)]
        for number in range(max(map(len, parts), default=1)):
            name = CONTINUED.format(column.name, number + 1) if number else column.name
            columns.append(replace(column, name=name))
            cells.append([part[number] if number < len(part) else None for part in parts])
    rows = tuple(zip(*cells, strict=True)) if sheet.rows else ()
    return replace(sheet, columns=tuple(columns), rows=rows)
