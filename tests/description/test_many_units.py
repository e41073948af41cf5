"""Description of more units than are read for names, or fit into memory at once."""

from importlib import import_module

import numpy as np
import pandas as pd
import pytest

from thememiner.description import naming
from thememiner.description.describe import choose_representative, similarity_to_mean
from thememiner.description.naming import _sample_units


def test_names_are_made_of_the_smallest_ids_and_some_of_every_subtheme(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units without a sub-theme are drawn like others; a small sub-theme has its least."""
    monkeypatch.setattr(naming, "MAX_SAMPLED", 4)
    monkeypatch.setattr(naming, "MIN_SAMPLED_PER_SUBTHEME", 2)
    ids = pd.Series([f"{number:02}" for number in range(10)])
    subthemes = np.array([0, 0, 0, -1, 0, 0, 1, -1, 1, 1])
    assert _sample_units(ids, subthemes).tolist() == [0, 1, 2, 3, 6, 8]
    assert _sample_units(ids[:4], subthemes[:4]).tolist() == [0, 1, 2, 3]


def test_nearness_by_blocks_is_that_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the rows looked at alone, in single or half precision."""
    vectors = np.random.default_rng(0).normal(size=(9, 4)).astype(np.float32)
    rows = np.array([1, 2, 5, 8])
    expected = vectors[rows].astype(float) @ vectors[rows].astype(float).mean(axis=0)
    monkeypatch.setattr(import_module("thememiner.description.describe"), "BLOCK", 3)
    assert np.allclose(similarity_to_mean(vectors, rows), expected)
    assert np.allclose(similarity_to_mean(vectors.astype(np.float16), rows), expected, atol=0.01)


def test_quotes_of_some_rows() -> None:
    """Indices count the rows looked at, not all vectors."""
    vectors = np.array([[0, 1], [1, 0], [0.99, 0.14], [0.9, 0.43], [0.6, 0.8]], dtype=np.float32)
    people, rows = ["Anna", "Anna", "Ben", "Cai"], np.arange(1, 5)
    assert choose_representative(vectors, people, 4, tie_breakers="abcd", rows=rows) == [2, 1, 3, 0]
