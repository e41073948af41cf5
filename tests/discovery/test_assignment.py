"""Which sub-theme a unit has."""

from dataclasses import fields

import numpy as np
import pytest

from thememiner.discovery.assignment import (
    FIRM_MEMBERSHIP,
    MAX_SHARE_OUTSIDE_DENSE,
    MIN_MEMBERSHIP,
    SECOND_CODE_SHARE,
    Assignment,
    assign_by_membership,
)

STRONG = max(FIRM_MEMBERSHIP, MIN_MEMBERSHIP) + 0.3
NEARLY = STRONG * SECOND_CODE_SHARE + 0.01
WEAK = MIN_MEMBERSHIP - 0.05


def one(row: list[float], *, left_out: float = 0, assign_all: bool = False, two_codes: bool = True) -> Assignment:
    """Return what is decided for one unit with these memberships, among others that are firm."""
    firm = [1.0] * len(row[:1]) + [0.0] * len(row[1:])
    membership = np.array([row, firm, firm, firm], dtype=np.float32)
    given = assign_by_membership(membership, np.array([left_out, 0, 0, 0]), assign_all=assign_all, two_codes=two_codes)
    return Assignment(*(getattr(given, field.name)[:1] for field in fields(given)))


@pytest.mark.parametrize(
    ("row", "left_out", "label", "nearest", "both"),
    [
        pytest.param([STRONG, 0.05], 0, 0, 1, False, id="clearly the first"),
        pytest.param([0.05, 0, STRONG], 1, 2, 0, False, id="firm enough, whatever density says"),
        pytest.param([NEARLY, STRONG], 0, 1, 0, True, id="both, the stronger first"),
        pytest.param([STRONG * SECOND_CODE_SHARE - 0.02, STRONG], 0, 1, 0, False, id="not nearly as often"),
        pytest.param([WEAK, 0], 0, -1, 0, False, id="too seldom"),
        pytest.param([WEAK, WEAK], 0, -1, 0, False, id="too seldom with two: the first is nearest"),
        pytest.param([0, 0], 0, -1, -1, False, id="with nobody"),
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
def test_rules(row: list[float], left_out: float, label: int, nearest: int, *, both: bool) -> None:
    """Each rule, worked by hand."""
    given = one(row, left_out=left_out)
    assert (given.labels[0], given.nearest[0], bool(given.carries_both[0])) == (label, nearest, both)


def test_in_wide_sub_themes_half_of_what_is_usual_is_enough() -> None:
    """Where sub-themes are wider than the groupings all memberships are low, and nobody is unassigned for that."""
    membership = np.array([[0.1], [0.1], [0.12], [0.04]], dtype=np.float32)
    assert assign_by_membership(membership, np.zeros(4)).labels.tolist() == [0, 0, 0, -1]


def test_everything_that_goes_anywhere_can_be_assigned() -> None:
    """With ``assign_all`` a weak membership is enough; none at all is not."""
    assert one([0, WEAK], left_out=1, assign_all=True).labels.tolist() == [1]
    assert one([0, 0], assign_all=True).labels.tolist() == [-1]


def test_a_second_code_can_be_refused() -> None:
    """The nearest sub-theme is told all the same."""
    given = one([STRONG, NEARLY], two_codes=False)
    assert not given.carries_both.any()
    assert given.nearest.tolist() == [1]


def test_the_margin_is_the_way_to_the_second() -> None:
    """Also for a unit that is not assigned, whose nearest is its best."""
    given = one([STRONG, 0.1])
    assert given.margin == pytest.approx(STRONG - 0.1)
    assert given.nearest_membership == pytest.approx(0.1)
    weak = one([WEAK, WEAK / 2])
    assert weak.margin == pytest.approx(WEAK / 2)
    assert weak.nearest_membership == pytest.approx(WEAK)


def test_new_numbers_for_subthemes() -> None:
    """First and second are called by their new numbers, none stays none, and figures stay."""
    given = one([STRONG, NEARLY, 0]).renumber(np.array([2, 0, 1, -1]))
    assert (given.best.tolist(), given.second.tolist()) == ([2], [0])
    assert one([0, 0]).renumber(np.array([1, 0, -1])).best.tolist() == [-1]
    assert given.membership == pytest.approx(STRONG)
