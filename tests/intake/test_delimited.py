"""Text with delimiters becomes rows, whichever delimiter it is and however it is quoted."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.errors import UnreadableFileError
from thememiner.intake.table_readers import read_delimited

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff\x1e"))


@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_every_cell_comes_back_as_it_was_written(rows: list[tuple[str, ...]], delimiter: str, end: str) -> None:
    """Any text in any cell survives, line ends and delimiters inside quotation marks included."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("a", "b", "c"), *rows])
    table = read_delimited(written.getvalue().encode(), place="a.csv")
    found = [tuple(row["abc"[i]] for i in range(3)) for row in table.rows]
    full = [tuple(cell if cell.strip() else None for cell in row) for row in rows if any(c.strip() for c in row)]
    assert found == full
    assert table.columns == ("a", "b", "c")


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        pytest.param("id,text\n1,a; b\n2,c; d; e\n", ("id", "text"), id="comma, with semicolons inside"),
        pytest.param("id;text\n1;a, b\n2;c, d, e\n", ("id", "text"), id="semicolon, with commas inside"),
        pytest.param("id\ttext\n1\ta, b; c\n", ("id", "text"), id="tab"),
        pytest.param("id;text, in full\n1;a\n2;b\n", ("id", "text, in full"), id="a comma in the header"),
        pytest.param("text\nwell, yes\nno, no, no\n", ("text",), id="one column with commas inside"),
        pytest.param("text\n", ("text",), id="a header alone"),
        pytest.param("\n\n ,\nid,text\n1,a\n", ("id", "text"), id="empty lines before the header"),
        pytest.param(f"{' ' * 40_000}\nid,text\n1,a\n", ("id", "text"), id="a line of spaces before the header"),
        pytest.param("\ufeffid,text\n1,a\n", ("id", "text"), id="a mark"),
        pytest.param(" id , text\n1,a\n", ("id", "text"), id="spaces around names"),
        pytest.param("id,text,\n1,a,b\n", ("id", "text", "column 3"), id="a column without a name"),
        pytest.param("a,a,a (2),a\n", ("a", "a (3)", "a (2)", "a (4)"), id="columns of one name"),
    ],
)
def test_delimiter_and_header_are_found_out(text: str, columns: tuple[str, ...]) -> None:
    """The delimiter is the one that parts header and rows alike; columns have names of their own."""
    assert read_delimited(text.encode(), place="a.csv").columns == columns


def test_columns_of_one_name_are_noted() -> None:
    """Who reads the second of two columns called text has to know its new name."""
    table = read_delimited(b"text,text\na,b\n", place="a.csv")
    assert table.rows[0] == {"text": "a", "text (2)": "b"}
    assert table.notes == ("a second column called text is read as text (2).",)


def test_lines_are_those_where_rows_start() -> None:
    """Quoted line ends, empty lines and lines of delimiters alone do not shift line numbers."""
    table = read_delimited(b'id,text\n1,"a\nb"\n\n2,c\r3,d\r\n,\n4,e', place="a.csv")
    assert [row["id"] for row in table.rows] == ["1", "2", "3", "4"]
    assert table.lines == (2, 5, 6, 8)


def test_rows_of_other_length_are_read_and_noted() -> None:
    """A short row is filled up, a long one cut; both are told with their lines."""
    table = read_delimited(b"a,b,c\n1,2\n1,2,3,4\n1,2,3,\n1\n" + b"9\n" * 6 + b"7,7,7\n" * 20, place="a.csv")
    assert table.rows[:4] == ({"a": "1", "b": "2"}, *[{"a": "1", "b": "2", "c": "3"}] * 2, {"a": "1"})
    assert table.rows[0]["c"] is None
    assert table.notes == (
        "line 3 has more cells than the header; the others are left out.",
        "lines 2, 5, 6, 7, 8 and 3 more have fewer cells than the header; the rest is empty.",
    )


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_formulas_are_text(formula: str) -> None:
    """Nothing in a cell is ever computed."""
    assert read_delimited(f'text\n"{formula}"\n'.encode(), place="a.csv").rows[0]["text"] == formula


def test_an_open_quotation_mark_is_refused() -> None:
    """A quotation mark that swallows the rest of the file is an error with its line, not a short table."""
    with pytest.raises(UnreadableFileError, match="never closed") as raised:
        read_delimited(b'id,text\n1,a\n2,"b\n3,c\n4,d\n', place="a.csv")
    assert raised.value.place == "a.csv:3"


def test_quotation_marks_that_are_not_doubled_are_noted() -> None:
    """A table that writes quotation marks its own way is read, with a note of the line."""
    table = read_delimited(b'id,text\n1,a\n2,"she said "no" to me"\n3,c\n', place="a.csv")
    assert len(table.rows) == 3
    assert "line 3" in table.notes[0]


def test_a_cell_may_be_longer_than_the_csv_module_allows_and_its_limit_is_restored() -> None:
    """A cell of a megabyte is read, and other users of the csv module keep their limit."""
    limit = csv.field_size_limit()
    assert len(str(read_delimited(b"text\n" + b"a" * 2**20, place="a.csv").rows[0]["text"])) == 2**20
    assert csv.field_size_limit() == limit


@pytest.mark.parametrize("data", [b"", b"\n\n", b",,\n,\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_unreadable(data: bytes) -> None:
    """A table without a header is an error."""
    with pytest.raises(UnreadableFileError, match="is empty"):
        read_delimited(data, place="a.csv")


def test_wide_and_long_tables_cost_what_they_hold() -> None:
    """A header of 20,000 columns above 20,000 short rows does not make 400 million cells."""
    table = read_delimited(b",".join([b"a"] * 20_000) + b"\n" + b"x\n" * 20_000, place="a.csv")
    assert sum(len(row) for row in table.rows) == 20_000
    assert len(set(table.columns)) == 20_000


@pytest.mark.parametrize(
    ("name", "rows", "column", "cell"),
    [
        pytest.param("napire_v277_semicolon_cp1252.csv", 366, "tag", "Lack of trust", id="semicolons, cp1252"),
        pytest.param("napire_v279_semicolon_macroman_bytes.csv", 322, "lfdn", "106", id="semicolons, Mac Roman"),
        pytest.param("taguette_codebook.csv", 22, "number of highlights", "174", id="commas, line ends in cells"),
        pytest.param("taguette_highlights.csv", 1930, "document", "P2_GMT20211119.odt", id="commas"),
    ],
)
def test_real_tables_are_read(shared: Path, name: str, rows: int, column: str, cell: str) -> None:
    """Real tables come out with all their rows and nothing ragged."""
    table = read_delimited((shared / "formats" / "csv" / name).read_bytes(), place=name)
    assert len(table.rows) == rows
    assert table.rows[0][column] == cell
    assert not [note for note in table.notes if "cells" in note]


@pytest.mark.parametrize(
    ("first", "delimiter"),
    [
        ("sep=;", ";"),
        ("SEP=;", ";"),
        ('"sep=;"', ";"),
        ("sep=\t", "\t"),
        ("sep=|", "|"),
        ("\ufeffsep=,", ","),
        ("sep=;;", ";"),
    ],
)
def test_a_first_line_that_names_the_delimiter_is_no_header(first: str, delimiter: str) -> None:
    """Excel writes ``sep=;``; the next line has the names of the columns, and line numbers count it."""
    lines = [first, f"speaker{delimiter}text", f"Mia{delimiter}one, two, three"]
    if delimiter == ",":
        lines[2] = 'Mia,"one, two, three"'
    table = read_delimited("\r\n".join(lines).encode(), place="a.csv")
    assert table.columns == ("speaker", "text")
    assert table.rows[0]["text"] == "one, two, three"
    assert table.lines == (3,)
