"""Numbers and lists as text never claim more than is true."""

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.phrasing import (
    end_sentence,
    format_count,
    format_number,
    format_percent,
    format_score,
    join_names,
    list_lines,
    list_some,
    quote_for_shell,
)


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        pytest.param(0, 5, "0 %", id="nothing"),
        pytest.param(5, 5, "100 %", id="all"),
        pytest.param(999, 1_000, "> 99 %", id="nearly all is not all"),
        pytest.param(1, 1_000, "< 1 %", id="nearly nothing is not nothing"),
        pytest.param(1, 100, "1 %", id="one in a hundred"),
        pytest.param(2, 3, "67 %", id="rounded"),
        pytest.param(0, 0, "n/a", id="of nothing"),
    ],
)
def test_a_share_is_100_percent_only_if_it_is_all(part: int, whole: int, text: str) -> None:
    """A share prints 100 % only for all, 0 % only for nothing, and n/a where there is no whole."""
    assert format_percent(part, whole) == text


@given(whole=st.integers(1, 10**9), data=st.data())
def test_only_the_ends_of_a_share_are_round(whole: int, data: st.DataObject) -> None:
    """However large the whole, only the two ends print 0 % and 100 %."""
    part = data.draw(st.integers(0, whole))
    assert (format_percent(part, whole) == "100 %") == (part == whole)
    assert (format_percent(part, whole) == "0 %") == (part == 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(None, "n/a", id="undefined"),
        pytest.param(float("nan"), "n/a", id="not a number"),
        pytest.param(1.0, "1.00", id="one"),
        pytest.param(0.9999, "0.99", id="nearly one"),
        pytest.param(-0.001, "0.00", id="no negative zero"),
        pytest.param(-0.25, "−0.25", id="negative"),
        pytest.param(0.0, "0.00", id="zero is a value"),
    ],
)
def test_a_score_has_two_decimals_or_is_not_available(value: float | None, text: str) -> None:
    """A score prints with two decimals, 1.00 only if it is one, and n/a if it is undefined."""
    assert format_score(value) == text


def test_counts_have_separators_and_their_noun() -> None:
    """Thousands are separated, and only a count of one takes the singular."""
    assert format_number(1_234_567) == "1,234,567"
    assert [format_count(count, "unit") for count in (0, 1, 2_000)] == ["0 units", "1 unit", "2,000 units"]


def test_a_list_reads_as_a_sentence() -> None:
    """Names are joined by commas, the last by and."""
    assert [join_names(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@pytest.mark.parametrize(
    ("names", "text"),
    [
        pytest.param([], "", id="none"),
        pytest.param(list("abcde"), "a, b, c, d, e", id="all"),
        pytest.param(list("abcdefg"), "a, b, c, d, e and 2 more", id="some"),
        pytest.param(["a", "x" * 41], "a, …", id="a name that may be text of a transcript"),
    ],
)
def test_a_long_list_names_the_first_and_counts_the_rest(names: list[str], text: str) -> None:
    """Messages stay short, and never show what may be somebody's words."""
    assert list_some(names) == text


def test_lines_are_named_with_their_noun() -> None:
    """One line is singular, several are plural."""
    assert (list_lines([3]), list_lines([3, 7])) == ("line 3", "lines 3, 7")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("Done", "Done."), ("Done.", "Done."), ("Really?", "Really?"), ("完成。", "完成。")],
)
def test_a_sentence_ends_with_one_mark(text: str, sentence: str) -> None:
    """A full stop is added only where no mark ends the sentence."""
    assert end_sentence(text) == sentence


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        pytest.param("Anna", '"Anna"', id="plain"),
        pytest.param("My run/访谈 3.xlsx", '"My run/访谈 3.xlsx"', id="blank and Chinese"),
        pytest.param("O'Neill", '"O\'Neill"', id="apostrophe"),
        pytest.param(r"C:\study\run", r'"C:\study\run"', id="folder of Windows"),
        pytest.param('the "first"', "'the \"first\"'", id="double quotes"),
        pytest.param("$HOME `date` wow!", "'$HOME `date` wow!'", id="what a shell replaces"),
    ],
)
def test_a_name_in_a_command_has_double_quotes_if_a_shell_reads_them(name: str, quoted: str) -> None:
    """Only names that a shell would change within double quotes have single ones."""
    assert quote_for_shell(name) == quoted


@given(name=st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\"'$`\\! ")))
def test_a_quoted_name_is_one_word(name: str) -> None:
    """Whatever is in a name, it comes back from the command as one word."""
    assert shlex.split(f"--coder {quote_for_shell(name)} --to") == ["--coder", name, "--to"]


def test_a_shell_reads_quoted_names_as_they_are() -> None:
    """A real shell passes the names on unchanged."""
    names = ["Jane Doe", 'the "first"', "O'Neill", "$HOME", "`id`", "back\\\\slash\\", "访谈 3", "*", ""]
    words = " ".join(map(quote_for_shell, names))
    shown = subprocess.run(["sh", "-c", f"printf '%s\n' {words}"], capture_output=True, check=True).stdout  # noqa: S603, S607 - the words are ours
    assert shown.decode().splitlines() == names
