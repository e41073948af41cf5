"""Sub-themes are grouped into themes, and both are put in a fixed order."""

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import cut_tree, linkage
from sklearn.preprocessing import normalize

from thememiner.discovery.blocks import Rows, Vectors, rows_of
from thememiner.discovery.sizes import share_for

TOGETHER = 0.35
"""Two groups of sub-themes are one theme if their units went together in at least so large a share of broad looks."""


def mean_vectors(vectors: Vectors, labels: npt.NDArray[np.int64], rows: Rows | None = None) -> Vectors:
    """Return the mean direction of each cluster, unit length, shape (clusters, dimensions).

    ``labels`` name the clusters of the units that have these ``rows`` of ``vectors``; without rows, of all.
    """
    rows = np.arange(len(vectors)) if rows is None else rows
    count = int(labels.max(initial=-1)) + 1
    means = [rows_of(vectors, rows[labels == label]).mean(axis=0, dtype=np.float64) for label in range(count)]
    centres = normalize(np.array(means).reshape(count, vectors.shape[1])) if count else np.zeros((0, vectors.shape[1]))
    return np.asarray(centres, dtype=np.float32)


def group(together: npt.NDArray[np.float64], *, count: int | None, granularity: float) -> npt.NDArray[np.int64]:
    """Return the theme of each sub-theme, by average linkage.

    ``together``, shape (sub-themes, sub-themes), tells how often units of two sub-themes went together in the broad
    groupings. There are ``count`` themes, or as many as hold together often enough.
    """
    subthemes = len(together)
    if subthemes < 2:  # noqa: PLR2004 - a tree needs two
        return np.zeros(subthemes, dtype=np.int64)
    upper = np.triu_indices(subthemes, 1)
    tree = linkage(1 - np.clip(together[upper], 0, 1), method="average")
    if count is not None:
        return np.asarray(cut_tree(tree, n_clusters=min(count, subthemes))[:, 0], dtype=np.int64)
    return np.asarray(cut_tree(tree, height=1 - share_for(TOGETHER, granularity))[:, 0], dtype=np.int64)


def ordered(
    labels: npt.NDArray[np.int64], parents: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], tuple[int, ...]]:
    """Return where each sub-theme goes, and the theme of each in the new order: the largest first, ties by first unit.

    ``labels`` are the sub-themes of units in a fixed order, -1 where unassigned. Old sub-theme ``s`` has the new number
    ``places[s]``; ``places[-1]`` is -1. A sub-theme's number never depends on how the clusterings counted.
    """
    count = len(parents)
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    firsts = np.array([int(np.argmax(labels == label)) for label in range(count)])
    themes = range(int(parents.max(initial=-1)) + 1)
    theme_order = sorted(themes, key=lambda t: (-sizes[parents == t].sum(), firsts[parents == t].min()))
    rank = {theme: index for index, theme in enumerate(theme_order)}
    order = sorted(range(count), key=lambda s: (rank[int(parents[s])], -sizes[s], firsts[s]))
    places = np.full(count + 1, -1, dtype=np.int64)
    places[order] = np.arange(count)
    return places, tuple(rank[int(parents[s])] for s in order)
