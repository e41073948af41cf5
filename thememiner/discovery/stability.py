"""How well clusters reappear when a part of the material is left out."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from thememiner.config import DiscoverySettings
from thememiner.discovery.ensemble import RESAMPLE_SHARE, Clustering, choose_resampling, cluster_resamples
from thememiner.discovery.neighbour_graph import find_neighbours
from thememiner.discovery.sizes import choose_sizes, count_neighbours_needed, count_workers


def measure_stability(
    vectors: npt.NDArray[np.float32],
    units: pd.DataFrame,
    clusters: npt.NDArray[np.int64],
    is_counted: npt.NDArray[np.bool_],
    *,
    settings: DiscoverySettings,
    seed: int,
) -> tuple[float | None, ...]:
    """Cluster resamples of all units, and return how well each given cluster reappears, 0 to 1; None where unknown.

    ``vectors`` has unit length, shape (units, dimensions), in the order of the table ``units``. ``clusters`` gives the
    cluster of each unit, -1 for none. All units are clustered, but the score regards only those in ``is_counted``,
    shape (units,): units that were added later count neither for nor against a cluster.
    """
    count = int(clusters.max(initial=-1)) + 1
    if len(vectors) < settings.min_units or not count:
        return (None,) * count
    draw = np.random.default_rng(seed)
    sizes = choose_sizes(len(vectors), settings, draw)
    near = find_neighbours(vectors, count_neighbours_needed(sizes, RESAMPLE_SHARE), workers=count_workers(settings))
    resampling = choose_resampling(units)
    samples = [resampling.draw(draw) for _ in sizes]
    runs = cluster_resamples(near, samples, sizes, seed=seed, workers=count_workers(settings))
    counted_runs = [replace(run, resample=run.resample[is_counted[run.resample]]) for run in runs]
    return score_stabilities(clusters, counted_runs, is_broad=False)


def score_stabilities(
    clusters: npt.NDArray[np.int64], runs: Sequence[Clustering], *, is_broad: bool
) -> tuple[float | None, ...]:
    """Return how well each cluster reappears over the resamples, 0 to 1; None if no resample had any of its units.

    This is the cluster-wise stability of Hennig (2007), Cluster-wise assessment of cluster stability, Computational
    Statistics & Data Analysis 52, section 3: in each resample the largest Jaccard similarity of the cluster, restricted
    to the units of the resample, with any group found there; then the mean over resamples. Groups of all sizes are
    compared, because clusters differ in size; ``is_broad`` adds the groups at the level of themes.
    """
    count = int(clusters.max(initial=-1)) + 1
    best = np.zeros((len(runs), count))
    for number, run in enumerate(runs):
        groupings = np.column_stack([run.fine, run.broad]) if is_broad else run.fine
        for column in groupings.T:
            similarity = _best_jaccard(clusters[run.resample], column[run.resample], count)
            best[number] = np.maximum(best[number], similarity)
    present = np.array([[np.any(clusters[run.resample] == cluster) for cluster in range(count)] for run in runs])
    times_present = present.reshape(len(runs), count).sum(axis=0)
    return tuple(
        float(total / times) if times else None for total, times in zip(best.sum(axis=0), times_present, strict=True)
    )


def _best_jaccard(
    clusters: npt.NDArray[np.int64], groups: npt.NDArray[np.int32], count: int
) -> npt.NDArray[np.float64]:
    """Return each cluster's largest Jaccard similarity with any group, shape (clusters,)."""
    both = (clusters >= 0) & (groups >= 0)
    shape = (count, int(groups.max(initial=-1)) + 1)
    if not shape[1] or not both.any():
        return np.zeros(count)
    shared = sparse.coo_array((np.ones(int(both.sum())), (clusters[both], groups[both])), shape=shape).toarray()
    cluster_sizes = np.bincount(clusters[clusters >= 0], minlength=count)
    group_sizes = np.bincount(groups[groups >= 0], minlength=shape[1])
    united = cluster_sizes[:, None] + group_sizes[None, :] - shared
    return np.asarray((shared / np.maximum(united, 1)).max(axis=1))
