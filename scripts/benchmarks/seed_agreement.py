"""Agreement between the results of different random seeds."""

from collections.abc import Sequence
from itertools import combinations
from statistics import mean

import numpy.typing as npt
from sklearn.metrics import adjusted_mutual_info_score

from benchmarks.cached_clusterings import cluster_case, seeds_for
from benchmarks.clustering_scores import groups_at
from benchmarks.coded_cases import Case
from benchmarks.contenders import BERTOPIC, K_MEANS, OURS, UMAP_HDBSCAN
from benchmarks.markdown_tables import format_number, print_heading, print_row

SHOWN = (OURS, BERTOPIC, UMAP_HDBSCAN, K_MEANS)


def print_seed_agreement(cases: Sequence[Case], *, quick: bool) -> None:
    """Print the agreement between seeds for this program and its peers."""
    seeds = seeds_for(quick=quick)
    columns = [f"{contender.name}: {measure}" for contender in SHOWN for measure in ("mean", "least")]
    print_heading(
        "Another seed",
        f"AMI between the results of two seeds, over all pairs of seeds 0 to {seeds[-1]}; unassigned units count as "
        "one group. 1 is the same result; two results without groups are the same, too.",
        *("set", "units", "this program's themes: mean", *columns),
    )
    for case in cases:
        themes = pairwise_ami([groups_at(draw, "themes")[0] for draw in cluster_case(case, OURS, seeds).draws])
        cells = [format_number(mean(themes))]
        for contender in SHOWN:
            alike = pairwise_ami([draw.labels for draw in cluster_case(case, contender, seeds).draws])
            cells += [format_number(mean(alike)), format_number(min(alike))]
        print_row(case.name, f"{len(case.units):,}", *cells)


def pairwise_ami(results: Sequence[npt.ArrayLike]) -> list[float]:
    """Return the AMI of each pair of results."""
    return [float(adjusted_mutual_info_score(left, right)) for left, right in combinations(results, 2)]
