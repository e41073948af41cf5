"""A person's coding with what was decided put in the place of what a unit had."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.alignment import Alignment, align
from thememiner.comparison.unitizing import joined
from thememiner.records import SEGMENT_COLUMNS, Codebook, Coding, Run, Scope, table

_ORDER = ("doc_id", "start", "end", "rank")
_ORIGIN = "origin"


@dataclass(frozen=True, slots=True)
class Settled:
    """A coding after a meeting, and how many units kept their codes."""

    coding: Coding
    kept: int
    """Units of which what they had was decided."""
    changed: int
    """Units that have other codes now."""
    emptied: int
    """Units that had a code and have none now."""


def decided_units(run: Run, coder: str) -> frozenset[str]:
    """Return the ids of the units that a meeting decided upon, if the coder is the consensus of the run; else none."""
    told = run.manifest.get("consensus", {})
    return frozenset(told.get("units", ())) if told.get("by") == coder else frozenset()


def settle(
    coding: Coding,
    codes: Mapping[str, tuple[str, ...]],
    units: pd.DataFrame,
    *,
    coder: str,
    codebook: Codebook,
    min_overlap: float,
) -> Settled:
    """Return a coding in which the units decided upon carry the codes decided, and all others what they carried.

    ``codes`` holds ids of ``codebook`` by unit. A coded segment that counts for a unit decided upon is put down anew as
    codes of the other units that it counts for, so that these keep them; all other segments stay as they are. What was
    decided upon was looked at, whatever was known of it before.
    """
    before = align(coding, units, min_overlap=min_overlap)
    unit_ids = units["unit_id"].to_numpy(dtype=object)
    decided = units["unit_id"].isin(list(codes)).to_numpy(np.bool_)
    counts_there = decided[before.pairs.left]
    touched = np.unique(before.pairs.right[counts_there])
    elsewhere = before.pairs.where(np.isin(before.pairs.right, touched) & ~counts_there)
    origins = coding.segments.reset_index(drop=True)
    again = origins.iloc[elsewhere.right]
    rows = [*zip(elsewhere.left.tolist(), again["code_id"], zip(again["rank"], again.index, strict=True), strict=True)]
    for row in np.flatnonzero(decided).tolist():
        rows += [(row, code_id, (rank, 0)) for rank, code_id in enumerate(codes[unit_ids[row]], 1)]
    whole = pd.concat([origins.drop(index=touched.tolist()), _as_segments(rows, units)]).rename_axis(_ORIGIN)
    whole = whole.sort_values([*_ORDER, _ORIGIN], kind="stable")
    scope = _with_units(coding, units[decided])
    settled = Coding(
        coder, codebook, table(SEGMENT_COLUMNS, {column.name: whole[column.name] for column in SEGMENT_COLUMNS}), scope
    )
    return Settled(settled, **_counts(_sets(coding, before, unit_ids), codes))


def _as_segments(rows: Iterable[tuple[int, str, tuple[int, int]]], units: pd.DataFrame) -> pd.DataFrame:
    """Return coded segments that are whole units, by the row of the segment that each was before.

    ``rows`` holds the row of the unit, the code, its rank and that row; a code that a unit has twice counts once.
    """
    first: dict[tuple[int, str], tuple[int, int]] = {}
    for row, code_id, place in rows:
        first[row, code_id] = min(place, first.get((row, code_id), place))
    own = units.iloc[[row for row, _ in first]]
    values: dict[str, Iterable[Any]] = {name: own[name] for name in ("doc_id", "start", "end", "unit_id")}
    values |= {"code_id": [code_id for _, code_id in first], "rank": [rank for rank, _ in first.values()]}
    made = table(SEGMENT_COLUMNS, {**values, "membership": [None] * len(first)})
    return made.set_index(pd.Index([origin for _, origin in first.values()], dtype="int64"))


def _with_units(coding: Coding, units: pd.DataFrame) -> Scope:
    """Return what was looked at: what the coder read, or else coded, and these units."""
    known = coding.scope.spans
    spans: dict[str, list[tuple[int, int]]] = {name: list(own) for name, own in (known or {}).items()}
    for part in (units, *([coding.segments] if known is None else [])):
        for doc_id, start, end in part[["doc_id", "start", "end"]].itertuples(index=False, name=None):
            spans.setdefault(doc_id, []).append((start, end))
    return Scope({name: tuple(joined(spans[name])) for name in sorted(spans)})


def _sets(coding: Coding, alignment: Alignment, unit_ids: npt.NDArray[np.object_]) -> dict[str, set[str]]:
    """Return the codes of each unit that has any."""
    sets: dict[str, set[str]] = {}
    for row, code in zip(alignment.units.tolist(), alignment.codes.tolist(), strict=True):
        sets.setdefault(unit_ids[row], set()).add(coding.codebook.codes[code].code_id)
    return sets


def _counts(before: Mapping[str, set[str]], codes: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    kept = sum(set(given) == before.get(unit_id, set()) for unit_id, given in codes.items())
    emptied = sum(not given and unit_id in before for unit_id, given in codes.items())
    return {"kept": kept, "changed": len(codes) - kept - emptied, "emptied": emptied}
