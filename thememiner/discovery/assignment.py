"""Which sub-theme each unit has, which it comes closest to besides, and why a unit has none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.language import HAN
from thememiner.records import UnassignedReason, person_index

MIN_MEMBERSHIP = 0.25
"""A unit is assigned if it was with the units of a sub-theme in at least this share of groupings, or in half of the
usual share, where that is less."""
SECOND_CODE_SHARE = 0.75
"""A unit also carries the second code if that membership is at least this share of the first."""
MAX_SHARE_OUTSIDE_DENSE = 0.9
"""A unit that is in no dense group in this share of clusterings, and firmly in no sub-theme, is far from all themes."""
FIRM_MEMBERSHIP = 0.4
NEAREST_UNITS = 5
"""Units that are examined around an unassigned one."""
MAX_MARGIN_BETWEEN = 0.05
"""Two sub-themes whose memberships differ by no more are equally near."""
MIN_WORDS, MIN_HAN = 4, 6
"""A unit with fewer words or Han characters is too short to tell."""
_HAN = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Assignment:
    """The evidence for each unit; arrays of shape (units,)."""

    best: npt.NDArray[np.int64]
    """The sub-theme with the largest membership, whether the unit is assigned or not; -1 if there is none."""
    membership: npt.NDArray[np.float32]
    """Membership in the best."""
    second: npt.NDArray[np.int64]
    second_membership: npt.NDArray[np.float32]
    is_assigned: npt.NDArray[np.bool_]
    carries_both: npt.NDArray[np.bool_]

    @property
    def labels(self) -> npt.NDArray[np.int64]:
        """The sub-theme of each unit, -1 where unassigned."""
        return np.where(self.is_assigned, self.best, -1)

    @property
    def nearest(self) -> npt.NDArray[np.int64]:
        """The sub-theme that each unit comes closest to besides its own; -1 if there is none."""
        return np.where(self.is_assigned, self.second, self.best)

    @property
    def nearest_membership(self) -> npt.NDArray[np.float32]:
        """Each unit's membership in its nearest sub-theme."""
        return np.where(self.is_assigned, self.second_membership, self.membership)

    @property
    def margin(self) -> npt.NDArray[np.float32]:
        """How far the best membership is above the second best."""
        return self.membership - self.second_membership

    def select(self, units: npt.NDArray[np.int64]) -> "Assignment":
        """Return the evidence for some units, in their order."""
        return Assignment(*(getattr(self, field.name)[units] for field in fields(self)))

    def renumber(self, places: npt.NDArray[np.int64]) -> "Assignment":
        """Return the same evidence with sub-theme ``s`` numbered ``places[s]``; ``places[-1]`` is -1."""
        return replace(self, best=places[self.best], second=places[self.second])


@dataclass(frozen=True, slots=True)
class MembershipBounds:
    """The memberships from which a unit is assigned, and is firmly assigned."""

    least: float
    firm: float


def compute_bounds(membership: npt.NDArray[np.float32]) -> MembershipBounds:
    """Return the bounds for memberships of shape (units, sub-themes): a low median of the best ones lowers them."""
    # In sub-themes wider than the groupings all memberships are low.
    usual = float(np.median(membership.max(axis=1))) if membership.size else 0.0
    return MembershipBounds(min(MIN_MEMBERSHIP, usual / 2), min(FIRM_MEMBERSHIP, usual))


def assign_by_membership(
    membership: npt.NDArray[np.float32],
    outside_dense: npt.NDArray[np.float64],
    *,
    bounds: MembershipBounds | None = None,
    assign_all: bool = False,
    two_codes: bool = True,
) -> Assignment:
    """Assign units by their memberships, shape (units, sub-themes), and how often each was in no dense group.

    ``outside_dense``, shape (units,), is that share of clusterings. ``bounds`` defaults to those of these memberships.
    """
    units, count = membership.shape
    order = np.argsort(-membership, axis=1, kind="stable")[:, :2]
    values = np.take_along_axis(membership, order, axis=1)
    best = np.column_stack([order, np.full((units, 2), -1)])[:, :2].astype(np.int64)
    values = np.column_stack([values, np.zeros((units, 2), dtype=np.float32)])[:, :2]
    best[values <= 0] = -1
    first, second = values.T
    bounds = bounds or compute_bounds(membership)
    is_far = (outside_dense >= MAX_SHARE_OUTSIDE_DENSE) & (first < bounds.firm)
    is_assigned = best[:, 0] >= 0 if assign_all else (best[:, 0] >= 0) & (first >= bounds.least) & ~is_far
    carries_both = (
        is_assigned & (second >= SECOND_CODE_SHARE * first) & (second >= bounds.least)
        if two_codes and count > 1
        else np.zeros(units, bool)
    )
    return Assignment(best[:, 0], first, best[:, 1], second, is_assigned, carries_both)


def assign_none(units: int) -> Assignment:
    """Return the assignment of ``units`` units where there are no sub-themes."""
    none, zero = np.full(units, -1, dtype=np.int64), np.zeros(units, dtype=np.float32)
    return Assignment(none, zero, none, zero, none >= 0, none >= 0)


def concatenate_assignments(parts: Sequence[Assignment]) -> Assignment:
    """Return the assignments of several groups of units as one, in their order."""
    return Assignment(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Assignment)))


def find_unassigned_reasons(
    units: pd.DataFrame, assigned: Assignment, nearest: npt.NDArray[np.integer]
) -> tuple[str | None, ...]:
    """Return for each unit why it is unassigned; None where it is assigned.

    ``units`` is the table of the clustered units, in the order of the arrays. ``nearest``, shape (units, neighbours),
    holds the indices of the units nearest to each, of which the first ``NEAREST_UNITS`` count. The first reason that
    holds is given: too few words; one person said all of the nearest units, although there are several persons; two
    sub-themes are equally near; otherwise far from all.
    """
    people = person_index(units).of_units
    several = len(people) > 0 and people.max() > 0
    near = nearest[:, :NEAREST_UNITS]
    same_person = (people[near] == people[:, None]).all(axis=1) & (several and near.shape[1] > 0)
    between = (
        (assigned.second >= 0)
        & (assigned.margin <= MAX_MARGIN_BETWEEN)
        & (assigned.second_membership >= MIN_MEMBERSHIP / 2)
    )
    unassigned = np.flatnonzero(~assigned.is_assigned)
    short = np.zeros(len(units), dtype=bool)
    short[unassigned] = [_is_short(str(text)) for text in units["text"].to_numpy()[unassigned]]
    found = np.full(len(units), None, dtype=object)
    found[unassigned] = str(UnassignedReason.FAR)
    # The first reason that holds is written last.
    for holds, reason in (
        (between, UnassignedReason.BETWEEN),
        (same_person, UnassignedReason.ONE_PARTICIPANT),
        (short, UnassignedReason.SHORT),
    ):
        found[holds & ~assigned.is_assigned] = str(reason)
    return tuple(found)


def _is_short(text: str) -> bool:
    """Return whether there are too few words and Han characters, counted together."""
    words = [word for word in _HAN.sub(" ", text).split() if any(map(str.isalnum, word))]
    return len(_HAN.findall(text)) / MIN_HAN + len(words) / MIN_WORDS < 1
