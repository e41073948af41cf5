"""Time and memory by number of units, from vectors to a written run, next to BERTopic where it finishes."""

import os
import subprocess
import sys
from collections.abc import Sequence
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from benchmarks.case_reading import read_cases
from benchmarks.clustering_jobs import Job
from benchmarks.contenders import BERTOPIC, SCRIPTS, check_peers, run_contender
from benchmarks.discovery_speed import SETS
from benchmarks.end_to_end import CommandTime, print_end_to_end, time_command
from benchmarks.everyday import print_everyday
from benchmarks.growth_plot import growth_plot
from benchmarks.invented_units import invented_units
from benchmarks.markdown_tables import format_number, print_heading, print_progress, print_row
from benchmarks.sampling_loss import print_sampling_loss

SIZES, QUICK_SIZES = (1_000, 10_000, 100_000, 1_000_000), (300, 1_000)
QUICK_UNITS = 100
"""Most units of each set."""
MOST_OF_PEER = 100_000
"""BERTopic is measured up to this number of units."""
PLOT = SCRIPTS.parent / "docs" / "images" / "scale.svg"


class GrowthRow(NamedTuple):
    """The measurements for one number of units."""

    units: int
    own: CommandTime
    peer: CommandTime | None


def print_scale(parts: Sequence[str], sizes: Sequence[int], *, quick: bool) -> None:
    """Print the tables; unless ``quick``, also plot time and memory by number of units."""
    if "end-to-end" in parts:
        print_end_to_end(quick=quick)
    if "sample" in parts:
        print_sampling_loss(list(read_cases(SETS, QUICK_UNITS if quick else None)), quick=quick)
    if "everyday" in parts:
        print_everyday(quick=quick)
    if "growth" in parts:
        rows = print_growth(sizes or (QUICK_SIZES if quick else SIZES))
        if not quick:
            PLOT.write_text(growth_plot(rows), "utf-8")
            print_progress(f"written: {PLOT}")


def print_growth(sizes: Sequence[int]) -> list[GrowthRow]:
    """Measure each number of units once, in a new process."""
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
        print_progress(f"scale: {size:,} units")
        with TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "benchmarks.stage_timing", str(size), folder]
            own = time_command(command, {**os.environ, "PYTHONPATH": str(SCRIPTS)})
        peer = time_bertopic_clustering(size) if size <= MOST_OF_PEER else None
        rows.append(GrowthRow(size, own, peer))
        print_row(
            *(f"{size:,}", format_number(own.seconds, 1), format_number(own.peak_mib, 0)),
            *(format_number(peer and peer.seconds, 1), format_number(peer and peer.peak_mib, 0)),
        )
    return rows


def time_bertopic_clustering(size: int) -> CommandTime | None:
    """Time BERTopic on the same units; return None if it fails."""
    made = invented_units(size)
    units = made.segmentation.units
    start = perf_counter()
    try:
        outcome = run_contender(BERTOPIC, made.embedding.vectors, list(units["text"]), units, [Job(seed=0)])
    except subprocess.CalledProcessError:
        print_progress(f"BERTopic did not finish {size:,} units ({perf_counter() - start:,.0f} s)")
        return None
    return CommandTime(outcome.draws[0].seconds, outcome.peak_mib)
