"""Tables for people as CSV or XLSX: text is never taken for a formula, never cut, and no character is lost."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thememiner.errors import UsageError
from thememiner.storage import write_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook

Value = str | int | float | None
"""The value of a cell; None for an empty cell."""
CHOICES_TITLE = "Choices"
_FIXED_DATE = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - workbooks know no time zone
_MAX_TITLE_LENGTH = 31
_FORBIDDEN_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
SUFFIXES = (".csv", ".xlsx")
_CONTINUATION_NAME = "{} (continued {})"
MAX_CELL_LENGTH = 32_766
"""UTF-16 code units of text in a cell. Excel has room for one more, the apostrophe, and silently cuts the rest."""
_REINTERPRETED = r"(?:[\t\r\n]| *[=+\-@＝＋－＠]|(?:0\d+|\d{16,}|\d+e\d+)\Z)"
_FORMULA = re.compile(f"'*{_REINTERPRETED}", re.IGNORECASE)
_GUARDED = re.compile(f"'+{_REINTERPRETED}", re.IGNORECASE)
_INNER_FORMULA = "(?='*[ \"]*[=+\\-@＝＋－＠])"
_INNER = re.compile(f"(?<=[;\t\r\n]){_INNER_FORMULA}")
"""Where a cell with a formula would begin if the file were opened with another delimiter than the comma."""
_INNER_GUARDED = re.compile(f"(?<=[;\t\r\n])'{_INNER_FORMULA}")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LONGEST_ESCAPE = len("_x0007_")
_LAST_BMP = 0xFFFF
_CONTROL_PICTURES = 0x2400


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """A sheet of a workbook, as it is written."""

    title: str
    rows: Sequence[Sequence[Value]]
    widths: Sequence[int]
    """Widths of the columns in characters."""
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    """Values that can be chosen from in a column, by the column's number from 0."""
    is_table: bool = False
    """Whether the first row is a header, which is frozen and has filters."""


def build_workbook(sheets: Sequence[WorkbookSheet]) -> bytes:
    """Return a workbook as bytes, with one more sheet for the values that can be chosen from, if there are any."""
    import openpyxl  # noqa: PLC0415 - heavy, and few commands write workbooks

    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _add_sheet(sheet, book)
    columns = [(sheet, number) for sheet in sheets for number in sorted(sheet.choices)]
    if columns:
        _add_choices(columns, book)
    book.properties.creator = "ThemeMiner"
    book.properties.created = book.properties.modified = _FIXED_DATE
    return _to_bytes(book)


def _add_sheet(content: WorkbookSheet, book: "Workbook") -> None:
    from openpyxl.cell import Cell  # noqa: PLC0415 - heavy, and few commands write workbooks
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - heavy, and few commands write workbooks

    sheet = book.create_sheet(_clean_title(content.title))
    text, number, header = _cell_styles(sheet)
    for height, row in enumerate(content.rows, 1):
        for place, value in enumerate(row, 1):
            cell = Cell(sheet, height, place)
            style = text if isinstance(value, str) else number
            cell._style = header if content.is_table and height == 1 else style  # noqa: SLF001 - setting it up for each cell takes most of the time
            if isinstance(value, str) and value:
                cell._value, cell.data_type = _cell_text(value), "s"  # noqa: SLF001 - never a formula, nor an error value
            else:
                cell.value = value if value != "" else None
            sheet._cells[height, place] = cell  # noqa: SLF001 - as the sheet itself does
    sheet._current_row = len(content.rows)  # noqa: SLF001 - the public way adds cells one by one
    for place, width in enumerate(content.widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    if content.is_table:
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions


def _cell_styles(sheet: Any) -> tuple[Any, Any, Any]:  # noqa: ANN401 - openpyxl ships no types
    """Return the styles of text, numbers and headers. Text stays text when somebody edits it."""
    from openpyxl.cell import Cell  # noqa: PLC0415 - heavy, and few commands write workbooks
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - heavy, and few commands write workbooks

    styles = []
    for is_text, is_bold in ((True, False), (False, False), (True, True)):
        cell = Cell(sheet, 1, 1)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.quotePrefix = is_text
        if is_bold:
            cell.font = Font(bold=True)
        styles.append(cell._style)  # noqa: SLF001 - one style is shared by all cells
    text, number, header = styles
    return text, number, header


def _cell_text(value: str) -> str:
    return escape_cell(value).replace("\r", "_x000D_")  # XML reads a bare carriage return as a line feed


def _add_choices(columns: Sequence[tuple[WorkbookSheet, int]], book: "Workbook") -> None:
    """Put the values that can be chosen from on a separate sheet, since a list inside a rule must be short."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - heavy, and few commands write workbooks
    from openpyxl.worksheet.datavalidation import (  # noqa: PLC0415 - heavy, and few commands write workbooks
        DataValidation,
    )

    lists = [sheet.choices[number] for sheet, number in columns]
    height = max(map(len, lists))
    rows = [tuple(choices[row] if row < len(choices) else None for choices in lists) for row in range(height)]
    _add_sheet(WorkbookSheet(CHOICES_TITLE, rows, widths=(60,) * len(lists)), book)
    for place, ((sheet, number), choices) in enumerate(zip(columns, lists, strict=True), 1):
        source, target = get_column_letter(place), get_column_letter(number + 1)
        formula = f"{CHOICES_TITLE}!${source}$1:${source}${len(choices)}"
        rule = DataValidation("list", formula1=formula, allow_blank=True)
        rule.showErrorMessage = False  # several codes, or new ones, may be written too
        book[_clean_title(sheet.title)].add_data_validation(rule)
        rule.add(f"{target}2:{target}{max(len(sheet.rows), 2)}")


def _clean_title(title: str) -> str:
    return title.translate(_FORBIDDEN_IN_TITLES)[:_MAX_TITLE_LENGTH].strip()


def _to_bytes(book: "Workbook") -> bytes:
    """Return a workbook as bytes; unlike openpyxl's own way, no plain text is left in the shared temporary folder."""
    from openpyxl.worksheet._writer import WorksheetWriter  # noqa: PLC0415 - heavy, and few commands write workbooks
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415 - heavy, and few commands write workbooks

    class InMemory(ExcelWriter):  # type: ignore[misc] # openpyxl ships no types
        def write_worksheet(self, ws: Any) -> None:  # noqa: ANN401 - openpyxl ships no types
            writer = WorksheetWriter(ws, io.BytesIO())
            writer.write()
            ws._rels = writer._rels  # noqa: SLF001 - as the replaced method does
            self._archive.writestr(ws.path[1:], writer.read())
            self.manifest.append(ws)

    file = io.BytesIO()
    InMemory(book, _TimelessArchive(file, "w", zipfile.ZIP_DEFLATED)).save()
    return file.getvalue()


class _TimelessArchive(zipfile.ZipFile):
    """An archive whose members have no timestamps."""

    def writestr(self, name: Any, data: Any, *_: Any) -> None:  # noqa: ANN401 - openpyxl passes its own types
        super().writestr(zipfile.ZipInfo(str(name)), data, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a table."""

    name: str
    width: int = 16
    """Width in characters, in a workbook."""
    choices: tuple[str, ...] = ()
    """Values that can be chosen from in a workbook; other values may be written too."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table for people, with instructions."""

    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    """Each as long as ``columns``."""
    instructions: tuple[str, ...] = ()
    """Paragraphs for a second sheet of the workbook; CSV leaves them out."""


def write_sheet(sheet: Sheet, path: Path, *, further: Sequence[Sheet] = ()) -> None:
    """Write a table as ``.csv`` or ``.xlsx``, depending on the file's suffix; an existing file is replaced.

    A workbook has the ``further`` tables as sheets of their own; a CSV file holds the first table only.

    CSV is UTF-8 with a byte order mark, as Excel expects, and has an apostrophe before text that would be taken for a
    formula. Text of more than 32,766 characters is continued in further columns, in both formats. Equal tables give
    equal bytes.

    Raises ``UsageError`` for any other suffix, and ``StorageError`` if the disk refuses.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        remedy = f"Tables end with {' or '.join(SUFFIXES)}."
        raise UsageError("is not the name of a table.", place=str(path), remedy=remedy)
    write_bytes(path, to_csv(sheet) if suffix == ".csv" else to_xlsx(sheet, *further))


def to_csv(sheet: Sheet) -> bytes:
    """Return a table as the bytes of a CSV file."""
    table = _split_long_cells(sheet)
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([_to_csv_text(column.name) for column in table.columns])
    for row in table.rows:
        writer.writerow([_to_csv_text(value) if isinstance(value, str) else value for value in row])
    return file.getvalue().encode("utf-8-sig")


def to_xlsx(*sheets: Sheet) -> bytes:
    """Return tables as the bytes of a workbook, with instructions and choices on separate sheets.

    The titles of the tables must differ in their first 31 characters.
    """
    pages = [_to_workbook_sheet(_split_long_cells(sheet)) for sheet in sheets]
    instructions = [(line,) for sheet in sheets for line in sheet.instructions]
    if instructions:
        pages.append(WorkbookSheet("How to", rows=instructions, widths=(100,)))
    return build_workbook(pages)


def _to_workbook_sheet(table: Sheet) -> WorkbookSheet:
    return WorkbookSheet(
        table.title,
        rows=(tuple(column.name for column in table.columns), *table.rows),
        widths=tuple(column.width for column in table.columns),
        choices={number: column.choices for number, column in enumerate(table.columns) if column.choices},
        is_table=True,
    )


def is_continuation(column: str, name: str) -> bool:
    """Tell whether a column has this name, or continues the column of this name."""
    return column == name or column.startswith(f"{name} (continued ")


def _split_long_cells(sheet: Sheet) -> Sheet:
    """Return a table in which text that is too long for a cell is continued in further columns."""
    columns: list[SheetColumn] = []
    cells: list[list[Value]] = []
    for place, column in enumerate(sheet.columns):
        parts = [
            split_cell_text(value) if isinstance(value, str) else [value]
            for value in (row[place] for row in sheet.rows)
        ]
        for number in range(max(map(len, parts), default=1)):
            name = _CONTINUATION_NAME.format(column.name, number + 1) if number else column.name
            columns.append(replace(column, name=name))
            cells.append([part[number] if number < len(part) else None for part in parts])
    rows = tuple(zip(*cells, strict=True)) if sheet.rows else ()
    return replace(sheet, columns=tuple(columns), rows=rows)


def escape_cell(text: str) -> str:
    """Escape characters that no workbook can hold, as Excel does: a bell becomes ``_x0007_``.

    In text that only looks like such an escape, the underscore is escaped (``_x005F_``), so that ``unescape_cell``
    restores it.
    """
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found.group()):04X}_", _LOOKS_ESCAPED.sub("_x005F_", text))


def unescape_cell(text: str) -> str:
    """Restore text that ``escape_cell`` escaped."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)


def guard_formula(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would change when it opens a CSV file.

    Such text begins with ``=``, ``+``, ``-``, ``@`` or a full-width form of these, also behind spaces, with a tab or a
    line end; or it looks like a number that would be written otherwise (``007``, ``12e5``, 16 digits and more); or it
    begins with apostrophes followed by one of these, so that ``unguard_formula`` restores every text.

    Where Excel expects semicolons or tabs between cells, or the text is split at them in another way, ``yes;=1+1``
    holds a formula: quotation marks protect whole cells only. So there is an apostrophe after every semicolon, tab and
    line end that is followed by the beginning of a formula, too.
    """
    inside = _INNER.sub("'", text)
    return f"'{inside}" if _FORMULA.match(text) else inside


def unguard_formula(text: str) -> str:
    """Restore text that ``guard_formula`` changed."""
    return _INNER_GUARDED.sub("", text[1:] if _GUARDED.match(text) else text)


def _to_csv_text(text: str) -> str:
    return guard_formula(escape_cell(text))


def read_csv_text(text: str) -> str:
    """Restore the text of a cell in a CSV file that ``write_sheet`` wrote."""
    return unescape_cell(unguard_formula(text))


def split_cell_text(text: str) -> list[str]:
    """Split text into pieces that fit a cell even when they are escaped and guarded; a short text is one piece."""
    if len(text) * _LONGEST_ESCAPE <= MAX_CELL_LENGTH:
        return [text]
    guarded = {found.start() for found in _INNER.finditer(text)}
    parts, begin, length = [], 0, 0
    for place, character in enumerate(text):
        width = _escaped_length(character) + (place in guarded)
        if length + width > MAX_CELL_LENGTH:
            parts.append(text[begin:place])
            begin, length = place, 0
        length += width
    return [*parts, text[begin:]]


def _escaped_length(character: str) -> int:
    """Return the largest number of UTF-16 code units that a character takes once it is escaped."""
    if character == "_" or _UNWRITABLE.match(character):
        return _LONGEST_ESCAPE
    return 2 if ord(character) > _LAST_BMP else 1


def show_control_characters(text: str) -> str:
    """Replace characters that no document can hold by their pictures (a bell by ``␇``), or by ``�`` if there is none.

    For texts that people read, where the escapes of ``escape_cell`` would be confusing.
    """
    return _UNWRITABLE.sub(lambda found: _control_picture(found.group()), text)


def _control_picture(character: str) -> str:
    return chr(_CONTROL_PICTURES + ord(character)) if ord(character) < ord(" ") else "\N{REPLACEMENT CHARACTER}"
