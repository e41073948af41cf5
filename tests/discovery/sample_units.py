"""Sample units and vectors for the tests of discovery."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.preprocessing import normalize

from thememiner.config import DiscoverySettings
from thememiner.discovery.cluster import Clusters, build_clusters, start_clusterings
from thememiner.discovery.ensemble import RESAMPLE_SHARE, Resampling
from thememiner.discovery.neighbour_graph import Neighbours, find_neighbours
from thememiner.discovery.sizes import choose_sizes, count_neighbours_needed
from thememiner.records import SEGMENTED_COLUMNS, Embedding, make_table

Vectors = npt.NDArray[np.float32]

FEW_RUNS = DiscoverySettings(runs=4)
"""Enough to show the effect of a setting, and fast."""


def blobs(count: int, groups: int, *, seed: int = 0, spread: float = 0.05, dimensions: int = 16) -> Vectors:
    """Return unit vectors around so many well separated directions; unit ``i`` is of group ``i % groups``."""
    centres = np.eye(dimensions)[:groups][np.arange(count) % groups]
    points = centres + np.random.default_rng(seed).normal(0, spread, (count, dimensions))
    return np.asarray(normalize(points) if count else points, dtype=np.float32)


def units_of(count: int, *, set_aside: int = 0, duplicates: int = 0, people: int = 5) -> pd.DataFrame:
    """Return a table of units: the first ones are set aside, the last ones repeat the one before them."""
    kept = [index >= set_aside for index in range(count)]
    columns: dict[str, list[Any]] = {
        "unit_id": [f"{index * 7919 % 10007:016x}" for index in range(count)],
        "row_id": [None] * count,
        "doc_id": [f"D{index % people}" for index in range(count)],
        "participant": [f"P{index % people}" for index in range(count)],
        "speaker": [f"P{index % people}" for index in range(count)],
        "role": ["participant"] * count,
        "turn": [0] * count,
        "start": list(range(count)),
        "end": [index + 1 for index in range(count)],
        "text": ["what I said there was long enough"] * count,
        "language": ["en"] * count,
        "kept": kept,
        "reason": [None if is_kept else "back-channel" for is_kept in kept],
        "answers": [None] * count,
        "duplicate_of": [None] * count,
    }
    first = count - duplicates - 1
    for index in range(count - duplicates, count):
        columns["duplicate_of"][index] = columns["unit_id"][first]
    return make_table(SEGMENTED_COLUMNS, columns)


def embedded(vectors: Vectors, units: pd.DataFrame) -> Embedding:
    """Return these vectors as the embedding of these units."""
    vectors = vectors.copy()
    vectors[~units["kept"].to_numpy()] = np.nan
    return Embedding(vectors, vectors, "Off.", {}, {})


def clustered(vectors: Vectors, settings: DiscoverySettings = FEW_RUNS, *, seed: int = 0) -> Clusters:
    """Cluster vectors of units without persons."""
    sizes = choose_sizes(len(vectors), settings, np.random.default_rng(seed))
    near = find_neighbours(vectors, count_neighbours_needed(sizes, RESAMPLE_SHARE))
    with start_clusterings(
        near, sizes, Resampling("units", np.arange(len(vectors))), settings=settings, seed=seed
    ) as begun:
        return build_clusters(begun, settings=settings)


def as_neighbours(indices: list[list[int]], similarities: list[list[float]] | None = None) -> Neighbours:
    """Return neighbours with these similarities; by default all are equally near."""
    near = np.array(indices, dtype=np.int32)
    cosines = np.ones(near.shape) if similarities is None else np.array(similarities)
    return Neighbours(near, cosines.astype(np.float32))
