"""Coordinates in which units lie close if many short ways through the graph of neighbours join them."""

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.preprocessing import normalize

from thememiner.discovery.neighbours import Neighbours

ITERATIONS = 6
"""Of the subspace iteration, each two steps through the graph; more change no clustering that was looked at."""
MORE = 8
"""Further dimensions that the iteration carries along, so that those wanted come out well."""
STEPS = 2
"""Length of the walks: each coordinate weighs by its eigenvalue to this power."""


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
