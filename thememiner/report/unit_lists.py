"""Lists of units: what is listed of many, and in which order."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from thememiner.report.citing import Citation, Citer

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

MOST_BORDERLINE = 10
"""Units listed for each sub-theme that could also belong to another."""
BORDERLINE = 0.2
"""Margin below which an assigned unit could also belong to the sub-theme that comes next."""
TO_READ = " to read"

BY_CONSENSUS = (
    "A sub-theme is a group of units that many clusterings of the material put together. Its units are listed from "
    "those that went with it most often onwards. In what share of the clusterings a unit did, from 0 to 1, stands as "
    "membership in the file units.parquet; it does not say how likely the unit belongs there. Counts of units are of "
    "first codes, so that they add up; a second code is counted apart."
)
"""What membership is, for the page."""
BY_DENSITY = (
    "A sub-theme is a dense group of units. Its units are listed from the densest part of the group outwards. How "
    "dense a unit's place is, from 0 to 1, stands as membership in the file units.parquet; it does not say how likely "
    "the unit belongs there."
)
"""The same of runs that are older than the consensus of several clusterings."""


@dataclass(frozen=True, slots=True)
class UnitList:
    """Units behind a disclosure, and how many there are in all."""

    which: str
    """What follows the word units, if more is to be said."""
    order: str
    """Which units come first."""
    shown: tuple[Citation, ...]
    total: int


def firmest(units: "pd.DataFrame", which: str, citer: Citer) -> UnitList:
    """List the units of a group, those with the highest membership first, equals in order of place."""
    order = _by(units["membership"], largest_first=True)
    return _cut(units, which, "that belong to the group most firmly", citer, order)


def in_order(units: "pd.DataFrame", which: str, citer: Citer) -> UnitList:
    """List units in the order of the text."""
    return _cut(units, which, "in the order of the text", citer)


def closest(units: "pd.DataFrame", citer: Citer) -> UnitList:
    """List units without a theme, those that come closest to one first, equals in order of place."""
    if units["nearest_subtheme_id"].isna().all():
        return in_order(units, TO_READ, citer)
    order = _by(units["nearest_membership"], largest_first=True)
    return _cut(units, TO_READ, "that come closest to a sub-theme", citer, order)


def borderline(units: "pd.DataFrame", citer: Citer) -> UnitList:
    """List the few units of a group with one code that could as well have another, the smallest margin first."""
    one_code = units["second_subtheme_id"].isna() & units["nearest_subtheme_id"].notna()
    near = units[one_code & (units["margin"] < BORDERLINE)]
    order = _by(near["margin"], largest_first=False)[:MOST_BORDERLINE]
    return _cut(near, " that could also belong elsewhere", "with the smallest margin", citer, order)


def _by(column: "pd.Series[float]", *, largest_first: bool) -> "npt.NDArray[np.int64]":
    """Return the places of rows in the order of a column, those without a value last; the table itself may be large."""
    return np.asarray(
        column.reset_index(drop=True).sort_values(ascending=not largest_first, kind="stable", na_position="last").index
    )


def _cut(
    units: "pd.DataFrame", which: str, order: str, citer: Citer, rows: "npt.NDArray[np.int64] | None" = None
) -> UnitList:
    first = units.head(citer.listed) if rows is None else units.iloc[rows[: citer.listed]]
    return UnitList(which, order, citer.units(first), len(units))
