"""Sub-themes are grouped into themes, and both are put in a fixed order."""

from math import ceil, sqrt

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import cut_tree, linkage
from sklearn.preprocessing import normalize


def mean_vectors(vectors: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Return the mean direction of each cluster, unit length, shape (clusters, dimensions)."""
    count = int(labels.max(initial=-1)) + 1
    means = [vectors[labels == label].mean(axis=0, dtype=np.float64) for label in range(count)]
    centres = normalize(np.array(means).reshape(count, vectors.shape[1])) if count else np.zeros((0, vectors.shape[1]))
    return np.asarray(centres, dtype=np.float32)


def group(centres: npt.NDArray[np.float32], max_themes: int) -> npt.NDArray[np.int64]:
    """Return the theme of each sub-theme, by Ward's linkage of their mean vectors.

    Ward's criterion keeps themes of like size; average linkage made one giant theme and many of a single sub-theme.
    There are about as many themes as the square root of the number of sub-themes, as in published two-level
    codebooks (8 sub-themes in 3 themes, 22 in 5, 116 in 5 to 11).
    """
    count = len(centres)
    themes = min(ceil(sqrt(count)), max_themes)
    if count < 2:  # noqa: PLR2004 - a tree needs two
        return np.zeros(count, dtype=np.int64)
    tree = linkage(centres.astype(np.float64), method="ward")
    return np.asarray(cut_tree(tree, n_clusters=themes)[:, 0], dtype=np.int64)


def ordered(
    labels: npt.NDArray[np.int64], parents: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], tuple[int, ...]]:
    """Renumber sub-themes and themes: the largest first, ties by the first unit.

    ``labels`` are the sub-themes of units in a fixed order, -1 where unassigned; returned are the new labels and
    the new theme of each sub-theme. A sub-theme's number never depends on how the clusterer counted.
    """
    if not len(parents):
        return labels, ()
    sizes = np.bincount(labels[labels >= 0], minlength=len(parents))
    firsts = np.array([int(np.argmax(labels == label)) for label in range(len(parents))])
    themes = range(int(parents.max()) + 1)
    theme_order = sorted(themes, key=lambda t: (-sizes[parents == t].sum(), firsts[parents == t].min()))
    rank = {theme: index for index, theme in enumerate(theme_order)}
    order = sorted(range(len(parents)), key=lambda s: (rank[int(parents[s])], -sizes[s], firsts[s]))
    renumbered = np.full(len(parents) + 1, -1, dtype=np.int64)  # the last entry serves label -1
    renumbered[order] = np.arange(len(order))
    return renumbered[labels], tuple(rank[int(parents[s])] for s in order)
