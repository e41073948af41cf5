"""Text in cells stays text and can be restored."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.exchange.spreadsheets import (
    MAX_CELL_LENGTH,
    Sheet,
    SheetColumn,
    escape_cell,
    guard_formula,
    split_cell_text,
    to_csv,
    unescape_cell,
    unguard_formula,
)

ODD = st.text() | st.text(alphabet="'=+-@＝;\" \t\r\n_x0F07aß\x07\ud800👍", max_size=20)
FORMULA_BEGINNINGS = tuple("=+-@＝＋－＠")


@given(ODD)
def test_guarding_and_escaping_lose_nothing(text: str) -> None:
    """Guarded and escaped text is restored letter for letter."""
    assert unescape_cell(unguard_formula(guard_formula(escape_cell(text)))) == text


@pytest.mark.parametrize(
    "text", ["=1+1", "+49", "-yes", "@me", "\tx", "\rx", "\nx", "＝1", "＋", "－", "＠", "'=1", " =1"]
)
def test_what_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    """No spreadsheet evaluates a participant's words."""
    assert guard_formula(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("yes;=1+1", "yes;'=1+1"),
        ('yes;"=1+1"', 'yes;\'"=1+1"'),
        ("a\t @b;+1", "a\t' @b;'+1"),
        ("he said\n- no", "he said\n'- no"),
        ("yes;'=1", "yes;''=1"),
        ("well; no - yes", "well; no - yes"),
        ("a,=1", "a,=1"),
    ],
)
def test_formulas_behind_another_delimiter_get_an_apostrophe(text: str, written: str) -> None:
    """Quotation marks do not protect a cell if the file is opened with semicolons or tabs as delimiters."""
    assert guard_formula(text) == written


@given(st.lists(st.tuples(ODD, ODD, ODD), min_size=1, max_size=3))
def test_no_delimiter_makes_a_formula(rows: list[tuple[str, str, str]]) -> None:
    """However a program splits the file, no cell begins like a formula."""
    written = to_csv(Sheet("s", tuple(map(SheetColumn, "abc")), tuple(rows))).decode("utf-8-sig")
    for delimiter in ",;\t":
        cells = [cell for row in csv.reader(io.StringIO(written, newline=""), delimiter=delimiter) for cell in row]
        assert not [cell for cell in cells if cell.lstrip(" ").startswith(FORMULA_BEGINNINGS)], delimiter


@pytest.mark.parametrize("name", ["007", "12e5", "1234567890123456", "39E8"])
def test_names_that_look_like_numbers_are_kept(name: str) -> None:
    """A spreadsheet would change such names when it saves the file."""
    assert guard_formula(name) == f"'{name}"


@pytest.mark.parametrize("text", ["", "plain", "7", "0", "a=b", "'quoted'", "12e5a", "我"])
def test_other_text_stays_as_it_is(text: str) -> None:
    """Apostrophes are added only where they are needed."""
    assert guard_formula(text) == text


def test_control_characters_are_written_as_excel_does() -> None:
    """A bell is escaped, and text that looks like an escape is distinguished from it."""
    assert escape_cell("\x07_x0007_") == "_x0007__x005F_x0007_"


@pytest.mark.parametrize("pattern", ["a", "_", "👍", "\x07", "a👍", "=_\x07", "'=", ";=", "\n=👍"])
def test_pieces_fit_their_cells(pattern: str) -> None:
    """Pieces make up the text, and each is short enough with all that is added to it."""
    text = pattern * (MAX_CELL_LENGTH // len(pattern))
    parts = split_cell_text(text)
    assert "".join(parts) == text
    assert all(len(guard_formula(escape_cell(part)).encode("utf-16-le")) <= 2 * (MAX_CELL_LENGTH + 1) for part in parts)


def test_text_of_exactly_one_cell_is_one_piece() -> None:
    """Only longer text is split."""
    assert [len(split_cell_text("a" * MAX_CELL_LENGTH)), len(split_cell_text("a" * (MAX_CELL_LENGTH + 1)))] == [1, 2]
