"""Speed of the encoders, and agreement of their vectors with human codes."""

from collections.abc import Mapping, Sequence
from statistics import mean

import numpy as np

from benchmarks.ablation import print_ablation
from benchmarks.coded_sets import SETS, CodedUnits
from benchmarks.compared_encoders import ENCODERS, temporary_cache
from benchmarks.encoder_speed import print_encoder_speed
from benchmarks.k_means_agreement import STARTS, score_k_means
from benchmarks.markdown_tables import format_mean_and_spread, format_number, print_heading, print_progress, print_row

QUICK_UNITS = 1000
SEEDS, QUICK_SEEDS = 5, 2
ROUNDS, QUICK_ROUNDS = 3, 1
CHINESE_ONLY = frozenset(("gloss",))


def print_encoders(parts: Sequence[str], *, quick: bool) -> None:
    """Print the requested parts."""
    most = QUICK_UNITS if quick else None
    seeds = range(QUICK_SEEDS if quick else SEEDS)
    with temporary_cache():
        if "speed" in parts:
            print_encoder_speed(most=most, rounds=QUICK_ROUNDS if quick else ROUNDS)
        if "quality" in parts:
            print_quality(most=most, seeds=seeds)
        if "ablation" in parts:
            print_ablation(_method(most, seeds), most=most, seeds=seeds)


def print_quality(*, most: int | None, seeds: range) -> None:
    """Print the agreement of every encoder with human codes, and whether the documented promises hold."""
    columns = ("set", "kind", "units", "codes", *ENCODERS)
    print_heading("Agreement with human codes by encoder", _method(most, seeds), *columns)
    means: dict[str, dict[str, float]] = {}
    for coded_set in SETS:
        coded = coded_set.read(most=most)
        draws = {
            name: score_encoder(name, coded, seeds)
            for name in ENCODERS
            if name not in CHINESE_ONLY or coded_set.is_chinese
        }
        means[coded_set.name] = {name: mean(values) for name, values in draws.items()}
        counts = (f"{len(coded.codes):,}", len(np.unique(coded.first_codes)))
        print_row(
            coded_set.name, coded_set.kind, *counts, *(format_mean_and_spread(draws.get(name)) for name in ENCODERS)
        )
    _print_promises(means)


def score_encoder(name: str, coded: CodedUnits, seeds: range) -> list[float]:
    """Return, for each seed, the AMI of the first codes and k-means on the vectors of an encoder."""
    print_progress(f"{coded.name}: {name}, {len(coded.codes):,} units")
    return score_k_means(ENCODERS[name](coded.segmentation), coded.first_codes, seeds)


def _method(most: int | None, seeds: range) -> str:
    sample = "all units" if most is None else f"at most {most:,} units of a set"
    return (
        f"AMI of first codes and k-means, k = number of codes; {sample}; seeds 0 to {seeds[-1]}, {STARTS} starts each;"
        " mean ± standard deviation."
    )


def _print_promises(means: Mapping[str, Mapping[str, float]]) -> None:
    chinese = [means[coded_set.name] for coded_set in SETS if coded_set.is_chinese]
    english = [means[coded_set.name] for coded_set in SETS if not coded_set.is_chinese]
    behind = max(max(own[view] for view in ("lexical", "gloss")) - own["default"] for own in chinese)
    times = mean(own["default"] for own in chinese) / mean(own["MiniLM"] for own in chinese)
    apart = max(abs(own["default"] - own["MiniLM"]) for own in english)
    print_heading("What is promised of the default", "From the table above.", "promise", "bound", "measured")
    print_row(
        "Chinese sets: most that it is behind the better of its views (below 0: ahead)", "≤ .02", format_number(behind)
    )
    print_row("Chinese sets: its mean as a multiple of MiniLM's", "≥ 2", format_number(times, 2))
    print_row("English sets: furthest from MiniLM", "≤ .01", format_number(apart))
