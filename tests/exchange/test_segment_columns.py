"""Columns of tables of coded segments: found by usual names and by settings; unread columns are noted."""

from pathlib import Path

import openpyxl
import pytest

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.exchange import detect_format, read_project


def write(path: Path, text: str) -> Path:
    """Write a table as CSV."""
    path.write_text(text, "utf-8")
    return path


def test_unread_columns_are_noted(tmp_path: Path) -> None:
    """The note names the settings that would read them; empty columns are not mentioned."""
    read = read_project(write(tmp_path / "x.csv", "document,quote,code,coder,weight,empty\nP1,tired,a,Bo,3,\n"))
    (note,) = read.notes
    assert note.text.startswith("columns not read: weight. Settings under [table]")


def test_chinese_column_names_are_recognised(tmp_path: Path) -> None:
    """File name, quote, code, parent code and coder have their usual names."""
    read = read_project(write(tmp_path / "x.csv", "文件名;引文;编码;上级编码;编码者\nP1;我很累;累;身体;安娜\n"))
    (coding,) = read.codings
    assert (coding.coder, coding.segments["code_id"].tolist(), read.notes) == ("安娜", ["身体 > 累"], ())
    assert [document.doc_id for document in read.documents] == ["P1"]


def test_settings_can_name_columns(tmp_path: Path) -> None:
    """Columns named in the settings come before the usual ones."""
    table = {"document": "where", "text": "words", "coders": "who"}
    path = write(tmp_path / "x.csv", "where,document,words,code,who\nP1,wave 1,tired,a,Bo\n")
    read = read_project(path, settings=Settings.model_validate({"table": table}))
    assert [document.doc_id for document in read.documents] == ["P1"]
    assert [coding.coder for coding in read.codings] == ["Bo"]


def test_missing_coders_and_documents_are_noted(tmp_path: Path) -> None:
    """The notes say who counts as the coder, and which document the passages are in."""
    notes = [note.text for note in read_project(write(tmp_path / "ana.csv", "quote,code\ntired,a\n")).notes]
    assert notes == [
        "no column names the coder; all rows are counted as ana's, after the name of the file.",
        "no column names the document of a row; all passages are put into one document, ana.",
    ]


def test_a_german_table_of_maxqda_has_its_coder(tmp_path: Path) -> None:
    """All names that the program gives the column are recognised."""
    path = write(tmp_path / "x.csv", "Dokumentname,Code,Segment,Bearbeitet von\nP1,a,müde,Ana\n")
    assert [coding.coder for coding in read_project(path).codings] == ["Ana"]


def test_the_missing_column_is_named(tmp_path: Path) -> None:
    """The message uses the name that the program gives it."""
    path = write(tmp_path / "x.csv", "document,quote,code\nP1,tired,a\n")
    with pytest.raises(UnreadableFileError, match=r"has no column Coded Text \(or Reference Text"):
        read_project(path, format="nvivo")


def test_a_title_above_the_header_is_skipped(tmp_path: Path) -> None:
    """NVivo writes one; a single cell without a header below it stays the header."""
    book = openpyxl.Workbook()
    for row in (["Coding Summary"], [], ["File Name", "Code", "Coded Text"], ["P1", "a", "tired"]):
        book.active.append(row)
    book.save(tmp_path / "x.xlsx")
    assert detect_format(tmp_path / "x.xlsx") == "nvivo"
    read = read_project(tmp_path / "x.xlsx")
    assert [document.text for document in read.documents] == ["tired"]
    assert "the text above line 3 is read as a title" in read.notes[0].text


@pytest.mark.parametrize(
    ("header", "cells", "codes"),
    [
        pytest.param("level 1,level 2", "body,tired", ["body > tired"], id="two levels"),
        pytest.param("Level 2,Level 1,Level 3", "tired,body,", ["body > tired"], id="in any order, the lowest empty"),
        pytest.param("level 1,level 2", "body,tired; ill", ["body > tired", "body > ill"], id="several at the lowest"),
        pytest.param("层级1,层级2", "身体,累", ["身体 > 累"], id="Chinese"),
        pytest.param("level 1,path", "body,body", ["body"], id="a path that agrees"),
        pytest.param("level 1,path", ",body > tired", ["body > tired"], id="a path alone"),
        pytest.param("level 1,level 2,code", "body,tired,tired", ["body > tired"], id="a code that agrees"),
        pytest.param("level 1,code", "body,tired", ["body > tired"], id="a code below the levels"),
        pytest.param("level 1,level 2,path", "a > b,c,a >> b > c", ["a >> b > c"], id="a name with the mark of a path"),
    ],
)
def test_levels_are_read(tmp_path: Path, header: str, cells: str, codes: list[str]) -> None:
    """Columns of levels name a code from the top of the codebook down."""
    read = read_project(write(tmp_path / "x.csv", f"document,quote,coder,{header}\nP1,so much,Bo,{cells}\n"))
    assert (read.problems, read.notes) == ((), ())
    assert read.codings[0].segments["code_id"].tolist() == codes


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        pytest.param(
            "body,tired,body > ill", "has body > tired in its levels, but body > ill in path", id="contradiction"
        ),
        pytest.param("body,,body > tired", "has body in its levels, but body > tired in path", id="a level deleted"),
        pytest.param(",tired,", "names no code in level 1, above the code in level 2", id="a gap"),
        pytest.param("body; mind,tired,", "names several codes in level 1, above the code in level 2", id="several"),
    ],
)
def test_levels_that_are_not_clear_are_problems(tmp_path: Path, cells: str, reason: str) -> None:
    """The row has no code, neither that of its levels nor that of its path; all other rows are read."""
    text = f"document,quote,coder,level 1,level 2,path\nP1,so much,Bo,{cells}\nP1,more,Bo,body,tired,body > tired\n"
    read = read_project(write(tmp_path / "x.csv", text))
    (problem,) = read.problems
    assert (problem.place, problem.reason) == ("x.csv:2", f"this row {reason}.")
    assert "empty path" in problem.remedy
    assert read.codings[0].segments["code_id"].tolist() == ["body > tired"]
    assert read.notes == ()


def test_the_code_of_a_quirkos_table_is_its_quirk(tmp_path: Path) -> None:
    """The quirk is the code, and the parent is the theme above it."""
    read = read_project(write(tmp_path / "x.csv", "Quirk,Parent,Source,Text,coder\ngain,Change,P1,shorter,Bo\n"))
    assert (read.codings[0].segments["code_id"].tolist(), read.notes) == (["Change > gain"], ())


def test_a_parent_that_is_read_as_the_code_is_noted(tmp_path: Path) -> None:
    """A column of themes can be that of the codes; a column of parents is so only for want of another."""
    read = read_project(write(tmp_path / "x.csv", "document,quote,parent,mine,coder\nP1,tired,body,ill,Bo\n"))
    assert [note.text.split(".")[0] for note in read.notes] == [
        "no column is called code; the codes are read from the column parent",
        "columns not read: mine",
    ]
    assert read_project(write(tmp_path / "y.csv", "document,quote,theme,coder\nP1,tired,body,Bo\n")).notes == ()


def test_a_row_without_coder_is_the_only_coders(tmp_path: Path) -> None:
    """With several coders, it is nobody's whom the table names; a note says whose."""
    text = "document,quote,code,coder\nP1,tired,a,Bo\nP1,ill,a,\n"
    read = read_project(write(tmp_path / "x.csv", text))
    assert [one.coder for one in read.codings] == ["Bo"]
    assert [note.text for note in read.notes] == ["no coder is named in line 3; it counts as Bo's, the only coder's."]
    read = read_project(write(tmp_path / "y.csv", f"{text}P1,old,a,Ana\n"))
    assert [one.coder for one in read.codings] == ["Ana", "Bo", "y"]
