"""The map: a place for each unit, near to what is like it."""

import warnings

import numpy as np
import numpy.typing as npt
from sklearn.utils import check_random_state
from sklearn.utils.extmath import svd_flip
from threadpoolctl import threadpool_limits

from thememiner.discovery.neighbour_graph import Neighbours, affinities

DIMENSIONS = 2
UMAP_FROM = 100
"""Below so many units a neighbour graph has too little to say, and principal components serve better."""
BESIDE = 3
"""Nearest units between which a unit outside the sample lies."""
EPOCHS = 100
"""Of UMAP's optimisation; more change little that the eye sees."""
SPREAD, LEAST_DISTANCE = 1.0, 0.1
"""UMAP's usual ones: how far apart clumps of units lie, and units in a clump."""


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
    """Return UMAP coordinates from neighbours found before, shape (units, 2), computed on one thread.

    McInnes, Healy & Melville (2018), UMAP. The graph is the one that units are clustered by, sharpened; UMAP's own
    would have to be compiled for seconds in each new process, and makes no better map.
    """
    graph = affinities(Neighbours(neighbours.indices[:, :count], neighbours.similarities[:, :count])).power(2)
    with warnings.catch_warnings(), threadpool_limits(limits=1):
        # UMAP tells of a missing TensorFlow and of graphs in several pieces; neither changes what is done here.
        warnings.simplefilter("ignore")
        from umap.umap_ import find_ab_params, simplicial_set_embedding  # noqa: PLC0415 - takes a second to import

        a, b = find_ab_params(SPREAD, LEAST_DISTANCE)
        places, _ = simplicial_set_embedding(
            vectors,
            graph.astype(np.float32),
            DIMENSIONS,
            initial_alpha=1.0,
            a=a,
            b=b,
            gamma=1.0,
            negative_sample_rate=5,
            n_epochs=EPOCHS,
            init="spectral",
            random_state=check_random_state(seed),
            metric="cosine",
            metric_kwds={},
            densmap=False,
            densmap_kwds={},
            output_dens=False,
        )
        return np.asarray(places, dtype=np.float64)
