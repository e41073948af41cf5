"""Arrays of numbers as NumPy's own file format and back, never with pickled objects."""

import io
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]


def array_to_npy(array: Numbers) -> bytes:
    """Return an array as an ``.npy`` file, rows first. Raises ``ValueError`` if it holds objects."""
    buffer = io.BytesIO()
    np.save(buffer, np.asarray(array, order="C"), allow_pickle=False)
    return buffer.getvalue()


def array_from_npy(data: bytes) -> Numbers:
    """Return the array of an ``.npy`` file. Raises ``ValueError`` if it is none or holds objects."""
    array: Numbers = np.load(io.BytesIO(data), allow_pickle=False)
    return array
