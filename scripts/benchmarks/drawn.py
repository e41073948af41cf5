"""The clusterings of a case by a contender, made once in a process and judged at each level."""

from functools import cache

from benchmarks.cases import Case, Level
from benchmarks.contenders import K_MEANS, Contender, Outcome, do
from benchmarks.figures import Figures, figures
from benchmarks.jobs import Job

SEEDS, QUICK_SEEDS = range(5), range(2)


def seeds_for(*, quick: bool) -> range:
    """Return the seeds to draw with."""
    return QUICK_SEEDS if quick else SEEDS


def drawn(case: Case, contender: Contender, seeds: range, level: Level = "sub-themes") -> Outcome:
    """Return a clustering for each seed; only k-means, which is told the number of groups, is asked for each level."""
    return _drawn(case, contender, seeds, case.count_at(level) if contender is K_MEANS else None)


@cache
def _drawn(case: Case, contender: Contender, seeds: range, count: int | None) -> Outcome:
    jobs = [Job(seed=seed, count=count) for seed in seeds]
    return do(contender, case.vectors, case.texts, case.units, jobs)


def judged(case: Case, contender: Contender, seeds: range, level: Level = "sub-themes") -> list[Figures]:
    """Return the figures for each seed."""
    return [figures(case, draw, level) for draw in drawn(case, contender, seeds, level).draws]
