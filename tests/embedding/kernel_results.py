"""Hashes of vectors, neighbours, coordinates and groups; also a program that prints them."""

import hashlib
import json
import sys

import numpy as np
import numpy.typing as npt

from thememiner.config import DiscoverySettings
from thememiner.discovery.ensemble import Resampling, cluster_resamples
from thememiner.discovery.neighbour_graph import (
    build_affinity_graph,
    compute_diffusion_map,
    find_neighbours,
    to_unit_directions,
)
from thememiner.discovery.significance import _draw_noise
from thememiner.discovery.sizes import choose_sizes
from thememiner.embedding import SentenceEncoder
from thememiner.records import round_to_grid

UNITS = 240
TEXTS = [
    f"I met {name} at the {place} {number} times."
    for number in (2, 7)
    for name in ("friends", "nurses", "a boy")
    for place in ("centre", "choir", "bus stop, where it rained")
]


def compute_digests() -> dict[str, str]:
    """Return a hash of each result by its name."""
    draw = np.random.default_rng(0)
    points = draw.normal(size=(12, 64))[np.arange(UNITS) % 12] + draw.normal(size=(UNITS, 64))
    vectors = round_to_grid(points / np.linalg.norm(points, axis=1, keepdims=True))
    near = find_neighbours(vectors, 20)
    walk = compute_diffusion_map(build_affinity_graph(near), 30, draw)
    sizes = choose_sizes(UNITS, DiscoverySettings(runs=2), draw)
    samples = [Resampling("units", np.arange(UNITS)).draw(draw) for _ in sizes]
    runs = cluster_resamples(near, samples, sizes, seed=0, workers=1)
    return {
        "texts": _hash(SentenceEncoder().encode([*TEXTS, "A long answer. " * 90])),
        "neighbours": _hash(near.indices, near.similarities),
        "coordinates": _hash(to_unit_directions(*walk, 30)),
        "groups": _hash(*(run.fine for run in runs)),
        "noise": _hash(_draw_noise(vectors, draw)),
    }


def _hash(*arrays: npt.NDArray[np.generic]) -> str:
    return hashlib.sha256(b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)).hexdigest()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(compute_digests()))
