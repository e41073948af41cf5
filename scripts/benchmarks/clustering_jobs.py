"""The exchange folder of a contender: vectors, texts and jobs in, clusterings out.

The environment of the peers imports this file, too, so it needs only NumPy and the standard library.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

VECTORS, TEXTS, UNITS, JOBS, RESULTS = "vectors.npy", "texts.json", "units.parquet", "jobs.json", "results.json"


@dataclass(frozen=True, slots=True)
class Job:
    """One clustering to compute, of some rows (all if None) with a random seed."""

    seed: int
    rows: tuple[int, ...] | None = None
    count: int | None = None
    """The number of groups, for k-means only."""


@dataclass(frozen=True, slots=True)
class Clustering:
    """One clustering: groups numbered from 0, -1 for unassigned units."""

    labels: tuple[int, ...]
    seconds: float = 0.0
    processor_seconds: float = 0.0
    """Of all threads of the process, without child processes."""
    error: str | None = None
    """The error of a failed peer, whose units are then all unassigned."""
    second: tuple[int, ...] = ()
    """For each unit the group of its second code, or -1; empty if there are no second codes."""
    parents: tuple[int, ...] = ()
    """For each group the theme above it; empty if there is only one level."""
    stability: tuple[float | None, ...] = ()
    """For each group; empty if it is not measured."""


JobInput = tuple[Vectors, list[str], npt.NDArray[np.int64]]
"""Vectors, texts and row numbers of a job."""
Cluster = Callable[[JobInput, Job], Mapping[str, Any]]
"""Returns fields of a Clustering, at least the labels."""


def write_jobs(folder: Path, vectors: Vectors, texts: Sequence[str], jobs: Sequence[Job]) -> None:
    """Write the input of a contender into a folder."""
    np.save(folder / VECTORS, vectors)
    (folder / TEXTS).write_text(json.dumps(list(texts)), "utf-8")
    (folder / JOBS).write_text(json.dumps([asdict(job) for job in jobs]), "utf-8")


def run_jobs(folder: Path, cluster: Cluster, *, failures: tuple[type[Exception], ...] = ()) -> None:
    """Run and time all jobs of a folder, and write the clusterings; an error in ``failures`` gives an empty one."""
    vectors, texts = np.load(folder / VECTORS), json.loads((folder / TEXTS).read_text("utf-8"))
    draws = []
    for written in json.loads((folder / JOBS).read_text("utf-8")):
        job = Job(seed=written["seed"], rows=written["rows"], count=written["count"])
        rows = np.arange(len(vectors)) if job.rows is None else np.array(job.rows)
        given = (vectors[rows], [texts[row] for row in rows], rows)
        start, processor_start = perf_counter(), process_time()
        try:
            found: Mapping[str, Any] = cluster(given, job)
        except failures as error:
            print(f"{type(error).__name__} with {len(rows)} units: {error}", file=sys.stderr, flush=True)
            found = {"labels": [-1] * len(rows), "error": type(error).__name__}
        took = {"seconds": perf_counter() - start, "processor_seconds": process_time() - processor_start}
        draws.append({**found, **took, "labels": [int(label) for label in found["labels"]]})
    (folder / RESULTS).write_text(json.dumps(draws), "utf-8")


def read_clusterings(folder: Path) -> list[Clustering]:
    """Read the clusterings of a contender from its folder."""
    return [_to_clustering(written) for written in json.loads((folder / RESULTS).read_text("utf-8"))]


def _to_clustering(written: Mapping[str, Any]) -> Clustering:
    fields: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in written.items()}
    return Clustering(**fields)
