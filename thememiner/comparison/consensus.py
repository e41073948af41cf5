"""Consensus: a person's coding with the codes that were decided on after discussing disagreements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.alignment import Alignment, align
from thememiner.comparison.unitizing import merge_spans
from thememiner.records import SEGMENT_COLUMNS, Codebook, Coding, CodingKind, Run, Scope, make_table

_ORDER = ("doc_id", "start", "end", "rank")
_ORIGIN = "origin"


@dataclass(frozen=True, slots=True)
class AppliedConsensus:
    """A coding with the decisions applied, and how many units kept their codes."""

    coding: Coding
    kept: int
    """Units whose decision confirms the codes that they had."""
    changed: int
    """Units with other codes than before."""
    emptied: int
    """Units that lost all their codes."""


def decided_units(run: Run, coder: str) -> frozenset[str]:
    """Return the ids of the units with a decision if the coder is the run's consensus; otherwise an empty set."""
    consensus = run.manifest.get("consensus", {})
    return frozenset(consensus.get("units", ())) if consensus.get("by") == coder else frozenset()


def apply_consensus(
    coding: Coding,
    codes: Mapping[str, tuple[str, ...]],
    units: pd.DataFrame,
    *,
    coder: str,
    codebook: Codebook,
    min_overlap: float,
) -> AppliedConsensus:
    """Return a coding in which decided units carry the decided codes, and all other units the codes that they had.

    ``codes`` has the ids of codes of ``codebook`` by ``unit_id``. A coded segment that counts for a decided unit is
    replaced by codes of the other units that it counts for, so that these keep them; all other segments stay as they
    are. Decided units belong to the scope of the new coding.

    Raise ``UsageError`` if a segment's code is not in the coding's codebook.
    """
    before = align(coding, units, min_overlap=min_overlap)
    unit_ids = units["unit_id"].to_numpy(dtype=object)
    decided = units["unit_id"].isin(list(codes)).to_numpy(np.bool_)
    is_decided = decided[before.pairs.left]
    replaced = np.unique(before.pairs.right[is_decided])
    elsewhere = before.pairs.select(np.isin(before.pairs.right, replaced) & ~is_decided)
    origins = coding.segments.reset_index(drop=True)
    kept = origins.iloc[elsewhere.right]
    rows = [*zip(elsewhere.left.tolist(), kept["code_id"], zip(kept["rank"], kept.index, strict=True), strict=True)]
    for row in np.flatnonzero(decided).tolist():
        rows += [(row, code_id, (rank, 0)) for rank, code_id in enumerate(codes[unit_ids[row]], 1)]
    whole = pd.concat([origins.drop(index=replaced.tolist()), _as_segments(rows, units)]).rename_axis(_ORIGIN)
    whole = whole.sort_values([*_ORDER, _ORIGIN], kind="stable")
    scope = _scope_with_units(coding, units[decided])
    coding_after = Coding(
        coder,
        codebook,
        make_table(SEGMENT_COLUMNS, {column.name: whole[column.name] for column in SEGMENT_COLUMNS}),
        scope,
        CodingKind.CONSENSUS,
    )
    return AppliedConsensus(coding_after, **_count_changes(_codes_by_unit(coding, before, unit_ids), codes))


def _as_segments(rows: Iterable[tuple[int, str, tuple[int, int]]], units: pd.DataFrame) -> pd.DataFrame:
    """Return coded segments that are whole units, indexed by the row of the segment that each replaces.

    ``rows`` has the row of the unit, the code, and its rank with that row; a code that a unit has twice counts once.
    """
    first: dict[tuple[int, str], tuple[int, int]] = {}
    for row, code_id, place in rows:
        first[row, code_id] = min(place, first.get((row, code_id), place))
    own = units.iloc[[row for row, _ in first]]
    values: dict[str, Iterable[Any]] = {name: own[name] for name in ("doc_id", "start", "end", "unit_id")}
    values |= {"code_id": [code_id for _, code_id in first], "rank": [rank for rank, _ in first.values()]}
    segments = make_table(SEGMENT_COLUMNS, {**values, "membership": [None] * len(first)})
    return segments.set_index(pd.Index([origin for _, origin in first.values()], dtype="int64"))


def _scope_with_units(coding: Coding, units: pd.DataFrame) -> Scope:
    """Return the coder's scope, or the coded segments if it is not known, extended by these units."""
    known = coding.scope.spans
    spans: dict[str, list[tuple[int, int]]] = {name: list(own) for name, own in (known or {}).items()}
    for part in (units, *([coding.segments] if known is None else [])):
        for doc_id, start, end in part[["doc_id", "start", "end"]].itertuples(index=False, name=None):
            spans.setdefault(doc_id, []).append((start, end))
    return Scope({name: tuple(merge_spans(spans[name])) for name in sorted(spans)})


def _codes_by_unit(coding: Coding, alignment: Alignment, unit_ids: npt.NDArray[np.object_]) -> dict[str, set[str]]:
    """Return the codes of each unit that has any."""
    sets: dict[str, set[str]] = {}
    for row, code in zip(alignment.units.tolist(), alignment.codes.tolist(), strict=True):
        sets.setdefault(unit_ids[row], set()).add(coding.codebook.codes[code].code_id)
    return sets


def _count_changes(before: Mapping[str, set[str]], codes: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    kept = sum(set(given) == before.get(unit_id, set()) for unit_id, given in codes.items())
    emptied = sum(not given and unit_id in before for unit_id, given in codes.items())
    return {"kept": kept, "changed": len(codes) - kept - emptied, "emptied": emptied}
