"""Tables that programs for qualitative analysis export are recognised by their columns."""

import csv
import time
from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl
import pytest

from thememiner.errors import UnreadableFileError
from thememiner.exchange import detect_format, read_codings, read_project
from thememiner.records import Coding, Document, Form, Source

TEXT = "I am tired. 我很累. But I hope, I am tired."
DOCUMENTS = [Document("wave1/P1.docx", TEXT, Form.PROSE, (), Source("P1.docx", "", "docx", None))]


def write(path: Path, *rows: Sequence[str]) -> Path:
    """Write a table in the format of its suffix."""
    if path.suffix == ".xlsx":
        workbook = openpyxl.Workbook()
        for row in rows:
            workbook.active.append(row)
        workbook.save(path)
    elif path.suffix == ".docx":
        word = docx.Document()
        word.add_paragraph("Coded segments")
        table = word.add_table(len(rows), len(rows[0]))
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
        word.save(str(path))
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return path


def segments(coding: Coding) -> list[tuple[str, str]]:
    """Return quote and code of each segment."""
    rows = coding.segments[["start", "end", "code_id"]].itertuples(index=False, name=None)
    return [(TEXT[start:end], code) for start, end, code in rows]


MAXQDA = ("Color", "Comment", "Document group", "Document name", "Code", "Beginning", "End", "Segment", "Created by")
TABLES = [
    pytest.param(
        "maxqda",
        MAXQDA,
        ("", "", "Wave 1", "P1", "Body > tired", "1", "1", "But I hope", "ana"),
        ("ana", [("But I hope", "Body > tired")]),
        id="MAXQDA",
    ),
    pytest.param(
        "maxqda",
        ("Farbe", "Dokumentname", "Code", "Anfang", "Ende", "Segment", "Erstellt von"),
        ("", "P1", "Körper\\müde", "1", "1", "But I hope", "ana"),
        ("ana", [("But I hope", "Körper > müde")]),
        id="MAXQDA in German, backslashes",
    ),
    pytest.param(
        "nvivo",
        ("File Name", "Hierarchical Name", "Coded Text", "Coded By Name"),
        ("Files\\\\P1", "Codes\\\\Body\\tired", "我很累", "Ana"),
        ("Ana", [("我很累", "Body > tired")]),
        id="NVivo",
    ),
    pytest.param(
        "atlas.ti",
        ("ID", "Document", "Quotation Content", "Codes", "Created by"),
        ("1:3", "D 1: P1", "我很累", "Body: tired\nhope", "Bo"),
        ("Bo", [("我很累", "Body > tired"), ("我很累", "hope")]),
        id="ATLAS.ti",
    ),
    pytest.param(
        "atlas.ti",
        ("编号", "文档", "引文内容", "代码", "创建者"),
        ("1:3", "P1", "我很累", "身体: 累", "Bo"),
        ("Bo", [("我很累", "身体 > 累")]),
        id="ATLAS.ti in Chinese",
    ),
    pytest.param(
        "dedoose",
        (
            *("Media Title", "Excerpt Creator", "Excerpt Copy", "Codes Applied Combined", "Code: Body Applied"),
            *("Code: Body\\tired, weak Applied", "Code: hope Applied"),
        ),
        ("P1.docx", "ana", "我很累", "Body, tired, weak", "False", "True", "False"),
        ("ana", [("我很累", "Body > tired, weak")]),
        id="Dedoose, a column a code",
    ),
    pytest.param(
        "dedoose",
        ("Media Title", "Excerpt Creator", "Excerpt Copy", "Codes Applied Combined"),
        ("P1.docx", "ana", "我很累", "Body, tired"),
        ("ana", [("我很累", "Body"), ("我很累", "tired")]),
        id="Dedoose, a list of codes",
    ),
    pytest.param(
        "dovetail",
        ("Highlight", "Tags", "Note title", "Created by"),
        ("我很累", "tired, hope", "P1", "ana"),
        ("ana", [("我很累", "hope"), ("我很累", "tired")]),
        id="Dovetail",
    ),
    pytest.param(
        "taguette-highlights",
        ("id", "document", "tag", "content"),
        ("7", "P1.odt", "tired; weak", "我很累"),
        ("export", [("我很累", "tired; weak")]),
        id="Taguette, a semicolon in a tag",
    ),
]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".docx"])
@pytest.mark.parametrize(("name", "columns", "row", "found"), TABLES)
def test_tables_of_programs_are_recognised_by_their_columns(
    tmp_path: Path,
    suffix: str,
    name: str,
    columns: Sequence[str],
    row: Sequence[str],
    found: tuple[str, list[tuple[str, str]]],
) -> None:
    """Code paths, several codes and coders are read as the program writes them, in every kind of table."""
    path = write(tmp_path / f"export{suffix}", columns, row)
    assert detect_format(path) == name
    read = read_codings(path, DOCUMENTS)
    assert read.problems == ()
    assert [(coding.coder, segments(coding)) for coding in read.codings] == [found]


def test_paragraph_numbers_of_maxqda_are_not_positions(tmp_path: Path) -> None:
    """Beginning and End count paragraphs, so a quote that occurs twice is not located."""
    path = write(tmp_path / "x.csv", MAXQDA, ("", "", "", "P1", "a", "0", "9", "I am tired", "ana"))
    (problem,) = read_codings(path, DOCUMENTS).problems
    assert "2 times" in problem.reason


def test_repeated_quotes_are_located_by_the_order_of_rows(tmp_path: Path) -> None:
    """Taguette lists highlights by position, so that the neighbours of a row tell its place."""
    columns = ("id", "document", "tag", "content")
    rows = [("1", "P1", "a", "I am tired"), ("2", "P1", "b", "我很累"), ("3", "P1", "c", "I am tired")]
    read = read_codings(write(tmp_path / "x.csv", columns, *rows), DOCUMENTS)
    assert read.codings[0].segments["start"].tolist() == [0, 12, TEXT.rindex("I am")]
    assert read.problems == ()
    assert "2 rows whose quote occurs several times" in read.notes[-1].text


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([("1", "P1", "a", "I am tired")], id="nothing around it"),
        pytest.param([("1", "P1", "a", "I am tired"), ("2", "P1", "b", "I hope, I am tired")], id="only one behind"),
        pytest.param(
            [("1", "P1", "a", "I hope"), ("2", "P1", "b", "我很累"), ("3", "P1", "c", "I am tired")],
            id="rows out of order",
        ),
    ],
)
def test_quotes_that_the_order_does_not_locate_are_problems(
    tmp_path: Path, rows: list[tuple[str, str, str, str]]
) -> None:
    """The place is not guessed."""
    text = f"{TEXT} And tired, I am tired I hope, I am tired"
    documents = [Document("P1.txt", text, Form.PROSE, (), Source("P1.txt", "", "txt", None))]
    read = read_codings(write(tmp_path / "x.csv", ("id", "document", "tag", "content"), *rows), documents)
    assert any("times" in problem.reason for problem in read.problems)


def test_tables_of_a_word_file_with_the_same_header_are_one_table(tmp_path: Path) -> None:
    """Other tables are ignored."""
    word = docx.Document()
    for rows in (
        [("Study", "Day"), ("A", "1")],
        [("document", "quote", "code"), ("P1", "But I hope", "hope")],
        [("document", "quote", "code"), ("P1", "我很累", "tired")],
    ):
        table = word.add_table(len(rows), len(rows[0]))
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
    word.save(str(tmp_path / "ana.docx"))
    assert detect_format(tmp_path / "ana.docx") == "segments"
    (coding,) = read_codings(tmp_path / "ana.docx", DOCUMENTS).codings
    assert segments(coding) == [("我很累", "tired"), ("But I hope", "hope")]


def test_a_word_file_without_segments_is_refused(tmp_path: Path) -> None:
    """A transcript that is given as codings gets an error message."""
    word = docx.Document()
    word.add_paragraph("I am tired.")
    word.save(str(tmp_path / "P1.docx"))
    with pytest.raises(UnreadableFileError, match="has no table of coded segments"):
        detect_format(tmp_path / "P1.docx")


def test_a_table_without_texts_is_a_project_of_its_quotes(tmp_path: Path) -> None:
    """Each passage is in its document once; the missing text is a loss, and rows without quote are problems."""
    columns = ("document", "quote", "code", "coder")
    rows = [("P1", "tired", "a", "x"), ("P1", "hope", "b", "x"), ("P1", "tired", "c", "y"), ("P2", "", "a", "x")]
    project = read_project(write(tmp_path / "x.csv", columns, *rows))
    (document,) = project.documents
    assert document.text == "tired\n\nhope"
    assert [coding.segments["start"].tolist() for coding in project.codings] == [[0, 7], [0]]
    assert [loss.count for loss in project.losses] == [1]
    assert [problem.place for problem in project.problems] == ["x.csv:5"]


def test_a_named_program_must_have_its_columns(tmp_path: Path) -> None:
    """A table with other columns is not a table of NVivo."""
    path = write(tmp_path / "x.csv", ("document", "quote", "code"), ("P1", "我很累", "a"))
    with pytest.raises(UnreadableFileError, match="as nvivo exports it"):
        read_codings(path, DOCUMENTS, format="nvivo")


@pytest.mark.parametrize("filler", [" ", ",", "\\", ": ", " >"])
@pytest.mark.parametrize("name", ["maxqda", "nvivo", "atlas.ti", "dedoose", "dovetail"])
def test_long_cells_take_linear_time(tmp_path: Path, name: str, filler: str) -> None:
    """Time grows with the length of the cell."""
    columns = next(case.values[1] for case in TABLES if case.values[0] == name)
    assert isinstance(columns, tuple)
    row = [f"a{filler * 40_000}b"] * len(columns)
    start = time.perf_counter()
    read_project(write(tmp_path / "x.csv", columns, row))
    assert time.perf_counter() - start < 2
