"""Which sub-theme a unit has, and why it has none."""

from dataclasses import fields

import numpy as np
import pytest
from sample_units import as_neighbours, units_of

from thememiner.discovery.assignment import (
    FIRM_MEMBERSHIP,
    MAX_MARGIN_BETWEEN,
    MAX_SHARE_OUTSIDE_DENSE,
    MIN_HAN,
    MIN_MEMBERSHIP,
    MIN_WORDS,
    NEAREST_UNITS,
    SECOND_CODE_SHARE,
    Assignment,
    assign_by_membership,
    find_unassigned_reasons,
)
from thememiner.records import UnassignedReason

STRONG = max(FIRM_MEMBERSHIP, MIN_MEMBERSHIP) + 0.3
NEARLY = STRONG * SECOND_CODE_SHARE + 0.01
WEAK = MIN_MEMBERSHIP - 0.05


def one(row: list[float], *, outside_dense: float = 0, assign_all: bool = False, two_codes: bool = True) -> Assignment:
    """Assign one unit with these memberships, among other units with firm ones."""
    firm = [1.0] * len(row[:1]) + [0.0] * len(row[1:])
    membership = np.array([row, firm, firm, firm], dtype=np.float32)
    assigned = assign_by_membership(
        membership, np.array([outside_dense, 0, 0, 0]), assign_all=assign_all, two_codes=two_codes
    )
    return Assignment(*(getattr(assigned, field.name)[:1] for field in fields(assigned)))


@pytest.mark.parametrize(
    ("row", "outside_dense", "label", "nearest", "both"),
    [
        pytest.param([STRONG, 0.05], 0, 0, 1, False, id="clearly the first"),
        pytest.param([0.05, 0, STRONG], 1, 2, 0, False, id="firm enough, whatever density says"),
        pytest.param([NEARLY, STRONG], 0, 1, 0, True, id="both, the stronger first"),
        pytest.param([STRONG * SECOND_CODE_SHARE - 0.02, STRONG], 0, 1, 0, False, id="not nearly as often"),
        pytest.param([WEAK, 0], 0, -1, 0, False, id="too seldom"),
        pytest.param([WEAK, WEAK], 0, -1, 0, False, id="too seldom with two: the first is nearest"),
        pytest.param([0, 0], 0, -1, -1, False, id="never with any"),
        pytest.param(
            [(MIN_MEMBERSHIP + FIRM_MEMBERSHIP) / 2, 0],
            MAX_SHARE_OUTSIDE_DENSE,
            -1,
            0,
            False,
            id="alone and nowhere firmly",
        ),
        pytest.param(
            [(MIN_MEMBERSHIP + FIRM_MEMBERSHIP) / 2, 0],
            MAX_SHARE_OUTSIDE_DENSE - 0.1,
            0,
            -1,
            False,
            id="seldom enough alone",
        ),
        pytest.param([STRONG], 0, 0, -1, False, id="the only sub-theme"),
        pytest.param([], 0, -1, -1, False, id="no sub-themes"),
    ],
)
def test_rules(row: list[float], outside_dense: float, label: int, nearest: int, *, both: bool) -> None:
    """Each rule gives the result worked out by hand."""
    assigned = one(row, outside_dense=outside_dense)
    assert (assigned.labels[0], assigned.nearest[0], bool(assigned.carries_both[0])) == (label, nearest, both)


def test_in_wide_subthemes_half_of_the_usual_membership_is_enough() -> None:
    """Where sub-themes are wider than the groupings, all memberships are low, and units are assigned nevertheless."""
    membership = np.array([[0.1], [0.1], [0.12], [0.04]], dtype=np.float32)
    assert assign_by_membership(membership, np.zeros(4)).labels.tolist() == [0, 0, 0, -1]


def test_every_unit_with_a_membership_can_be_assigned() -> None:
    """With ``assign_all`` a weak membership is enough; none at all is not."""
    assert one([0, WEAK], outside_dense=1, assign_all=True).labels.tolist() == [1]
    assert one([0, 0], assign_all=True).labels.tolist() == [-1]


def test_second_codes_can_be_turned_off() -> None:
    """The nearest sub-theme is given nevertheless."""
    assigned = one([STRONG, NEARLY], two_codes=False)
    assert not assigned.carries_both.any()
    assert assigned.nearest.tolist() == [1]


def test_the_margin_is_the_way_to_the_second() -> None:
    """That holds for an unassigned unit too, whose nearest sub-theme is its best."""
    assigned = one([STRONG, 0.1])
    assert assigned.margin == pytest.approx(STRONG - 0.1)
    assert assigned.nearest_membership == pytest.approx(0.1)
    weak = one([WEAK, WEAK / 2])
    assert weak.margin == pytest.approx(WEAK / 2)
    assert weak.nearest_membership == pytest.approx(WEAK)


def test_new_numbers_for_subthemes() -> None:
    """Best and second get their new numbers, -1 stays -1, and memberships stay."""
    assigned = one([STRONG, NEARLY, 0]).renumber(np.array([2, 0, 1, -1]))
    assert (assigned.best.tolist(), assigned.second.tolist()) == ([2], [0])
    assert one([0, 0]).renumber(np.array([1, 0, -1])).best.tolist() == [-1]
    assert assigned.membership == pytest.approx(STRONG)


OTHERS = NEAREST_UNITS + 1
"""Units besides the one that is tested."""


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
    is_assigned = np.arange(OTHERS + 1) > 0
    assigned = Assignment(np.zeros(OTHERS + 1, dtype=np.int64), membership, which, seconds, is_assigned, ~is_assigned)
    near = as_neighbours([[other for other in range(OTHERS + 1) if other != unit] for unit in range(OTHERS + 1)])
    found = find_unassigned_reasons(units, assigned, near.indices)
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
    """One person said all of the nearest units, and there are other persons."""
    assert reason(people="AAAAAAB") == str(UnassignedReason.ONE_PARTICIPANT)


def test_a_study_of_one_person_is_no_reason() -> None:
    """If one person said everything, that is no reason."""
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
    """A unit is between two sub-themes if both are near, and equally near."""
    assert reason(best=best, second=second) == str(expected)


def test_the_first_reason_that_holds_is_assigned() -> None:
    """Too short comes before one participant, and that before between."""
    assert reason(text="no", people="AAAAAAB") == str(UnassignedReason.SHORT)
    assert reason(people="AAAAAAB", best=MIN_MEMBERSHIP, second=MIN_MEMBERSHIP) == str(UnassignedReason.ONE_PARTICIPANT)
