"""Tables are what their first bytes say, whatever they are called."""

from pathlib import Path

import openpyxl
import pytest

from thememiner.errors import UndecodableFileError, UnreadableFileError
from thememiner.intake import read_table


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl"])
def test_a_workbook_is_read_as_one(tmp_path: Path, name: str) -> None:
    """A note says what it is."""
    book = openpyxl.Workbook()
    book.active.append(["text", "code"])
    book.active.append(["=1+1;2", "a"])
    book.active["A2"].data_type = "s"
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx").rename(tmp_path / name)
    table = read_table(tmp_path / name, place=name)
    assert (table.columns, table.rows[0]["code"]) == (("text", "code"), "a")
    assert table.notes == (f"is not a {Path(name).suffix} file but an Excel workbook, and was read as one.",)


def test_an_old_workbook_is_named_as_such(tmp_path: Path) -> None:
    """The message says how to save it."""
    (tmp_path / "a.csv").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64))
    with pytest.raises(UnreadableFileError, match=r"old Excel workbook.*save it as \.xlsx"):
        read_table(tmp_path / "a.csv", place="a.csv")


def test_what_is_no_text_is_told_where_an_encoding_is_named(tmp_path: Path) -> None:
    """By a setting, which every command takes, not by an option that few have."""
    (tmp_path / "a.csv").write_bytes(bytes(range(256)))
    with pytest.raises(UndecodableFileError, match=r"setting corpus\.encoding"):
        read_table(tmp_path / "a.csv", place="a.csv")
