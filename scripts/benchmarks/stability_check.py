"""Whether stable sub-themes agree better with human codes."""

from collections.abc import Sequence
from statistics import mean
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr

from benchmarks.cached_clusterings import cluster_case, seeds_for
from benchmarks.clustering_jobs import Clustering
from benchmarks.clustering_scores import code_matrix, f1_scores, group_matrix, groups_at
from benchmarks.coded_cases import Case
from benchmarks.contenders import OURS
from benchmarks.markdown_tables import format_number, print_heading, print_row

FEWEST = 4
"""Fewest sub-themes of a result to compare halves and ranks."""

Values = npt.NDArray[np.float64]


class Halves(NamedTuple):
    """Mean F1 of the more stable and the less stable half of the sub-themes of one result."""

    top: float
    bottom: float
    correlation: float | None
    """Spearman correlation; None if all are equally stable."""


def print_stability(cases: Sequence[Case], *, quick: bool) -> None:
    """Print the agreement of stable and of less stable sub-themes with their best code."""
    seeds = seeds_for(quick=quick)
    print_heading(
        "Stability against agreement",
        f"F1 of each sub-theme with its best code, seeds 0 to {seeds[-1]}. Each result is split at its median "
        "stability; Spearman's correlation of stability and F1 is computed within each result; then means.",
        *("set", "sub-themes with a stability", "F1, more stable half", "F1, less stable half", "difference"),
        "Spearman",
    )
    rows = []
    for case in cases:
        measured = [score_subthemes(case, draw) for draw in cluster_case(case, OURS, seeds).draws]
        halves = [compare_halves(*each) for each in measured if len(each[0]) >= FEWEST]
        count = sum(len(each[0]) for each in measured)
        if halves:
            rows.append(_means(halves))
        _print_halves(case.name, count, _means(halves) if halves else None)
    if rows:
        _print_halves(f"mean of {len(rows)} sets", "", _means(rows))


def score_subthemes(case: Case, draw: Clustering) -> tuple[Values, Values]:
    """Return the stability and the best F1 of each sub-theme with a stability."""
    first, second = (each[case.judged] for each in groups_at(draw, "sub-themes"))
    scores = f1_scores(code_matrix(case, "sub-themes"), group_matrix(first, second)).max(axis=0, initial=0)
    known = [index for index, value in enumerate(draw.stability) if value is not None and index < len(scores)]
    stability = np.array([draw.stability[index] for index in known], dtype=np.float64)
    return stability, scores[known]


def compare_halves(stability: Values, scores: Values) -> Halves:
    """Compare the halves of at least two sub-themes; the middle one of an odd number is left out."""
    order = np.argsort(-stability, kind="stable")
    half = len(order) // 2
    differ = len(np.unique(stability)) > 1 and len(np.unique(scores)) > 1
    return Halves(
        top=float(scores[order[:half]].mean()),
        bottom=float(scores[order[-half:]].mean()),
        correlation=float(spearmanr(stability, scores).statistic) if differ else None,
    )


def _means(rows: Sequence[Halves]) -> Halves:
    known = [row.correlation for row in rows if row.correlation is not None]
    return Halves(mean(row.top for row in rows), mean(row.bottom for row in rows), mean(known) if known else None)


def _print_halves(name: str, count: object, halves: Halves | None) -> None:
    cells = (halves.top, halves.bottom, halves.top - halves.bottom, halves.correlation) if halves else (None,) * 4
    print_row(name, count, *map(format_number, cells))
