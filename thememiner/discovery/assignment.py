"""Which sub-theme each unit has, which it comes closest to besides, and whether it carries both.

Why a unit has no sub-theme.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.discovery.ensemble import people_of
from thememiner.language import HAN
from thememiner.records import Unassigned

LEAST = 0.25
"""A unit is assigned if it went with the units of a sub-theme in at least so large a share of the groupings, or half as
often as is usual, where that is less."""
BOTH = 0.75
"""A unit carries the second code too if it went there at least so often, compared with the first."""
ALONE = 0.9
"""A unit that so many looks by density leave out, and that goes nowhere firmly, is far from all themes."""
FIRM = 0.4
NEAR = 5
"""Units looked at around an unassigned one."""
CLOSE = 0.05
"""Two sub-themes whose memberships differ by no more are equally near."""
_HAN = re.compile(f"[{HAN}]")
FEW_WORDS, FEW_HAN = 4, 6
"""A unit with fewer of them is too short to tell."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the evidence says of each unit; arrays of shape (units,)."""

    best: npt.NDArray[np.int64]
    """The sub-theme that it goes with most, assigned or not; -1 if there is none."""
    membership: npt.NDArray[np.float32]
    """In the best."""
    second: npt.NDArray[np.int64]
    second_membership: npt.NDArray[np.float32]
    assigned: npt.NDArray[np.bool_]
    carries_both: npt.NDArray[np.bool_]

    @property
    def labels(self) -> npt.NDArray[np.int64]:
        """The sub-theme of each unit, -1 where unassigned."""
        return np.where(self.assigned, self.best, -1)

    @property
    def nearest(self) -> npt.NDArray[np.int64]:
        """The sub-theme that each unit comes closest to beside its own; -1 if there is none."""
        return np.where(self.assigned, self.second, self.best)

    @property
    def nearest_membership(self) -> npt.NDArray[np.float32]:
        """Its membership in that one."""
        return np.where(self.assigned, self.second_membership, self.membership)

    @property
    def margin(self) -> npt.NDArray[np.float32]:
        """How far the best membership is above the second best."""
        return self.membership - self.second_membership

    def of(self, units: npt.NDArray[np.int64]) -> "Assignment":
        """Return what is said of some units, in their order."""
        return Assignment(*(getattr(self, field.name)[units] for field in fields(self)))

    def renumbered(self, places: npt.NDArray[np.int64]) -> "Assignment":
        """Return the same with sub-theme ``s`` called ``places[s]``; ``places[-1]`` is -1."""
        return replace(self, best=places[self.best], second=places[self.second])


@dataclass(frozen=True, slots=True)
class Bounds:
    """From which membership on a unit is assigned, and is so firmly."""

    least: float
    firm: float


def bounds_of(membership: npt.NDArray[np.float32]) -> Bounds:
    """Return the bounds for memberships of shape (units, sub-themes): the usual best one lowers them."""
    # In sub-themes wider than the groupings all memberships are low.
    usual = float(np.median(membership.max(axis=1))) if membership.size else 0.0
    return Bounds(min(LEAST, usual / 2), min(FIRM, usual))


def assignment(
    membership: npt.NDArray[np.float32],
    left_out: npt.NDArray[np.float64],
    *,
    bounds: Bounds | None = None,
    assign_all: bool = False,
    two_codes: bool = True,
) -> Assignment:
    """Decide by memberships of shape (units, sub-themes), and how often each unit was in no dense group.

    ``bounds`` are those of these memberships unless others are given.
    """
    units, count = membership.shape
    order = np.argsort(-membership, axis=1, kind="stable")[:, :2]
    values = np.take_along_axis(membership, order, axis=1)
    best = np.column_stack([order, np.full((units, 2), -1)])[:, :2].astype(np.int64)
    values = np.column_stack([values, np.zeros((units, 2), dtype=np.float32)])[:, :2]
    best[values <= 0] = -1
    first, second = values.T
    bounds = bounds or bounds_of(membership)
    far = (left_out >= ALONE) & (first < bounds.firm)
    assigned = best[:, 0] >= 0 if assign_all else (best[:, 0] >= 0) & (first >= bounds.least) & ~far
    both = (
        assigned & (second >= BOTH * first) & (second >= bounds.least)
        if two_codes and count > 1
        else np.zeros(units, bool)
    )
    return Assignment(best[:, 0], first, best[:, 1], second, assigned, both)


def nothing(units: int) -> Assignment:
    """Return what is said of units where there are no sub-themes."""
    none, zero = np.full(units, -1, dtype=np.int64), np.zeros(units, dtype=np.float32)
    return Assignment(none, zero, none, zero, none >= 0, none >= 0)


def joined(parts: Sequence[Assignment]) -> Assignment:
    """Return what is said of units, one part after the other."""
    return Assignment(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Assignment)))


def reasons(units: pd.DataFrame, given: Assignment, nearest: npt.NDArray[np.integer]) -> tuple[str | None, ...]:
    """Return for each unit why it is unassigned, None where it is not.

    ``units`` are those that took part, in the order of the arrays, and ``nearest``, shape (units, neighbours), names
    those nearest to each, of which the first ``NEAR`` count. The first reason that holds is given: too few words; all
    its nearest units said by the same person, where there are several; two sub-themes equally near; else far from all.
    """
    people = pd.factorize(people_of(units))[0]
    several = len(people) > 0 and people.max() > 0
    near = nearest[:, :NEAR]
    same_person = (people[near] == people[:, None]).all(axis=1) & (several and near.shape[1] > 0)
    between = (given.second >= 0) & (given.margin <= CLOSE) & (given.second_membership >= LEAST / 2)
    open_ones = np.flatnonzero(~given.assigned)
    short = np.zeros(len(units), dtype=bool)
    short[open_ones] = [_is_short(str(text)) for text in units["text"].to_numpy()[open_ones]]
    found = np.full(len(units), None, dtype=object)
    found[open_ones] = str(Unassigned.FAR)
    # The first reason that holds is written last.
    for holds, why in (
        (between, Unassigned.BETWEEN),
        (same_person, Unassigned.ONE_PARTICIPANT),
        (short, Unassigned.SHORT),
    ):
        found[holds & ~given.assigned] = str(why)
    return tuple(found)


def _is_short(text: str) -> bool:
    """Tell whether the words and the Han characters are too few together."""
    words = [word for word in _HAN.sub(" ", text).split() if any(map(str.isalnum, word))]
    return len(_HAN.findall(text)) / FEW_HAN + len(words) / FEW_WORDS < 1
