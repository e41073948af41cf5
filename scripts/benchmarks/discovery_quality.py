"""The main table: this program and its peers on the same vectors, scored against human codes."""

from collections.abc import Mapping, Sequence
from statistics import mean, median

from benchmarks.cached_clusterings import cluster_case, score_case, seeds_for
from benchmarks.case_reading import PROTOCOL_SETS
from benchmarks.clustering_scores import ClusteringScores, known_values
from benchmarks.coded_cases import Case, Level
from benchmarks.contenders import ALL, BERTOPIC, K_MEANS, OURS, UMAP_HDBSCAN, Contender
from benchmarks.k_means_agreement import STARTS
from benchmarks.markdown_tables import format_mean_and_spread, format_number, print_heading, print_row

ScoresBySet = Mapping[str, Mapping[Contender, Sequence[ClusteringScores]]]
"""Scores of sub-themes by case and contender."""

MEASURES = {"ami": "AMI", "b_cubed": "B-cubed F1", "kappa": "κ across documents"}
"""Scores that are compared with those of BERTopic."""


def print_quality(cases: Sequence[Case], *, quick: bool) -> None:
    """Print the scores of every case and contender, and whether the documented promises hold."""
    seeds = seeds_for(quick=quick)
    _print_head(seeds)
    found: dict[str, dict[Contender, list[ClusteringScores]]] = {}
    for case in cases:
        for level in case.levels:
            for contender in ALL:
                own = score_case(case, contender, seeds, level)
                _print_case(case, level, contender, own, seeds)
                if level == "sub-themes":
                    found.setdefault(case.name, {})[contender] = own
    _print_against_bertopic(found)
    _print_means({name: own for name, own in found.items() if name in PROTOCOL_SETS})


def _print_head(seeds: range) -> None:
    print_heading(
        "Agreement with human codes",
        f"Same vectors, defaults only; seeds 0 to {seeds[-1]}, mean ± standard deviation; k-means: {STARTS} starts.",
        *("set", "units", "level", "contender", "AMI", "worst", "median", "B-cubed F1, all codes", "ARI"),
        *("κ across documents", "codes covered", "unassigned", "groups", "largest group", "seconds", "peak MiB"),
    )


def _print_case(case: Case, level: Level, contender: Contender, own: Sequence[ClusteringScores], seeds: range) -> None:
    outcome = cluster_case(case, contender, seeds, level)
    amis = known_values(own, "ami")
    print_row(
        *(case.name, f"{len(case.units):,}", level, contender.name),
        *(
            format_mean_and_spread(amis),
            format_number(min(amis)),
            format_number(median(amis)),
            format_mean_and_spread(known_values(own, "b_cubed")),
        ),
        *(format_number(_mean(known_values(own, name))) for name in ("ari", "kappa", "coverage", "unassigned")),
        *(format_number(mean(known_values(own, "groups")), 1), format_number(mean(known_values(own, "largest")))),
        *(format_number(median(draw.seconds for draw in outcome.draws), 1), format_number(outcome.peak_mib, 0)),
    )


def _print_against_bertopic(found: ScoresBySet) -> None:
    """Print each set next to BERTopic, and the worst seed, since a researcher sees the result of one seed."""
    print_heading(
        "Compared with BERTopic, set by set",
        "This program's sub-themes: means as multiples of BERTopic's, and its worst AMI next to BERTopic's median.",
        *("set", *(f"{name}, times" for name in MEASURES.values())),
        *("worst AMI", "BERTopic's median", "at least that", "largest group of any draw"),
    )
    for name, own in found.items():
        worst, usual = min(known_values(own[OURS], "ami")), median(known_values(own[BERTOPIC], "ami"))
        print_row(
            name,
            *(_times(*(_mean(known_values(own[each], measure)) for each in (OURS, BERTOPIC))) for measure in MEASURES),
            *(format_number(worst), format_number(usual), "yes" if worst >= usual else "no"),
            format_number(max(known_values(own[OURS], "largest"))),
        )


def _print_means(found: ScoresBySet) -> None:
    """Print the means over the sets of the protocol, each as a multiple of BERTopic's."""
    print_heading(
        "Means over the sets of the protocol",
        f"{', '.join(found) or 'no set requested'}; mean over sets of the mean over seeds, and as a multiple of "
        f"BERTopic's. Promised: at least 1.15 times, not below {K_MEANS.name}, above {UMAP_HDBSCAN.name}.",
        *("contender", *(text for name in MEASURES.values() for text in (name, f"{name}, times BERTopic's"))),
    )
    for contender in ALL if found else ():
        cells: list[str] = []
        for measure in MEASURES:
            own, usual = (
                _mean([value for of_set in found.values() for value in _known(known_values(of_set[each], measure))])
                for each in (contender, BERTOPIC)
            )
            cells += [format_number(own), _times(own, usual)]
        print_row(contender.name, *cells)


def _known(values: Sequence[float]) -> list[float]:
    """Return a list with the mean of the values, empty without values."""
    return [mean(values)] if values else []


def _mean(values: Sequence[float]) -> float | None:
    return mean(values) if values else None


def _times(own: float | None, usual: float | None) -> str:
    return format_number(own / usual if own is not None and usual is not None and usual > 0 else None, 2)
