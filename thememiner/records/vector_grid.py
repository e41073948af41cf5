"""The grid that vectors of units lie on, so that neighbours and their order are the same on every processor."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

STEPS = 2**11
"""Steps of the grid from 0 to 1."""


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
