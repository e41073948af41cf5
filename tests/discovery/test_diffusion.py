"""Coordinates by short ways through the graph of neighbours."""

import numpy as np
import pytest
from made_units import as_neighbours, blobs
from scipy import sparse

from thememiner.discovery.neighbour_graph import (
    Neighbours,
    build_affinity_graph,
    compute_diffusion_map,
    find_neighbours,
    to_unit_directions,
)

CLIQUES = as_neighbours([[1, 2], [0, 2], [0, 1], [4, 5], [3, 5], [3, 4]])


def coordinates(neighbours: Neighbours, dimensions: int) -> tuple[np.ndarray, np.ndarray]:
    """Return diffusion coordinates of the graph of these neighbours."""
    return compute_diffusion_map(build_affinity_graph(neighbours), dimensions, np.random.default_rng(0))


def test_two_cliques_lie_apart() -> None:
    """Units of one clique share their coordinates; those of the other are at a right angle."""
    places = to_unit_directions(*coordinates(CLIQUES, 2), 2)
    cosines = places @ places.T
    inside = np.kron(np.eye(2), np.ones((3, 3)))
    assert cosines == pytest.approx(inside, abs=1e-3)


def test_each_piece_of_the_graph_has_an_eigenvalue_of_one() -> None:
    """Two pieces, two ones; what follows is smaller."""
    values = coordinates(CLIQUES, 4)[1]
    assert values[:2] == pytest.approx(1, abs=1e-5)
    assert (values[2:] < 0.9).all()


@pytest.mark.parametrize("dimensions", [1, 5, 40])
def test_eigenvalues_lie_between_nothing_and_one(dimensions: int) -> None:
    """Largest first, and no more of them than units."""
    places, values = coordinates(find_neighbours(blobs(30, 3, spread=0.4), 6), dimensions)
    assert places.shape == (30, min(dimensions, 30))
    assert ((values >= 0) & (values <= 1)).all()
    assert (np.diff(values) <= 0).all()


def test_coordinates_are_eigenvectors() -> None:
    """Those wanted agree with a dense solution of the same walk."""
    graph = build_affinity_graph(find_neighbours(blobs(40, 4, spread=0.2), 6))
    values = compute_diffusion_map(graph, 4, np.random.default_rng(0))[1]
    root = sparse.diags_array(1 / np.sqrt(np.asarray(graph.sum(axis=1)).ravel()))
    dense = np.sort(np.linalg.eigvalsh((root @ graph @ root).toarray()))[::-1][:4]
    assert values == pytest.approx(dense, abs=0.02)


def test_isolated_units_are_no_traceback() -> None:
    """A unit without neighbours has coordinates that are numbers, and joins nobody."""
    alone = as_neighbours([[1, 2], [0, 2], [0, 1], [-1, -1]])
    graph = build_affinity_graph(alone)
    assert graph[[3]].sum() == 0
    places, values = compute_diffusion_map(graph, 3, np.random.default_rng(0))
    assert np.isfinite(to_unit_directions(places, values, 3)).all()


def test_affinities_by_hand() -> None:
    """The nearest weighs 1, one at the mean distance beyond it e to the -1, and either direction joins."""
    graph = build_affinity_graph(as_neighbours([[1, 2], [0, -1], [-1, -1]], [[0.9, 0.5], [0.9, 0], [0, 0]])).toarray()
    further = np.exp(-2)  # .4 beyond the nearest, where the mean is .2
    assert graph == pytest.approx(np.array([[0, 1, further], [1, 0, 0], [further, 0, 0]]), abs=1e-6)
