"""How well a cluster comes back when a part of the material is left out.

How stable given clusters are in material that has grown: measured as their stability was when they were found.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from thememiner.config import DiscoverySettings
from thememiner.discovery.ensemble import SHARE, Clustering, clusterings, resampling_of
from thememiner.discovery.neighbour_graph import nearest_neighbours
from thememiner.discovery.sizes import most_neighbours, sizes_of_runs, workers_of


def stabilities(
    clusters: npt.NDArray[np.int64], runs: Sequence[Clustering], *, broad: bool
) -> tuple[float | None, ...]:
    """Return for each cluster how well it comes back over the resamples, 0 to 1; None if no resample had any of it.

    The cluster-wise stability of Hennig (2007), Cluster-wise assessment of cluster stability, Computational Statistics
    & Data Analysis 52, section 3: in each resample the largest Jaccard similarity of the cluster, restricted to the
    units that the resample has, with any group found there; then the mean over resamples. The groups found are those
    of all grains, since a cluster has a size of its own; ``broad`` adds those at the level of themes.
    """
    count = int(clusters.max(initial=-1)) + 1
    best = np.zeros((len(runs), count))
    for number, run in enumerate(runs):
        groupings = np.column_stack([run.fine, run.broad]) if broad else run.fine
        for column in groupings.T:
            best[number] = np.maximum(best[number], _jaccard(clusters[run.seen], column[run.seen], count))
    present = np.array([[np.any(clusters[run.seen] == cluster) for cluster in range(count)] for run in runs])
    seen = present.reshape(len(runs), count).sum(axis=0)
    return tuple(float(total / times) if times else None for total, times in zip(best.sum(axis=0), seen, strict=True))


def _jaccard(clusters: npt.NDArray[np.int64], groups: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.float64]:
    """Return each cluster's largest Jaccard similarity with any group, shape (clusters,)."""
    both = (clusters >= 0) & (groups >= 0)
    shape = (count, int(groups.max(initial=-1)) + 1)
    if not shape[1] or not both.any():
        return np.zeros(count)
    shared = sparse.coo_array((np.ones(int(both.sum())), (clusters[both], groups[both])), shape=shape).toarray()
    own = np.bincount(clusters[clusters >= 0], minlength=count)
    theirs = np.bincount(groups[groups >= 0], minlength=shape[1])
    united = own[:, None] + theirs[None, :] - shared
    return np.asarray((shared / np.maximum(united, 1)).max(axis=1))


def stability_in(
    vectors: npt.NDArray[np.float32],
    units: pd.DataFrame,
    clusters: npt.NDArray[np.int64],
    counted: npt.NDArray[np.bool_],
    *,
    settings: DiscoverySettings,
    seed: int,
) -> tuple[float | None, ...]:
    """Return for each cluster how well its units come back over resamples of all units, 0 to 1; None where unknown.

    ``vectors`` has unit length, shape (units, dimensions), in the order of the table ``units``; ``clusters`` gives each
    unit's cluster, -1 for none. All units are clustered, but only those ``counted`` are looked at: what joined later
    does not count for or against a cluster.
    """
    count = int(clusters.max(initial=-1)) + 1
    if len(vectors) < settings.min_units or not count:
        return (None,) * count
    draw = np.random.default_rng(seed)
    sizes = sizes_of_runs(len(vectors), settings, draw)
    near = nearest_neighbours(vectors, most_neighbours(sizes, SHARE), workers=workers_of(settings))
    resampling = resampling_of(units)
    samples = [resampling.draw(draw) for _ in sizes]
    runs = clusterings(near, samples, sizes, seed=seed, workers=workers_of(settings))
    return stabilities(clusters, [replace(run, seen=run.seen[counted[run.seen]]) for run in runs], broad=False)
