"""Which codes of a coding the meaning units carry, and which units its coder looked at.

Where spans of two tables overlap, over all documents at once.
What two codings are laid over: meaning units, speakers' turns, or the coded segments of one of the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.errors import UsageError
from thememiner.records import Coding, CutBy, Scope

Indices = npt.NDArray[np.int64]
TOLERANCE = 1e-9
"""So that a share of exactly the minimum counts, whatever binary fractions make of it."""
NOWHERE = "outside all meaning units"
_PLACE = ["doc_id", "start", "end"]
_COLUMNS = ["unit_id", "doc_id", "participant", "start", "end", "kept", "reason"]


class Meetings(NamedTuple):
    """Pairs of rows whose spans share text; three arrays of one length."""

    left: Indices
    """Row of the left table, by position."""
    right: Indices
    """Row of the right table, by position."""
    shared: Indices
    """Code points that both spans hold, 1 or more."""

    def where(self, chosen: npt.NDArray[np.bool_]) -> "Meetings":
        """Return only the pairs chosen."""
        return Meetings(self.left[chosen], self.right[chosen], self.shared[chosen])


def meetings(left: pd.DataFrame, right: pd.DataFrame) -> Meetings:
    """Return all pairs of overlapping spans of two tables with the columns ``doc_id``, ``start`` and ``end``.

    All documents are laid out on one line, so that a sorted search finds for each right span the run of left spans
    that it can meet: O((l + r) log l + pairs) for spans that hardly overlap in their own table. Empty spans meet none.
    """
    documents, _ = pd.factorize(pd.concat([left["doc_id"], right["doc_id"]], ignore_index=True))
    width = int(max(left["end"].max(), right["end"].max())) + 1 if len(left) and len(right) else 1
    left_starts, left_ends = _on_one_line(left, documents[: len(left)], width)
    right_starts, right_ends = _on_one_line(right, documents[len(left) :], width)
    order = np.argsort(left_starts, kind="stable")
    furthest_ends = np.maximum.accumulate(left_ends[order])
    first = np.searchsorted(furthest_ends, right_starts, side="right")
    counts = np.maximum(np.searchsorted(left_starts[order], right_ends, side="left") - first, 0)
    rights = np.repeat(np.arange(len(right)), counts)
    lefts = order[np.arange(len(rights)) + np.repeat(first - (np.cumsum(counts) - counts), counts)]
    shared = np.minimum(left_ends[lefts], right_ends[rights]) - np.maximum(left_starts[lefts], right_starts[rights])
    return Meetings(lefts, rights, shared).where(shared > 0)


def _on_one_line(spans: pd.DataFrame, documents: Indices, width: int) -> tuple[Indices, Indices]:
    offsets = documents * width
    return offsets + spans["start"].to_numpy(np.int64), offsets + spans["end"].to_numpy(np.int64)


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


def lay_over(
    cut_by: CutBy, units: pd.DataFrame, codings: Sequence[Coding], *, min_overlap: float
) -> tuple[pd.DataFrame, tuple[Coding, ...]]:
    """Return what codings are compared over, in place of meaning units, and the codings as they lie on that.

    ``units`` has the columns of ``SEGMENTED_COLUMNS``; so has the answer for meaning units, which are as they were.
    Else a row is a turn, from its first unit to its last, or a place that the first of the codings codes; rows of
    segments may overlap. Of the columns they have ``unit_id``, ``doc_id``, ``participant``, ``start``, ``end``,
    ``kept`` and ``reason``. A row is kept if a kept unit is in it. Only positions decide then which codes it carries:
    a segment that names a unit lies where the unit does.
    """
    if cut_by is CutBy.UNIT:
        return units, tuple(codings)
    placed = tuple(_by_position(coding, units) for coding in codings)
    if cut_by is CutBy.TURN:
        return by_turn(units), placed
    return by_segment(units, placed[0], min_overlap=min_overlap), placed


def by_turn(units: pd.DataFrame) -> pd.DataFrame:
    """Return the turns of the meaning units, a row each, in the order of their first units."""
    turns = units.groupby(["doc_id", "turn"], sort=False)
    rows = turns.agg(
        participant=("participant", "first"),
        start=("start", "min"),
        end=("end", "max"),
        kept=("kept", "any"),
        reason=("reason", "first"),
    ).reset_index()
    return _as_rows(rows)


def by_segment(units: pd.DataFrame, coding: Coding, *, min_overlap: float) -> pd.DataFrame:
    """Return the distinct places of a coding's segments in the documents of the units, a row each.

    A place is the participant's with whose unit it shares most. It is kept if, by the rule of ``align``, a kept unit is
    in it; else the reason is that of the unit it shares most with.
    """
    known = coding.segments["doc_id"].isin(units["doc_id"])
    rows = coding.segments.loc[known, _PLACE].drop_duplicates().sort_values(_PLACE, ignore_index=True)
    most = _nearest(units, rows, min_overlap)
    nearest = units.iloc[most.left].set_axis(most.right)
    rows["participant"] = nearest["participant"].reindex(rows.index)
    rows["kept"] = nearest["kept"].reindex(rows.index, fill_value=False)
    rows["reason"] = nearest["reason"].fillna("set aside").reindex(rows.index, fill_value=NOWHERE)
    return _as_rows(rows)


def _nearest(units: pd.DataFrame, rows: pd.DataFrame, min_overlap: float) -> Meetings:
    """Return for each row the unit that it shares most with: a kept one, if there is one by the rule."""
    met = meetings(units, rows)
    counts = long_enough(met, units, rows, min_overlap) & units["kept"].to_numpy(bool)[met.left]
    order = pd.DataFrame({"row": met.right, "aside": ~counts, "shared": -met.shared, "unit": met.left})
    first = order.sort_values(list(order.columns)).drop_duplicates("row").index.to_numpy()
    return Meetings(met.left[first], met.right[first], met.shared[first])


def _by_position(coding: Coding, units: pd.DataFrame) -> Coding:
    """Return a coding none of whose segments names a unit."""
    segments = coding.segments.copy()
    known = units.set_index("unit_id")
    named = segments["unit_id"].isin(known.index).to_numpy(bool)
    for column in _PLACE:
        segments.loc[named, column] = known.loc[segments.loc[named, "unit_id"], column].to_numpy()
    return replace(coding, segments=segments.assign(unit_id=pd.array([None] * len(segments), dtype="string")))


def _as_rows(rows: pd.DataFrame) -> pd.DataFrame:
    places = zip(rows["doc_id"], rows["start"], rows["end"], strict=True)
    names = [f"{doc_id}:{start}-{end}" for doc_id, start, end in places]
    return rows.assign(unit_id=pd.array(names, dtype="str"), kept=rows["kept"].astype(bool))[_COLUMNS]
