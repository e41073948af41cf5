"""The parts of the discovery benchmark: this program and its peers against human codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import click

from benchmarks import discovery_speed, false_alarms
from benchmarks.case_reading import CASE_READERS, PROTOCOL_SETS, read_cases
from benchmarks.coded_cases import Case
from benchmarks.compared_encoders import temporary_cache
from benchmarks.contenders import check_peers
from benchmarks.discovery_quality import print_quality
from benchmarks.seed_agreement import print_seed_agreement
from benchmarks.small_samples import print_small_samples
from benchmarks.stability_check import print_stability

QUICK_UNITS = 150


class Printing(Protocol):
    """Print the tables of a part."""

    def __call__(self, cases: Sequence[Case], *, quick: bool) -> None:
        """Measure the cases, with few repetitions if ``quick``."""


@dataclass(frozen=True, slots=True)
class BenchmarkPart:
    """A part of the benchmark, and its default sets."""

    show: Printing
    sets: tuple[str, ...]


PARTS: Mapping[str, BenchmarkPart] = MappingProxyType(
    {
        "quality": BenchmarkPart(print_quality, tuple(CASE_READERS)),
        "seeds": BenchmarkPart(print_seed_agreement, tuple(CASE_READERS)),
        "stability": BenchmarkPart(print_stability, tuple(CASE_READERS)),
        "false-alarms": BenchmarkPart(false_alarms.print_false_alarms, false_alarms.SETS),
        "small": BenchmarkPart(print_small_samples, PROTOCOL_SETS),
        "speed": BenchmarkPart(discovery_speed.print_speed, discovery_speed.SETS),
    }
)


def print_discovery(parts: Sequence[str], sets: Sequence[str], *, quick: bool) -> None:
    """Print the parts asked for, on the sets asked for."""
    if unknown := sorted(set(sets) - set(CASE_READERS)):
        raise click.BadParameter(
            f"there is no set called {', '.join(unknown)}. The sets are: {'; '.join(CASE_READERS)}."
        )
    check_peers()
    with temporary_cache():
        for name, part in PARTS.items():
            if name in parts:
                part.show(list(read_cases(sets or part.sets, QUICK_UNITS if quick else None)), quick=quick)
