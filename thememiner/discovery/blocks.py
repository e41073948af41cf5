"""Vectors of many units, taken block by block: they may lie in a file, in half precision, and fit into memory once."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""Or of half precision (float16), where there are very many units."""
Rows = npt.NDArray[np.int64]

BLOCK = 512
"""Units at a time."""
LARGE_BLOCK = 1 << 14
"""Where a unit needs little more than its vector."""


def blocks(count: int, size: int = BLOCK) -> Iterator[slice]:
    """Yield the parts of so many units, in order."""
    return (slice(first, min(first + size, count)) for first in range(0, count, size))


def rows_of(vectors: Vectors, rows: Rows | slice) -> Vectors:
    """Return some of the vectors in single precision, in memory."""
    return np.asarray(vectors[rows], dtype=np.float32)


def known(vectors: Vectors, rows: Rows) -> npt.NDArray[np.bool_]:
    """Return of which units anything is known: whose vector is not all zeros."""
    parts = [np.any(vectors[rows[part]] != 0, axis=1) for part in blocks(len(rows), LARGE_BLOCK)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=bool)
