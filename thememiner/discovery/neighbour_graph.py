"""The nearest neighbours of every unit, found exactly, once, and shared by all clusterings.

Vectors of many units, taken block by block: they may lie in a file, in half precision, and fit into memory once.
Coordinates in which units lie close if many short ways through the graph of neighbours join them.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

LARGEST_PRODUCT = 1 << 25
"""Similarities computed at a time by each worker: they bound the memory."""
EXACT_UP_TO = 100_000
"""Beyond, neighbours are approximate: the time of exact ones grows with the square of the number of units."""
Vectors = npt.NDArray[np.float32]
"""Or of half precision (float16), where there are very many units."""
Rows = npt.NDArray[np.int64]
BLOCK = 512
"""Units at a time."""
LARGE_BLOCK = 1 << 14
"""Where a unit needs little more than its vector."""
ITERATIONS = 6
"""Of the subspace iteration, each two steps through the graph; more change no clustering that was looked at."""
MORE = 8
"""Further dimensions that the iteration carries along, so that those wanted come out well."""
STEPS = 2
"""Length of the walks: each coordinate weighs by its eigenvalue to this power."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each unit the units nearest to it, itself left out, the nearest first."""

    indices: npt.NDArray[np.int32]
    """Shape (units, neighbours)."""
    similarities: npt.NDArray[np.float32]
    """Cosines, likewise."""

    def among(self, rows: npt.NDArray[np.int64], count: int) -> "Neighbours":
        """Return up to ``count`` neighbours of each of some units among these units.

        ``rows`` are their indices, ascending; the answer counts within them. Where fewer are known, the index is -1.
        """
        places = np.full(len(self.indices), -1, dtype=np.int32)
        places[rows] = np.arange(len(rows), dtype=np.int32)
        within = places[self.indices[rows]]
        order = np.argsort(within < 0, axis=1, kind="stable")[:, :count]
        return Neighbours(
            np.take_along_axis(within, order, axis=1), np.take_along_axis(self.similarities[rows], order, axis=1)
        )


def nearest_neighbours(vectors: npt.NDArray[np.float32], count: int, *, workers: int = 1) -> Neighbours:
    """Return the ``count`` nearest neighbours of each unit by cosine; all others where there are no more.

    ``vectors`` has unit length, shape (units, dimensions). Up to 100,000 units the answer is exact and the same for
    any number of ``workers``, because each block of rows is multiplied on one thread.
    """
    count = min(count, len(vectors) - 1)
    if count < 1:
        none = np.zeros((len(vectors), 0))
        return Neighbours(none.astype(np.int32), none.astype(np.float32))
    vectors = np.asarray(vectors, dtype=np.float32)  # products of half precision would take hours
    if len(vectors) > EXACT_UP_TO:
        return _approximate(vectors, count)
    rows = max(1, min(1024, LARGEST_PRODUCT // len(vectors)))
    starts = range(0, len(vectors), rows)
    with threadpool_limits(limits=1), ThreadPoolExecutor(workers) as pool:
        blocks = list(pool.map(lambda start: _of_block(vectors, slice(start, start + rows), count), starts))
    return Neighbours(*(np.concatenate(parts) for parts in zip(*blocks, strict=True)))


def neighbours_among(vectors: npt.NDArray[np.float32], others: npt.NDArray[np.float32], count: int) -> Neighbours:
    """Return which ``count`` of the ``others``, or all of fewer, are nearest to each unit by cosine, exactly.

    Both have unit length, shapes (units, dimensions) and (others, dimensions). Of others that are equally near, the
    first come first. Give few units at a time, and call it on one thread of the linear algebra library.
    """
    count = min(count, len(others))
    similarities = vectors @ others.T
    # Partitions of values are several times faster than those of places.
    least = np.partition(similarities, -count, axis=1)[:, -count]
    rows, near = np.divmod(np.flatnonzero(similarities >= least[:, None]), len(others))
    values = similarities[rows, near]
    order = np.lexsort((near, -values, rows))
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    order = order[rank < count]
    shape = (len(vectors), count)
    return Neighbours(near[order].reshape(shape).astype(np.int32), values[order].reshape(shape))


def _of_block(
    vectors: npt.NDArray[np.float32], block: slice, count: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    similarities = vectors[block] @ vectors.T
    rows = np.arange(len(similarities))
    similarities[rows, block.start + rows] = -np.inf
    nearest = np.argpartition(-similarities, count - 1, axis=1)[:, :count]
    found = np.take_along_axis(similarities, nearest, axis=1)
    order = np.lexsort((nearest, -found), axis=1)
    return np.take_along_axis(nearest, order, axis=1).astype(np.int32), np.take_along_axis(found, order, axis=1)


def _approximate(vectors: npt.NDArray[np.float32], count: int) -> Neighbours:
    """Ask for neighbours by nearest-neighbour descent (Dong, Moses & Li 2011), on one thread."""
    from pynndescent import NNDescent  # noqa: PLC0415 - compiles for seconds when imported

    found = NNDescent(vectors, metric="cosine", n_neighbors=count + 1, random_state=0, n_jobs=1).neighbor_graph
    indices, distances = found
    itself = indices == np.arange(len(vectors))[:, None]
    itself[~itself.any(axis=1), -1] = True  # among many duplicates a unit may not find itself: the furthest goes
    shape = (len(vectors), count)
    return Neighbours(
        indices[~itself].reshape(shape).astype(np.int32), (1 - distances[~itself]).reshape(shape).astype(np.float32)
    )


def blocks(count: int, size: int = BLOCK) -> Iterator[slice]:
    """Yield the parts of so many units, in order."""
    return (slice(first, min(first + size, count)) for first in range(0, count, size))


def rows_of(vectors: Vectors, rows: Rows | slice) -> Vectors:
    """Return some of the vectors in single precision, in memory."""
    return np.asarray(vectors[rows], dtype=np.float32)


def known(vectors: Vectors, rows: Rows) -> npt.NDArray[np.bool_]:
    """Return of which units anything is known: whose vector is not all zeros."""
    parts = [np.any(vectors[rows[part]] != 0, axis=1) for part in blocks(len(rows), LARGE_BLOCK)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=bool)


def affinities(neighbours: Neighbours) -> sparse.csr_array:
    """Return the symmetric graph of neighbours, weights 0 to 1, shape (units, units).

    The weight falls with the distance beyond the nearest neighbour, on the scale of the unit's own neighbourhood, and
    two units are joined as far as either takes the other for a neighbour: the fuzzy union of McInnes, Healy &
    Melville (2018), UMAP, section 3.1, with the mean distance as the scale.
    """
    known = neighbours.indices >= 0
    distances = np.where(known, np.maximum(1 - neighbours.similarities.astype(np.float64), 0), np.inf)
    beyond = distances - distances.min(axis=1, keepdims=True, initial=1)
    scale = np.sum(beyond, axis=1, where=known) / np.maximum(known.sum(axis=1), 1)
    weights = np.exp(-beyond / np.maximum(scale, 1e-6)[:, None])
    rows = np.broadcast_to(np.arange(len(weights))[:, None], weights.shape)
    shape = (len(weights), len(weights))
    directed = sparse.csr_array((weights[known], (rows[known], neighbours.indices[known])), shape=shape)
    return sparse.csr_array(directed + directed.T - directed * directed.T)


def diffusion_coordinates(
    graph: sparse.csr_array, dimensions: int, draw: np.random.Generator
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the first eigenvectors of the walk on a graph and their eigenvalues, shape (units, ≤ dimensions).

    Coifman & Lafon (2006), Diffusion maps, for the symmetric normalisation of Ng, Jordan & Weiss (2001); computed by
    subspace iteration from random vectors. Call it on one thread of the linear algebra library.
    """
    degrees = np.maximum(np.asarray(graph.sum(axis=1)).ravel(), 1e-9)
    scale = sparse.diags_array(1 / np.sqrt(degrees))
    # Half of the identity makes all eigenvalues positive, so that the largest are those of the large groups.
    walk = sparse.csr_array((scale @ graph @ scale + sparse.eye_array(len(degrees))) / 2).astype(np.float32)
    block = draw.normal(size=(len(degrees), min(dimensions + MORE, len(degrees)))).astype(np.float32)
    for _ in range(ITERATIONS):
        block, _ = np.linalg.qr(walk @ (walk @ block))
    values, rotation = np.linalg.eigh((block.T @ (walk @ block)).astype(np.float64))
    largest = np.argsort(-values)[:dimensions]
    return block @ rotation[:, largest], np.clip(2 * values[largest] - 1, 0, 1)


def directions(
    vectors: npt.NDArray[np.float64], values: npt.NDArray[np.float64], dimensions: int
) -> npt.NDArray[np.float64]:
    """Return diffusion coordinates of unit length in the first dimensions, shape (units, dimensions)."""
    return np.asarray(normalize(vectors[:, :dimensions] * values[:dimensions] ** STEPS))
