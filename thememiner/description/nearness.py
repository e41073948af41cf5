"""How near units lie to the middle of their group, block by block: there may be very many of them."""

import numpy as np
import numpy.typing as npt

BLOCK = 1 << 14
"""Units at a time."""


def to_mean(vectors: npt.NDArray[np.float32], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the cosine of each unit with the mean vector of all of them, times that vector's length; shape (rows,).

    ``vectors`` has unit length, shape (all units, dimensions), in single or half precision; ``rows`` are those looked
    at, at least one.
    """
    parts = [rows[first : first + BLOCK] for first in range(0, len(rows), BLOCK)]
    mean = sum(vectors[part].sum(axis=0, dtype=np.float64) for part in parts) / len(rows)
    return np.concatenate([vectors[part].astype(np.float64) @ mean for part in parts])
