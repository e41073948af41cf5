"""How one clustering agrees with what people coded."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from benchmarks.agreement import Labels, kappa_across
from benchmarks.cases import Case, Level
from benchmarks.jobs import Draw
from thememiner.comparison.code_outcomes import FEWEST
from thememiner.comparison.contingency import GroupPair
from thememiner.comparison.levels import UNCODED, Groups
from thememiner.comparison.overlap_metrics import b_cubed_f1
from thememiner.records import Code

COVERED = 0.5
"""A code is covered by a group that reaches this F1 with it."""

Carries = npt.NDArray[np.bool_]
"""Shape (segments, groups or codes)."""


class Figures(NamedTuple):
    """What is measured of one clustering at one level."""

    ami: float
    ari: float
    kappa: float | None
    """Over pairs of different documents; None where there is nothing to agree on."""
    b_cubed: float
    """F1 of all codes of a unit."""
    coverage: float | None
    """Share of the codes of at least three segments that some group covers; None if there is no such code."""
    unassigned: float
    """Share of the clustered units; likewise the next two."""
    groups: int
    largest: float


def figures(case: Case, draw: Draw, level: Level) -> Figures:
    """Compare a clustering with the codes at a level; what is unassigned is one group of its own."""
    labels, second = groups_at(draw, level)
    own, codes = labels[case.judged], case.first_at(level)
    carried, proposed = carries_codes(case, level), carries_groups(own, second[case.judged])
    sizes = np.bincount(labels[labels >= 0], minlength=1)
    return Figures(
        ami=float(adjusted_mutual_info_score(codes, own)),
        ari=float(adjusted_rand_score(codes, own)),
        kappa=_kappa(codes, own, case.documents),
        b_cubed=b_cubed(carried, proposed),
        coverage=coverage(carried, proposed),
        unassigned=float((labels < 0).mean()),
        groups=int((sizes > 0).sum()),
        largest=float(sizes.max() / len(labels)),
    )


def _kappa(codes: Labels, groups: Labels, documents: Labels) -> float | None:
    try:
        return kappa_across(codes, groups, documents)
    except ZeroDivisionError:  # one document, or neither a code nor a group reaches from one into another
        return None


def groups_at(draw: Draw, level: Level) -> tuple[Labels, Labels]:
    """Return the first and the second group of each clustered unit, -1 for none; themes where a draw has them."""
    labels = np.array(draw.labels, dtype=np.int64)
    second = np.array(draw.second or (-1,) * len(labels), dtype=np.int64)
    if level == "sub-themes" or not draw.parents:
        return labels, second
    parents = np.array((*draw.parents, -1), dtype=np.int64)  # the last entry serves label -1
    return parents[labels], parents[second]


def carries_codes(case: Case, level: Level) -> Carries:
    """Return which codes each segment carries."""
    codes = case.codes_at(level)
    column = {code: index for index, code in enumerate(sorted({code for own in codes for code in own}))}
    carries = np.zeros((len(codes), len(column)), dtype=np.bool_)
    for row, own in enumerate(codes):
        carries[row, [column[code] for code in own]] = True
    return carries


def carries_groups(*labels: Labels) -> Carries:
    """Return which groups each segment is in; -1 is in none."""
    count = max(int(each.max(initial=-1)) for each in labels) + 1
    carries = np.zeros((len(labels[0]), count), dtype=np.bool_)
    for each in labels:
        rows = np.flatnonzero(each >= 0)
        carries[rows, each[rows]] = True
    return carries


def b_cubed(carried: Carries, proposed: Carries) -> float:
    """Return the extended B-cubed F1, 0 for fewer than two segments; those in no group are a group of their own."""
    pair = GroupPair(_groups(carried), _groups(proposed), persons=np.zeros(len(carried), dtype=np.int64))
    value = float(b_cubed_f1(pair, pair.everyone)[0])
    return 0.0 if np.isnan(value) else value


def _groups(carries: Carries) -> Groups:
    codes = tuple(Code(str(index), str(index)) for index in range(carries.shape[1]))
    return Groups(codes, carries, np.full(len(carries), UNCODED))  # B-cubed knows no first code


def f1_scores(carried: Carries, proposed: Carries) -> npt.NDArray[np.float64]:
    """Return the F1 of each code (row) and each group (column): 2 shared / (units of the one + of the other)."""
    shared = carried.T.astype(np.float64) @ proposed.astype(np.float64)
    sizes = carried.sum(axis=0)[:, None] + proposed.sum(axis=0)[None, :]
    return np.asarray(2 * shared / np.maximum(sizes, 1))


def coverage(carried: Carries, proposed: Carries) -> float | None:
    """Return the share of codes, of those with enough segments to tell, that some group covers."""
    enough = carried[:, carried.sum(axis=0) >= FEWEST]
    if not enough.shape[1]:
        return None
    return float((f1_scores(enough, proposed).max(axis=1, initial=0) >= COVERED).mean())


def column(rows: Sequence[Figures], name: str) -> list[float]:
    """Return one figure of all draws, without those where it is not known."""
    return [float(value) for row in rows if (value := getattr(row, name)) is not None]
