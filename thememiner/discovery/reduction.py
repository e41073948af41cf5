"""The map: a place for each unit, near to what is like it."""

import warnings

import numpy as np
import numpy.typing as npt
from sklearn.utils.extmath import svd_flip
from threadpoolctl import threadpool_limits

from thememiner.discovery.neighbours import Neighbours

DIMENSIONS = 2
UMAP_FROM = 100
"""Below so many units a neighbour graph has too little to say, and principal components serve better."""
BESIDE = 3
"""Nearest units between which a unit outside the sample lies."""
EPOCHS = 100
"""Of UMAP's optimisation; more change little that the eye sees."""


def layout(
    vectors: npt.NDArray[np.float32], neighbours: Neighbours, count: int, *, seed: int
) -> npt.NDArray[np.float32]:
    """Return a place from -1 to 1 for each unit, shape (units, 2), by UMAP or, for few units, principal components."""
    if len(vectors) <= DIMENSIONS:
        return np.zeros((len(vectors), DIMENSIONS), dtype=np.float32)
    few = len(vectors) < UMAP_FROM
    places = principal_components(vectors) if few else _umap(vectors, neighbours, count, seed)
    low, high = places.min(axis=0), places.max(axis=0)
    return np.asarray(2 * (places - low) / np.maximum(high - low, 1e-9) - 1, dtype=np.float32)


def beside(places: npt.NDArray[np.float32], nearest: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
    """Return a place for further units: the middle of their nearest units, of which ``nearest`` names some; (units, 2).

    It is the median on either axis, so that one that lies far off draws nothing away.
    """
    return np.asarray(np.median(places[nearest[:, :BESIDE]], axis=1), dtype=np.float32)


def principal_components(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Return the first two principal components, shape (units, ≤ 2), on one thread.

    Identical vectors all lie at the origin.
    """
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    with threadpool_limits(limits=1):
        left, scale, right = np.linalg.svd(centred, full_matrices=False)
    left, _ = svd_flip(left, right)
    reduced: npt.NDArray[np.float64] = (left * scale)[:, :DIMENSIONS]
    return reduced


def _umap(vectors: npt.NDArray[np.float32], neighbours: Neighbours, count: int, seed: int) -> npt.NDArray[np.float64]:
    """Return UMAP coordinates from neighbours found before, shape (units, 2).

    McInnes, Healy & Melville (2018), UMAP. One thread: with a seed, the library allows no other.
    """
    count = min(count, neighbours.indices.shape[1])
    itself = np.arange(len(vectors), dtype=np.int32)[:, None]
    indices = np.hstack([itself, neighbours.indices[:, :count]])
    distances = np.maximum(1 - neighbours.similarities[:, :count], 0)
    known = (indices, np.hstack([np.zeros(itself.shape, dtype=np.float32), distances]), None)
    with warnings.catch_warnings():
        # UMAP tells of a missing TensorFlow, of graphs in several pieces and of what it cannot do later with neighbours
        # that it was given; none of it changes what is done here.
        warnings.simplefilter("ignore")
        from umap import UMAP  # noqa: PLC0415 - compiles for seconds when imported

        reducer = UMAP(
            n_neighbors=count + 1,
            n_components=DIMENSIONS,
            min_dist=0.1,
            metric="cosine",
            n_epochs=EPOCHS,
            random_state=seed,
            n_jobs=1,
            precomputed_knn=known,
            force_approximation_algorithm=True,
        )
        with threadpool_limits(limits=1):
            return np.asarray(reducer.fit_transform(vectors), dtype=np.float64)
