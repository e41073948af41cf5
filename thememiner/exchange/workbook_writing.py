"""Workbooks (XLSX) in memory: every text a text, the same bytes for the same content."""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from thememiner.exchange.safe_cells import escaped

if TYPE_CHECKING:
    from openpyxl import Workbook

Value = str | int | float | None
"""What a cell holds; None for nothing."""

CHOICES = "Choices"
_NO_DAY = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - workbooks know no time zone
_LONGEST_TITLE = 31
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


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
