"""Units on which two coders disagree, the most instructive first.

Over which units two coders are said to disagree, and which ones are left out.
Why the program gave a unit its sub-theme, or none, in words.
The words around a place in a document, for reading it in context.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.alignment import Alignment, align
from thememiner.comparison.consensus import decided_units
from thememiner.comparison.levels import Groups, groups, levels_of
from thememiner.comparison.matching import match, shared_units
from thememiner.config import ComparisonSettings
from thememiner.records import MACHINE, Code, Coding, Difference, Disagreement, Disagreements, Document, Form, Run

Units = npt.NDArray[np.bool_]
BOTH = 2
_KNOWN = ("subtheme_id", "membership", "nearest_subtheme_id", "nearest_membership", "reason")
NO_CODE = 0.5
"""What speaks for a coder who gave no code that the other did not give, too."""
HOW_INSTRUCTIVE = (
    "How instructive a disagreement is, from 0 to 1, is the product of what speaks for either side: for a person's "
    "code, how well it is found elsewhere (F1 with its counterpart, 0 without); for the program's sub-theme, its "
    "stability times the share of the clusterings in which the unit went with it; and one half for a side that has no "
    "code that differs. What was not measured is left out. Pairs of codes take turns: first the most instructive unit "
    "of each pair, then the next."
)
"""The rule in words for a reader; ``find_disagreements`` applies it."""
_PLACE = ("unit_id", "doc_id", "participant", "start", "end", "text")
REACH = 200
"""Code points on either side, about as long as a meaning unit."""
_BROKEN_HEAD = re.compile(r"^\S{0,30}\s+")
_BROKEN_TAIL = re.compile(r"\s+\S{0,30}$")
_LINES = re.compile(r"\s*[\r\n]\s*")
LEFT_OUT = "…"


def coded_only(*codings: Coding) -> tuple[str, ...]:
    """Return the coders of whom nothing but the coded segments is known to have been read."""
    return tuple(coding.coder for coding in codings if coding.scope.spans is None)


def by_one(codings: tuple[Coding, Coding], sides: tuple[Alignment, Alignment]) -> Units:
    """Return which units only one of two coded, where it is not known whether the other read them; shape (units,)."""
    found = np.zeros_like(sides[0].seen)
    for coding, side, other in zip(codings, sides, reversed(sides), strict=True):
        if coding.scope.spans is None:
            found[other.units] |= ~side.seen[other.units]
    return found


def extent_told(found: Disagreements) -> str:
    """Say which units disagreements are looked for in, as words behind their number."""
    looked_at = "that both coded" if len(found.coded_only) == BOTH else "that both looked at"
    return f"{looked_at} and that were not decided upon" if found.decided else looked_at


def left_out_told(found: Disagreements) -> tuple[str, ...]:
    """Say in sentences which units are left out, and what to do about it."""
    sentences = []
    if found.decided:
        sentences.append(f"{_units(found.decided)} decided upon, and not listed.")
    if found.by_one:
        sentences.append(
            f"{_units(found.by_one, 'that only one of them coded')} left out, because it is not known whether the "
            'other read them. If everybody read everything, say so: read = "documents" under [comparison], or '
            "thememiner disagreements --read documents for a run that is there."
        )
    return tuple(sentences)


def _units(count: int, which: str = "") -> str:
    noun, verb = ("unit", "was") if count == 1 else ("units", "were")
    return " ".join(part for part in (f"{count:,}", noun, which, verb) if part)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the program knows of a unit; None for what it does not."""

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
        """Return the unit's membership in its own sub-theme and the one it comes closest to."""
        both = (self.subtheme_id, self.membership), (self.nearest_subtheme_id, self.nearest_membership)
        return {subtheme_id: share for subtheme_id, share in both if subtheme_id is not None}

    def in_words(self) -> str:
        """Say ``went with T2.1 in 84 % of the clusterings, next T2.3 (41 %)``, or why there is no sub-theme."""
        own, near = self.subtheme_id, self.nearest_subtheme_id
        if own is None:
            return f"{self.reason or 'no reason recorded'}{f'; nearest {near}' if near else ''}{self._told_nearness()}"
        if not self.are_shares or self.membership is None:
            return f"lies in {own}"
        told = f"went with {own} in {_percent(self.membership)} of the clusterings"
        return f"{told}, next {near}{self._told_nearness()}" if near else told

    def _told_nearness(self) -> str:
        known = self.nearest_subtheme_id is not None and self.nearest_membership is not None and self.are_shares
        return f" ({_percent(self.nearest_membership or 0)})" if known else ""


def decisions(run: Run, units: pd.DataFrame) -> Iterator[Decision]:
    """Yield what the program knows of each of these units of a run, in their order."""
    are_shares = "runs" in run.manifest["settings"].get("discovery", {})
    columns = (units[name].astype(object).where(units[name].notna(), None) for name in _KNOWN)
    return (
        Decision(own, membership, nearest, nearness, reason, are_shares)
        for own, membership, nearest, nearness, reason in zip(*columns, strict=True)
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def find_disagreements(first: Coding, second: Coding, run: Run) -> Disagreements:
    """List the kept units that both coders looked at and whose sets of codes differ, at the finest level.

    ``first`` is a person's coding, ``second`` the program's or another person's. Codes of the two that are matched one
    to one count as the same. What speaks for a person's code is F1 = 2s / (n + m), with the s units that it shares with
    its counterpart and the n and m units of the two, 0 without counterpart; for a sub-theme, stability times
    membership. Where several codes of one coder differ, the one for which most speaks counts; where none does, one
    half. The product of both sides is how instructive the disagreement is. Codes count for units as the run's settings
    say. Units that a meeting decided upon are left out, if one of the two is its consensus.
    """
    units, min_overlap = run.units, settings_of(run).min_overlap
    both = (first, second)
    sides = (align(first, units, min_overlap=min_overlap), align(second, units, min_overlap=min_overlap))
    kept = units["kept"].to_numpy(np.bool_)
    compared = kept & sides[0].seen & sides[1].seen
    level = levels_of(first.codebook, second.codebook)[-1]
    one, other = (groups(coding.codebook, side, compared, level) for coding, side in zip(both, sides, strict=True))
    beside = _beside(one, other)
    decided = decided_units(run, first.coder) | decided_units(run, second.coder)
    is_open = ~units["unit_id"][compared].isin(list(decided)).to_numpy(np.bool_)
    rows = np.flatnonzero(beside.differs & is_open)
    chosen = units[compared].iloc[rows]
    known: Iterable[Decision | None] = decisions(run, chosen) if second.coder == MACHINE else [None] * len(rows)
    found = _found(run, chosen, beside, rows.tolist(), known)
    return Disagreements(
        first.coder,
        second.coder,
        units=int(is_open.sum()),
        found=in_turns(found),
        decided=int((~is_open).sum()),
        coded_only=coded_only(*both),
        by_one=int((kept & by_one(both, sides)).sum()),
    )


def in_turns(found: Iterable[Disagreement]) -> tuple[Disagreement, ...]:
    """Return the most instructive disagreement of each pair of codes, then the next of each, and so on.

    Else a list would begin with the same disagreement on many units. Equals stay in their order.
    """
    ranked = sorted(found, key=lambda one: -one.instructive)
    turns: Counter[tuple[Code | None, Code | None]] = Counter()
    in_turn = []
    for place, one in enumerate(ranked):
        pair = (next(iter(one.first), None), next(iter(one.second), None))
        in_turn.append((turns[pair], place, one))
        turns[pair] += 1
    return tuple(one for _, _, one in sorted(in_turn, key=lambda turn: turn[:2]))


def settings_of(run: Run) -> ComparisonSettings:
    """Return how a run compares codings; what only another version has a setting for is left out."""
    stored = run.manifest["settings"].get("comparison", {})
    known = {name: value for name, value in stored.items() if name in ComparisonSettings.model_fields}
    return ComparisonSettings.model_validate(known)


@dataclass(frozen=True, slots=True)
class _Beside:
    """Both coders' groups over the same units, and how their codes match."""

    first: Groups
    second: Groups
    first_alone: npt.NDArray[np.bool_]
    """Shape (units, codes): the first coder's codes whose counterpart the unit does not carry."""
    second_alone: npt.NDArray[np.bool_]
    first_f1: npt.NDArray[np.float64]
    """Shape (codes,): F1 of each code with its counterpart, 0 without."""
    second_f1: npt.NDArray[np.float64]

    @property
    def differs(self) -> npt.NDArray[np.bool_]:
        """Return which units are coded differently, shape (units,)."""
        differs: npt.NDArray[np.bool_] = np.asarray(np.hstack([self.first_alone, self.second_alone]).any(axis=1))
        return differs

    def difference(self, row: int) -> Difference:
        """Return how the codes of a unit differ."""
        if not self.first.carries[row].any():
            return Difference.UNCODED
        if not self.second.carries[row].any():
            return Difference.UNASSIGNED
        alone = int(self.first_alone[row].sum())
        return Difference.OTHER if alone == self.first.carries[row].sum() else Difference.IN_PART

    def instructive(self, row: int, decision: Decision | None, stability: dict[str, float | None]) -> float:
        """Return how instructive a unit is, 0 to 1; ``decision`` is None if both coders are people."""
        own, others = np.flatnonzero(self.first_alone[row]), np.flatnonzero(self.second_alone[row])
        by_first = self.first_f1[own].tolist()
        by_second = self.second_f1[others].tolist()
        if decision is not None:
            shares = decision.memberships
            codes = [self.second.codes[index].code_id for index in others]
            by_second = [_product((stability.get(code_id), shares.get(code_id))) for code_id in codes]
        return float(max(by_first, default=NO_CODE) * max(by_second, default=NO_CODE))


def _beside(first: Groups, second: Groups) -> _Beside:
    counterparts = match(first, second).one_to_one
    columns = np.flatnonzero(counterparts >= 0)
    own = counterparts[columns]
    first_alone, second_alone = first.carries.copy(), second.carries.copy()
    first_alone[:, own] &= ~second.carries[:, columns]
    second_alone[:, columns] &= ~first.carries[:, own]
    sizes = first.carries.sum(axis=0)[own] + second.carries.sum(axis=0)[columns]
    f1 = 2 * shared_units(first, second)[own, columns] / np.maximum(sizes, 1)
    first_f1, second_f1 = np.zeros(len(first.codes)), np.zeros(len(second.codes))
    first_f1[own], second_f1[columns] = f1, f1
    return _Beside(first, second, first_alone, second_alone, first_f1, second_f1)


def _found(
    run: Run, units: pd.DataFrame, beside: _Beside, rows: Sequence[int], known: Iterable[Decision | None]
) -> Iterable[Disagreement]:
    """Yield the disagreements, in order of place; ``rows`` are those of ``units`` among the units compared."""
    documents = {document.doc_id: document for document in run.documents}
    stability = {theme.theme_id: theme.stability for top in run.themes for theme in (top, *top.subthemes)}
    places = (units[name].astype(object).where(units[name].notna(), None) for name in _PLACE)
    for row, decision, place in zip(rows, known, zip(*places, strict=True), strict=True):
        unit_id, doc_id, participant, start, end, text = place
        before, after = surroundings(documents[doc_id], start, end)
        yield Disagreement(
            unit_id=unit_id,
            doc_id=doc_id,
            participant=participant,
            start=start,
            end=end,
            text=text,
            before=before,
            after=after,
            difference=beside.difference(row),
            first=_codes(beside.first, row),
            second=_codes(beside.second, row),
            reason="" if decision is None else decision.in_words(),
            instructive=beside.instructive(row, decision, stability),
        )


def _codes(side: Groups, row: int) -> tuple[Code, ...]:
    """Return a unit's codes, its first one first."""
    carried = np.flatnonzero(side.carries[row]).tolist()
    return tuple(side.codes[index] for index in sorted(carried, key=lambda index: index != side.first[row]))


def _product(known: Iterable[float | None]) -> float:
    return prod(value for value in known if value is not None)


def surroundings(document: Document, start: int, end: int) -> tuple[str, str]:
    """Return up to ``REACH`` code points before and after a place, cut between words, ``…`` where more follows.

    Empty lines are left out. Rows of a table are independent of each other: around them there is nothing.
    """
    if document.form is Form.ROWS:
        return "", ""
    text = document.text
    before, after = text[max(start - REACH, 0) : start], text[end : end + REACH]
    if start > REACH:
        before = f"{LEFT_OUT} {_BROKEN_HEAD.sub('', before)}"
    if end + REACH < len(text):
        after = f"{_BROKEN_TAIL.sub('', after)} {LEFT_OUT}"
    return _LINES.sub("\n", before).strip(), _LINES.sub("\n", after).strip()
