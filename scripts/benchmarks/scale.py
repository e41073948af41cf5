"""Time and memory by the number of units, from vectors to a written run, beside BERTopic where it finishes."""

import os
import subprocess
import sys
from collections.abc import Sequence
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from benchmarks.case_reading import read_cases
from benchmarks.contenders import BERTOPIC, SCRIPTS, check_peers, do
from benchmarks.discovery_speed import SETS
from benchmarks.end_to_end import Took, print_end_to_end, took
from benchmarks.growth_plot import growth_plot
from benchmarks.invented_units import invented_units
from benchmarks.jobs import Job
from benchmarks.sampling_loss import print_sampling_loss
from benchmarks.tables import number, print_heading, print_row, tell

SIZES, QUICK_SIZES = (1_000, 10_000, 100_000, 1_000_000), (300, 1_000)
QUICK_UNITS = 100
"""Of each set."""
MOST_OF_PEER = 100_000
"""Units up to which BERTopic is asked."""
PLOT = SCRIPTS.parent / "docs" / "images" / "scale.svg"


class Row(NamedTuple):
    """One number of units."""

    units: int
    own: Took
    peer: Took | None


def print_scale(parts: Sequence[str], sizes: Sequence[int], *, quick: bool) -> None:
    """Print the tables; that by the number of units is drawn, too, unless it is only tried out."""
    if "end-to-end" in parts:
        print_end_to_end(quick=quick)
    if "sample" in parts:
        print_sampling_loss(list(read_cases(SETS, QUICK_UNITS if quick else None)), quick=quick)
    if "growth" in parts:
        rows = print_growth(sizes or (QUICK_SIZES if quick else SIZES))
        if not quick:
            PLOT.write_text(growth_plot(rows), "utf-8")
            tell(f"drawn: {PLOT}")


def print_growth(sizes: Sequence[int]) -> list[Row]:
    """Measure each number of units once, in a fresh process."""
    check_peers()
    print_heading(
        "By the number of units",
        "Invented units with vectors of 384 dimensions, once each, in a fresh process. This program: discovery, "
        "description, comparison, report, the written run and opening it again, two workers. BERTopic: one fit on the "
        "same vectors and texts. Memory is that of all processes together.",
        *("units", "this program, s", "peak MiB", "BERTopic, s", "BERTopic, peak MiB"),
    )
    rows = []
    for size in sizes:
        tell(f"scale: {size:,} units")
        with TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "benchmarks.invented_stages", str(size), folder]
            own = took(command, {**os.environ, "PYTHONPATH": str(SCRIPTS)})
        peer = of_the_peer(size) if size <= MOST_OF_PEER else None
        rows.append(Row(size, own, peer))
        print_row(
            *(f"{size:,}", number(own.seconds, 1), number(own.peak_mib, 0)),
            *(number(peer and peer.seconds, 1), number(peer and peer.peak_mib, 0)),
        )
    return rows


def of_the_peer(size: int) -> Took | None:
    """Let BERTopic cluster the same units; None if it does not come to an end."""
    made = invented_units(size)
    units = made.segmentation.units
    start = perf_counter()
    try:
        outcome = do(BERTOPIC, made.embedding.vectors, list(units["text"]), units, [Job(seed=0)])
    except subprocess.CalledProcessError:
        tell(f"BERTopic did not finish {size:,} units ({perf_counter() - start:,.0f} s)")
        return None
    return Took(outcome.draws[0].seconds, outcome.peak_mib)
