"""A baseline: one run of UMAP and HDBSCAN, with parameters that depend on the number of units."""

from math import sqrt

import numpy as np
import numpy.typing as npt
from hdbscan import HDBSCAN
from sklearn.decomposition import PCA
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

EPOCHS = 200
UMAP_FROM = 100
GIANT = 0.5


def cluster_umap_hdbscan(vectors: npt.NDArray[np.float32], seed: int) -> npt.NDArray[np.int64]:
    """Return the cluster of each unit, -1 for none, as an early version of this program did.

    The number of neighbours (5 to 30) and the smallest cluster (3 to 50) are half the square root of the number of
    units. Below 100 units principal components replace UMAP. If one cluster holds more than half of all units,
    HDBSCAN's leaf clusters are used instead.
    """
    half_root = round(sqrt(len(vectors)) / 2)
    smallest = max(3, min(50, half_root))
    if len(vectors) <= smallest:
        return np.full(len(vectors), -1)
    reduced = _reduce(vectors, max(5, min(30, half_root)), seed)
    labels = _cluster(reduced, smallest, "eom")
    if np.bincount(labels + 1, minlength=2)[1:].max() > GIANT * len(vectors):
        labels = _cluster(reduced, smallest, "leaf")
    return labels


def _reduce(vectors: npt.NDArray[np.float32], neighbours: int, seed: int) -> npt.NDArray[np.float64]:
    units = len(vectors)
    with threadpool_limits(limits=1):
        if units < UMAP_FROM:
            dimensions = min(5 if units < UMAP_FROM // 2 else 10, *vectors.shape)
            return np.asarray(normalize(PCA(dimensions, svd_solver="full").fit_transform(vectors.astype(np.float64))))
        from umap import UMAP  # noqa: PLC0415 - compiles for seconds when imported

        layout = UMAP(
            n_neighbors=neighbours,
            n_components=5,
            min_dist=0.0,
            metric="cosine",
            n_epochs=EPOCHS,
            random_state=seed,
            n_jobs=1,
        )
        return np.asarray(layout.fit_transform(vectors), dtype=np.float64)


def _cluster(reduced: npt.NDArray[np.float64], smallest: int, selection: str) -> npt.NDArray[np.int64]:
    model = HDBSCAN(min_cluster_size=smallest, min_samples=1, cluster_selection_method=selection, core_dist_n_jobs=1)
    return np.asarray(model.fit(reduced).labels_, dtype=np.int64)
