"""How well a cluster comes back when a part of the material is left out."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from thememiner.discovery.ensemble import Clustering


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
