"""Disagreements: units to which two coders gave different codes, the most instructive first."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.alignment import AlignedCoding, Alignments
from thememiner.comparison.consensus import decided_units
from thememiner.comparison.levels import CodeGroups, common_levels, group_by_code
from thememiner.comparison.matching import count_shared_units, match_codes
from thememiner.config import ComparisonSettings
from thememiner.phrasing import describe_assignment, describe_unassigned
from thememiner.records import Code, Coding, Difference, Disagreement, Disagreements, Document, Form, Run

Mask = npt.NDArray[np.bool_]
WEIGHT_WITHOUT_CODE = 0.5
"""The weight of a coder who gave no code that differs."""
CONTEXT_CHARACTERS = 200
"""Code points of context on either side, about as long as a meaning unit."""
ELLIPSIS = "…"
_PLACE_COLUMNS = ("unit_id", "doc_id", "participant", "start", "end", "text")
_DECISION_COLUMNS = ("subtheme_id", "membership", "nearest_subtheme_id", "nearest_membership", "reason")
_BROKEN_HEAD = re.compile(r"^\S{0,30}\s+")
_BROKEN_TAIL = re.compile(r"\s+\S{0,30}$")
_LINE_BREAKS = re.compile(r"\s*[\r\n]\s*")


@dataclass(frozen=True, slots=True)
class ProgramDecision:
    """Why the program gave a unit its sub-theme or none; None for what is not known."""

    subtheme_id: str | None
    membership: float | None
    """In its sub-theme, 0 to 1."""
    nearest_subtheme_id: str | None
    nearest_membership: float | None
    reason: str | None
    """Why it has no sub-theme."""
    are_shares: bool
    """Whether memberships are shares of clusterings, as in all but the oldest runs."""

    @property
    def memberships(self) -> Mapping[str, float | None]:
        """Return the unit's memberships in its own and in the nearest sub-theme, by the id of the sub-theme."""
        both = (self.subtheme_id, self.membership), (self.nearest_subtheme_id, self.nearest_membership)
        return {subtheme_id: share for subtheme_id, share in both if subtheme_id is not None}

    def describe(self) -> str:
        """Return the reason for the decision in words."""
        membership, nearest = (self.membership, self.nearest_membership) if self.are_shares else (None, None)
        if self.subtheme_id is None:
            return describe_unassigned(self.reason, self.nearest_subtheme_id, nearest)
        return describe_assignment(self.subtheme_id, membership, self.nearest_subtheme_id, nearest)


def comparison_settings(run: Run) -> ComparisonSettings:
    """Return how a run compares codings; settings that only another version has are left out."""
    stored = run.manifest["settings"].get("comparison", {})
    known = {name: value for name, value in stored.items() if name in ComparisonSettings.model_fields}
    return ComparisonSettings.model_validate(known)


def find_disagreements(
    first: Coding, second: Coding, run: Run, *, alignments: Alignments | None = None
) -> Disagreements:
    """List the kept units that both coders looked at and whose sets of codes differ, at the finest level.

    ``first`` is a person's coding, ``second`` the program's or another person's. Codes of the two that are matched one
    to one count as the same. Codes count for units as the run's settings say. Units that already have a decision are
    left out if one of the two codings is the run's consensus.

    How instructive a disagreement is, 0 to 1, is the product of two weights, one per coder. The weight of a person's
    code is F1 = 2s / (n + m), with the s units that it shares with its counterpart and the n and m units of the two, 0
    without counterpart. The weight of a sub-theme is stability times membership. If several codes of a coder differ,
    the highest weight counts; if none does, one half.

    ``alignments`` of the run's units are reused.
    """
    units = run.units
    alignments = alignments or Alignments(units, min_overlap=comparison_settings(run).min_overlap)
    sides = (alignments.align(first), alignments.align(second))
    kept = units["kept"].to_numpy(np.bool_)
    compared = kept & sides[0].alignment.looked_at & sides[1].alignment.looked_at
    level = common_levels(first.codebook, second.codebook)[-1]
    one, other = (group_by_code(coding.codebook, alignment, compared, level) for coding, alignment in sides)
    differing = _find_differing_codes(one, other)
    decided = decided_units(run, first.coder) | decided_units(run, second.coder)
    is_open = ~units["unit_id"][compared].isin(list(decided)).to_numpy(np.bool_)
    rows = np.flatnonzero(differing.differs & is_open)
    chosen = units[compared].iloc[rows]
    decisions: Iterable[ProgramDecision | None] = [None] * len(rows)
    if second.is_proposal:
        decisions = _program_decisions(run, chosen)
    disagreements = _build_disagreements(run, chosen, differing, rows.tolist(), decisions)
    return Disagreements(
        first.coder,
        second.coder,
        units=int(is_open.sum()),
        found=alternate_code_pairs(disagreements),
        decided=int((~is_open).sum()),
        coded_only=tuple(coding.coder for coding in (first, second) if coding.scope.spans is None),
        by_one=int((kept & _is_coded_by_one_only(sides)).sum()),
        first_kind=first.kind,
        second_kind=second.kind,
    )


def _is_coded_by_one_only(sides: tuple[AlignedCoding, AlignedCoding]) -> Mask:
    """Return which units only one of two coded, if it is not known whether the other read them; shape (units,)."""
    by_one = np.zeros_like(sides[0].alignment.looked_at)
    for side, other in zip(sides, reversed(sides), strict=True):
        if side.coding.scope.spans is None:
            by_one[other.alignment.units] |= ~side.alignment.looked_at[other.alignment.units]
    return by_one


def _program_decisions(run: Run, units: pd.DataFrame) -> Iterator[ProgramDecision]:
    """Yield why the program decided as it did for each of these units of a run, in their order."""
    are_shares = "runs" in run.manifest["settings"].get("discovery", {})
    columns = (units[name].astype(object).where(units[name].notna(), None) for name in _DECISION_COLUMNS)
    return (
        ProgramDecision(own, membership, nearest, nearest_membership, reason, are_shares)
        for own, membership, nearest, nearest_membership, reason in zip(*columns, strict=True)
    )


def alternate_code_pairs(disagreements: Iterable[Disagreement]) -> tuple[Disagreement, ...]:
    """Return the most instructive disagreement of each pair of codes, then the second of each, and so on.

    Otherwise a list would begin with the same disagreement on many units. Equal ones keep their order.
    """
    ranked = sorted(disagreements, key=lambda one: -one.instructive)
    turns: Counter[tuple[Code | None, Code | None]] = Counter()
    by_turn = []
    for position, one in enumerate(ranked):
        pair = (next(iter(one.first), None), next(iter(one.second), None))
        by_turn.append((turns[pair], position, one))
        turns[pair] += 1
    return tuple(one for _, _, one in sorted(by_turn, key=lambda turn: turn[:2]))


@dataclass(frozen=True, slots=True)
class _DifferingCodes:
    """Both coders' codes over the same units, and which of them the other coder did not give."""

    first: CodeGroups
    second: CodeGroups
    first_alone: Mask
    """Shape (units, codes): the first coder's codes whose counterpart the unit does not carry."""
    second_alone: Mask
    """Shape (units, codes): the second coder's codes whose counterpart the unit does not carry."""
    first_f1: npt.NDArray[np.float64]
    """Shape (codes,): F1 of each of the first coder's codes with its counterpart, 0 without."""
    second_f1: npt.NDArray[np.float64]
    """Shape (codes,): F1 of each of the second coder's codes with its counterpart, 0 without."""

    @property
    def differs(self) -> Mask:
        """Return which units are coded differently, shape (units,)."""
        differs: Mask = np.asarray(np.hstack([self.first_alone, self.second_alone]).any(axis=1))
        return differs

    def difference(self, row: int) -> Difference:
        """Return how the codes of a unit differ."""
        if not self.first.carries[row].any():
            return Difference.UNCODED
        if not self.second.carries[row].any():
            return Difference.UNASSIGNED
        alone = int(self.first_alone[row].sum())
        return Difference.OTHER if alone == self.first.carries[row].sum() else Difference.IN_PART

    def instructive(self, row: int, decision: ProgramDecision | None, stability: dict[str, float | None]) -> float:
        """Return how instructive a unit is, 0 to 1; ``decision`` is None if both coders are people."""
        own, others = np.flatnonzero(self.first_alone[row]), np.flatnonzero(self.second_alone[row])
        first_weights = self.first_f1[own].tolist()
        second_weights = self.second_f1[others].tolist()
        if decision is not None:
            memberships = decision.memberships
            codes = [self.second.codes[index].code_id for index in others]
            second_weights = [_multiply_known((stability.get(one), memberships.get(one))) for one in codes]
        return float(max(first_weights, default=WEIGHT_WITHOUT_CODE) * max(second_weights, default=WEIGHT_WITHOUT_CODE))


def _find_differing_codes(first: CodeGroups, second: CodeGroups) -> _DifferingCodes:
    counterparts = match_codes(first, second).one_to_one
    columns = np.flatnonzero(counterparts >= 0)
    own = counterparts[columns]
    first_alone, second_alone = first.carries.copy(), second.carries.copy()
    first_alone[:, own] &= ~second.carries[:, columns]
    second_alone[:, columns] &= ~first.carries[:, own]
    sizes = first.carries.sum(axis=0)[own] + second.carries.sum(axis=0)[columns]
    f1 = 2 * count_shared_units(first, second)[own, columns] / np.maximum(sizes, 1)
    first_f1, second_f1 = np.zeros(len(first.codes)), np.zeros(len(second.codes))
    first_f1[own], second_f1[columns] = f1, f1
    return _DifferingCodes(first, second, first_alone, second_alone, first_f1, second_f1)


def _build_disagreements(
    run: Run,
    units: pd.DataFrame,
    differing: _DifferingCodes,
    rows: Sequence[int],
    decisions: Iterable[ProgramDecision | None],
) -> Iterator[Disagreement]:
    """Yield the disagreements in order of place; ``rows`` are the positions of ``units`` among the compared units."""
    documents = {document.doc_id: document for document in run.documents}
    stability = {theme.theme_id: theme.stability for top in run.themes for theme in (top, *top.subthemes)}
    places = (units[name].astype(object).where(units[name].notna(), None) for name in _PLACE_COLUMNS)
    for row, decision, place in zip(rows, decisions, zip(*places, strict=True), strict=True):
        unit_id, doc_id, participant, start, end, text = place
        before, after = find_context(documents[doc_id], start, end)
        yield Disagreement(
            unit_id=unit_id,
            doc_id=doc_id,
            participant=participant,
            start=start,
            end=end,
            text=text,
            before=before,
            after=after,
            difference=differing.difference(row),
            first=_codes_of_unit(differing.first, row),
            second=_codes_of_unit(differing.second, row),
            reason="" if decision is None else decision.describe(),
            instructive=differing.instructive(row, decision, stability),
        )


def _codes_of_unit(side: CodeGroups, row: int) -> tuple[Code, ...]:
    """Return a unit's codes, its first one first."""
    carried = np.flatnonzero(side.carries[row]).tolist()
    return tuple(side.codes[index] for index in sorted(carried, key=lambda index: index != side.first[row]))


def _multiply_known(weights: Iterable[float | None]) -> float:
    return prod(weight for weight in weights if weight is not None)


def find_context(document: Document, start: int, end: int) -> tuple[str, str]:
    """Return the text before and after a place: up to 200 code points, cut between words, ``…`` where text is cut.

    Empty lines are left out. Rows of a table are independent of each other, so they have no context.
    """
    if document.form is Form.ROWS:
        return "", ""
    text = document.text
    before, after = text[max(start - CONTEXT_CHARACTERS, 0) : start], text[end : end + CONTEXT_CHARACTERS]
    if start > CONTEXT_CHARACTERS:
        before = f"{ELLIPSIS} {_BROKEN_HEAD.sub('', before)}"
    if end + CONTEXT_CHARACTERS < len(text):
        after = f"{_BROKEN_TAIL.sub('', after)} {ELLIPSIS}"
    return _LINE_BREAKS.sub("\n", before).strip(), _LINE_BREAKS.sub("\n", after).strip()
