"""The nearest neighbours of every unit, found exactly, once, and shared by all clusterings."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

BLOCK = 1 << 25
"""Similarities computed at a time by each worker: they bound the memory."""
EXACT_UP_TO = 100_000
"""Beyond, neighbours are approximate: the time of exact ones grows with the square of the number of units."""


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
    rows = max(1, min(1024, BLOCK // len(vectors)))
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
