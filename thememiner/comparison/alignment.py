"""Which codes of a coding the meaning units carry, and which units its coder looked at."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.meetings import Indices, Meetings, meetings
from thememiner.errors import UsageError
from thememiner.records import Coding, Scope

TOLERANCE = 1e-9
"""So that a share of exactly the minimum counts, whatever binary fractions make of it."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """A coding seen from the meaning units, kept and set aside, in the order of their table."""

    pairs: Meetings
    """Unit and row of ``Coding.segments`` wherever a segment's code counts for a unit."""
    units: Indices
    """With ``codes``: the units and their codes, each pair once, a unit's first code first."""
    codes: Indices
    """Index into ``Codebook.codes``."""
    seen: npt.NDArray[np.bool_]
    """Shape (units,): the coder looked at the unit."""


def align(coding: Coding, units: pd.DataFrame, *, min_overlap: float) -> Alignment:
    """Find the codes of each unit.

    A segment's code counts for a unit if they share at least ``min_overlap`` (0 to 1) of the shorter of the two, or if
    the segment names the unit. Of several codes, the first is the one with the lowest rank, then the largest
    overlap, then the earliest segment, then the place in the codebook. A unit was looked at if it carries a code, or
    if at least ``min_overlap`` of it lies in the coding's scope.

    Raises ``UsageError`` if a segment's code is not in the codebook.
    """
    pairs = _pairs(coding.segments, units, min_overlap)
    codes = _places_in_codebook(coding)
    coded = pd.DataFrame(
        {
            "unit": pairs.left,
            "rank": coding.segments["rank"].to_numpy()[pairs.right],
            "overlap": -pairs.shared,
            "segment": pairs.right,
            "code": codes[pairs.right],
        }
    )
    coded = coded.sort_values(list(coded.columns)).drop_duplicates(["unit", "code"])
    seen = _covered(coding.scope, units, min_overlap)
    seen[pairs.left] = True
    return Alignment(pairs, coded["unit"].to_numpy(), coded["code"].to_numpy(), seen)


def _places_in_codebook(coding: Coding) -> Indices:
    code_ids = pd.Index([code.code_id for code in coding.codebook.codes], dtype=coding.segments["code_id"].dtype)
    places: Indices = code_ids.get_indexer(pd.Index(coding.segments["code_id"]))
    if (places < 0).any():
        unknown = sorted(set(coding.segments["code_id"][places < 0]))
        raise UsageError(f"The coding of {coding.coder} has codes that its codebook has not: {', '.join(unknown)}.")
    return places


def _pairs(segments: pd.DataFrame, units: pd.DataFrame, min_overlap: float) -> Meetings:
    named = pd.Index(units["unit_id"]).get_indexer(pd.Index(segments["unit_id"].astype(units["unit_id"].dtype)))
    by_name = np.flatnonzero(named >= 0)
    by_place = np.flatnonzero(named < 0)
    found = meetings(units, segments.iloc[by_place])
    found = found._replace(right=by_place[found.right])
    found = found.where(long_enough(found, units, segments, min_overlap))
    whole = Meetings(named[by_name], by_name, _lengths(units)[named[by_name]])
    return Meetings(*(np.concatenate(both) for both in zip(found, whole, strict=True)))


def long_enough(
    found: Meetings, units: pd.DataFrame, segments: pd.DataFrame, min_overlap: float
) -> npt.NDArray[np.bool_]:
    """Say for each meeting of units and segments whether they share enough of the shorter of the two."""
    shorter = np.minimum(_lengths(units)[found.left], _lengths(segments)[found.right])
    enough: npt.NDArray[np.bool_] = found.shared >= min_overlap * shorter - TOLERANCE
    return enough


def _covered(scope: Scope, units: pd.DataFrame, min_overlap: float) -> npt.NDArray[np.bool_]:
    spans = [(doc_id, *span) for doc_id, ranges in (scope.spans or {}).items() for span in ranges]
    found = meetings(units, pd.DataFrame(spans, columns=["doc_id", "start", "end"]))
    covered = np.bincount(found.left, weights=found.shared, minlength=len(units))
    return (covered > 0) & (covered >= min_overlap * _lengths(units) - TOLERANCE)


def _lengths(spans: pd.DataFrame) -> Indices:
    return (spans["end"] - spans["start"]).to_numpy(np.int64)
