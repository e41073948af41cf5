"""Intervals of shares and differences agree with an independent library and with published examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from thememiner.comparison.prevalence import (
    independent_difference_interval,
    paired_difference_interval,
    wilson_interval,
)

COUNTS = st.integers(0, 30)


@given(said=COUNTS, more=COUNTS)
def test_a_share_has_the_interval_that_scipy_gives(said: int, more: int) -> None:
    """Wilson's interval is SciPy's, for any counts."""
    of = max(said + more, 1)
    theirs = binomtest(said, of).proportion_ci(method="wilson")
    assert wilson_interval(said, of) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param((56, 70), (48, 80), (0.0524, 0.3339), id="a"),
        pytest.param((9, 10), (3, 10), (0.1705, 0.8090), id="b"),
        pytest.param((6, 7), (2, 7), (0.0582, 0.8062), id="c"),
        pytest.param((5, 56), (0, 29), (-0.0381, 0.1926), id="d"),
        pytest.param((0, 10), (0, 20), (-0.1611, 0.2775), id="e"),
        pytest.param((0, 10), (0, 10), (-0.2775, 0.2775), id="f"),
        pytest.param((10, 10), (0, 20), (0.6791, 1.0000), id="g"),
        pytest.param((10, 10), (0, 10), (0.6075, 1.0000), id="h"),
    ],
)
def test_the_published_examples_of_different_people(
    first: tuple[int, int], second: tuple[int, int], expected: tuple[float, float]
) -> None:
    """Newcombe 1998 (Statistics in Medicine 17, 873-890), examples a to h, method 10."""
    assert independent_difference_interval(*first, *second) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param((36, 12, 2, 0), (0.0569, 0.3404), id="Newcombe 1998, nobody with neither"),
        pytest.param((20, 12, 2, 16), (0.0562, 0.3292), id="Newcombe 1998, a positive correlation"),
        pytest.param((59, 6, 16, 80), (-0.1186, -0.0046), id="Fagerland 2014, Cavo"),
        pytest.param((1, 1, 7, 12), (-0.507, -0.026), id="Fagerland 2014, Bentur"),
    ],
)
def test_the_published_examples_of_the_same_people(
    table: tuple[int, int, int, int], expected: tuple[float, float]
) -> None:
    """Newcombe 1998 (17, 2635-2650), method 10; Fagerland et al. 2014 (Statistics in Medicine 33), square-and-add."""
    assert paired_difference_interval(*table) == pytest.approx(expected, abs=5e-4 if table[0] == 1 else 5e-5)


@given(table=st.tuples(COUNTS, COUNTS, COUNTS, COUNTS).filter(any))
def test_a_difference_of_the_same_people_is_in_its_interval(table: tuple[int, int, int, int]) -> None:
    """The interval holds the difference, stays within -1 and 1, and turns round with the two times."""
    both, first_only, second_only, neither = table
    low, high = paired_difference_interval(*table)
    difference = (first_only - second_only) / sum(table)
    assert -1 <= low <= difference + 1e-12
    assert difference - 1e-12 <= high <= 1
    assert paired_difference_interval(both, second_only, first_only, neither) == pytest.approx((-high, -low))


@given(first=st.tuples(COUNTS, COUNTS).filter(any), second=st.tuples(COUNTS, COUNTS).filter(any))
def test_a_difference_of_different_people_turns_round_with_the_groups(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    """Group B minus group A is the mirror of group A minus group B."""
    one, other = (first[0], sum(first)), (second[0], sum(second))
    low, high = independent_difference_interval(*one, *other)
    assert independent_difference_interval(*other, *one) == pytest.approx((-high, -low))
