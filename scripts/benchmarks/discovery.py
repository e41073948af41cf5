"""Themes found by this program and by its peers, measured on what people coded: the parts by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import click

from benchmarks import discovery_speed, false_alarms
from benchmarks.case_reading import PROTOCOL, READ, read_cases
from benchmarks.cases import Case
from benchmarks.contenders import check_peers
from benchmarks.quality import print_quality
from benchmarks.seeds import print_seeds
from benchmarks.small import print_small
from benchmarks.stability import print_stability
from benchmarks.views import cache_of_its_own

QUICK_UNITS = 150


class Printing(Protocol):
    """Print the tables of a part."""

    def __call__(self, cases: Sequence[Case], *, quick: bool) -> None:
        """Measure these cases; with few repetitions if quick."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the benchmark, and the sets it takes if none are named."""

    show: Printing
    sets: tuple[str, ...]


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        "quality": Part(print_quality, tuple(READ)),
        "seeds": Part(print_seeds, tuple(READ)),
        "stability": Part(print_stability, tuple(READ)),
        "false-alarms": Part(false_alarms.print_false_alarms, false_alarms.SETS),
        "small": Part(print_small, PROTOCOL),
        "speed": Part(discovery_speed.print_speed, discovery_speed.SETS),
    }
)


def print_discovery(parts: Sequence[str], sets: Sequence[str], *, quick: bool) -> None:
    """Print the parts asked for, on the sets asked for."""
    if unknown := sorted(set(sets) - set(READ)):
        raise click.BadParameter(f"no set is called {', '.join(unknown)}. There are: {'; '.join(READ)}.")
    check_peers()
    with cache_of_its_own():
        for name, part in PARTS.items():
            if name in parts:
                part.show(list(read_cases(sets or part.sets, QUICK_UNITS if quick else None)), quick=quick)
