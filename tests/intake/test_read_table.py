"""A table is read by the suffix of its name."""

from pathlib import Path

import openpyxl
import pytest

from thememiner.config import CorpusSettings
from thememiner.errors import UndecodableFileError, UnreadableFileError
from thememiner.intake import TABLE_SUFFIXES, read_table
from thememiner.intake.table_model import DistinctNames, describe_columns, find_column, find_columns


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.csv", "id,text\n1,你好\n".encode("gbk"), id="csv"),
        pytest.param("a.TSV", b"id\ttext\n1\t\xe4\xbd\xa0\xe5\xa5\xbd\n", id="tsv"),
        pytest.param("a.jsonl", b'{"id": 1, "text": "\\u4f60\\u597d"}', id="jsonl"),
    ],
)
def test_text_tables_are_read(tmp_path: Path, name: str, data: bytes) -> None:
    """csv, tsv and jsonl give the same rows."""
    (tmp_path / name).write_bytes(data)
    assert read_table(tmp_path / name, place=name).rows == ({"id": "1", "text": "你好"},)


def test_workbooks_are_read(tmp_path: Path) -> None:
    """A workbook gives the same rows too, and has no encoding."""
    book = openpyxl.Workbook()
    for row in (["id", "text"], [1, "你好"]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "a.xlsx")
    table = read_table(tmp_path / "a.xlsx", place="a.xlsx")
    assert (table.rows, table.encoding) == (({"id": "1", "text": "你好"},), None)


def test_the_encoding_is_passed_on(tmp_path: Path) -> None:
    """A named encoding is obeyed by every text table."""
    for suffix in (".csv", ".tsv", ".jsonl"):
        path = tmp_path / f"a{suffix}"
        path.write_bytes(b'{"text": "\xff"}')
        with pytest.raises(UndecodableFileError, match="UTF-8"):
            read_table(path, place=path.name, settings=CorpusSettings(encoding="utf-8"))


def test_other_suffixes_and_missing_files_are_unreadable(tmp_path: Path) -> None:
    """What is no table, or not there, is an error that says so."""
    with pytest.raises(UnreadableFileError, match=r"\.csv, \.tsv, \.xlsx, \.jsonl"):
        read_table(tmp_path / "a.ods", place="a.ods")
    for suffix in TABLE_SUFFIXES:
        with pytest.raises(UnreadableFileError, match="cannot be read"):
            read_table(tmp_path / f"a{suffix}", place="a")


def test_the_guess_of_an_encoding_is_noted(tmp_path: Path) -> None:
    """A table whose encoding was guessed says so in its notes."""
    (tmp_path / "a.csv").write_bytes("text\ncafé\n".encode("cp1252"))
    assert read_table(tmp_path / "a.csv", place="a.csv").notes[0].startswith("encoding guessed: cp1252")


@pytest.mark.parametrize(
    ("names", "first", "every"),
    [
        pytest.param(("text",), "Text", ("Text",), id="without regard to case"),
        pytest.param(("TEXT", "Text"), "TEXT", ("TEXT", "Text"), id="exactly, if there is such a column"),
        pytest.param(("codes", "id"), "id", ("id",), id="the first that there is"),
        pytest.param(("Ｓｐｅａｋｅｒ",), "speaker", ("speaker",), id="without regard to width"),
        pytest.param(("code",), "Ｃｏｄｅ", ("Ｃｏｄｅ",), id="in a full-width header"),
        pytest.param((), None, (), id="no name"),
    ],
)
def test_columns_are_found_by_name(names: tuple[str, ...], first: str | None, every: tuple[str, ...]) -> None:
    """A column is found by the first of several names that the table has."""
    columns = ("id", "Text", "TEXT", "speaker", "Ｃｏｄｅ")
    assert find_column(columns, names) == first
    assert find_columns(columns, names) == every


def test_near_misses_are_suggested() -> None:
    """Who misspells a column is told what there is."""
    assert describe_columns(("id", "answer"), ("anser",)) == "It has id, answer. Did you mean answer?"
    assert describe_columns(("id", "answer"), ("speaker",)) == "It has id, answer."


def test_a_long_list_of_columns_is_cut_short() -> None:
    """A message names some columns, and no cell of a table without header, which could be what somebody said."""
    columns = [f"q{number}" for number in range(1, 200_000)]
    assert describe_columns(columns, ["text"]).endswith("q19, q20 and 199,979 more.")
    assert describe_columns(["1", "I never told anybody about that, not even my sister"], ["text"]) == "It has 1, …."


def test_a_header_with_a_mark_and_of_full_width_is_understood(tmp_path: Path) -> None:
    """Excel sets a mark before the first name, and Chinese input methods write wide letters."""
    (tmp_path / "a.csv").write_bytes("\ufeffＩＤ,Ｔｅｘｔ\n1,你好\n".encode())
    table = read_table(tmp_path / "a.csv", place="a.csv")
    assert [table.rows[0][find_column(table.columns, [name]) or ""] for name in ("id", "text")] == ["1", "你好"]


@pytest.mark.parametrize("content", ["id,text\n", "id,text", "\ufeffid,text\r\n\r\n"])
def test_a_header_alone_is_a_table_without_rows(tmp_path: Path, content: str) -> None:
    """Nobody has answered yet."""
    (tmp_path / "a.csv").write_bytes(content.encode())
    table = read_table(tmp_path / "a.csv", place="a.csv")
    assert (table.columns, table.rows) == (("id", "text"), ())


def test_names_are_told_apart_without_taking_anothers() -> None:
    """The second of one name is numbered past a name that is there already."""
    names = ["a", "a", "a (2)", "a", "b"]
    distinct = DistinctNames(names)
    assert [distinct.give(name) for name in names] == ["a", "a (3)", "a (2)", "a (4)", "b"]


def test_names_that_come_one_by_one_are_told_apart() -> None:
    """A name that equals one that was made before is numbered, too."""
    distinct = DistinctNames(())
    given = [distinct.give(name) for name in ("a", "a", "a (2)", "a", "a (2)")]
    assert (given[:2], len(set(given))) == (["a", "a (2)"], 5)
