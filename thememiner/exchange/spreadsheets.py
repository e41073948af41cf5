"""Tables for people, as CSV or XLSX: what is text stays text, nothing is cut, and a file is there as a whole or not.

Workbooks (XLSX) in memory: every text a text, the same bytes for the same content.
Text in the cells of spreadsheets: never taken for a formula, never cut, no character lost.
"""

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
"""What a cell holds; None for nothing."""
CHOICES = "Choices"
_NO_DAY = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - workbooks know no time zone
_LONGEST_TITLE = 31
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
SUFFIXES = (".csv", ".xlsx")
CONTINUED = "{} (continued {})"
ROOM = 32_766
"""UTF-16 code units of text in a cell; Excel holds one more, an apostrophe, and cuts what is longer without a word."""
_TAKEN = r"(?:[=+\-@\t\r\n＝＋－＠]|(?:0\d+|\d{16,}|\d+e\d+)\Z)"
_FORMULA = re.compile(f"'*{_TAKEN}", re.IGNORECASE)
_GUARDED = re.compile(f"'+{_TAKEN}", re.IGNORECASE)
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WIDEST = len("_x0007_")
_LAST_OF_ONE_UNIT = 0xFFFF
_PICTURES = 0x2400


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of a workbook."""

    title: str
    rows: Sequence[Sequence[Value]]
    widths: Sequence[int]
    """Of the columns, in characters."""
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    """What a column, by its number from 0, offers to choose from."""
    is_table: bool = False
    """Whether the first row is a header, to be frozen and filtered by."""


def workbook(pages: Sequence[Page]) -> bytes:
    """Return a workbook with these pages, and one more with what columns offer to choose from, if any do."""
    import openpyxl  # noqa: PLC0415 - heavy, and few commands write workbooks

    made = openpyxl.Workbook()
    made.remove(made.active)
    for page in pages:
        _add(page, made)
    columns = [(page, number) for page in pages for number in sorted(page.choices)]
    if columns:
        _add_choices(columns, made)
    made.properties.creator = "ThemeMiner"
    made.properties.created = made.properties.modified = _NO_DAY
    return _packed(made)


def _add(page: Page, made: "Workbook") -> None:
    from openpyxl.cell import Cell  # noqa: PLC0415 - likewise
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - likewise

    sheet = made.create_sheet(_title(page))
    text, number, header = _styles(sheet)
    for height, row in enumerate(page.rows, 1):
        for place, value in enumerate(row, 1):
            cell = Cell(sheet, height, place)
            style = text if isinstance(value, str) else number
            cell._style = header if page.is_table and height == 1 else style  # noqa: SLF001 - to set it anew for each cell takes most of the time
            if isinstance(value, str) and value:
                cell._value, cell.data_type = _as_text(value), "s"  # noqa: SLF001 - never a formula, nor an error value
            else:
                cell.value = value if value != "" else None
            sheet._cells[height, place] = cell  # noqa: SLF001 - as the sheet itself does
    sheet._current_row = len(page.rows)  # noqa: SLF001 - likewise
    for place, width in enumerate(page.widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    if page.is_table:
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions


def _styles(sheet: Any) -> tuple[Any, Any, Any]:  # noqa: ANN401 - openpyxl ships no types
    """Return the styles of text, of numbers and of headings; text stays text when somebody edits it."""
    from openpyxl.cell import Cell  # noqa: PLC0415 - likewise
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - likewise

    styles = []
    for is_text, is_bold in ((True, False), (False, False), (True, True)):
        cell = Cell(sheet, 1, 1)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.quotePrefix = is_text
        if is_bold:
            cell.font = Font(bold=True)
        styles.append(cell._style)  # noqa: SLF001 - as said above
    text, number, header = styles
    return text, number, header


def _as_text(value: str) -> str:
    return escaped(value).replace("\r", "_x000D_")  # XML reads a bare carriage return as a line feed


def _add_choices(columns: Sequence[tuple[Page, int]], made: "Workbook") -> None:
    """Put what columns offer on a sheet of its own: a list inside the rule may not be long."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - likewise
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 - likewise

    lists = [page.choices[number] for page, number in columns]
    height = max(map(len, lists))
    rows = [tuple(offered[row] if row < len(offered) else None for offered in lists) for row in range(height)]
    _add(Page(CHOICES, rows, widths=(60,) * len(lists)), made)
    for place, ((page, number), offered) in enumerate(zip(columns, lists, strict=True), 1):
        letter, own = get_column_letter(place), get_column_letter(number + 1)
        rule = DataValidation("list", formula1=f"{CHOICES}!${letter}$1:${letter}${len(offered)}", allow_blank=True)
        rule.showErrorMessage = False  # several codes, and new ones, may be written too
        made[_title(page)].add_data_validation(rule)
        rule.add(f"{own}2:{own}{max(len(page.rows), 2)}")


def _title(page: Page) -> str:
    return page.title.translate(_NOT_IN_TITLES)[:_LONGEST_TITLE].strip()


def _packed(made: "Workbook") -> bytes:
    """Return a workbook as bytes, without the file of plain text in the shared temporary folder that saving leaves."""
    from openpyxl.worksheet._writer import WorksheetWriter  # noqa: PLC0415 - likewise
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415 - likewise

    class InMemory(ExcelWriter):  # type: ignore[misc] # openpyxl ships no types
        def write_worksheet(self, ws: Any) -> None:  # noqa: ANN401 - likewise
            writer = WorksheetWriter(ws, io.BytesIO())
            writer.write()
            ws._rels = writer._rels  # noqa: SLF001 - as the method does that this one stands for
            self._archive.writestr(ws.path[1:], writer.read())
            self.manifest.append(ws)

    file = io.BytesIO()
    InMemory(made, _Archive(file, "w", zipfile.ZIP_DEFLATED)).save()
    return file.getvalue()


class _Archive(zipfile.ZipFile):
    """An archive whose members bear no time."""

    def writestr(self, name: Any, data: Any, *_: Any) -> None:  # noqa: ANN401 - as above
        super().writestr(zipfile.ZipInfo(str(name)), data, zipfile.ZIP_DEFLATED)


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


def escaped(text: str) -> str:
    """Write characters that no workbook can hold as Excel does: a bell becomes ``_x0007_``.

    Text that only looks like that gets its underscore escaped (``_x005F_``), so that ``unescaped`` gives it back.
    """
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found.group()):04X}_", _LOOKS_ESCAPED.sub("_x005F_", text))


def unescaped(text: str) -> str:
    """Undo ``escaped``."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)


def guarded(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would not leave as it is when it opens a CSV file.

    That is what it takes for a formula: text that begins with ``=``, ``+``, ``-``, ``@``, a full-width form of these, a
    tab or a line end; names that it takes for numbers and writes otherwise (``007``, ``12e5``, 16 digits and more);
    and text that begins with apostrophes before one of them, so that ``unguarded`` gives every text back.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Undo ``guarded``."""
    return text[1:] if _GUARDED.match(text) else text


def pieces(text: str) -> list[str]:
    """Part text into pieces that each fit a cell, escaped and guarded; one piece, if it is not too long."""
    if len(text) * _WIDEST <= ROOM:
        return [text]
    parts, begin, length = [], 0, 0
    for place, character in enumerate(text):
        width = _width(character)
        if length + width > ROOM:
            parts.append(text[begin:place])
            begin, length = place, 0
        length += width
    return [*parts, text[begin:]]


def _width(character: str) -> int:
    """Return how many UTF-16 code units a character takes at most, once it is escaped."""
    if character == "_" or _UNWRITABLE.match(character):
        return _WIDEST
    return 2 if ord(character) > _LAST_OF_ONE_UNIT else 1


def pictured(text: str) -> str:
    """Write characters that no document can hold as pictures of them (a bell as ``␇``); others stay as they are.

    For texts to be read, where ``escaped`` would puzzle. What has no picture becomes ``�``.
    """
    return _UNWRITABLE.sub(lambda found: _picture(found.group()), text)


def _picture(character: str) -> str:
    return chr(_PICTURES + ord(character)) if ord(character) < ord(" ") else "\N{REPLACEMENT CHARACTER}"
