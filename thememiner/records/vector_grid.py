"""The grid that vectors of units lie on, so that neighbours and their order are the same on every processor."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

STEPS = 2**11
"""Steps of the grid from 0 to 1."""
ROWS_PER_BLOCK = 1 << 14
"""Vectors that are read at a time, since they may lie in a file."""


def round_to_grid(vectors: "npt.NDArray[Any]") -> "npt.NDArray[np.float32]":
    """Round vectors of unit length to multiples of 1/2048; shape (units, dimensions), NaN stays NaN.

    Processors add in different orders, so the last digits of sums differ between them, and clustering magnifies such
    differences. Dot products of vectors on the grid are exact in single precision, whatever the order: each product is
    a multiple of 2**-22, and no partial sum exceeds the product of the lengths (Cauchy-Schwarz), which is about 1, far
    below the 2**24 such steps that single precision can count. So equal similarities are equal to the last bit. Half
    precision holds the grid exactly, too.

    Compute the vectors in double precision: their error (1e-15) then hardly ever decides which multiple is nearest. The
    length of a rounded vector differs from 1 by less than .001 in 384 dimensions.
    """
    import numpy as np  # noqa: PLC0415 - records load nothing heavy

    # Zero is added because a zero may otherwise have either sign.
    return np.asarray(np.rint(vectors * STEPS) / STEPS + 0.0, dtype=np.float32)


def add_course(contextual: "npt.NDArray[Any]", course: "npt.NDArray[np.float32] | None") -> "npt.NDArray[Any]":
    """Return contextual vectors with the course of the interviews as further dimensions: the vectors to cluster.

    ``contextual``, shape (units, dimensions), has unit length, zeros or NaN; ``course``, shape (units, further
    dimensions), lies on the grid and has any length. The result has unit length and lies on the grid. Vectors of zeros
    and of NaN stay so. Without a course the vectors are returned as they are.
    """
    import numpy as np  # noqa: PLC0415 - records load nothing heavy

    if course is None:
        return contextual
    result = np.empty((len(contextual), contextual.shape[1] + course.shape[1]), dtype=contextual.dtype)
    for first in range(0, len(contextual), ROWS_PER_BLOCK):
        part = slice(first, first + ROWS_PER_BLOCK)
        both = np.hstack([contextual[part], course[part]]).astype(np.float64)
        both[~contextual[part].any(axis=1)] = 0
        length = np.sqrt(np.square(both).sum(axis=1, keepdims=True))  # exact: squares on the grid add up exactly
        result[part] = round_to_grid(both / np.where(length == 0, 1, length))
    return result
