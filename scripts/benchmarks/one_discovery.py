"""Cluster with this program, with one adaptive run or with k-means, in a process of its own.

Run as ``python -m benchmarks.one_discovery CONTENDER FOLDER``; see ``jobs`` for what lies in the folder.
"""

import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.adaptive import adaptive
from benchmarks.agreement import k_means
from benchmarks.jobs import UNITS, Cluster, Given, Job, do_jobs
from thememiner.config import DiscoverySettings
from thememiner.discovery import discover
from thememiner.records import Embedding


def main() -> None:
    """Do the jobs of a folder with one contender."""
    contender, folder = sys.argv[1], Path(sys.argv[2])
    # UMAP tells of a missing TensorFlow and of what a seed costs.
    warnings.simplefilter("ignore")
    # Compiles for seconds; a peer has it imported before the clock starts, too.
    import umap  # noqa: F401, PLC0415

    do_jobs(folder, _cluster(contender, folder))


def _cluster(contender: str, folder: Path) -> Cluster:
    if contender == "k-means":
        return lambda given, job: {"labels": k_means(given[0], job.count or 1, job.seed)}
    if contender == "adaptive":
        return lambda given, job: {"labels": adaptive(given[0], job.seed)}
    units = pd.read_parquet(folder / UNITS)
    workers = int(contender.removeprefix("ours-")) if contender != "ours" else None
    settings = DiscoverySettings(workers=workers)
    return lambda given, job: discovered(given, job, units, settings)


def discovered(given: Given, job: Job, units: pd.DataFrame, settings: DiscoverySettings) -> Mapping[str, Any]:
    """Discover themes in the rows of a job with the program's default settings."""
    vectors, _, rows = given
    table = units.iloc[rows].reset_index(drop=True)
    # Of a sample the unit repeated may not be there.
    table["duplicate_of"] = table["duplicate_of"].where(table["duplicate_of"].isin(table["unit_id"]))
    found = discover(Embedding(vectors, vectors, "", {}, {}), table, settings=settings, seed=job.seed)
    second = found.nearest.copy()
    second[~found.carries_both] = -1
    return {
        "labels": found.subthemes,
        "second": second.tolist() if (second >= 0).any() else [],
        "parents": [int(parent) for parent in found.parents],
        "stability": list(found.stability),
    }


if __name__ == "__main__":
    main()
