"""The encoders side by side: how fast they are, and how well their vectors agree with human codes."""

from collections.abc import Mapping, Sequence
from statistics import mean

import numpy as np

from benchmarks.ablation import print_ablation
from benchmarks.agreement import STARTS, k_means_amis
from benchmarks.coded_sets import SETS, CodedUnits
from benchmarks.speed import print_speed
from benchmarks.tables import number, print_heading, print_row, tell, with_spread
from benchmarks.views import VIEWS, cache_of_its_own

QUICK_UNITS = 1000
SEEDS, QUICK_SEEDS = 5, 2
ROUNDS, QUICK_ROUNDS = 3, 1
CHINESE_ONLY = frozenset(("gloss",))


def print_encoders(parts: Sequence[str], *, quick: bool) -> None:
    """Print the parts asked for."""
    most = QUICK_UNITS if quick else None
    seeds = range(QUICK_SEEDS if quick else SEEDS)
    with cache_of_its_own():
        if "speed" in parts:
            print_speed(most=most, rounds=QUICK_ROUNDS if quick else ROUNDS)
        if "quality" in parts:
            print_quality(most=most, seeds=seeds)
        if "ablation" in parts:
            print_ablation(_method(most, seeds), most=most, seeds=seeds)


def print_quality(*, most: int | None, seeds: range) -> None:
    """Print the agreement of every encoder with the human codes of every set, and what was promised of it."""
    columns = ("set", "kind", "units", "codes", *VIEWS)
    print_heading("Agreement with human codes by encoder", _method(most, seeds), *columns)
    means: dict[str, dict[str, float]] = {}
    for coded_set in SETS:
        coded = coded_set.read(most=most)
        draws = {name: amis(name, coded, seeds) for name in VIEWS if name not in CHINESE_ONLY or coded_set.is_chinese}
        means[coded_set.name] = {name: mean(values) for name, values in draws.items()}
        counts = (f"{len(coded.codes):,}", len(np.unique(coded.first_codes)))
        print_row(coded_set.name, coded_set.kind, *counts, *(with_spread(draws.get(name)) for name in VIEWS))
    _print_promises(means)


def amis(name: str, coded: CodedUnits, seeds: range) -> list[float]:
    """Return, for each seed, how k-means on the vectors of an encoder agrees with the first codes."""
    tell(f"{coded.name}: {name}, {len(coded.codes):,} units")
    return k_means_amis(VIEWS[name](coded.segmentation), coded.first_codes, seeds)


def _method(most: int | None, seeds: range) -> str:
    sample = "all units" if most is None else f"at most {most:,} units of a set"
    return (
        f"AMI of first codes and k-means told their number; {sample}; seeds 0 to {seeds[-1]}, {STARTS} starts each; "
        "mean ± standard deviation."
    )


def _print_promises(means: Mapping[str, Mapping[str, float]]) -> None:
    chinese = [means[coded_set.name] for coded_set in SETS if coded_set.is_chinese]
    english = [means[coded_set.name] for coded_set in SETS if not coded_set.is_chinese]
    behind = max(max(own[view] for view in ("lexical", "gloss")) - own["default"] for own in chinese)
    times = mean(own["default"] for own in chinese) / mean(own["MiniLM"] for own in chinese)
    apart = max(abs(own["default"] - own["MiniLM"]) for own in english)
    print_heading("What is promised of the default", "From the table above.", "promise", "bound", "measured")
    print_row("Chinese sets: most that it is behind the better of its views (below 0: ahead)", "≤ .02", number(behind))
    print_row("Chinese sets: its mean as a multiple of MiniLM's", "≥ 2", number(times, 2))
    print_row("English sets: furthest from MiniLM", "≤ .01", number(apart))
