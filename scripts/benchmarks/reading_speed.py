"""Time of reading and segmenting many short transcripts, next to an earlier build, and its growth with their number."""

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import click

from benchmarks.contenders import SCRIPTS
from benchmarks.markdown_tables import format_number, print_heading, print_progress, print_row
from benchmarks.transcript_files import FORMS, write_transcripts

ROOT = SCRIPTS.parent
TRANSCRIPTS, QUICK_TRANSCRIPTS = 2_000, 100
ROUNDS, QUICK_ROUNDS = 3, 1
WARM_UP = 2 * len(FORMS)
STEPS = ("reading", "segmenting")
WALL, PROCESSOR = 0, 1


def print_reading_speed(parts: Sequence[str], earlier: str, libraries: Path | None, *, quick: bool) -> None:
    """Print the tables of the parts."""
    number = QUICK_TRANSCRIPTS if quick else TRANSCRIPTS
    rounds = QUICK_ROUNDS if quick else ROUNDS
    with TemporaryDirectory() as name:
        folder = Path(name)
        sizes = [number // 4, number // 2, number]
        for size in (WARM_UP, *sizes):
            print_progress(f"writing {size:,} transcripts")
            (folder / str(size)).mkdir(exist_ok=True)
            write_transcripts(size, folder / str(size))
        if "speed" in parts:
            build = extract_build(earlier, folder / "earlier")
            paths = [build, *([libraries.resolve()] if libraries else ())]
            _print_speed(folder, number, {earlier: paths, "this program": [ROOT]}, rounds)
        if "growth" in parts:
            _print_growth(folder, sizes, rounds)


def _print_speed(folder: Path, number: int, builds: dict[str, list[Path]], rounds: int) -> None:
    taken: dict[str, list[dict[str, Any]]] = {build: [] for build in builds}
    for turn in range(rounds):
        for build, paths in builds.items():
            print_progress(f"reading: {build}, round {turn + 1} of {rounds}")
            taken[build] += run_measurements("segment", folder, [number], paths)
    before, now = taken.values()
    print_heading(
        "Reading and segmenting",
        f"{now[0]['documents']:,} transcripts with {now[0]['units']:,} units ({before[0]['units']:,} in the earlier "
        f"build, {next(iter(builds))}), in {len(FORMS)} forms; medians of rounds ({rounds}) in turns, each in a new "
        "process, after a warm-up. Below 1, this program takes less time.",
        *("step", "earlier, processor s", "this program, processor s", "ratio in processor time", "ratio"),
    )
    for step, names in (*((step, (step,)) for step in STEPS), ("both", STEPS)):
        seconds = [
            [median(sum(one[name][clock] for name in names) for one in both) for both in (before, now)]
            for clock in (PROCESSOR, WALL)
        ]
        (old, new), (old_wall, new_wall) = seconds
        print_row(step, *(format_number(value, 2) for value in (old, new, new / old, new_wall / old_wall)))


def _print_growth(folder: Path, sizes: Sequence[int], rounds: int) -> None:
    print_heading(
        "Growth",
        f"`thememiner inspect` by the number of transcripts, medians of rounds ({rounds}), after a warm-up. "
        "Time that grows linearly doubles from row to row.",
        *("transcripts", "processor s", "times the row above"),
    )
    taken = []
    for turn in range(rounds):
        print_progress(f"inspecting: round {turn + 1} of {rounds}")
        taken.append(run_measurements("inspect", folder, sizes, [ROOT]))
    last = None
    for of_size in zip(*taken, strict=True):
        seconds = median(one["inspecting"][PROCESSOR] for one in of_size)
        print_row(f"{of_size[0]['documents']:,}", format_number(seconds, 2), format_number(last and seconds / last, 2))
        last = seconds


def run_measurements(task: str, folder: Path, sizes: Sequence[int], paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Measure folders of transcripts in a new process with the program of the first of the paths."""
    folders = [str(folder / str(size)) for size in (WARM_UP, *sizes)]
    finished = subprocess.run(  # noqa: S603 - our own module, and no shell
        [sys.executable, "-m", "benchmarks.reading_process", task, *folders],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        cwd=folder,  # or the program of the current folder is measured
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (*paths, SCRIPTS)))},
    )
    if finished.returncode:
        raise click.ClickException(
            f"The program in {paths[0]} ended with status {finished.returncode}; see its error above. If it needs a "
            "library that is not installed, install it into a folder (pip install --target FOLDER NAME) and give that "
            "folder with --libraries."
        )
    return [json.loads(line) for line in finished.stdout.splitlines()]


def extract_build(commit: str, folder: Path) -> Path:
    """Write the program as it was at a commit into a folder, and return the folder."""
    folder.mkdir()
    archive = folder / "earlier.tar"
    command = ["git", "-C", str(ROOT), "archive", "--format=tar", "-o", str(archive), commit, "thememiner"]
    if subprocess.run(command, check=False).returncode:  # noqa: S603 - no shell
        raise click.ClickException(
            f"Git cannot extract the commit {commit}. This benchmark needs a checkout with its history; give another "
            "commit with --earlier."
        )
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder
