"""What a contender is given, a folder with vectors, texts and jobs, and what it leaves there.

Read in the peers' environment too, so that nothing but NumPy and the standard library is imported.
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
    """One clustering to make: of these rows (of all, if None), with this seed."""

    seed: int
    rows: tuple[int, ...] | None = None
    count: int | None = None
    """The number of groups to make; given to k-means alone."""


@dataclass(frozen=True, slots=True)
class Draw:
    """One clustering made: groups counted from 0, -1 where a unit is in none."""

    labels: tuple[int, ...]
    seconds: float = 0.0
    processor_seconds: float = 0.0
    """Of all threads of the process, not of processes that it started."""
    error: str | None = None
    """What a peer failed with; it has then found nothing."""
    second: tuple[int, ...] = ()
    """For each unit the group of its second code, or -1; empty if there are no second codes."""
    parents: tuple[int, ...] = ()
    """For each group the theme above it; empty if there is only one level."""
    stability: tuple[float | None, ...] = ()
    """For each group; empty if it is not measured."""


Given = tuple[Vectors, list[str], npt.NDArray[np.int64]]
"""Vectors and texts of the rows of a job, and the rows."""
Cluster = Callable[[Given, Job], Mapping[str, Any]]
"""Returns the fields of a draw that it knows: at least the labels."""


def write_jobs(folder: Path, vectors: Vectors, texts: Sequence[str], jobs: Sequence[Job]) -> None:
    """Write what a contender is given."""
    np.save(folder / VECTORS, vectors)
    (folder / TEXTS).write_text(json.dumps(list(texts)), "utf-8")
    (folder / JOBS).write_text(json.dumps([asdict(job) for job in jobs]), "utf-8")


def do_jobs(folder: Path, cluster: Cluster, *, failures: tuple[type[Exception], ...] = ()) -> None:
    """Do all jobs of a folder, time each, and write the draws; of ``failures`` a draw is made that found nothing."""
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


def read_draws(folder: Path) -> list[Draw]:
    """Read what a contender left."""
    return [_draw(written) for written in json.loads((folder / RESULTS).read_text("utf-8"))]


def _draw(written: Mapping[str, Any]) -> Draw:
    fields: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in written.items()}
    return Draw(**fields)
