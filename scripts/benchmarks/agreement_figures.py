"""How long the figures of agreement take on a large coding, with their intervals and what chance gives."""

import resource
import time
from collections.abc import Collection

import numpy as np

from benchmarks.tables import number, print_heading, print_row, tell
from thememiner.comparison.contingency import GroupPair
from thememiner.comparison.levels import Groups
from thememiner.comparison.scores import figures
from thememiner.config import ComparisonSettings
from thememiner.records import Basis, Code

UNITS, CODES, PERSONS = 20_000, 100, 60
QUICK_UNITS = 2_000
RIGHT = 0.6
"""Share of units to which the second coder gives the first one's code."""
SEVERAL = 0.1
QUICK_DRAWS = 50
COUNTED = ("kappa", "alpha", "v_measure", "ari", "matched_f1")
COSTLY = ("ami", "b_cubed_precision", "b_cubed_recall", "b_cubed_f1")


def print_agreement(*, quick: bool) -> None:
    """Print seconds and memory for some of the figures without chance, and for all with it."""
    units = QUICK_UNITS if quick else UNITS
    draws, shuffles = (QUICK_DRAWS, QUICK_DRAWS // 5) if quick else (1000, 200)
    print_heading(
        "Figures of agreement",
        f"{units:,} invented units of {PERSONS} participants and {CODES} codes, of which the second coder gives the "
        f"same to {RIGHT:.0%}; {draws:,} draws of participants, {shuffles} shuffles; costly figures a fifth of both. "
        "Peak memory is that of the whole process so far, libraries included.",
        *("units with two codes", "figures", "shuffles", "seconds", "peak MiB"),
    )
    for several in (0.0, SEVERAL):
        for names, told, dealt in (
            (COUNTED, "κ, α, V, ARI, F1", 0),
            (COSTLY, "AMI, B-cubed", 0),
            (None, "all", shuffles),
        ):
            tell(f"agreement: {told}")
            seconds = _seconds(invented(units, several), names, ComparisonSettings(resamples=draws, shuffles=dealt))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print_row(f"{several:.0%}", told, dealt, number(seconds, 1), number(peak, 0))


def _seconds(pair: GroupPair, names: Collection[str] | None, settings: ComparisonSettings) -> float:
    begun = time.perf_counter()
    figures(pair, Basis.LOOKED_AT, settings=settings, seed=0, names=names)
    return time.perf_counter() - begun


def invented(units: int, several: float) -> GroupPair:
    """Return two codings by chance, one after the other's pattern."""
    random = np.random.default_rng(0)
    shares = random.dirichlet(np.full(CODES, 1.0))
    own = random.choice(CODES, units, p=shares)
    other = np.where(random.random(units) < RIGHT, own, random.choice(CODES, units, p=shares))
    sides = [_groups(first, several, name, random) for first, name in ((own, "a"), (other, "b"))]
    return GroupPair(*sides, persons=np.sort(random.integers(0, PERSONS, units)))


def _groups(first: np.ndarray, several: float, name: str, random: np.random.Generator) -> Groups:
    carries = np.zeros((len(first), CODES), dtype=np.bool_)
    carries[np.arange(len(first)), first] = True
    more = np.flatnonzero(random.random(len(first)) < several)
    carries[more, random.integers(0, CODES, len(more))] = True
    return Groups(tuple(Code(f"{name}{index}", f"{name}{index}") for index in range(CODES)), carries, first)
