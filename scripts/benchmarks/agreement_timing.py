"""Time and memory of the agreement figures of large codings, with intervals and chance levels."""

import resource
import time
from collections.abc import Collection

import numpy as np

from benchmarks.markdown_tables import format_number, print_heading, print_progress, print_row
from thememiner.comparison.contingency import GroupPair
from thememiner.comparison.levels import CodeGroups
from thememiner.comparison.scores import measure_agreement
from thememiner.config import ComparisonSettings
from thememiner.records import Basis, Code

UNITS, CODES, PERSONS = 20_000, 100, 60
QUICK_UNITS = 2_000
SHARE_AGREED = 0.6
"""Share of units with the same code from both coders."""
SHARE_OF_SECOND_CODES = 0.1
QUICK_DRAWS = 50
QUICK_FIGURES = ("kappa", "alpha", "v_measure", "ari", "matched_f1")
SLOW_FIGURES = ("ami", "b_cubed_precision", "b_cubed_recall", "b_cubed_f1")


def print_agreement_timing(*, quick: bool) -> None:
    """Print seconds and memory for some figures without chance levels, and for all figures with them."""
    units = QUICK_UNITS if quick else UNITS
    draws, shuffles = (QUICK_DRAWS, QUICK_DRAWS // 5) if quick else (1000, 200)
    print_heading(
        "Figures of agreement",
        f"{units:,} invented units of {PERSONS} participants and {CODES} codes, "
        f"{SHARE_AGREED:.0%} with the same code from both coders; {draws:,} draws of participants, {shuffles} "
        "shuffles; slow figures a fifth of both. "
        "Peak memory is that of the whole process so far, libraries included.",
        *("units with two codes", "figures", "shuffles", "seconds", "peak MiB"),
    )
    for several in (0.0, SHARE_OF_SECOND_CODES):
        for names, label, count in (
            (QUICK_FIGURES, "κ, α, V, ARI, F1", 0),
            (SLOW_FIGURES, "AMI, B-cubed", 0),
            (None, "all", shuffles),
        ):
            print_progress(f"agreement: {label}")
            seconds = _seconds(
                invent_codings(units, several), names, ComparisonSettings(resamples=draws, shuffles=count)
            )
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print_row(f"{several:.0%}", label, count, format_number(seconds, 1), format_number(peak, 0))


def _seconds(pair: GroupPair, names: Collection[str] | None, settings: ComparisonSettings) -> float:
    begun = time.perf_counter()
    measure_agreement(pair, Basis.LOOKED_AT, settings=settings, seed=0, names=names)
    return time.perf_counter() - begun


def invent_codings(units: int, several: float) -> GroupPair:
    """Return two random codings that agree on a known share of the units."""
    random = np.random.default_rng(0)
    shares = random.dirichlet(np.full(CODES, 1.0))
    own = random.choice(CODES, units, p=shares)
    other = np.where(random.random(units) < SHARE_AGREED, own, random.choice(CODES, units, p=shares))
    reference, proposed = (_groups(first, several, name, random) for first, name in ((own, "a"), (other, "b")))
    return GroupPair(reference, proposed, np.sort(random.integers(0, PERSONS, units)))


def _groups(first: np.ndarray, several: float, name: str, random: np.random.Generator) -> CodeGroups:
    carries = np.zeros((len(first), CODES), dtype=np.bool_)
    carries[np.arange(len(first)), first] = True
    more = np.flatnonzero(random.random(len(first)) < several)
    carries[more, random.integers(0, CODES, len(more))] = True
    return CodeGroups(tuple(Code(f"{name}{index}", f"{name}{index}") for index in range(CODES)), carries, first)
