"""Objects, one a line, become rows."""

import pytest

from thememiner.errors import UnreadableFileError
from thememiner.intake.table_readers import read_json_lines


def test_lists_stay_lists_and_values_become_text() -> None:
    """Lists are kept; numbers, truth values and objects are text as a person would write them; null is None."""
    line = b'{"text": "a", "codes": ["x; y", 2.0, null, ""], "n": 58.0, "f": 1.5, "b": true, "o": {"k": 1}, "z": null}'
    row = read_json_lines(line, place="a.jsonl").rows[0]
    assert row["codes"] == ["x; y", "2"]
    assert {key: row[key] for key in "nfboz"} == {"n": "58", "f": "1.5", "b": "true", "o": '{"k": 1}', "z": None}


def test_columns_are_those_of_all_lines() -> None:
    """A line may lack keys or bring new ones; columns are in the order in which they come up."""
    table = read_json_lines(b'{"a": 1}\n\n{"b": 2, "a": 3}\r\n', place="a.jsonl")
    assert table.columns == ("a", "b")
    assert [row["b"] for row in table.rows] == [None, "2"]
    assert table.lines == (1, 3)


def test_a_line_separator_inside_a_text_ends_no_line() -> None:
    """U+2028 and U+0085 may stand in a JSON text as they are."""
    assert read_json_lines('{"a": "x\u2028y\u0085z"}'.encode(), place="a.jsonl").rows[0]["a"] == "x\u2028y\u0085z"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        pytest.param(b"{'a': 1}", "not valid JSON", id="quotation marks"),
        pytest.param(b'{"a": 1} {"a": 2}', "not valid JSON", id="two objects"),
        pytest.param(b"[1, 2]", "not a JSON object", id="a list"),
        pytest.param(b'"text"', "not a JSON object", id="a text"),
        pytest.param(b'{"a": ' + b"[" * 100_000, "nested too deeply", id="nested brackets"),
        pytest.param(b'{"a": ' + b"9" * 10_000 + b"}", "not valid JSON", id="a number of 10,000 digits"),
        pytest.param(b'{"a": "\\ud800"}', "half a character", id="a lone surrogate"),
        pytest.param(b'{"a": {"\\udc00": 1}}', "half a character", id="a lone surrogate inside an object"),
        pytest.param(b'{"a": ["\\u0000"]}', "a NUL character", id="a NUL character"),
    ],
)
def test_a_bad_line_is_named(line: bytes, complaint: str) -> None:
    """A line that is no object is an error with file and line, and without the line's text."""
    with pytest.raises(UnreadableFileError, match=complaint) as raised:
        read_json_lines(b'{"a": "fine"}\n' + line + b"\n", place="a.jsonl")
    assert raised.value.place == "a.jsonl:2"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(end: str) -> None:
    """Line ends of other systems end a line too."""
    assert read_json_lines(f'{{"a": 1}}{end}{end}{{"a": 2}}'.encode(), place="a.jsonl").lines == (1, 3)


def test_any_depth_is_read_or_refused() -> None:
    """However deep brackets nest, the answer is a table or an error of ours."""
    outcomes = set()
    for depth in (*range(850, 1000), 100_000):  # newer versions of Python read the first ones
        try:
            read_json_lines(b'{"a": ' + b"[" * depth + b"]" * depth + b"}", place="a.jsonl")
            outcomes.add("read")
        except UnreadableFileError:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}


def test_backslashes_of_a_text_are_text() -> None:
    """What looks like an escape in the text itself is none."""
    assert read_json_lines(b'{"a": "\\\\u0000"}', place="a.jsonl").rows[0]["a"] == "\\u0000"


def test_a_pair_of_surrogates_is_one_character() -> None:
    """An emoji written as two escapes is read as the emoji."""
    assert read_json_lines(b'{"a": "\\ud83d\\ude00"}', place="a.jsonl").rows[0]["a"] == "😀"


def test_every_line_with_a_key_of_its_own_costs_what_it_holds() -> None:
    """20,000 lines with 20,000 different keys do not make 400 million cells."""
    table = read_json_lines(b"\n".join(b'{"k%d": 1}' % i for i in range(20_000)), place="a.jsonl")
    assert sum(len(row) for row in table.rows) == 20_000


@pytest.mark.parametrize("data", [b"", b"\n \n"])
def test_an_empty_file_has_no_rows(data: bytes) -> None:
    """A file without an object is an error."""
    with pytest.raises(UnreadableFileError, match="is empty"):
        read_json_lines(data, place="a.jsonl")
