"""Fewer dimensions: principal components for few units, UMAP for many."""

import warnings

import numpy as np
import numpy.typing as npt
from sklearn.utils.extmath import svd_flip
from threadpoolctl import threadpool_limits

EPOCHS = 200
"""Of UMAP's optimisation; its own 500 for small data take longer and cluster no better."""


def principal_components(vectors: npt.NDArray[np.float32], dimensions: int) -> npt.NDArray[np.float64]:
    """Return at most ``dimensions`` principal components, shape (units, ≤ dimensions), on one thread.

    Identical vectors all lie at the origin.
    """
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    with threadpool_limits(limits=1):
        left, scale, right = np.linalg.svd(centred, full_matrices=False)
    left, _ = svd_flip(left, right)
    reduced: npt.NDArray[np.float64] = (left * scale)[:, :dimensions]
    return reduced


def umap_layout(
    vectors: npt.NDArray[np.float32], dimensions: int, *, neighbours: int, min_distance: float, seed: int
) -> npt.NDArray[np.float64]:
    """Return UMAP coordinates by cosine distance, shape (units, dimensions).

    McInnes, Healy & Melville (2018), UMAP. One thread: with a seed, the library allows no other.
    """
    with warnings.catch_warnings():
        # UMAP tells of a missing TensorFlow and of graphs in several pieces; neither changes what is done here.
        warnings.simplefilter("ignore")
        from umap import UMAP  # noqa: PLC0415 - compiles for seconds when imported

        reducer = UMAP(
            n_neighbors=neighbours,
            n_components=dimensions,
            min_dist=min_distance,
            metric="cosine",
            n_epochs=EPOCHS,
            random_state=seed,
            n_jobs=1,
        )
        with threadpool_limits(limits=1):
            return np.asarray(reducer.fit_transform(vectors), dtype=np.float64)
