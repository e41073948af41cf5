"""Scores of a clustering against human codes."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from benchmarks.clustering_jobs import Clustering
from benchmarks.coded_cases import Case, Level
from benchmarks.k_means_agreement import Labels, kappa_across_documents
from thememiner.comparison.code_outcomes import MIN_CODE_UNITS
from thememiner.comparison.contingency import GroupPair
from thememiner.comparison.levels import NO_CODE, CodeGroups
from thememiner.comparison.overlap_metrics import b_cubed_f1
from thememiner.records import Code

COVERED = 0.5
"""A code is covered if some group reaches this F1 with it."""

Membership = npt.NDArray[np.bool_]
"""Shape (segments, groups or codes)."""


class ClusteringScores(NamedTuple):
    """Scores of one clustering at one level."""

    ami: float
    ari: float
    kappa: float | None
    """Over pairs of different documents; None if it is undefined."""
    b_cubed: float
    """Extended B-cubed F1 over all codes of a unit."""
    coverage: float | None
    """Share of codes with at least three segments that some group covers; None without such codes."""
    unassigned: float
    """Share of the clustered units, 0 to 1."""
    groups: int
    largest: float


def score_clustering(case: Case, draw: Clustering, level: Level) -> ClusteringScores:
    """Compare a clustering with the codes at a level; unassigned units count as one group."""
    labels, second = groups_at(draw, level)
    own, codes = labels[case.judged], case.first_at(level)
    carried, proposed = code_matrix(case, level), group_matrix(own, second[case.judged])
    sizes = np.bincount(labels[labels >= 0], minlength=1)
    return ClusteringScores(
        ami=float(adjusted_mutual_info_score(codes, own)),
        ari=float(adjusted_rand_score(codes, own)),
        kappa=_kappa(codes, own, case.documents),
        b_cubed=b_cubed_score(carried, proposed),
        coverage=coverage(carried, proposed),
        unassigned=float((labels < 0).mean()),
        groups=int((sizes > 0).sum()),
        largest=float(sizes.max() / len(labels)),
    )


def _kappa(codes: Labels, groups: Labels, documents: Labels) -> float | None:
    try:
        return kappa_across_documents(codes, groups, documents)
    except ZeroDivisionError:  # one document, or neither a code nor a group reaches from one into another
        return None


def groups_at(draw: Clustering, level: Level) -> tuple[Labels, Labels]:
    """Return the first and the second group of each clustered unit, -1 for none; themes where a draw has them."""
    labels = np.array(draw.labels, dtype=np.int64)
    second = np.array(draw.second or (-1,) * len(labels), dtype=np.int64)
    if level == "sub-themes" or not draw.parents:
        return labels, second
    parents = np.array((*draw.parents, -1), dtype=np.int64)  # the last entry serves label -1
    return parents[labels], parents[second]


def code_matrix(case: Case, level: Level) -> Membership:
    """Return which segment (row) has which code (column)."""
    codes = case.codes_at(level)
    column = {code: index for index, code in enumerate(sorted({code for own in codes for code in own}))}
    carries = np.zeros((len(codes), len(column)), dtype=np.bool_)
    for row, own in enumerate(codes):
        carries[row, [column[code] for code in own]] = True
    return carries


def group_matrix(*labels: Labels) -> Membership:
    """Return which segment (row) is in which group (column); -1 is in no group."""
    count = max(int(each.max(initial=-1)) for each in labels) + 1
    carries = np.zeros((len(labels[0]), count), dtype=np.bool_)
    for each in labels:
        rows = np.flatnonzero(each >= 0)
        carries[rows, each[rows]] = True
    return carries


def b_cubed_score(carried: Membership, proposed: Membership) -> float:
    """Return the extended B-cubed F1, 0 for fewer than two segments; unassigned segments count as one group."""
    pair = GroupPair(_groups(carried), _groups(proposed), persons=np.zeros(len(carried), dtype=np.int64))
    value = float(b_cubed_f1(pair, pair.unit_weights)[0])
    return 0.0 if np.isnan(value) else value


def _groups(carries: Membership) -> CodeGroups:
    codes = tuple(Code(str(index), str(index)) for index in range(carries.shape[1]))
    return CodeGroups(codes, carries, np.full(len(carries), NO_CODE))  # B-cubed does not use the first code


def f1_scores(carried: Membership, proposed: Membership) -> npt.NDArray[np.float64]:
    """Return the F1 of each code (row) and each group (column): 2 shared / (units of the one + of the other)."""
    shared = carried.T.astype(np.float64) @ proposed.astype(np.float64)
    sizes = carried.sum(axis=0)[:, None] + proposed.sum(axis=0)[None, :]
    return np.asarray(2 * shared / np.maximum(sizes, 1))


def coverage(carried: Membership, proposed: Membership) -> float | None:
    """Return the share of codes with enough segments that some group covers; None without such codes."""
    enough = carried[:, carried.sum(axis=0) >= MIN_CODE_UNITS]
    if not enough.shape[1]:
        return None
    return float((f1_scores(enough, proposed).max(axis=1, initial=0) >= COVERED).mean())


def known_values(rows: Sequence[ClusteringScores], name: str) -> list[float]:
    """Return one score of all clusterings, without undefined values."""
    return [float(value) for row in rows if (value := getattr(row, name)) is not None]
