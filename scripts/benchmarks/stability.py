"""Whether the stability of a sub-theme says how well it matches what people coded."""

from collections.abc import Sequence
from statistics import mean
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr

from benchmarks.cases import Case
from benchmarks.contenders import OURS
from benchmarks.drawn import drawn, seeds_for
from benchmarks.figures import carries_codes, carries_groups, f1_scores, groups_at
from benchmarks.jobs import Draw
from benchmarks.tables import number, print_heading, print_row

FEWEST = 4
"""Sub-themes of one result that halves and ranks can be made of."""

Values = npt.NDArray[np.float64]


class Halves(NamedTuple):
    """The sub-themes of one result, the more stable against the less stable half."""

    top: float
    bottom: float
    correlation: float | None
    """Spearman's; None if all are equally stable."""


def print_stability(cases: Sequence[Case], *, quick: bool) -> None:
    """Print the agreement of stable and of less stable sub-themes with their best code."""
    seeds = seeds_for(quick=quick)
    print_heading(
        "Stability against agreement",
        f"F1 of each sub-theme with the code that it matches best, seeds 0 to {seeds[-1]}. The halves are made within "
        "each result, at its median stability; Spearman's correlation of stability and F1 likewise; then means.",
        *("set", "sub-themes with a stability", "F1, more stable half", "F1, less stable half", "difference"),
        "Spearman",
    )
    rows = []
    for case in cases:
        measured = [of_result(case, draw) for draw in drawn(case, OURS, seeds).draws]
        halves = [halved(*each) for each in measured if len(each[0]) >= FEWEST]
        count = sum(len(each[0]) for each in measured)
        if halves:
            rows.append(_means(halves))
        _print_halves(case.name, count, _means(halves) if halves else None)
    if rows:
        _print_halves(f"mean of {len(rows)} sets", "", _means(rows))


def of_result(case: Case, draw: Draw) -> tuple[Values, Values]:
    """Return the stability and the best F1 of each sub-theme whose stability is known."""
    first, second = (each[case.judged] for each in groups_at(draw, "sub-themes"))
    scores = f1_scores(carries_codes(case, "sub-themes"), carries_groups(first, second)).max(axis=0, initial=0)
    known = [index for index, value in enumerate(draw.stability) if value is not None and index < len(scores)]
    stability = np.array([draw.stability[index] for index in known], dtype=np.float64)
    return stability, scores[known]


def halved(stability: Values, scores: Values) -> Halves:
    """Compare the halves of at least two sub-themes; ties in the middle go by their order, the middle one to none."""
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
    print_row(name, count, *map(number, cells))
