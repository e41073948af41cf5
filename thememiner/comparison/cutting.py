"""What two codings are laid over: meaning units, speakers' turns, or the coded segments of one of the two."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from thememiner.comparison.alignment import long_enough
from thememiner.comparison.meetings import Meetings, meetings
from thememiner.records import Coding, CutBy

NOWHERE = "outside all meaning units"
_PLACE = ["doc_id", "start", "end"]
_COLUMNS = ["unit_id", "doc_id", "participant", "start", "end", "kept", "reason"]


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
