"""What is lost when themes are discovered in a sample, compared with two seeds on all units."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean
from time import perf_counter

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_mutual_info_score

from benchmarks.coded_cases import Case
from benchmarks.discovery_speed import Stack, stack_cases
from benchmarks.markdown_tables import format_number, print_heading, print_progress, print_row
from thememiner.config import DiscoverySettings
from thememiner.discovery import discover
from thememiner.records import Embedding

Labels = npt.NDArray[np.int64]

SIZES, QUICK_SIZES = (3000, 6000, 12000), (1000,)
SHARES = (1 / 2, 1 / 4)
SEEDS = (0, 1)


@dataclass(frozen=True, slots=True)
class TimedDiscovery:
    """The sub-themes of one discovery and its time."""

    labels: Labels
    seconds: float


def print_sampling_loss(cases: Sequence[Case], *, quick: bool) -> None:
    """Print the agreement of discovery in a sample with discovery in all units, and with human codes."""
    whole = stack_cases(cases)
    codes = np.concatenate([_codes(case) for case in cases])
    print_heading(
        "Discovery in a sample",
        "Real units of several sets together. AMI and the share of units with the same sub-theme (sub-themes matched "
        "one to one; unassigned is one) between two discoveries; then AMI with human codes, over all coded units.",
        *("units", "compared", "AMI", "same sub-theme", "sub-themes", "assigned", "AMI with human codes", "seconds"),
    )
    for size in QUICK_SIZES if quick else SIZES:
        rows = np.sort(np.random.default_rng(0).choice(len(whole.units), min(size, len(whole.units)), replace=False))
        _print_size(whole, codes, rows)


def _print_size(whole: Stack, codes: npt.NDArray[np.object_], rows: Labels) -> None:
    full = [_discover(whole, rows, seed, len(rows)) for seed in SEEDS]
    _print_comparison(rows, "all units, seed 0", full[:1], full[:1], codes[rows])
    _print_comparison(rows, "all units, seed 1 with seed 0", full[:1], full[1:], codes[rows])
    for share in SHARES:
        found = [_discover(whole, rows, seed, round(share * len(rows))) for seed in SEEDS]
        _print_comparison(rows, f"sample of {share:.0%}, with all units, same seed", full, found, codes[rows])
        _print_comparison(rows, f"sample of {share:.0%}, seed 1 with seed 0", found[:1], found[1:], codes[rows])


def _print_comparison(
    rows: Labels,
    name: str,
    these: Sequence[TimedDiscovery],
    those: Sequence[TimedDiscovery],
    codes: npt.NDArray[np.object_],
) -> None:
    pairs = list(zip(these, those, strict=True))
    coded = pd.notna(codes)
    numbers = pd.factorize(codes[coded])[0]
    print_row(
        f"{len(rows):,}",
        name,
        format_number(mean(adjusted_mutual_info_score(one.labels, other.labels) for one, other in pairs)),
        format_number(mean(share_of_same_subtheme(one.labels, other.labels) for one, other in pairs)),
        format_number(mean(one.labels.max() + 1 for one in those), 0),
        format_number(mean((one.labels >= 0).mean() for one in those)),
        format_number(mean(adjusted_mutual_info_score(numbers, one.labels[coded]) for one in those)),
        format_number(mean(one.seconds for one in those), 1),
    )


def share_of_same_subtheme(one: Labels, other: Labels) -> float:
    """Return the share of units with the same sub-theme or both without one, after matching sub-themes one to one."""
    counts = np.zeros((one.max() + 1, other.max() + 1))
    both = (one >= 0) & (other >= 0)
    np.add.at(counts, (one[both], other[both]), 1)
    matched = counts[linear_sum_assignment(counts, maximize=True)].sum()
    return float((matched + ((one < 0) & (other < 0)).sum()) / len(one))


def _discover(whole: Stack, rows: Labels, seed: int, sample: int) -> TimedDiscovery:
    print_progress(f"sampling: {len(rows):,} units, sample {sample:,}, seed {seed}")
    units = whole.units.iloc[rows].reset_index(drop=True)
    units["duplicate_of"] = units["duplicate_of"].where(units["duplicate_of"].isin(units["unit_id"]))
    vectors = whole.vectors[rows]
    start = perf_counter()
    found = discover(
        Embedding(vectors, vectors, "", {}, {}), units, settings=DiscoverySettings(sample=sample), seed=seed
    )
    return TimedDiscovery(found.subthemes, perf_counter() - start)


def _codes(case: Case) -> npt.NDArray[np.object_]:
    """Return the first code of each unit with the name of its set, None for uncoded units."""
    codes = np.full(len(case.units), None, dtype=object)
    for row, own in zip(case.judged[::-1], case.codes[::-1], strict=True):
        codes[row] = f"{case.name}: {own[0]}"
    return codes
