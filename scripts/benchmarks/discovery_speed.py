"""Time of a whole discovery by this program, next to one fit of BERTopic."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.preprocessing import normalize

from benchmarks.clustering_jobs import Job, Vectors
from benchmarks.coded_cases import Case
from benchmarks.contenders import BERTOPIC, BERTOPIC_WITHOUT_SEED, OURS, OURS_1, OURS_2, Contender, run_contender
from benchmarks.markdown_tables import format_number, print_heading, print_progress, print_row

SETS = (
    *("en_serdif_usability", "en_napire_causes", "en_counselchat", "en_sad_stressors"),
    *("en_kpa_arguments", "en_clinc150", "en_banking77"),
)
"""Sets in one language, to be combined; vectors of another language would form separate clusters."""
SIZES, QUICK_SIZES = (3000, 12000), (300,)
LARGE, QUICK_LARGE = 100_000, 1000
ROUNDS, QUICK_ROUNDS = 3, 1
JITTER = 0.1
"""Length of the noise added to copies of a unit vector."""
SHOWN = (OURS_1, OURS_2, BERTOPIC, BERTOPIC_WITHOUT_SEED)


class Stack(NamedTuple):
    """The combined units of several sets."""

    vectors: Vectors
    texts: list[str]
    units: pd.DataFrame


class ClusteringTime(NamedTuple):
    """Time and memory of one process that clustered the same units twice."""

    first: float
    """Seconds, including compilation at first use."""
    second: float
    peak_mib: float | None


def print_speed(cases: Sequence[Case], *, quick: bool) -> None:
    """Print time and memory of every contender, then of this program for very many units."""
    whole = stack_cases(cases)
    rounds = QUICK_ROUNDS if quick else ROUNDS
    print_heading(
        "Speed of discovery",
        f"The whole discovery (all runs and their stability) next to one fit of BERTopic: medians of {rounds} rounds, "
        "in turn, each in a fresh process that clusters twice. The first time includes compilation. Above 1 in the "
        "columns of BERTopic by it, BERTopic takes longer. Peak memory: all processes together, libraries included.",
        *("units", "contender", "first, s", "second, s", "BERTopic by it, first", "BERTopic by it, second", "peak MiB"),
    )
    for size in QUICK_SIZES if quick else SIZES:
        _print_size(sample_stack(whole, min(size, len(whole.units))), rounds)
    large = replicate_stack(whole, QUICK_LARGE if quick else LARGE)
    print_heading(
        "Very many units",
        f"{len(whole.units):,} real units and copies of them with Gaussian noise of length {JITTER}: for "
        "time and memory only.",
        *("units", "contender", "seconds", "minutes", "peak MiB"),
    )
    taken = time_clustering(OURS, large, times=1)
    print_row(
        *(f"{len(large.units):,}", OURS.name, format_number(taken.first, 1), format_number(taken.first / 60, 1)),
        format_number(taken.peak_mib, 0),
    )


def _print_size(stack: Stack, rounds: int) -> None:
    taken: dict[Contender, list[ClusteringTime]] = {contender: [] for contender in SHOWN}
    for turn in range(rounds):
        for contender, own in taken.items():
            print_progress(f"speed: {len(stack.units):,} units, round {turn + 1} of {rounds}")
            own.append(time_clustering(contender, stack, times=2))
    usual = [
        median(column) for column in ([each.first for each in taken[BERTOPIC]], [e.second for e in taken[BERTOPIC]])
    ]
    for contender, own in taken.items():
        first, second = median(each.first for each in own), median(each.second for each in own)
        peaks = [each.peak_mib for each in own if each.peak_mib is not None]
        print_row(
            *(f"{len(stack.units):,}", contender.name, format_number(first, 1), format_number(second, 1)),
            *(
                format_number(usual[0] / first, 2),
                format_number(usual[1] / second, 2),
                format_number(median(peaks) if peaks else None, 0),
            ),
        )


def time_clustering(contender: Contender, stack: Stack, *, times: int) -> ClusteringTime:
    """Cluster a stack ``times`` times in one new process."""
    outcome = run_contender(contender, stack.vectors, stack.texts, stack.units, [Job(seed=0)] * times)
    return ClusteringTime(outcome.draws[0].seconds, outcome.draws[-1].seconds, outcome.peak_mib)


def stack_cases(cases: Sequence[Case]) -> Stack:
    """Combine the units of several cases."""
    return Stack(
        np.vstack([case.vectors for case in cases]),
        [text for case in cases for text in case.texts],
        pd.concat([case.units for case in cases], ignore_index=True),
    )


def sample_stack(stack: Stack, size: int) -> Stack:
    """Return a random sample of ``size`` units, in their order."""
    rows = np.sort(np.random.default_rng(0).choice(len(stack.units), size, replace=False))
    units = stack.units.iloc[rows].reset_index(drop=True)
    return Stack(stack.vectors[rows], [stack.texts[row] for row in rows], units)


def replicate_stack(stack: Stack, size: int) -> Stack:
    """Return ``size`` units: those of the stack, then noisy copies of them in separate documents."""
    rows = np.arange(size) % len(stack.units)
    copy = pd.Series(np.arange(size) // len(stack.units)).astype(str)
    noise = np.random.default_rng(0).standard_normal((size, stack.vectors.shape[1]), dtype=np.float32)
    noise *= np.float32(JITTER / np.sqrt(stack.vectors.shape[1]))
    noise[: len(stack.units)] = 0
    units = stack.units.iloc[rows].reset_index(drop=True)
    names = {name: units[name].astype(str) + "#" + copy for name in ("unit_id", "doc_id")}
    return Stack(
        np.asarray(normalize(stack.vectors[rows] + noise), dtype=np.float32),
        [stack.texts[row] for row in rows],
        units.assign(**names, duplicate_of=None),
    )
