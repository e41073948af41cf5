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
