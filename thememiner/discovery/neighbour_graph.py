"""Nearest neighbours of units, the graph that they form, and its diffusion map.

Vectors may lie in a file, in half precision. They are read in blocks and never copied as a whole.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from threadpoolctl import threadpool_limits

MAX_SIMILARITIES = 1 << 25
"""Similarities that each worker computes at a time. This bounds the memory."""
MAX_UNITS_EXACT = 100_000
"""For more units neighbours are approximate, because exact search takes time that grows with their square."""
Vectors = npt.NDArray[np.float32]
"""Single precision, or half precision (float16) for very many units."""
Rows = npt.NDArray[np.int64]
BLOCK_SIZE = 512
"""Units per block where each needs its similarities to all others."""
LARGE_BLOCK_SIZE = 1 << 14
"""Units per block where each needs little more than its vector."""
ITERATIONS = 6
"""Rounds of the subspace iteration, each two steps through the graph. More changed no clustering that was tested."""
EXTRA_DIMENSIONS = 8
"""Dimensions that the iteration carries along in addition, so that the wanted ones converge."""
WALK_LENGTH = 2
"""Length of the random walks: each coordinate is weighted by its eigenvalue to this power."""
SAME_EIGENVALUE = 1e-6
"""Eigenvalues that differ by less count as equal."""
MIN_LENGTH = 1e-9
"""A unit with shorter coordinates has none: only rounding is left of them."""
PLACE_GRID = 2.0**-12
"""Coordinates are rounded to multiples of this."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The units nearest to each unit, without the unit itself, the nearest first."""

    indices: npt.NDArray[np.int32]
    """Shape (units, neighbours)."""
    similarities: npt.NDArray[np.float32]
    """Cosine similarities, shape (units, neighbours)."""

    def restrict_to(self, rows: npt.NDArray[np.int64], count: int) -> "Neighbours":
        """Return up to ``count`` neighbours of each of the units ``rows``, among these units only.

        ``rows`` are ascending; the returned indices are positions in ``rows``. Where fewer neighbours are known, the
        index is -1.
        """
        places = np.full(len(self.indices), -1, dtype=np.int32)
        places[rows] = np.arange(len(rows), dtype=np.int32)
        within = places[self.indices[rows]]
        order = np.argsort(within < 0, axis=1, kind="stable")[:, :count]
        return Neighbours(
            np.take_along_axis(within, order, axis=1), np.take_along_axis(self.similarities[rows], order, axis=1)
        )


def find_neighbours(vectors: npt.NDArray[np.float32], count: int, *, workers: int = 1) -> Neighbours:
    """Find the ``count`` nearest neighbours of each unit by cosine similarity, or all others if there are fewer.

    ``vectors`` has unit length, shape (units, dimensions). Up to 100,000 units the answer is exact and the same for
    any number of ``workers``, because each block of rows is multiplied on one thread.
    """
    count = min(count, len(vectors) - 1)
    if count < 1:
        empty = np.zeros((len(vectors), 0))
        return Neighbours(empty.astype(np.int32), empty.astype(np.float32))
    vectors = np.asarray(vectors, dtype=np.float32)  # products of half precision would take hours
    if len(vectors) > MAX_UNITS_EXACT:
        return _find_approximately(vectors, count)
    rows = max(1, min(1024, MAX_SIMILARITIES // len(vectors)))

    def find_in_block(block: slice) -> Neighbours:
        similarities = vectors[block] @ vectors.T
        places = np.arange(len(similarities))
        similarities[places, block.start + places] = -np.inf
        return _select_nearest(similarities, count)

    with threadpool_limits(limits=1), ThreadPoolExecutor(workers) as pool:
        parts = list(pool.map(find_in_block, split_into_blocks(len(vectors), rows)))
    return Neighbours(
        np.concatenate([part.indices for part in parts]), np.concatenate([part.similarities for part in parts])
    )


def find_neighbours_in_sample(
    vectors: npt.NDArray[np.float32], sample: npt.NDArray[np.float32], count: int
) -> Neighbours:
    """Find for each unit the ``count`` nearest units of a sample by cosine similarity, or all of a smaller sample.

    Both arrays have unit length and the shapes (units, dimensions) and (sample, dimensions). The answer is exact;
    among equally near units the first come first. Pass few units at a time, and call it on one thread of the linear
    algebra library.
    """
    return _select_nearest(vectors @ sample.T, min(count, len(sample)))


def _select_nearest(similarities: npt.NDArray[np.float32], count: int) -> Neighbours:
    """Return the ``count`` largest similarities of each row, the largest first; equal ones in the order of columns."""
    # Partitioning values is several times faster than partitioning indices.
    least = np.partition(similarities, -count, axis=1)[:, -count]
    rows, near = np.divmod(np.flatnonzero(similarities >= least[:, None]), similarities.shape[1])
    values = similarities[rows, near]
    order = np.lexsort((near, -values, rows))
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    order = order[rank < count]
    shape = (len(similarities), count)
    return Neighbours(near[order].reshape(shape).astype(np.int32), values[order].reshape(shape))


def _find_approximately(vectors: npt.NDArray[np.float32], count: int) -> Neighbours:
    """Find neighbours by nearest-neighbour descent (Dong, Moses & Li 2011), on one thread."""
    from pynndescent import NNDescent  # noqa: PLC0415 - compiles for seconds when imported

    found = NNDescent(vectors, metric="cosine", n_neighbors=count + 1, random_state=0, n_jobs=1).neighbor_graph
    indices, distances = found
    itself = indices == np.arange(len(vectors))[:, None]
    itself[~itself.any(axis=1), -1] = True  # among many duplicates a unit may not find itself: drop the furthest
    shape = (len(vectors), count)
    return Neighbours(
        indices[~itself].reshape(shape).astype(np.int32), (1 - distances[~itself]).reshape(shape).astype(np.float32)
    )


def split_into_blocks(count: int, size: int = BLOCK_SIZE) -> Iterator[slice]:
    """Yield consecutive slices of at most ``size`` that together cover ``count`` rows."""
    return (slice(first, min(first + size, count)) for first in range(0, count, size))


def load_rows(vectors: Vectors, rows: Rows | slice) -> Vectors:
    """Return these rows of the vectors in memory, in single precision."""
    return np.asarray(vectors[rows], dtype=np.float32)


def has_content(vectors: Vectors, rows: Rows) -> npt.NDArray[np.bool_]:
    """Return for each of these rows whether its vector is not all zeros; shape (rows,)."""
    parts = [np.any(vectors[rows[part]] != 0, axis=1) for part in split_into_blocks(len(rows), LARGE_BLOCK_SIZE)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=bool)


def build_affinity_graph(neighbours: Neighbours) -> sparse.csr_array:
    """Return the symmetric graph of neighbours, weights 0 to 1, shape (units, units).

    The weight falls with the distance beyond the nearest neighbour, on the scale of the unit's own neighbourhood. Two
    units are joined if either is a neighbour of the other: the fuzzy union of McInnes, Healy & Melville (2018), UMAP,
    section 3.1, with the mean distance as the scale.
    """
    known = neighbours.indices >= 0
    distances = np.where(known, np.maximum(1 - neighbours.similarities.astype(np.float64), 0), np.inf)
    beyond = distances - distances.min(axis=1, keepdims=True, initial=1)
    scale = np.sum(beyond, axis=1, where=known) / np.maximum(known.sum(axis=1), 1)
    # The last digits of an exponential differ between processors.
    weights = np.round(np.exp(-beyond / np.maximum(scale, 1e-6)[:, None]), 9)
    rows = np.broadcast_to(np.arange(len(weights))[:, None], weights.shape)
    shape = (len(weights), len(weights))
    directed = sparse.csr_array((weights[known], (rows[known], neighbours.indices[known])), shape=shape)
    return sparse.csr_array(directed + directed.T - directed * directed.T)


def compute_diffusion_map(
    graph: sparse.csr_array, dimensions: int, draw: np.random.Generator
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the first eigenvectors of the random walk on a graph, and their eigenvalues.

    Units lie close in these coordinates if many short paths through the graph join them. The eigenvectors have the
    shape (units, ≤ dimensions). Coifman & Lafon (2006), Diffusion maps, with the symmetric normalisation of Ng, Jordan
    & Weiss (2001), computed by subspace iteration from random vectors. Call it on one thread of the linear algebra
    library.
    """
    degrees = np.maximum(np.asarray(graph.sum(axis=1)).ravel(), 1e-9)
    scale = sparse.diags_array(1 / np.sqrt(degrees))
    # Half of the identity makes all eigenvalues positive, so that the largest belong to the large groups.
    walk = sparse.csr_array((scale @ graph @ scale + sparse.eye_array(len(degrees))) / 2)
    block = draw.normal(size=(len(degrees), min(dimensions + EXTRA_DIMENSIONS, len(degrees))))
    for _ in range(ITERATIONS):
        block, _ = np.linalg.qr(walk @ (walk @ block))
    values, rotation = np.linalg.eigh(block.T @ (walk @ block))
    vectors = _fix_rotation(block @ rotation[:, ::-1], values[::-1])
    return vectors[:, :dimensions], np.clip(2 * values[::-1][:dimensions] - 1, 0, 1)


def _fix_rotation(vectors: npt.NDArray[np.float64], values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return eigenvectors, shape (units, dimensions), with fixed signs and rotations; ``values`` are sorted.

    An eigenvector may have either sign, and those of equal values any rotation: the rounding of the processor decides.
    So each is reflected, within those of equal value, such that the unit with the largest coordinates there lies on its
    positive axis.
    """
    vectors = vectors.copy()
    ends = np.append(np.flatnonzero(np.diff(values) < -SAME_EIGENVALUE) + 1, len(values))
    for column, end in enumerate(ends[np.searchsorted(ends, np.arange(len(values)), side="right")]):
        rest = vectors[:, column:end]
        direction = rest[np.argmax(np.round(np.square(rest).sum(axis=1), 9))]
        length = float(np.linalg.norm(direction))
        normal = direction - length * np.eye(1, end - column)[0]  # of the mirror (Householder)
        size = float(normal @ normal)
        if size:
            rest -= np.outer(rest @ normal, normal) * (2 / size)
    return vectors


def to_unit_directions(
    vectors: npt.NDArray[np.float64], values: npt.NDArray[np.float64], dimensions: int
) -> npt.NDArray[np.float64]:
    """Return the first diffusion coordinates, weighted by eigenvalue, (units, dimensions): unit length, or zeros.

    They are multiples of ``PLACE_GRID``, far above the rounding of any processor.
    """
    weighted = vectors[:, :dimensions] * values[:dimensions] ** WALK_LENGTH
    norms = np.linalg.norm(weighted, axis=1, keepdims=True)
    return np.rint(np.where(norms > MIN_LENGTH, weighted / np.maximum(norms, MIN_LENGTH), 0) / PLACE_GRID) * PLACE_GRID
