"""Nearest neighbours, the graph that they form, and its diffusion map."""

import numpy as np
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as some
from sample_units import as_neighbours, blobs
from scipy import sparse

from thememiner.discovery.neighbour_graph import (
    Neighbours,
    _find_approximately,
    _fix_rotation,
    build_affinity_graph,
    compute_diffusion_map,
    find_neighbours,
    to_unit_directions,
)


@settings(max_examples=examples(50))
@given(some.integers(0, 25), some.integers(1, 8), some.integers(0, 1000))
def test_neighbours_equal_those_by_brute_force(units: int, count: int, seed: int) -> None:
    """For any units, sorting all similarities gives the same neighbours in the same order."""
    vectors = blobs(units, 3, seed=seed, spread=0.5)
    near = find_neighbours(vectors, count)
    similarities = vectors @ vectors.T
    assert near.indices.shape == near.similarities.shape == (units, max(0, min(count, units - 1)))
    for unit in range(units):
        others = [other for other in range(units) if other != unit]
        expected = sorted(others, key=lambda other, row=similarities[unit]: -row[other])[:count]  # type: ignore[misc]
        assert near.indices[unit].tolist() == expected
        assert near.similarities[unit] == pytest.approx(similarities[unit, expected], abs=1e-6)


def test_equally_near_units_keep_their_order() -> None:
    """Among several copies the first unit comes first."""
    vectors = np.repeat(np.eye(2, dtype=np.float32), [3, 2], axis=0)
    assert find_neighbours(vectors, 4).indices[:, :1].tolist() == [[1], [0], [0], [4], [3]]
    assert find_neighbours(vectors, 4).indices[4].tolist() == [3, 0, 1, 2]


def test_blocks_and_workers_do_not_matter() -> None:
    """With more units than two blocks, the answer is that of one product, and the same bytes for two workers."""
    vectors = blobs(2100, 8, spread=0.3, dimensions=8)
    one, two = (find_neighbours(vectors, 3, workers=workers) for workers in (1, 2))
    assert one.indices.tobytes() == two.indices.tobytes()
    assert one.similarities.tobytes() == two.similarities.tobytes()
    similarities = vectors @ vectors.T
    np.fill_diagonal(similarities, -1)
    assert one.similarities[:, 0] == pytest.approx(similarities.max(axis=1), abs=1e-6)


def test_restricted_neighbours_by_hand() -> None:
    """Only neighbours among the chosen units are kept, with new indices, the nearest first; missing ones are -1."""
    near = as_neighbours([[1, 2, 3], [3, 0, 2], [1, 0, 3], [1, 0, 2]], [[0.9, 0.8, 0.7]] * 4)
    restricted = near.restrict_to(np.array([0, 2, 3]), 2)
    assert restricted.indices.tolist() == [[1, 2], [0, 2], [0, 1]]
    assert restricted.similarities == pytest.approx(np.array([[0.8, 0.7]] * 3))
    assert near.restrict_to(np.array([1, 2]), 3).indices.tolist() == [[1, -1, -1], [0, -1, -1]]


@pytest.mark.slow  # the library compiles itself
def test_approximate_neighbours_find_copies() -> None:
    """Approximate search finds each unit's copy, and no unit is its own neighbour."""
    vectors = np.repeat(blobs(150, 10, spread=0.5), 2, axis=0)
    near = _find_approximately(vectors, 5)
    assert near.indices.shape == (300, 5)
    assert (near.indices != np.arange(300)[:, None]).all()
    copies = np.arange(300) ^ 1
    assert (near.indices == copies[:, None]).any(axis=1).mean() > 0.95
    exact = find_neighbours(vectors, 5)
    assert np.abs(near.similarities.mean() - exact.similarities.mean()) < 0.02


CLIQUES = as_neighbours([[1, 2], [0, 2], [0, 1], [4, 5], [3, 5], [3, 4]])


def coordinates(neighbours: Neighbours, dimensions: int) -> tuple[np.ndarray, np.ndarray]:
    """Return diffusion coordinates of the graph of these neighbours."""
    return compute_diffusion_map(build_affinity_graph(neighbours), dimensions, np.random.default_rng(0))


def test_two_cliques_lie_apart() -> None:
    """Units of one clique share their coordinates; those of the other clique are at a right angle."""
    places = to_unit_directions(*coordinates(CLIQUES, 2), 2)
    cosines = places @ places.T
    inside = np.kron(np.eye(2), np.ones((3, 3)))
    assert cosines == pytest.approx(inside, abs=1e-3)


def test_each_component_of_the_graph_has_an_eigenvalue_of_one() -> None:
    """Two components give two eigenvalues of one, and the others are smaller."""
    values = coordinates(CLIQUES, 4)[1]
    assert values[:2] == pytest.approx(1, abs=1e-5)
    assert (values[2:] < 0.9).all()


@pytest.mark.parametrize("dimensions", [1, 5, 40])
def test_eigenvalues_lie_between_zero_and_one(dimensions: int) -> None:
    """They are sorted, the largest first, and there are no more of them than units."""
    places, values = coordinates(find_neighbours(blobs(30, 3, spread=0.4), 6), dimensions)
    assert places.shape == (30, min(dimensions, 30))
    assert ((values >= 0) & (values <= 1)).all()
    assert (np.diff(values) <= 0).all()


def test_coordinates_are_eigenvectors() -> None:
    """The eigenvalues agree with a dense solution of the same walk."""
    graph = build_affinity_graph(find_neighbours(blobs(40, 4, spread=0.2), 6))
    values = compute_diffusion_map(graph, 4, np.random.default_rng(0))[1]
    root = sparse.diags_array(1 / np.sqrt(np.asarray(graph.sum(axis=1)).ravel()))
    dense = np.sort(np.linalg.eigvalsh((root @ graph @ root).toarray()))[::-1][:4]
    assert values == pytest.approx(dense, abs=0.02)


def test_signs_and_rotations_of_eigenvectors_are_fixed() -> None:
    """Other signs, and another rotation of those with equal eigenvalues, give the same coordinates."""
    draw = np.random.default_rng(1)
    vectors = np.linalg.qr(draw.normal(size=(30, 6)))[0]
    values = np.array([1, 1, 1, 0.8, 0.7, 0.7])
    turned = vectors.copy()
    for own in ([0, 1, 2], [3], [4, 5]):
        turned[:, own] = vectors[:, own] @ np.linalg.qr(draw.normal(size=(len(own), len(own))))[0]
    turned[:, 3] *= -1
    assert not np.allclose(turned, vectors, atol=0.01)
    fixed = _fix_rotation(vectors, values)
    assert _fix_rotation(turned, values) == pytest.approx(fixed, abs=1e-12)
    assert _fix_rotation(fixed, values) == pytest.approx(fixed, abs=1e-12)
    for own in ([0, 1, 2], [3], [4, 5]):
        assert fixed[:, own] @ fixed[:, own].T == pytest.approx(vectors[:, own] @ vectors[:, own].T, abs=1e-12)


def test_isolated_units_have_coordinates() -> None:
    """A unit without neighbours is joined to no other unit, and its coordinates are finite."""
    alone = as_neighbours([[1, 2], [0, 2], [0, 1], [-1, -1]])
    graph = build_affinity_graph(alone)
    assert graph[[3]].sum() == 0
    places, values = compute_diffusion_map(graph, 3, np.random.default_rng(0))
    assert np.isfinite(to_unit_directions(places, values, 3)).all()


def test_affinities_by_hand() -> None:
    """The nearest weighs 1, a unit at the mean distance beyond it 1/e, and one direction is enough to join."""
    graph = build_affinity_graph(as_neighbours([[1, 2], [0, -1], [-1, -1]], [[0.9, 0.5], [0.9, 0], [0, 0]])).toarray()
    further = np.exp(-2)  # .4 beyond the nearest, where the mean is .2
    assert graph == pytest.approx(np.array([[0, 1, further], [1, 0, 0], [further, 0, 0]]), abs=1e-6)
