"""What another seed changes."""

from collections.abc import Sequence
from itertools import combinations
from statistics import mean

import numpy.typing as npt
from sklearn.metrics import adjusted_mutual_info_score

from benchmarks.cases import Case
from benchmarks.contenders import ADAPTIVE, BERTOPIC, K_MEANS, OURS
from benchmarks.drawn import drawn, seeds_for
from benchmarks.figures import groups_at
from benchmarks.tables import number, print_heading, print_row

SHOWN = (OURS, BERTOPIC, ADAPTIVE, K_MEANS)


def print_seeds(cases: Sequence[Case], *, quick: bool) -> None:
    """Print how alike the results of different seeds are, for this program and others."""
    seeds = seeds_for(quick=quick)
    columns = [f"{contender.name}: {measure}" for contender in SHOWN for measure in ("mean", "least")]
    print_heading(
        "Another seed",
        f"AMI between the results of two seeds, over all pairs of seeds 0 to {seeds[-1]}; unassigned is a group of its "
        "own. 1 is the same result, but two results that find nothing are the same, too.",
        *("set", "units", "this program's themes: mean", *columns),
    )
    for case in cases:
        themes = between_seeds([groups_at(draw, "themes")[0] for draw in drawn(case, OURS, seeds).draws])
        cells = [number(mean(themes))]
        for contender in SHOWN:
            alike = between_seeds([draw.labels for draw in drawn(case, contender, seeds).draws])
            cells += [number(mean(alike)), number(min(alike))]
        print_row(case.name, f"{len(case.units):,}", *cells)


def between_seeds(results: Sequence[npt.ArrayLike]) -> list[float]:
    """Return the AMI of each pair of results."""
    return [float(adjusted_mutual_info_score(left, right)) for left, right in combinations(results, 2)]
