"""Alignment: which codes each meaning unit, turn or segment carries in a coding, and which of them its coder read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.errors import UsageError
from thememiner.records import Coding, CodingKind, CutBy, Scope

Indices = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
TOLERANCE = 1e-9
"""Keeps a share of exactly the minimum from being lost to rounding."""
OUTSIDE_UNITS = "outside all meaning units"
PLACE_COLUMNS = ["doc_id", "start", "end"]
_UNIT_COLUMNS = ["unit_id", "doc_id", "participant", "start", "end", "kept", "reason"]
_PEOPLE = frozenset({CodingKind.PERSON, CodingKind.CONSENSUS})


class Overlaps(NamedTuple):
    """Pairs of rows whose spans share text; three arrays of one length."""

    left: Indices
    """Row of the left table, by position."""
    right: Indices
    """Row of the right table, by position."""
    shared: Indices
    """Code points that both spans contain, 1 or more."""

    def select(self, chosen: Mask) -> "Overlaps":
        """Return the pairs for which ``chosen``, a mask over the pairs, is true."""
        return Overlaps(self.left[chosen], self.right[chosen], self.shared[chosen])


@dataclass(frozen=True, slots=True)
class Alignment:
    """A coding by unit, for kept and excluded units in the order of their table."""

    pairs: Overlaps
    """Unit and row of ``Coding.segments`` wherever a segment's code counts for a unit."""
    units: Indices
    """With ``codes``: the units and their codes, each pair once, a unit's first code first."""
    codes: Indices
    """Index into ``Codebook.codes``."""
    looked_at: Mask
    """Shape (units,): whether the coder looked at the unit."""


class AlignedCoding(NamedTuple):
    """A coding and its alignment."""

    coding: Coding
    """As it was aligned: without the order of codes, or located by positions alone, where this was needed."""
    alignment: Alignment


class Alignments:
    """The codings of one study, each aligned once with the same table of units.

    Create one for everything that is compared within a run, and drop it afterwards: it keeps the codings and their
    alignments. ``units`` has the columns of ``SEGMENTED_COLUMNS``; ``min_overlap`` is the share from 0 to 1 of
    ``align``.
    """

    def __init__(self, units: pd.DataFrame, *, min_overlap: float, meaning_units: pd.DataFrame | None = None) -> None:
        self.units = units
        """What codings are aligned with: meaning units, turns or segments, a row each."""
        self.min_overlap = min_overlap
        self._meaning_units = meaning_units
        """With turns and segments, the units that they were made from."""
        self._aligned: dict[tuple[int, bool], tuple[Coding, AlignedCoding]] = {}
        self._by_turn: Alignments | None = None

    def align(self, coding: Coding, *, is_ordered: bool = True) -> AlignedCoding:
        """Return a coding with its alignment, which is computed once.

        With ``is_ordered`` false, the first code of a segment is the first by its path, not by its rank. Raise
        ``UsageError`` if a segment's code is not in the codebook.
        """
        key = id(coding), is_ordered
        if key not in self._aligned:
            used = coding if is_ordered else _drop_order(coding)
            if self._meaning_units is not None:
                used = _locate_by_position(used, self._meaning_units)
            aligned = AlignedCoding(used, align(used, self.units, min_overlap=self.min_overlap))
            self._aligned[key] = coding, aligned  # the coding is kept, so that no other object gets its id
        return self._aligned[key][1]

    def align_together(self, codings: Sequence[Coding]) -> tuple[AlignedCoding, ...]:
        """Align codings whose first codes are compared with each other.

        If the codes of one person have no order (several codes of a segment have one rank), the order of other
        people's codes has nothing to be compared with. Then the first code by its path counts as the first in all
        codings by people. So a coding agrees with itself, whatever file format it comes from. The program's codes
        keep their order.
        """
        is_ordered = not any(is_by_person(coding) and count_unordered_segments(coding) for coding in codings)
        return tuple(self.align(one, is_ordered=is_ordered or not is_by_person(one)) for one in codings)

    def resegment(self, cut_by: CutBy, reference: Coding) -> "Alignments":
        """Return alignments with turns, or with the places that ``reference`` codes, instead of meaning units.

        A turn goes from its first unit to its last; segments may overlap. Such a row is kept if it contains a kept
        unit. Only positions decide which codes it carries: a segment that names a unit lies where the unit is.
        """
        if cut_by is CutBy.UNIT:
            return self
        if cut_by is CutBy.SEGMENT:
            places = _locate_by_position(reference, self.units)
            rows = units_by_segment(self.units, places, min_overlap=self.min_overlap)
            return Alignments(rows, min_overlap=self.min_overlap, meaning_units=self.units)
        if self._by_turn is None:
            turns = units_by_turn(self.units)
            self._by_turn = Alignments(turns, min_overlap=self.min_overlap, meaning_units=self.units)
        return self._by_turn


def align(coding: Coding, units: pd.DataFrame, *, min_overlap: float) -> Alignment:
    """Find the codes of each unit.

    A segment's code counts for a unit if the two share at least ``min_overlap`` (0 to 1) of the shorter one, or if
    the segment names the unit. Of several codes, the first is the one with the lowest rank, then the largest
    overlap, then the earliest segment, then the first in the codebook. A unit was looked at if it carries a code, or
    if at least ``min_overlap`` of it lies in the coding's scope.

    Raise ``UsageError`` if a segment's code is not in the codebook.
    """
    pairs = _pair_segments_with_units(coding.segments, units, min_overlap)
    codes = _codebook_positions(coding)
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
    looked_at = _is_in_scope(coding.scope, units, min_overlap)
    looked_at[pairs.left] = True
    return Alignment(pairs, coded["unit"].to_numpy(), coded["code"].to_numpy(), looked_at)


def _codebook_positions(coding: Coding) -> Indices:
    code_ids = pd.Index([code.code_id for code in coding.codebook.codes], dtype=coding.segments["code_id"].dtype)
    positions: Indices = code_ids.get_indexer(pd.Index(coding.segments["code_id"]))
    if (positions < 0).any():
        unknown = sorted(set(coding.segments["code_id"][positions < 0]))
        raise UsageError(f"The coding of {coding.coder} has codes that its codebook has not: {', '.join(unknown)}.")
    return positions


def _pair_segments_with_units(segments: pd.DataFrame, units: pd.DataFrame, min_overlap: float) -> Overlaps:
    named = pd.Index(units["unit_id"]).get_indexer(pd.Index(segments["unit_id"].astype(units["unit_id"].dtype)))
    by_name = np.flatnonzero(named >= 0)
    by_place = np.flatnonzero(named < 0)
    overlaps = find_overlaps(units, segments.iloc[by_place])
    overlaps = overlaps._replace(right=by_place[overlaps.right])
    overlaps = overlaps.select(has_enough_overlap(overlaps, units, segments, min_overlap))
    whole = Overlaps(named[by_name], by_name, _lengths(units)[named[by_name]])
    return Overlaps(*(np.concatenate(both) for both in zip(overlaps, whole, strict=True)))


def _is_in_scope(scope: Scope, units: pd.DataFrame, min_overlap: float) -> Mask:
    spans = [(doc_id, *span) for doc_id, ranges in (scope.spans or {}).items() for span in ranges]
    overlaps = find_overlaps(units, pd.DataFrame(spans, columns=PLACE_COLUMNS))
    covered = np.bincount(overlaps.left, weights=overlaps.shared, minlength=len(units))
    return (covered > 0) & (covered >= min_overlap * _lengths(units) - TOLERANCE)


def find_overlaps(left: pd.DataFrame, right: pd.DataFrame) -> Overlaps:
    """Return all pairs of overlapping spans of two tables with the columns ``doc_id``, ``start`` and ``end``.

    Empty spans overlap nothing. All documents are laid out on one line, so that a sorted search finds the left spans
    that each right span can overlap: O((l + r) log l + pairs) if few spans overlap within their own table.
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
    return Overlaps(lefts, rights, shared).select(shared > 0)


def _on_one_line(spans: pd.DataFrame, documents: Indices, width: int) -> tuple[Indices, Indices]:
    offsets = documents * width
    return offsets + spans["start"].to_numpy(np.int64), offsets + spans["end"].to_numpy(np.int64)


def has_enough_overlap(overlaps: Overlaps, units: pd.DataFrame, segments: pd.DataFrame, min_overlap: float) -> Mask:
    """Return for each overlap of a unit and a segment whether they share enough of the shorter one."""
    shorter = np.minimum(_lengths(units)[overlaps.left], _lengths(segments)[overlaps.right])
    enough: Mask = overlaps.shared >= min_overlap * shorter - TOLERANCE
    return enough


def _lengths(spans: pd.DataFrame) -> Indices:
    return (spans["end"] - spans["start"]).to_numpy(np.int64)


def units_by_turn(units: pd.DataFrame) -> pd.DataFrame:
    """Return the turns of the meaning units, a row each, in the order of their first units."""
    turns = units.groupby(["doc_id", "turn"], sort=False)
    rows = turns.agg(
        participant=("participant", "first"),
        start=("start", "min"),
        end=("end", "max"),
        kept=("kept", "any"),
        reason=("reason", "first"),
    ).reset_index()
    return _as_unit_table(rows)


def units_by_segment(units: pd.DataFrame, coding: Coding, *, min_overlap: float) -> pd.DataFrame:
    """Return the distinct places of a coding's segments in the documents of the units, a row each.

    A place belongs to the participant of the unit that it shares most text with. It is kept if, by the rule of
    ``align``, it contains a kept unit; otherwise it gets the reason of the unit that it shares most text with.
    """
    known = coding.segments["doc_id"].isin(units["doc_id"])
    rows = coding.segments.loc[known, PLACE_COLUMNS].drop_duplicates().sort_values(PLACE_COLUMNS, ignore_index=True)
    most = _nearest_units(units, rows, min_overlap)
    nearest = units.iloc[most.left].set_axis(most.right)
    rows["participant"] = nearest["participant"].reindex(rows.index)
    rows["kept"] = nearest["kept"].reindex(rows.index, fill_value=False)
    rows["reason"] = nearest["reason"].fillna("set aside").reindex(rows.index, fill_value=OUTSIDE_UNITS)
    return _as_unit_table(rows)


def _nearest_units(units: pd.DataFrame, rows: pd.DataFrame, min_overlap: float) -> Overlaps:
    """Return for each row the unit that it shares most text with: a kept one, if one counts by the rule."""
    overlaps = find_overlaps(units, rows)
    counts = has_enough_overlap(overlaps, units, rows, min_overlap) & units["kept"].to_numpy(bool)[overlaps.left]
    order = pd.DataFrame(
        {"row": overlaps.right, "excluded": ~counts, "shared": -overlaps.shared, "unit": overlaps.left}
    )
    first = order.sort_values(list(order.columns)).drop_duplicates("row").index.to_numpy()
    return Overlaps(overlaps.left[first], overlaps.right[first], overlaps.shared[first])


def _as_unit_table(rows: pd.DataFrame) -> pd.DataFrame:
    places = zip(rows["doc_id"], rows["start"], rows["end"], strict=True)
    names = [f"{doc_id}:{start}-{end}" for doc_id, start, end in places]
    return rows.assign(unit_id=pd.array(names, dtype="str"), kept=rows["kept"].astype(bool))[_UNIT_COLUMNS]


def _locate_by_position(coding: Coding, units: pd.DataFrame) -> Coding:
    """Return a coding whose segments name no unit; segments that did lie where the unit is."""
    segments = coding.segments.copy()
    known = units.set_index("unit_id")
    named = segments["unit_id"].isin(known.index).to_numpy(bool)
    for column in PLACE_COLUMNS:
        segments.loc[named, column] = known.loc[segments.loc[named, "unit_id"], column].to_numpy()
    return replace(coding, segments=segments.assign(unit_id=pd.array([None] * len(segments), dtype="string")))


def is_by_person(coding: Coding) -> bool:
    """Tell whether people, not the program, decided on the codes of a coding."""
    return coding.kind in _PEOPLE


def count_unordered_segments(coding: Coding) -> int:
    """Return how many coded segments carry several codes without an order."""
    tied = coding.segments.duplicated([*PLACE_COLUMNS, "rank"], keep=False)
    return len(coding.segments.loc[tied, PLACE_COLUMNS].drop_duplicates())


def _drop_order(coding: Coding) -> Coding:
    segments = coding.segments.assign(rank=1).sort_values([*PLACE_COLUMNS, "code_id"], kind="stable", ignore_index=True)
    return replace(coding, segments=segments.astype(coding.segments.dtypes))
