"""The first sheet of a workbook becomes rows, and hostile workbooks none."""

import datetime as dt
import random
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from thememiner.errors import InputError, UnreadableFileError, UnsafeFileError
from thememiner.intake import SheetChoice, TableFile
from thememiner.intake.table_readers import read_workbook

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def write(path: Path, *sheets: list[list[Any]]) -> Path:
    """Write a workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def with_sheet(path: Path, rows: str) -> Path:
    """Write a workbook whose first sheet holds these rows of XML."""
    write(path, [["text"], ["a"]])
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = SHEET.format(rows).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def read(path: Path, limit: int = 200) -> TableFile:
    """Read with a place as callers give it."""
    return read_workbook(path, place="a.xlsx", max_unpacked_mb=limit)


def test_values_are_written_as_people_write_them(tmp_path: Path) -> None:
    """Whole numbers have no point, dates no time of midnight; empty cells and white space are None."""
    values = [58.0, 1.5, True, dt.datetime(2024, 3, 5), dt.datetime(2024, 3, 5, 14, 30), "a\nb 你好", " ", None, "x"]  # noqa: DTZ001 - cells have no zone
    row = read(write(tmp_path / "a.xlsx", [list("abcdefghi"), values])).rows[0]
    expected = ["58", "1.5", "true", "2024-03-05", "2024-03-05 14:30:00", "a\nb 你好", None, None, "x"]
    assert [row[name] for name in "abcdefghi"] == expected


def test_other_sheets_are_named(tmp_path: Path) -> None:
    """Only the first sheet is read, and a note says which were not."""
    table = read(write(tmp_path / "a.xlsx", [["text"], ["a"]], [["b"]], [["c"]]))
    assert len(table.rows) == 1
    assert table.notes == ("only the sheet Sheet 1 is read; not read: Sheet 2, Sheet 3.",)


def test_a_hidden_sheet_is_not_the_first(tmp_path: Path) -> None:
    """What a person sees first when opening the workbook is read."""
    path = write(tmp_path / "a.xlsx", [["lists"]], [["text"], ["a"]])
    book = openpyxl.load_workbook(path)
    book.worksheets[0].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    table = read(path)
    assert (table.columns, table.notes) == (("text",), ("only the sheet Sheet 2 is read; not read: Sheet 1.",))


def test_an_empty_workbook_is_unreadable(tmp_path: Path) -> None:
    """A workbook in which nothing stands says what it lacks."""
    with pytest.raises(UnreadableFileError, match="names of its columns"):
        read(write(tmp_path / "a.xlsx", []))


def test_lines_are_rows_of_the_sheet(tmp_path: Path) -> None:
    """Empty rows and short rows are nothing to note, and do not shift row numbers."""
    table = read(write(tmp_path / "a.xlsx", [[], ["text", "code"], ["a"], [], [None, None], ["b", "c"]]))
    assert table.lines == (3, 6)
    assert table.notes == ()


def test_a_formula_is_the_value_last_computed(tmp_path: Path) -> None:
    """A formula is not text and is not computed: the value that Excel saved is read."""
    rows = '<row r="1"><c r="A1" t="str"><v>text</v></c></row><row r="2"><c r="A2"><f>40+2</f><v>42</v></c></row>'
    assert read(with_sheet(tmp_path / "a.xlsx", rows)).rows[0]["text"] == "42"


def test_text_like_a_formula_is_text(tmp_path: Path) -> None:
    """A cell of text that begins with = is that text."""
    rows = '<row r="1"><c r="A1" t="str"><v>text</v></c></row><row r="2"><c r="A2" t="str"><v>=cmd()</v></c></row>'
    assert read(with_sheet(tmp_path / "a.xlsx", rows)).rows[0]["text"] == "=cmd()"


def test_escaped_control_characters_are_undone(tmp_path: Path) -> None:
    """Excel writes a carriage return as _x000D_, and that mark itself with another."""
    row = "a_x000D_\nb_x005F_x000D_c_xD83D_d_x0000_"
    assert read(write(tmp_path / "a.xlsx", [["text"], [row]])).rows[0]["text"] == "a\r\nb_x000D_c_xD83D_d_x0000_"


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param('<row r="999999999999"><c r="A999999999999"><v>1</v></c></row>', id="a row far below"),
        pytest.param("".join(f'<row r="{i}"><c r="XFD{i}"><v>1</v></c></row>' for i in range(1, 9)), id="wide rows"),
    ],
)
def test_claims_of_size_are_not_believed(tmp_path: Path, rows: str) -> None:
    """A small file that claims a huge sheet is refused before it is filled up."""
    with pytest.raises(UnsafeFileError, match="more rows or columns"):
        read(with_sheet(tmp_path / "a.xlsx", rows), limit=2)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("<row", id="XML cut off"),
        pytest.param('<row r="x"/>', id="a row number that is none"),
        pytest.param('<row r="1"><c r="A1" t="s"><v>99</v></c></row>', id="a text that is not there"),
        pytest.param('<row r="1"><c r="A1" t="d"><v>yesterday</v></c></row>', id="a date that is none"),
    ],
)
def test_broken_sheets_are_unreadable(tmp_path: Path, rows: str) -> None:
    """A broken sheet is an error that says what to do."""
    with pytest.raises(UnreadableFileError, match="not a readable workbook") as raised:
        read(with_sheet(tmp_path / "a.xlsx", rows))
    assert raised.value.remedy


@pytest.mark.parametrize("seed", range(40))
def test_mutated_workbooks_are_read_or_refused(tmp_path: Path, seed: int) -> None:
    """Whatever a few changed bytes of a part do, the result is a table or a documented error."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    path = write(tmp_path / "a.xlsx", [["id", "text"], *([i, f"text {i}"] for i in range(20))])
    with zipfile.ZipFile(path) as archive:
        members = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    part = members[chance.choice(sorted(members))]
    for _ in range(chance.choice([1, 3, 20])):
        at = chance.randrange(len(part))
        part[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, bytes(content))
    try:
        read(path)
        refused: str | None = None
    except InputError as error:
        refused = error.place
    assert refused in {None, "a.xlsx"}


def test_a_real_workbook_is_read(shared: Path) -> None:
    """A workbook with two sheets and many empty cells comes out whole."""
    table = read(shared / "formats" / "xlsx" / "napire_code_categories.xlsx")
    assert table.columns == ("Categories", "Codes", "Merge with n. ?", "Observation", "Categories used")
    assert table.rows[0] == {"Categories": "Input", "Codes": "Changing business needs", "Categories used": "Input"}
    assert table.notes == ("only the sheet Causes is read; not read: Effects.",)


def choose(*wanted: str, title: str = "", **companions: str) -> SheetChoice:
    """Return a choice of the sheet with these columns, and of companions by title."""
    return SheetChoice(lambda cells: set(wanted) <= set(cells), title, companions)


@pytest.mark.parametrize(
    ("choice", "column"),
    [
        pytest.param(choose("b"), "b", id="the first with the header"),
        pytest.param(choose("b", title="Third"), "c", id="the one with the title"),
        pytest.param(choose("b", title="First"), "b", id="a title alone is not enough"),
        pytest.param(choose("z"), "a", id="the first if none has it"),
    ],
)
def test_a_sheet_is_chosen_by_its_header(tmp_path: Path, choice: SheetChoice, column: str) -> None:
    """The header decides which sheet is the table, below a title too."""
    path = write(tmp_path / "a.xlsx", [["a"], ["1"]], [["A title"], ["b", "d"], ["1", "2"]], [["c", "b"], ["1", "2"]])
    book = openpyxl.load_workbook(path)
    for sheet, title in zip(book.worksheets, ("First", "Second", "Third"), strict=True):
        sheet.title = title
    book.save(path)
    assert read_workbook(path, place="a.xlsx", max_unpacked_mb=200, sheets=choice).columns[0] == column


def test_companions_are_read_beside_the_table(tmp_path: Path) -> None:
    """Further sheets are tables too if they have their column, and a note names all other sheets."""
    path = write(tmp_path / "a.xlsx", [["a"], ["1"]], [["b"], ["2"]], [["x"], ["3"]], [["d"], ["4"]])
    choice = SheetChoice(companions={"Sheet 2": "b", "Sheet 3": "c", "Sheet 9": "c"})
    table = read_workbook(path, place="a.xlsx", max_unpacked_mb=200, sheets=choice)
    assert {title: one.rows for title, one in table.companions.items()} == {"Sheet 2": ({"b": "2"},)}
    assert table.notes == ("only the sheets Sheet 1, Sheet 2 are read; not read: Sheet 3, Sheet 4.",)
