"""What became of each code of one coding in the other."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.levels import Groups
from thememiner.comparison.matching import shared_units
from thememiner.records import CodeFinding, Finding

MOST = 0.5
"""Most of something is more than this share of it."""
NEAR = 0.25
"""The smallest F1 at which a code is found in part."""
BEYOND_CHANCE = 0.1
"""How far, from what chance gives (0) to the most there can be (1), two codes share units at least."""
FEWEST = 3
"""A code with fewer units than this among those compared is too small to tell what became of it."""
SHARED = 2
"""Units that a counterpart shares with a code at least: one unit can be shared by accident."""

RULE = (
    "A code is found if most of its meaning units lie in one code of the other coding, and make up most of that code. "
    "It is fused with others if most of its units lie in one code, but do not make up most of it; split over several "
    "if most of its units lie in codes that consist mostly of it; found in part if none of this holds but one code "
    "comes near it (F1 of at least .25); and without counterpart otherwise. Most means more than half. Large codes "
    "share units by chance alone, so a code is found, split or found in part only by codes that share more with it: "
    "at least a tenth of the way from what chance gives to the most there can be, and at least two units. A code with "
    "fewer than three units among those compared has too few units to tell, and one with none is not among the units "
    "compared: nothing is said of either."
)
"""The rule in words for a reader; ``findings`` applies it."""


class _Overlap(NamedTuple):
    """Shares of the units of one coding's codes (rows) and the other's (columns); 0 where a code has no unit."""

    shared: npt.NDArray[np.int64]
    precision: npt.NDArray[np.float64]
    recall: npt.NDArray[np.float64]
    f1: npt.NDArray[np.float64]
    real: npt.NDArray[np.bool_]
    """Whether more units are shared than chance gives, and more than one."""


def findings(
    own: Groups, other: Groups, participants: pd.Series, *, matched: npt.NDArray[np.int64] | None = None
) -> tuple[CodeFinding, ...]:
    """Say for each code of ``own`` what became of it in ``other``; ``participants`` names each unit's person.

    With shared units s, a code of n units and one of m units in the other coding, recall is s / n, precision s / m and
    F1 2s / (n + m). Chance gives e = n m / N of all N units; the two share more than that if (s - e) / (min(n, m) - e)
    is at least .1. Found, split and in part ask for that, and for s of at least 2. The first that holds decides:

    - not among the units compared: n is 0; too few units to tell: n is below 3. Neither has a counterpart.
    - found: a code has recall and precision above .5; the counterpart is the one with the highest F1. It is then
      found in this code too, unless it has too few units itself.
    - fused: a code has recall above .5, and so a precision of at most .5.
    - split: the codes with a precision above .5 hold together more than half of the code's units, each counted once.
      They are the counterparts, the largest overlap first, and at least two, as one alone would be a find.
    - in part: the best F1 is at least .25.
    - without counterpart: none of these.

    Precision, recall and F1 are those of the first counterpart. ``matched`` is the index of each code's one-to-one
    counterpart, -1 for none; with it, codes have a kappa.
    """
    overlap = _overlap(own, other)
    pairs = enumerate([-1] * len(own.codes) if matched is None else matched.tolist())
    return tuple(
        replace(_finding_of(index, own, other, overlap, participants), kappa=code_kappa(own, other, index, match))
        for index, match in pairs
    )


def outcomes(own: Groups, other: Groups) -> tuple[tuple[Finding, list[int]], ...]:
    """Return only each code's finding and the indices of its counterparts, by the rule of ``findings``."""
    overlap = _overlap(own, other)
    return tuple(_decide(index, own, other, overlap) for index in range(len(own.codes)))


def code_kappa(own: Groups, other: Groups, index: int, match: int) -> float | None:
    """Return Cohen's kappa of who carries a code and its counterpart; None without one, or if all units carry both.

    Of N units, n carry the one, m the other and s both. Cohen (1960) for two categories, written so that chance gives
    exactly 0: 2 (N s - n m) / (n (N - m) + m (N - n)).
    """
    if match < 0:
        return None
    one, two = own.carries[:, index], other.carries[:, match]
    units, n, m, shared = len(one), int(one.sum()), int(two.sum()), int((one & two).sum())
    possible = n * (units - m) + m * (units - n)
    return 2 * (units * shared - n * m) / possible if possible else None


def _overlap(own: Groups, other: Groups) -> _Overlap:
    shared = shared_units(own, other)
    own_units = own.carries.sum(axis=0)[:, None]
    other_units = other.carries.sum(axis=0)[None, :]
    return _Overlap(
        shared=shared,
        precision=shared / np.maximum(other_units, 1),
        recall=shared / np.maximum(own_units, 1),
        f1=2 * shared / np.maximum(own_units + other_units, 1),
        real=(shared >= SHARED) & _beyond_chance(shared, own_units, other_units, len(own.carries)),
    )


def _beyond_chance(
    shared: npt.NDArray[np.int64], own_units: npt.NDArray[np.int64], other_units: npt.NDArray[np.int64], units: int
) -> npt.NDArray[np.bool_]:
    expected = own_units * other_units / max(units, 1)
    most = np.minimum(own_units, other_units)
    # A code that every unit carries shares with any other what chance gives; only with its like is it the same.
    real: npt.NDArray[np.bool_] = np.where(
        most > expected, shared - expected >= BEYOND_CHANCE * (most - expected), own_units == other_units
    )
    return real


def _finding_of(index: int, own: Groups, other: Groups, overlap: _Overlap, participants: pd.Series) -> CodeFinding:
    finding, counterparts = _decide(index, own, other, overlap)
    code, carried = own.codes[index], own.carries[:, index]
    best = counterparts[0] if counterparts else None
    return CodeFinding(
        code_id=code.code_id,
        name=code.name,
        units=int(carried.sum()),
        participants=int(participants[carried].nunique()),
        finding=finding,
        counterparts=tuple(other.codes[counterpart].code_id for counterpart in counterparts),
        precision=None if best is None else float(overlap.precision[index, best]),
        recall=None if best is None else float(overlap.recall[index, best]),
        f1=None if best is None else float(overlap.f1[index, best]),
    )


def _decide(index: int, own: Groups, other: Groups, overlap: _Overlap) -> tuple[Finding, list[int]]:
    carried = own.carries[:, index]
    if (units := int(carried.sum())) < FEWEST:
        return (Finding.TOO_FEW if units else Finding.NONE_HERE), []
    shared, precision, recall, f1, real = (shares[index] for shares in overlap)
    if not shared.any():
        return Finding.WITHOUT, []
    pure, holding = real & (precision > MOST), recall > MOST
    if (pure & holding).any():
        return Finding.FOUND, [int(np.argmax(f1 * (pure & holding)))]
    if holding.any():
        return Finding.FUSED, [int(np.argmax(recall))]
    # Units with several codes count once; the plain sum spares counting where it cannot be enough.
    if shared[pure].sum() > MOST * units and other.carries[carried][:, pure].any(axis=1).mean() > MOST:
        pieces = np.flatnonzero(pure)
        return Finding.SPLIT, pieces[np.argsort(-shared[pieces], kind="stable")].tolist()
    f1 = f1 * real
    best = int(np.argmax(f1))
    return (Finding.IN_PART, [best]) if f1[best] >= NEAR else (Finding.WITHOUT, [])
