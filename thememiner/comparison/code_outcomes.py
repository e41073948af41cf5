"""Code outcomes: whether each code of one coding was found in the other coding, in whole or in part."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from thememiner.comparison.levels import CodeGroups
from thememiner.comparison.matching import count_shared_units
from thememiner.records import CodeFinding, Finding

MAJORITY = 0.5
"""A majority is more than this share."""
MIN_F1_IN_PART = 0.25
"""The smallest F1 at which a code is found in part."""
MIN_ABOVE_CHANCE = 0.1
"""Least shared units of counterparts, on a scale from the number expected by chance (0) to the maximum (1)."""
MIN_CODE_UNITS = 3
"""With fewer compared units, the outcome of a code is not determined."""
MIN_SHARED_UNITS = 2
"""Least units that counterparts share: a single unit can be shared by accident."""


class _OverlapShares(NamedTuple):
    """Overlap of one coding's codes (rows) with the other's (columns); shares are 0 for codes without units."""

    shared: npt.NDArray[np.int64]
    precision: npt.NDArray[np.float64]
    recall: npt.NDArray[np.float64]
    f1: npt.NDArray[np.float64]
    is_above_chance: npt.NDArray[np.bool_]
    """Whether more units are shared than expected by chance, and more than one."""


def assess_codes(
    own: CodeGroups, other: CodeGroups, persons: npt.NDArray[np.int64], *, matched: npt.NDArray[np.int64] | None = None
) -> tuple[CodeFinding, ...]:
    """Return the outcome of each code of ``own`` in ``other``; ``persons`` has the index of each unit's person.

    If a code of n units and a code of m units in the other coding share s units, recall is s / n, precision s / m and
    F1 2s / (n + m). By chance they share e = n m / N of all N units; they share more than that if
    (s - e) / (min(n, m) - e) is at least .1. Found, split and in part require that, and s of at least 2. The first
    condition that holds decides:

    - not among the units compared: n is 0; too few units to tell: n is below 3. Such codes have no counterpart.
    - found: a code has recall and precision above .5; the counterpart is the one with the highest F1. It is
      then found in this code too, unless it has too few units itself.
    - fused: a code has recall above .5, and so a precision of at most .5.
    - split: the codes with a precision above .5 together contain more than half of the code's units, each counted
      once. They are the counterparts, the largest overlap first, and at least two: one alone would be found.
    - in part: the best F1 is at least .25.
    - without counterpart: none of these.

    Precision, recall and F1 are those of the first counterpart. ``matched`` is the index of each code's one-to-one
    counterpart, -1 for none; it is needed for the kappa of each code.
    """
    overlap = _overlap_shares(own, other, count_shared_units(own, other))
    pairs = enumerate([-1] * len(own.codes) if matched is None else matched.tolist())
    return tuple(
        replace(_assess_code(index, own, other, overlap, persons), kappa=kappa_of_code(own, other, index, match))
        for index, match in pairs
    )


def classify_codes(
    own: CodeGroups, other: CodeGroups, shared: npt.NDArray[np.int64] | None = None
) -> tuple[tuple[Finding, list[int]], ...]:
    """Return only each code's finding and the indices of its counterparts, by the rule of ``assess_codes``.

    ``shared`` is the result of ``count_shared_units``, if it is known.
    """
    overlap = _overlap_shares(own, other, count_shared_units(own, other) if shared is None else shared)
    return tuple(_classify_code(index, own, other, overlap) for index in range(len(own.codes)))


def kappa_of_code(own: CodeGroups, other: CodeGroups, index: int, match: int) -> float | None:
    """Return Cohen's kappa of a code and its counterpart; None without counterpart, or if all units carry both.

    Of N units, n carry the code, m the counterpart and s both. Cohen (1960) for two categories, in a form that is
    exactly 0 for chance agreement: 2 (N s - n m) / (n (N - m) + m (N - n)).
    """
    if match < 0:
        return None
    one, two = own.carries[:, index], other.carries[:, match]
    units, n, m, shared = len(one), int(one.sum()), int(two.sum()), int((one & two).sum())
    possible = n * (units - m) + m * (units - n)
    return 2 * (units * shared - n * m) / possible if possible else None


def _overlap_shares(own: CodeGroups, other: CodeGroups, shared: npt.NDArray[np.int64]) -> _OverlapShares:
    own_units = own.carries.sum(axis=0)[:, None]
    other_units = other.carries.sum(axis=0)[None, :]
    return _OverlapShares(
        shared=shared,
        precision=shared / np.maximum(other_units, 1),
        recall=shared / np.maximum(own_units, 1),
        f1=2 * shared / np.maximum(own_units + other_units, 1),
        is_above_chance=(shared >= MIN_SHARED_UNITS)
        & _is_above_chance(shared, own_units, other_units, len(own.carries)),
    )


def _is_above_chance(
    shared: npt.NDArray[np.int64], own_units: npt.NDArray[np.int64], other_units: npt.NDArray[np.int64], units: int
) -> npt.NDArray[np.bool_]:
    expected = own_units * other_units / max(units, 1)
    most = np.minimum(own_units, other_units)
    # A code of all units shares with any code exactly what chance gives; only a code of all units equals it.
    is_above: npt.NDArray[np.bool_] = np.where(
        most > expected, shared - expected >= MIN_ABOVE_CHANCE * (most - expected), own_units == other_units
    )
    return is_above


def _assess_code(
    index: int, own: CodeGroups, other: CodeGroups, overlap: _OverlapShares, persons: npt.NDArray[np.int64]
) -> CodeFinding:
    finding, counterparts = _classify_code(index, own, other, overlap)
    code, carried = own.codes[index], own.carries[:, index]
    best = counterparts[0] if counterparts else None
    return CodeFinding(
        code_id=code.code_id,
        name=code.name,
        units=int(carried.sum()),
        participants=len(np.unique(persons[carried])),
        finding=finding,
        counterparts=tuple(other.codes[counterpart].code_id for counterpart in counterparts),
        precision=None if best is None else float(overlap.precision[index, best]),
        recall=None if best is None else float(overlap.recall[index, best]),
        f1=None if best is None else float(overlap.f1[index, best]),
    )


def _classify_code(
    index: int, own: CodeGroups, other: CodeGroups, overlap: _OverlapShares
) -> tuple[Finding, list[int]]:
    carried = own.carries[:, index]
    if (units := int(carried.sum())) < MIN_CODE_UNITS:
        return (Finding.TOO_FEW if units else Finding.NONE_HERE), []
    shared, precision, recall, f1, is_above_chance = (shares[index] for shares in overlap)
    if not shared.any():
        return Finding.WITHOUT, []
    pure, holding = is_above_chance & (precision > MAJORITY), recall > MAJORITY
    if (pure & holding).any():
        return Finding.FOUND, [int(np.argmax(f1 * (pure & holding)))]
    if holding.any():
        return Finding.FUSED, [int(np.argmax(recall))]
    # Units with several codes count once; the simple sum avoids that count if it is too small anyway.
    if shared[pure].sum() > MAJORITY * units and other.carries[carried][:, pure].any(axis=1).mean() > MAJORITY:
        pieces = np.flatnonzero(pure)
        return Finding.SPLIT, pieces[np.argsort(-shared[pieces], kind="stable")].tolist()
    f1 = f1 * is_above_chance
    best = int(np.argmax(f1))
    return (Finding.IN_PART, [best]) if f1[best] >= MIN_F1_IN_PART else (Finding.WITHOUT, [])
