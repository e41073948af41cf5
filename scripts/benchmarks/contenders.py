"""This program and its peers, side by side: each clusters the same vectors in a process of its own."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click
import pandas as pd

from benchmarks.jobs import UNITS, Draw, Job, Vectors, read_draws, write_jobs
from benchmarks.tables import tell
from benchmarks.watched import run_watched

SCRIPTS = Path(__file__).resolve().parents[1]
PEERS_PYTHON = SCRIPTS.parent / ".venv-peers" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Contender:
    """Something that clusters: its name in tables, and what its process is told to run."""

    name: str
    key: str
    is_peer: bool = False


OURS = Contender("this program", "ours")
OURS_1, OURS_2 = (Contender(f"this program, {n} worker{'s' * (n > 1)}", f"ours-{n}") for n in (1, 2))
ADAPTIVE = Contender("one adaptive run", "adaptive")
K_MEANS = Contender("k-means told the number", "k-means")
BERTOPIC = Contender("BERTopic", "bertopic", is_peer=True)
BERTOPIC_WITHOUT_SEED = Contender("BERTopic without a seed", "bertopic-without-seed", is_peer=True)
BERTOPIC_REASSIGNED = Contender("BERTopic, outliers reassigned", "bertopic-reassigned", is_peer=True)
TURFTOPIC = Contender("Turftopic", "turftopic", is_peer=True)

ALL = (OURS, ADAPTIVE, K_MEANS, BERTOPIC, BERTOPIC_REASSIGNED, TURFTOPIC)


class Outcome(NamedTuple):
    """What a contender made of its jobs."""

    draws: list[Draw]
    peak_mib: float | None


def check_peers() -> None:
    """Stop before hours of work if the peers are not installed."""
    if not PEERS_PYTHON.exists():
        raise click.ClickException("The peers are not installed. Run scripts/setup-peers first: it makes .venv-peers.")


def do(
    contender: Contender, vectors: Vectors, texts: Sequence[str], units: pd.DataFrame, jobs: Sequence[Job]
) -> Outcome:
    """Let a contender do jobs in one fresh process.

    A peer gets vectors and texts alone, this program the table of units too (who said what in which document).
    What a peer fails at counts as nothing found; a failure of this program ends the benchmark.
    """
    tell(f"{contender.name}: {len(jobs)} clusterings")
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_jobs(folder, vectors, texts, jobs)
        if not contender.is_peer:
            units.to_parquet(folder / UNITS)
        python = str(PEERS_PYTHON) if contender.is_peer else sys.executable
        module = "benchmarks.peers" if contender.is_peer else "benchmarks.one_discovery"
        # Whatever a peer would look up on the network is not needed.
        environment = {**os.environ, "PYTHONPATH": str(SCRIPTS), "HF_HUB_OFFLINE": "1"}
        ended = run_watched([python, "-W", "ignore", "-m", module, contender.key, name], environment)
        if ended.status and not contender.is_peer:
            raise click.ClickException(f"{contender.name} ended with status {ended.status}; its error stands above.")
        if ended.status:
            tell(f"{contender.name} ended with status {ended.status}: nothing found")
            return Outcome([_nothing(len(vectors), job, ended.status) for job in jobs], ended.peak_mib)
        return Outcome(read_draws(folder), ended.peak_mib)


def _nothing(units: int, job: Job, status: int) -> Draw:
    return Draw(labels=(-1,) * (units if job.rows is None else len(job.rows)), error=f"status {status}")
