"""The map: a place for each unit, near to units of similar meaning."""

import warnings

import numpy as np
import numpy.typing as npt
from sklearn.utils import check_random_state
from sklearn.utils.extmath import svd_flip
from threadpoolctl import threadpool_limits

from thememiner.discovery.neighbour_graph import Neighbours, build_affinity_graph

DIMENSIONS = 2
UMAP_FROM = 100
"""Units from which UMAP draws the map. Fewer have too small a neighbour graph, and principal components are better."""
DECIMALS = 4
"""Decimals of a place: finer than a screen shows, and coarser than rounding errors."""
PLACING_NEIGHBOURS = 3
"""Nearest units of the sample between which a unit outside it is placed."""
UMAP_EPOCHS = 100
"""Epochs of UMAP's optimisation; more make no visible difference."""
UMAP_SPREAD, UMAP_MIN_DISTANCE = 1.0, 0.1
"""UMAP's defaults: how far apart clumps of units lie, and units within a clump."""


def project_units(
    vectors: npt.NDArray[np.float32], neighbours: Neighbours, count: int, *, seed: int
) -> npt.NDArray[np.float32]:
    """Return a place from -1 to 1 for each unit, shape (units, 2): by UMAP, or principal components for few units.

    ``vectors`` has unit length, shape (units, dimensions); ``count`` is the number of neighbours to use.
    """
    if len(vectors) <= DIMENSIONS:
        return np.zeros((len(vectors), DIMENSIONS), dtype=np.float32)
    few = len(vectors) < UMAP_FROM
    places = compute_principal_components(vectors) if few else _umap(vectors, neighbours, count, seed)
    low, high = places.min(axis=0), places.max(axis=0)
    between = 2 * (places - low) / np.maximum(high - low, 1e-9) - 1
    return np.asarray(np.round(between, DECIMALS) + 0.0, dtype=np.float32)


def place_between_neighbours(
    places: npt.NDArray[np.float32], nearest: npt.NDArray[np.int32]
) -> npt.NDArray[np.float32]:
    """Return a place for each unit outside the sample, shape (units, 2): the median of its nearest units' places.

    ``nearest``, shape (units, neighbours), are indices in ``places``. The median on each axis ignores an outlier.
    """
    return np.asarray(np.median(places[nearest[:, :PLACING_NEIGHBOURS]], axis=1), dtype=np.float32)


def compute_principal_components(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Return the first two principal components, shape (units, ≤ 2), computed on one thread.

    Identical vectors all lie at the origin.
    """
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    with threadpool_limits(limits=1):
        left, scale, right = np.linalg.svd(centred, full_matrices=False)
    left, _ = svd_flip(left, right)
    reduced: npt.NDArray[np.float64] = (left * scale)[:, :DIMENSIONS]
    return reduced


def _umap(vectors: npt.NDArray[np.float32], neighbours: Neighbours, count: int, seed: int) -> npt.NDArray[np.float64]:
    """Return UMAP coordinates, shape (units, 2), computed on one thread.

    McInnes, Healy & Melville (2018), UMAP. The graph is the one that units are clustered by, with squared weights.
    UMAP's own graph takes seconds to compile in each new process and makes no better map. It begins, as usual, with the
    first eigenvectors of the graph, here rounded, because every later step magnifies their last digits.
    """
    graph = build_affinity_graph(Neighbours(neighbours.indices[:, :count], neighbours.similarities[:, :count])).power(2)
    with warnings.catch_warnings(), threadpool_limits(limits=1):
        # UMAP warns of a missing TensorFlow and of unconnected graphs; neither matters here.
        warnings.simplefilter("ignore")
        from umap.spectral import spectral_layout  # noqa: PLC0415 - takes a second to import
        from umap.umap_ import find_ab_params, simplicial_set_embedding  # noqa: PLC0415 - takes a second to import

        draw = check_random_state(seed)
        start = spectral_layout(vectors, graph, DIMENSIONS, draw, metric="cosine")
        start = np.round(start / max(np.abs(start).max(), 1e-9), DECIMALS) + draw.normal(0, 1e-5, start.shape)
        a, b = np.round(find_ab_params(UMAP_SPREAD, UMAP_MIN_DISTANCE), 6)
        places, _ = simplicial_set_embedding(
            vectors,
            graph.astype(np.float32),
            DIMENSIONS,
            initial_alpha=1.0,
            a=a,
            b=b,
            gamma=1.0,
            negative_sample_rate=5,
            n_epochs=UMAP_EPOCHS,
            init=start,
            random_state=draw,
            metric="cosine",
            metric_kwds={},
            densmap=False,
            densmap_kwds={},
            output_dens=False,
        )
        return np.asarray(places, dtype=np.float64)
