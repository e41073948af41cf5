"""Clusterings of a case by a contender, computed once per process and scored at each level."""

from functools import cache

from benchmarks.clustering_jobs import Job
from benchmarks.clustering_scores import ClusteringScores, score_clustering
from benchmarks.coded_cases import Case, Level
from benchmarks.contenders import K_MEANS, Contender, ContenderResult, run_contender

SEEDS, QUICK_SEEDS = range(5), range(2)


def seeds_for(*, quick: bool) -> range:
    """Return the random seeds to use."""
    return QUICK_SEEDS if quick else SEEDS


def cluster_case(case: Case, contender: Contender, seeds: range, level: Level = "sub-themes") -> ContenderResult:
    """Return a clustering for each seed; only that of k-means depends on the level, through the number of codes."""
    return _cluster_case(case, contender, seeds, case.count_at(level) if contender is K_MEANS else None)


@cache
def _cluster_case(case: Case, contender: Contender, seeds: range, count: int | None) -> ContenderResult:
    jobs = [Job(seed=seed, count=count) for seed in seeds]
    return run_contender(contender, case.vectors, case.texts, case.units, jobs)


def score_case(case: Case, contender: Contender, seeds: range, level: Level = "sub-themes") -> list[ClusteringScores]:
    """Return the scores for each seed."""
    return [score_clustering(case, draw, level) for draw in cluster_case(case, contender, seeds, level).draws]
