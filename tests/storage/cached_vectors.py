"""Invented vectors, each known from its key, for tests of the vector cache."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from thememiner.storage.hashing import namespace_key, text_key
from thememiner.storage.vector_cache import VectorCache

Vectors = npt.NDArray[np.float32]

MODEL = namespace_key(model="53aa", window=256, prompt=None)
OTHER_MODEL = namespace_key(model="53ab", window=256, prompt=None)
DIMENSIONS = 5


def vector_of(key: str) -> Vectors:
    """Return the one vector that belongs to a key."""
    return np.random.default_rng(int(key[:8], 16)).standard_normal(DIMENSIONS).astype(np.float32)


def vectors_of(keys: list[str]) -> Vectors:
    """Return the vectors that belong to keys."""
    return np.array([vector_of(key) for key in keys], dtype=np.float32).reshape(len(keys), DIMENSIONS)


def keys_of(*numbers: int) -> list[str]:
    """Return the keys of some invented texts."""
    return [text_key(f"text {number}") for number in numbers]


def filled(folder: Path, *, puts: int = 2, of: int = 3) -> tuple[VectorCache, list[str]]:
    """Return a cache that was written by some puts, and its keys."""
    cache = VectorCache(folder, patience=0.1)
    keys = keys_of(*range(puts * of))
    for first in range(0, len(keys), of):
        cache.put(MODEL, keys[first : first + of], vectors_of(keys[first : first + of]))
    return cache, keys


def shards(folder: Path) -> list[Path]:
    """Return the files that hold vectors."""
    return sorted(folder.glob("*.npy"))


def check_right_or_missing(folder: Path, keys: list[str]) -> VectorCache:
    """Check that what is found is right, and that within a few runs all is found; return the first run's cache.

    It may take more than one run, because damage can show at the last write, and then costs what was whole.
    """
    caches = [VectorCache(folder, patience=0.1) for _ in range(4)]
    for cache in caches:
        vectors, found = cache.get(MODEL, keys)
        for vector, known, key in zip(vectors, found, keys, strict=True):
            assert not known or vector.tobytes() == vector_of(key).tobytes()
        if found.all():
            break
        missing = [key for key, known in zip(keys, found, strict=True) if not known]
        cache.put(MODEL, missing, vectors_of(missing))
    assert found.all()
    return caches[0]
