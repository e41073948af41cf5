"""Prevalence in words: shares, differences and how many intervals miss by chance."""

import pytest

from thememiner.phrasing import (
    describe_prevalence,
    format_difference_interval,
    format_points,
    format_share_interval,
    name_difference,
)
from thememiner.phrasing.prevalence import explain_intervals
from thememiner.records import Group, Pairing, Prevalence, Share, ShareDifference, ThemePrevalence


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


def prevalence_of(*groups: Group, differences: tuple[ShareDifference, ...] = ()) -> Prevalence:
    """Return a prevalence of one theme."""
    theme = ThemePrevalence("T1", "hope", Share(0, 0, None, None, None), (), differences)
    return Prevalence("ThemeMiner", "theme", (), groups, (theme,), "participants", "")


def test_people_in_both_groups_are_said_to_count_twice() -> None:
    """Few people in both groups make no pairs, and count in each."""
    change = ShareDifference(("ward",), ("home",), Pairing.DIFFERENT, 2, 9, 0.1, -0.1, 0.3)
    told = describe_prevalence(prevalence_of(differences=(change,)))
    assert "ward and home: 2 participants are in both groups and count in each as different people." in told


@pytest.mark.parametrize(
    ("units", "told"),
    [
        pytest.param(
            (4.0, 6.0), "the participants of home have 6 units each (median), those of ward 4.", id="half more"
        ),
        pytest.param((4.0, 5.9), "", id="less than half more"),
        pytest.param((0.0, 0.0), "", id="nobody talks"),
    ],
)
def test_a_group_that_talks_more_is_named(units: tuple[float, float], told: str) -> None:
    """From one and a half times as many units a person on, a sentence warns of the comparison."""
    groups = (Group(("ward",), 6, units[0]), Group(("home",), 6, units[1]))
    sentences = [one for one in describe_prevalence(prevalence_of(*groups)) if one.startswith("People who talk more")]
    assert [one.partition(": ")[2].partition(" This alone")[0] for one in sentences] == ([told] if told else [])
