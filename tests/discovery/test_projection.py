"""The map has a place for each unit."""

import numpy as np
import pytest
from sample_units import Vectors, blobs

from thememiner.discovery.neighbour_graph import find_neighbours
from thememiner.discovery.projection import UMAP_FROM, project_units


def placed(vectors: Vectors, *, seed: int = 0) -> Vectors:
    """Return the map of these vectors, by eight neighbours each."""
    return project_units(vectors, find_neighbours(vectors, 8), 8, seed=seed)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 30, UMAP_FROM - 1])
def test_few_units_have_places(count: int) -> None:
    """Each has two coordinates from -1 to 1, however few there are."""
    places = placed(blobs(count, 3))
    assert places.shape == (count, 2)
    assert (np.abs(places) <= 1).all()


def test_identical_units_have_one_place() -> None:
    """Identical vectors have the same place on the map."""
    places = placed(np.repeat(blobs(1, 1), 20, axis=0))
    assert np.isfinite(places).all()
    assert np.ptp(places, axis=0).max() < 1e-3


def test_many_units_have_the_same_places_each_time() -> None:
    """UMAP gives the same bytes for the same seed, within the bounds, and keeps groups apart."""
    vectors = blobs(UMAP_FROM + 20, 3)
    first, second = placed(vectors), placed(vectors)
    assert first.tobytes() == second.tobytes()
    assert first.shape == (UMAP_FROM + 20, 2)
    assert np.abs(first).max() == pytest.approx(1)
    centres = np.array([first[group::3].mean(axis=0) for group in range(3)])
    nearest = np.linalg.norm(first[:, None] - centres[None], axis=2).argmin(axis=1)
    assert (nearest == np.arange(len(first)) % 3).mean() > 0.95
