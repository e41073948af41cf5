"""Prevalence in words: shares, differences and how many intervals miss by chance."""

import pytest

from thememiner.phrasing import (
    format_difference_interval,
    format_points,
    format_share_interval,
    name_difference,
)
from thememiner.phrasing.prevalence import explain_intervals
from thememiner.records import Pairing, Share, ShareDifference


@pytest.mark.parametrize(
    ("value", "words"),
    [
        pytest.param(0.174, "+17", id="more"),
        pytest.param(-0.31, "−31", id="less"),
        pytest.param(-0.001, "0", id="nearly nothing has no sign"),
        pytest.param(None, "n/a", id="undefined"),
    ],
)
def test_differences_are_in_points(value: float | None, words: str) -> None:
    """Percentage points with their sign."""
    assert format_points(value) == words


def test_a_change_within_a_group_names_the_group_once() -> None:
    """With two attributes, the first comes before the two values compared; an undefined difference has no interval."""
    change = ShareDifference(("ward", "before"), ("ward", "after"), Pairing.SAME, 4, 1, None)
    assert name_difference(change) == "ward: after minus before"
    assert format_difference_interval(change) == ""
    assert format_share_interval(Share(0, 0, None, None, None)) == "n/a"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        pytest.param(1, "1 interval of a difference is shown", id="one"),
        pytest.param(9, "misses the true difference by chance. An interval", id="few"),
        pytest.param(60, "by chance, here about 3.", id="many"),
    ],
)
def test_misses_by_chance_are_explained_with_the_number_of_intervals(number: int, words: str) -> None:
    """With many intervals, how many are expected to miss; without intervals, nothing."""
    assert words in explain_intervals(number)
    assert explain_intervals(0) == ""
