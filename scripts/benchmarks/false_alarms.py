"""How often themes are found in data without themes, and in real data."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import mean
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from benchmarks.clustering_jobs import Job
from benchmarks.coded_cases import Case
from benchmarks.contenders import BERTOPIC, OURS, UMAP_HDBSCAN, run_contender
from benchmarks.markdown_tables import format_number, print_heading, print_progress, print_row
from benchmarks.null_data import KINDS, Sample

SETS = ("en_serdif_usability", "en_counselchat", "en_sad_stressors", "zh_car_opinions")
"""Sets of several kinds in both languages, with units long enough to shuffle words between them."""
DRAWS = MappingProxyType({100: 10, 300: 10, 1000: 5, 3000: 2})
"""Draws by number of units."""
QUICK_DRAWS = MappingProxyType({100: 2})
SHOWN = (OURS, UMAP_HDBSCAN, BERTOPIC)


def print_false_alarms(cases: Sequence[Case], *, quick: bool) -> None:
    """Print in how many draws themes are found, in real units and in three kinds of null data."""
    print_heading(
        "False alarms",
        "Share of draws in which any theme is found, and the mean number of groups. Each draw is "
        "another random sample of units; null data is made from that sample and should give no themes.",
        *("set", "what", "units", "draws"),
        *(f"{contender.name}: {measure}" for contender in SHOWN for measure in ("finds", "groups")),
    )
    rows = [row for case in cases for row in _print_case(case, QUICK_DRAWS if quick else DRAWS)]
    for kind, size in dict.fromkeys(row[:2] for row in rows):
        own = [row.figures for row in rows if row[:2] == (kind, size)]
        means = [format_number(mean(column), 2) for column in zip(*own, strict=True)]
        print_row(f"mean of {len(own)} sets", kind, f"{size:,}", "", *means)


class FalseAlarmRow(NamedTuple):
    """The results for draws of one kind and size."""

    kind: str
    size: int
    figures: list[float]
    """For each contender, the share of draws with any group and the mean number of groups."""


def _print_case(case: Case, draws: Mapping[int, int]) -> list[FalseAlarmRow]:
    """Print and return a row for each kind and size of one set."""
    print_progress(f"false alarms: making samples of {case.name}")
    counts = usable_sizes(len(case.units), draws)
    samples = {
        (kind, size, draw): make_sample(case, kind, size, draw)
        for kind in KINDS
        for size, count in counts.items()
        for draw in range(count)
    }
    groups = [dict(zip(samples, found, strict=True)) for found in _count_groups(list(samples.values()))]
    rows = []
    for kind in KINDS:
        for size, count in counts.items():
            of_row = [[own[kind, size, draw] for draw in range(count)] for own in groups]
            figures = [figure for own in of_row for figure in (mean(each > 0 for each in own), mean(own))]
            print_row(case.name, kind, f"{size:,}", count, *(format_number(figure, 2) for figure in figures))
            rows.append(FalseAlarmRow(kind, size, figures))
    return rows


def usable_sizes(units: int, draws: Mapping[int, int]) -> dict[int, int]:
    """Return the sizes for which a set has at least 90 % of the units."""
    return {size: count for size, count in draws.items() if 0.9 * size <= units}


def make_sample(case: Case, kind: str, size: int, draw: int) -> Sample:
    """Return a sample of a kind, made from the same units of a case for every kind."""
    random = np.random.default_rng((size, draw))
    rows = np.sort(random.choice(len(case.units), min(size, len(case.units)), replace=False))
    return KINDS[kind](case.part(rows), random)


def _count_groups(samples: Sequence[Sample]) -> list[list[int]]:
    """Return, for each contender, the number of groups in every sample; one process clusters all samples."""
    borders = np.cumsum([0, *(len(sample.units) for sample in samples)]).tolist()
    jobs = [Job(seed=seed, rows=tuple(range(*pair))) for seed, pair in enumerate(pairwise(borders))]
    vectors = np.vstack([sample.vectors for sample in samples])
    texts = [text for sample in samples for text in sample.texts]
    units = pd.concat([sample.units for sample in samples], ignore_index=True)
    outcomes = [run_contender(contender, vectors, texts, units, jobs) for contender in SHOWN]
    return [[max(draw.labels, default=-1) + 1 for draw in outcome.draws] for outcome in outcomes]
