"""Arrays of numbers as NumPy's own file format and back, never with pickled objects, nor twice in memory."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]

BLOCK = 1 << 14
"""Rows written at a time."""
MAPPED_FROM = 1 << 26
"""Bytes of a file from which on it is mapped into memory and not read as a whole."""


def array_to_npy(array: Numbers) -> bytes:
    """Return an array as an ``.npy`` file, rows first. Raises ``ValueError`` if it holds objects."""
    return b"".join(npy_parts(array))


def npy_parts(array: npt.NDArray[Any]) -> Iterator[bytes]:
    """Yield an array as an ``.npy`` file in parts, rows first. Raises ``ValueError`` if it holds objects."""
    if array.dtype.hasobject:
        raise ValueError("an array of objects, which cannot be stored as numbers")
    header = io.BytesIO()
    described = {"descr": np.lib.format.dtype_to_descr(array.dtype), "fortran_order": False, "shape": array.shape}
    np.lib.format.write_array_header_1_0(header, described)
    yield header.getvalue()
    if not array.ndim:
        yield array.tobytes()
        return
    for first in range(0, len(array), BLOCK):
        yield array[first : first + BLOCK].tobytes()


def array_from_npy(data: bytes) -> Numbers:
    """Return the array of an ``.npy`` file. Raises ``ValueError`` if it is none or holds objects."""
    array: Numbers = np.load(io.BytesIO(data), allow_pickle=False)
    return array


def array_in(path: Path) -> Numbers:
    """Return the array of an ``.npy`` file, a large one mapped into memory and not to be written to.

    Raises ``ValueError`` if it is none or holds objects, and ``OSError`` if it cannot be read.
    """
    if path.stat().st_size < MAPPED_FROM:
        return array_from_npy(path.read_bytes())
    array: Numbers = np.load(path, mmap_mode="r", allow_pickle=False)
    return array


def same_bytes(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> bool:
    """Tell whether two arrays are the same to the bit, so that one file holds both."""
    if one is other:
        return True
    if (one.shape, one.dtype) != (other.shape, other.dtype):
        return False
    parts = (slice(first, first + BLOCK) for first in range(0, len(one), BLOCK))
    return all(one[part].tobytes() == other[part].tobytes() for part in parts)
