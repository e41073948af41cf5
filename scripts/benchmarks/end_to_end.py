"""Time of whole commands, from a table of texts to themes, next to BERTopic on the same texts and model."""

import csv
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

import numpy as np

from benchmarks.coded_sets import SETS as CODED_SETS
from benchmarks.contenders import PEERS_PYTHON, SCRIPTS, check_peers
from benchmarks.discovery_speed import SETS
from benchmarks.markdown_tables import format_number, print_heading, print_progress, print_row
from benchmarks.process_memory import run_and_measure
from thememiner.embedding.models.sources import find_packaged_model

SIZES, QUICK_SIZES = (3000, 12000), (300,)
ROUNDS, QUICK_ROUNDS = 3, 1
CONFIGURATION = '[table]\nrows = "units"\n[saturation]\ncompute = "off"\n'
"""Without saturation, which BERTopic does not measure."""


class CommandTime(NamedTuple):
    """Time and memory of one command."""

    seconds: float
    peak_mib: float | None


def print_end_to_end(*, quick: bool) -> None:
    """Print seconds and memory of whole commands, run in turn."""
    check_peers()
    rounds = QUICK_ROUNDS if quick else ROUNDS
    print_heading(
        "End to end",
        f"From a table of texts to a written result, each a new process, imports included: medians of "
        f"rounds ({rounds}) in turns; {os.cpu_count()} processors. This program: `thememiner batch`, an empty cache, "
        "themes with stability, names, quotes, a run folder and a report, saturation off; then the same call again. "
        "BERTopic: the same sentence model, its defaults with a seed, topics with key words. Above 1 in the last "
        "columns, BERTopic takes longer.",
        *("units", "this program, s", "again, s", "BERTopic, s", "peak MiB", "BERTopic, peak MiB"),
        *("BERTopic by this program", "BERTopic by it again"),
    )
    for size in QUICK_SIZES if quick else SIZES:
        _print_size(sample_texts(size), rounds)


def _print_size(texts: Sequence[str], rounds: int) -> None:
    own, again, peers = [], [], []
    for turn in range(rounds):
        print_progress(f"end to end: {len(texts):,} units, round {turn + 1} of {rounds}")
        with TemporaryDirectory() as name:
            folder = Path(name)
            _write(texts, folder)
            first, second = time_own_commands(folder)
            own.append(first)
            again.append(second)
            peers.append(time_bertopic(folder))
    seconds = [median(each.seconds for each in taken) for taken in (own, again, peers)]
    peaks = [median(each.peak_mib or 0 for each in taken) for taken in (own, peers)]
    print_row(
        *(
            f"{len(texts):,}",
            *(format_number(value, 1) for value in seconds),
            *(format_number(peak, 0) for peak in peaks),
        ),
        *(format_number(seconds[2] / seconds[0], 2), format_number(seconds[2] / seconds[1], 1)),
    )


def sample_texts(size: int) -> list[str]:
    """Return a random sample of different texts of the English sets, in order."""
    texts = sorted({text for coded in CODED_SETS if coded.name in SETS for text in coded.read(most=None).texts})
    chosen = np.random.default_rng(0).choice(len(texts), min(size, len(texts)), replace=False)
    return [texts[index] for index in np.sort(chosen)]


def time_own_commands(folder: Path) -> tuple[CommandTime, CommandTime]:
    """Time the same command twice on a table."""
    command = [sys.executable, "-m", "thememiner", "batch", str(folder / "plan.toml"), "--quiet"]
    environment = {**os.environ, "THEMEMINER_CACHE": str(folder / "cache")}
    return time_command(command, environment), time_command(command, environment)


def time_bertopic(folder: Path) -> CommandTime:
    """Time BERTopic on the same table with the same model."""
    arguments = [str(folder / "units.csv"), str(find_packaged_model()), str(folder / "topics.json")]
    command = [str(PEERS_PYTHON), "-m", "benchmarks.bertopic_process", *arguments]
    return time_command(command, {**os.environ, "PYTHONPATH": str(SCRIPTS), "HF_HUB_OFFLINE": "1"})


def time_command(command: Sequence[str], environment: Mapping[str, str]) -> CommandTime:
    """Run a command and return its time and memory. Raises ``CalledProcessError`` if it fails."""
    start = perf_counter()
    ended = run_and_measure(command, environment)
    seconds = perf_counter() - start
    if ended.status:
        raise subprocess.CalledProcessError(ended.status, command)
    return CommandTime(seconds, ended.peak_mib)


def _write(texts: Sequence[str], folder: Path) -> None:
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text"])
        writer.writerows(enumerate(texts))
    (folder / "scale.toml").write_text(CONFIGURATION, "utf-8")
    (folder / "plan.toml").write_text('corpora = "*.csv"\nconfigurations = "scale.toml"\n', "utf-8")
