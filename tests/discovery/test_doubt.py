"""Why a unit has no sub-theme."""

import numpy as np
import pytest
from made_units import as_neighbours, units_of

from thememiner.discovery.assignment import (
    MAX_MARGIN_BETWEEN,
    MIN_HAN,
    MIN_MEMBERSHIP,
    MIN_WORDS,
    NEAREST_UNITS,
    Assignment,
    find_unassigned_reasons,
)
from thememiner.records import UnassignedReason

OTHERS = NEAREST_UNITS + 1
"""Units beside the one that is looked at."""


def reason(
    *, text: str = "long enough to say what it means", best: float = 0.0, second: float = 0.0, people: str = "ABCDEFG"
) -> str | None:
    """Return why the first unit is unassigned: all others are its nearest, and assigned."""
    units = units_of(OTHERS + 1)
    units["participant"] = list(people[: OTHERS + 1])
    units.loc[0, "text"] = text
    membership = np.array([best, *[1.0] * OTHERS], dtype=np.float32)
    seconds = np.array([second, *[0.0] * OTHERS], dtype=np.float32)
    which = np.where(seconds > 0, 1, -1)
    assigned = np.arange(OTHERS + 1) > 0
    given = Assignment(np.zeros(OTHERS + 1, dtype=np.int64), membership, which, seconds, assigned, ~assigned)
    near = as_neighbours([[other for other in range(OTHERS + 1) if other != unit] for unit in range(OTHERS + 1)])
    found = find_unassigned_reasons(units, given, near.indices)
    assert set(found[1:]) == {None}
    return found[0]


@pytest.mark.parametrize(
    ("text", "is_short"),
    [
        pytest.param("word " * (MIN_WORDS - 1), True, id="English, too few"),
        pytest.param("word " * MIN_WORDS, False, id="English, enough"),
        pytest.param("word – , … " * (MIN_WORDS - 1), True, id="marks are no words"),
        pytest.param("好" * (MIN_HAN - 1) + "。", True, id="Chinese, too few"),
        pytest.param("好" * MIN_HAN + "。", False, id="Chinese, enough"),
        pytest.param("那 time", True, id="both, too few"),
        pytest.param("I went there with my 奶奶 every week", False, id="English with a Chinese word, enough"),
        pytest.param("", True, id="nothing"),
    ],
)
def test_too_short(text: str, *, is_short: bool) -> None:
    """Words and Han characters are counted together."""
    assert (reason(text=text) == str(UnassignedReason.SHORT)) is is_short


def test_only_one_participant_says_it() -> None:
    """All the nearest are the same person's, and there are other persons."""
    assert reason(people="AAAAAAB") == str(UnassignedReason.ONE_PARTICIPANT)


def test_a_study_of_one_person_is_no_reason() -> None:
    """Where all is said by one, that says nothing about a unit."""
    assert reason(people="AAAAAAA") == str(UnassignedReason.FAR)


@pytest.mark.parametrize(
    ("best", "second", "expected"),
    [
        pytest.param(
            MIN_MEMBERSHIP * 0.9,
            MIN_MEMBERSHIP * 0.9 - MAX_MARGIN_BETWEEN / 2,
            UnassignedReason.BETWEEN,
            id="equally near",
        ),
        pytest.param(
            MIN_MEMBERSHIP * 0.9,
            MIN_MEMBERSHIP * 0.9 - 2 * MAX_MARGIN_BETWEEN,
            UnassignedReason.FAR,
            id="one is nearer",
        ),
        pytest.param(MIN_MEMBERSHIP / 4, MIN_MEMBERSHIP / 4, UnassignedReason.FAR, id="equally far"),
        pytest.param(MIN_MEMBERSHIP / 2, 0, UnassignedReason.FAR, id="there is no second"),
    ],
)
def test_between_two_or_far_from_all(best: float, second: float, expected: UnassignedReason) -> None:
    """A unit is between two if they are near and equally so."""
    assert reason(best=best, second=second) == str(expected)


def test_the_first_reason_that_holds_is_given() -> None:
    """Too short goes before one participant, and that before between."""
    assert reason(text="no", people="AAAAAAB") == str(UnassignedReason.SHORT)
    assert reason(people="AAAAAAB", best=MIN_MEMBERSHIP, second=MIN_MEMBERSHIP) == str(UnassignedReason.ONE_PARTICIPANT)
