"""The nearest neighbours of every unit."""

import numpy as np
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as some
from made_units import as_neighbours, blobs

from thememiner.discovery.neighbour_graph import _find_approximately, find_neighbours


@settings(max_examples=examples(50))
@given(some.integers(0, 25), some.integers(1, 8), some.integers(0, 1000))
def test_neighbours_equal_those_by_brute_force(units: int, count: int, seed: int) -> None:
    """For any units, all similarities sorted give the same neighbours in the same order."""
    vectors = blobs(units, 3, seed=seed, spread=0.5)
    near = find_neighbours(vectors, count)
    similarities = vectors @ vectors.T
    assert near.indices.shape == near.similarities.shape == (units, max(0, min(count, units - 1)))
    for unit in range(units):
        others = [other for other in range(units) if other != unit]
        expected = sorted(others, key=lambda other, row=similarities[unit]: -row[other])[:count]  # type: ignore[misc]
        assert near.indices[unit].tolist() == expected
        assert near.similarities[unit] == pytest.approx(similarities[unit, expected], abs=1e-6)


def test_equals_stand_in_the_order_of_units() -> None:
    """Which of several copies comes first is no matter of chance."""
    vectors = np.repeat(np.eye(2, dtype=np.float32), [3, 2], axis=0)
    assert find_neighbours(vectors, 4).indices[:, :1].tolist() == [[1], [0], [0], [4], [3]]
    assert find_neighbours(vectors, 4).indices[4].tolist() == [3, 0, 1, 2]


def test_blocks_and_workers_do_not_matter() -> None:
    """More units than two blocks have: the answer is that of one product, bit by bit the same for two workers."""
    vectors = blobs(2100, 8, spread=0.3, dimensions=8)
    one, two = (find_neighbours(vectors, 3, workers=workers) for workers in (1, 2))
    assert one.indices.tobytes() == two.indices.tobytes()
    assert one.similarities.tobytes() == two.similarities.tobytes()
    similarities = vectors @ vectors.T
    np.fill_diagonal(similarities, -1)
    assert one.similarities[:, 0] == pytest.approx(similarities.max(axis=1), abs=1e-6)


def test_among_some_units_by_hand() -> None:
    """Only neighbours that are there count, by their new numbers, the nearest first; what is missing is -1."""
    near = as_neighbours([[1, 2, 3], [3, 0, 2], [1, 0, 3], [1, 0, 2]], [[0.9, 0.8, 0.7]] * 4)
    some_of_them = near.restrict_to(np.array([0, 2, 3]), 2)
    assert some_of_them.indices.tolist() == [[1, 2], [0, 2], [0, 1]]
    assert some_of_them.similarities == pytest.approx(np.array([[0.8, 0.7]] * 3))
    assert near.restrict_to(np.array([1, 2]), 3).indices.tolist() == [[1, -1, -1], [0, -1, -1]]


@pytest.mark.slow  # the library compiles itself
def test_approximate_neighbours_find_copies() -> None:
    """Beyond the bound of exact search each unit's copy is found, and no unit is its own neighbour."""
    vectors = np.repeat(blobs(150, 10, spread=0.5), 2, axis=0)
    near = _find_approximately(vectors, 5)
    assert near.indices.shape == (300, 5)
    assert (near.indices != np.arange(300)[:, None]).all()
    copies = np.arange(300) ^ 1
    assert (near.indices == copies[:, None]).any(axis=1).mean() > 0.95
    exact = find_neighbours(vectors, 5)
    assert np.abs(near.similarities.mean() - exact.similarities.mean()) < 0.02
