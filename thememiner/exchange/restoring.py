"""Tables of our own writing, read back: cells without what made them safe, each text in one column again."""

from collections.abc import Mapping
from dataclasses import replace

from thememiner.exchange.safe_cells import unescaped, unguarded
from thememiner.exchange.sheets import continues
from thememiner.intake import Cell, TableFile
from thememiner.intake.cells import Cells


def restored(table: TableFile, *, is_plain: bool) -> TableFile:
    """Return a table without the apostrophes and escapes that ``write_sheet`` puts in, each text in one column.

    ``is_plain`` says that it comes from CSV; of workbooks, cells are restored as they are read.
    """
    parts = {column: _parts(column, table.columns) for column in table.columns}
    whole = [column for column in table.columns if not any(column in later for later in parts.values())]
    if not is_plain and len(whole) == len(table.columns):
        return table
    rows = tuple(
        Cells((column, _cell(row, (column, *parts[column]), is_plain=is_plain)) for column in whole if row[column])
        for row in table.rows
    )
    return replace(table, columns=tuple(whole), rows=rows)


def _parts(column: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns in which the text of a column goes on."""
    return tuple(other for other in columns if other != column and continues(other, column))


def _cell(row: Mapping[str, Cell], columns: tuple[str, ...], *, is_plain: bool) -> Cell:
    cells = [row[column] for column in columns]
    if isinstance(cells[0], list):
        return cells[0]
    texts = [cell for cell in cells if isinstance(cell, str)]
    return "".join(unescaped(unguarded(text)) if is_plain else text for text in texts)
