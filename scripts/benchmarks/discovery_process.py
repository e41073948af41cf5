"""The process that clusters with this program, with one run of UMAP and HDBSCAN, or with k-means.

Run as ``python -m benchmarks.discovery_process CONTENDER FOLDER``; see ``clustering_jobs`` for the files in the folder.
"""

import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.clustering_jobs import UNITS, Cluster, Job, JobInput, run_jobs
from benchmarks.k_means_agreement import cluster_k_means
from benchmarks.umap_hdbscan import cluster_umap_hdbscan
from thememiner.config import DiscoverySettings
from thememiner.discovery import discover
from thememiner.records import Embedding


def main() -> None:
    """Run the jobs of a folder with one contender."""
    contender, folder = sys.argv[1], Path(sys.argv[2])
    # UMAP warns about a missing TensorFlow and about the cost of a seed.
    warnings.simplefilter("ignore")
    # It compiles for seconds; peers import it before the clock starts, too.
    import umap  # noqa: F401, PLC0415

    run_jobs(folder, _cluster(contender, folder))


def _cluster(contender: str, folder: Path) -> Cluster:
    if contender == "k-means":
        return lambda given, job: {"labels": cluster_k_means(given[0], job.count or 1, job.seed)}
    if contender == "umap-hdbscan":
        return lambda given, job: {"labels": cluster_umap_hdbscan(given[0], job.seed)}
    units = pd.read_parquet(folder / UNITS)
    workers = int(contender.removeprefix("ours-")) if contender != "ours" else None
    settings = DiscoverySettings(workers=workers)
    return lambda given, job: discover_job(given, job, units, settings)


def discover_job(given: JobInput, job: Job, units: pd.DataFrame, settings: DiscoverySettings) -> Mapping[str, Any]:
    """Discover themes in the rows of a job with the program's default settings."""
    vectors, _, rows = given
    table = units.iloc[rows].reset_index(drop=True)
    # The original of a duplicate may be missing from a sample.
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
