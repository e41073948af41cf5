"""Discovery in a few dozen units."""

from collections.abc import Sequence
from statistics import mean

import numpy as np

from benchmarks.clustering_jobs import Job
from benchmarks.clustering_scores import known_values, score_clustering
from benchmarks.coded_cases import Case
from benchmarks.contenders import BERTOPIC, OURS, UMAP_HDBSCAN, run_contender
from benchmarks.markdown_tables import format_mean_and_spread, format_number, print_heading, print_row

SIZES = (20, 30, 40, 60)
DRAWS, QUICK_DRAWS = 10, 2
SHOWN = (OURS, UMAP_HDBSCAN, BERTOPIC)


def print_small_samples(cases: Sequence[Case], *, quick: bool) -> None:
    """Print agreement in small random samples of each case."""
    draws = QUICK_DRAWS if quick else DRAWS
    measures = ("finds something", "AMI", "B-cubed F1")
    print_heading(
        "Few units",
        f"{draws} random samples of coded units, one seed each; mean ± standard deviation. No groups give an AMI of "
        "0. B-cubed rewards one big group if codes are few, so read both.",
        *("set", "units", *(f"{contender.name}: {measure}" for contender in SHOWN for measure in measures)),
    )
    means = {(case.name, size): row for case in cases for size, row in _print_case(case, draws).items()}
    for size in SIZES:
        rows = [row for (_, its), row in means.items() if its == size]
        if rows:
            print_row(
                f"mean of {len(rows)} sets", size, *(format_number(mean(column)) for column in zip(*rows, strict=True))
            )


def _print_case(case: Case, draws: int) -> dict[int, list[float]]:
    """Print a row for each size, and return the means; one process clusters all samples of a case."""
    coded = np.unique(case.judged)
    samples = {
        (size, draw): np.sort(np.random.default_rng((size, draw)).choice(coded, size, replace=False))
        for size in SIZES
        for draw in range(draws)
        if size <= len(coded)
    }
    jobs = [Job(seed=draw, rows=tuple(rows.tolist())) for (_, draw), rows in samples.items()]
    found = {each: run_contender(each, case.vectors, case.texts, case.units, jobs).draws for each in SHOWN}
    means: dict[int, list[float]] = {}
    for size in sorted({size for size, _ in samples}):
        cells: list[str] = []
        for contender in SHOWN:
            own = [
                score_clustering(case.part(rows), draw, "sub-themes")
                for ((its, _), rows), draw in zip(samples.items(), found[contender], strict=True)
                if its == size
            ]
            finds = [float(each.groups > 0) for each in own]
            values = (finds, known_values(own, "ami"), known_values(own, "b_cubed"))
            means.setdefault(size, []).extend(map(mean, values))
            cells += [format_number(mean(finds), 2), *map(format_mean_and_spread, values[1:])]
        print_row(case.name, size, *cells)
    return means
