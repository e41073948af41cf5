"""The compared programs: each clusters the same vectors in a separate process."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click
import pandas as pd

from benchmarks.clustering_jobs import UNITS, Clustering, Job, Vectors, read_clusterings, write_jobs
from benchmarks.markdown_tables import print_progress
from benchmarks.process_memory import run_and_measure

SCRIPTS = Path(__file__).resolve().parents[1]
PEERS_PYTHON = SCRIPTS.parent / ".venv-peers" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Contender:
    """A clustering program: its name in tables and the key that its process gets."""

    name: str
    key: str
    is_peer: bool = False


OURS = Contender("this program", "ours")
OURS_1, OURS_2 = (Contender(f"this program, {n} worker{'s' * (n > 1)}", f"ours-{n}") for n in (1, 2))
UMAP_HDBSCAN = Contender("one run of UMAP and HDBSCAN", "umap-hdbscan")
K_MEANS = Contender("k-means, k = number of codes", "k-means")
BERTOPIC = Contender("BERTopic", "bertopic", is_peer=True)
BERTOPIC_WITHOUT_SEED = Contender("BERTopic without a seed", "bertopic-without-seed", is_peer=True)
BERTOPIC_REASSIGNED = Contender("BERTopic, outliers reassigned", "bertopic-reassigned", is_peer=True)
TURFTOPIC = Contender("Turftopic", "turftopic", is_peer=True)

ALL = (OURS, UMAP_HDBSCAN, K_MEANS, BERTOPIC, BERTOPIC_REASSIGNED, TURFTOPIC)


class ContenderResult(NamedTuple):
    """The clusterings of a contender and its peak memory."""

    draws: list[Clustering]
    peak_mib: float | None


def check_peers() -> None:
    """Raise an error if the peers are not installed, before hours of work."""
    if not PEERS_PYTHON.exists():
        raise click.ClickException("The peers are not installed. Run scripts/setup-peers first: it makes .venv-peers.")


def run_contender(
    contender: Contender, vectors: Vectors, texts: Sequence[str], units: pd.DataFrame, jobs: Sequence[Job]
) -> ContenderResult:
    """Run the jobs of a contender in one new process.

    A peer gets vectors and texts only; this program also gets the table of units with speakers and documents. A failed
    job of a peer counts as no clusters; a failure of this program ends the benchmark.
    """
    print_progress(f"{contender.name}: {len(jobs)} clusterings")
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_jobs(folder, vectors, texts, jobs)
        if not contender.is_peer:
            units.to_parquet(folder / UNITS)
        python = str(PEERS_PYTHON) if contender.is_peer else sys.executable
        module = "benchmarks.peer_process" if contender.is_peer else "benchmarks.discovery_process"
        # Peers need nothing from the network.
        environment = {**os.environ, "PYTHONPATH": str(SCRIPTS), "HF_HUB_OFFLINE": "1"}
        ended = run_and_measure([python, "-W", "ignore", "-m", module, contender.key, name], environment)
        if ended.status and not contender.is_peer:
            raise click.ClickException(f"{contender.name} ended with status {ended.status}; see its error above.")
        if ended.status:
            print_progress(f"{contender.name} ended with status {ended.status}: no clusters")
            return ContenderResult([_no_clusters(len(vectors), job, ended.status) for job in jobs], ended.peak_mib)
        return ContenderResult(read_clusterings(folder), ended.peak_mib)


def _no_clusters(units: int, job: Job, status: int) -> Clustering:
    return Clustering(labels=(-1,) * (units if job.rows is None else len(job.rows)), error=f"status {status}")
