"""Counts, shares and figures never claim more than is true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.report.formatting import cell, counted, figure, listed, percent, thousands


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
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
def test_a_share_is_100_percent_only_if_it_is_all(part: int, whole: int, shown: str) -> None:
    """A share prints 100 % only for all, 0 % only for nothing, and n/a where there is no whole."""
    assert percent(part, whole) == shown


@given(whole=st.integers(1, 10**9), data=st.data())
def test_only_the_ends_of_a_share_are_round(whole: int, data: st.DataObject) -> None:
    """However large the whole, 0 % and 100 % are said of the ends alone."""
    part = data.draw(st.integers(0, whole))
    assert (percent(part, whole) == "100 %") == (part == whole)
    assert (percent(part, whole) == "0 %") == (part == 0)


@pytest.mark.parametrize(
    ("value", "shown"),
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
def test_a_figure_has_two_decimals_or_is_not_available(value: float | None, shown: str) -> None:
    """A figure prints with two decimals, 1.00 only if it is one, and n/a if it is undefined."""
    assert figure(value) == shown


def test_counts_have_separators_and_their_noun() -> None:
    """Counts are separated by thousands, and one thing is no plural."""
    assert thousands(1_234_567) == "1,234,567"
    assert [counted(count, "unit") for count in (0, 1, 2_000)] == ["0 units", "1 unit", "2,000 units"]


def test_a_list_reads_as_a_sentence() -> None:
    """Parts are joined by commas, the last by and."""
    assert [listed(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("count", "whole", "shade"),
    [
        pytest.param(0, 10, 0, id="nothing"),
        pytest.param(1, 1_000, 1, id="something"),
        pytest.param(10, 10, 5, id="all"),
        pytest.param(12, 10, 5, id="more than the whole"),
        pytest.param(3, 0, 0, id="of nothing"),
    ],
)
def test_a_shade_follows_the_share(count: int, whole: int, shade: int) -> None:
    """Only a count of zero goes without a shade, and the darkest is for all."""
    assert cell(count, whole).shade == shade
