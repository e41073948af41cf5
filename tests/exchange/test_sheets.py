"""Tables for people: CSV and workbooks have the same cells, without formulas or lost text."""

import tempfile
from pathlib import Path

import openpyxl
import pytest

from thememiner.errors import UsageError
from thememiner.exchange import Sheet, SheetColumn, write_sheet
from thememiner.exchange.spreadsheets import to_csv, to_xlsx, unescape_cell, unguard_formula
from thememiner.intake import read_table

LONG = "长" * 70_000
TEXTS = ("=1+1", "＝1", "'=q", "-no", "a\r\nb", "a\rb", "bell\x07", "_x0007_", "#N/A", "007", "👍\n受访者", "plain")


def a_sheet(*texts: str) -> Sheet:
    """Return a table with a text and a number in each row."""
    columns = (SheetColumn("=text", 40), SheetColumn("number"), SheetColumn("choice", 20, ("one", "=two")))
    return Sheet("Dis/agreements", columns, tuple((text, 1.5, None) for text in texts), ("Read me.", "=1"))


@pytest.fixture(params=["sheet.csv", "sheet.xlsx"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return the file to write, in each format."""
    return tmp_path / str(request.param)


def cells(path: Path, column: int = 0) -> list[str]:
    """Return the original texts of a column."""
    read = read_table(path, place=path.name)
    given = [str(row[read.columns[column]] or "") for row in read.rows]
    return [unescape_cell(unguard_formula(cell)) for cell in given] if path.suffix == ".csv" else given


def test_texts_are_restored(path: Path) -> None:
    """Formulas, line ends, control characters and emoji are read letter for letter."""
    write_sheet(a_sheet(*TEXTS), path)
    assert tuple(cells(path)) == TEXTS


def test_long_text_is_continued_in_further_columns(path: Path) -> None:
    """Text that is too long for a cell is not cut."""
    write_sheet(a_sheet("short", LONG), path)
    read = read_table(path, place=path.name)
    assert read.columns[1:3] == ("=text (continued 2)", "=text (continued 3)") or path.suffix == ".csv"
    assert "".join(cells(path, column)[1] for column in range(3)) == LONG


def test_files_are_private_and_replaced_as_a_whole(path: Path) -> None:
    """An existing table is replaced, and only its owner may read it."""
    path.write_text("old", "utf-8")
    write_sheet(a_sheet("new"), path)
    assert cells(path) == ["new"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_text_is_left_in_the_shared_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook is built in memory."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not there"))
    assert to_xlsx(a_sheet("secret"))


def test_equal_tables_give_equal_bytes() -> None:
    """The file has no timestamps and no temporary names in it."""
    assert to_xlsx(a_sheet("a")) == to_xlsx(a_sheet("a"))


def test_csv_opens_as_utf_8() -> None:
    """Excel recognises UTF-8 by the byte order mark."""
    assert to_csv(a_sheet("我")).startswith(b"\xef\xbb\xbf")


def test_csv_guards_the_header_too() -> None:
    """The name of a coder is in a header and can be anything."""
    assert to_csv(a_sheet()).decode("utf-8-sig").startswith("'=text,")


def test_a_workbook_helps_to_fill_it_in(tmp_path: Path) -> None:
    """The header is frozen and filtered, text wraps, choices are offered but not enforced, with instructions."""
    path = tmp_path / "sheet.xlsx"
    write_sheet(a_sheet("=1", "b"), path)
    book = openpyxl.load_workbook(path)
    table = book["Dis agreements"]
    assert book.sheetnames == ["Dis agreements", "How to", "Choices"]
    assert (table.freeze_panes, table.auto_filter.ref) == ("A2", "A1:C3")
    assert table["A2"].alignment.wrap_text
    assert (table["A2"].data_type, table["A2"].quotePrefix) == ("s", True)
    (rule,) = table.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref), rule.showErrorMessage) == ("Choices!$A$1:$A$2", "C2:C3", False)
    assert [cell.value for cell in book["Choices"]["A"]] == ["one", "=two"]
    assert {cell.data_type for cell in book["How to"]["A"]} == {"s"}


def test_an_empty_table_has_its_header(path: Path) -> None:
    """Without rows, the header is still written."""
    write_sheet(a_sheet(), path)
    assert len(read_table(path, place=path.name).columns) == 3


def test_other_formats_are_refused(tmp_path: Path) -> None:
    """The message names the known formats."""
    with pytest.raises(UsageError, match=r"\.csv or \.xlsx"):
        write_sheet(a_sheet(), tmp_path / "sheet.ods")
