"""What an encoder must be able to do.

What a model of others gave, before it is believed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from thememiner.errors import ModelError

OnBatch = Callable[[int, int], None]
"""Is told how many texts are done, and of how many."""
_REMEDY = "Use another model, or another version of what runs it."


class TextEncoder(Protocol):
    """Anything that turns texts into vectors."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one vector a text, shape (texts, dimensions)."""


class ModelEncoder(Protocol):
    """An encoder that can say what settles its vectors, so that they can be kept for the next run."""

    windows_: npt.NDArray[np.int64]
    """For each text of the last call, in how many windows it was read: 1 unless it was longer than the model's."""

    @property
    def identity(self) -> Mapping[str, str | int]:
        """What settles its vectors, down to the last bit; for the cache and for the manifest, so no local path."""

    def encode(self, texts: Sequence[str], *, on_batch: OnBatch | None = None) -> npt.NDArray[np.float32]:
        """Return one vector of unit length a text, float32, shape (texts, dimensions)."""


def checked_vectors(given: object, count: int, *, place: str) -> npt.NDArray[np.float32]:
    """Return vectors scaled to unit length, float32, shape (count, dimensions); zeros stay zeros.

    Raises ``ModelError`` that names the place they are from, if they are not as many rows of numbers of one length.
    """
    try:
        rows = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        what = "the encoder gave something other than a table of numbers with a row for each text."
        raise ModelError(what, place=place, remedy=_REMEDY) from None  # NumPy quotes what it was given: perhaps text
    if rows.ndim != 2 or rows.shape[0] != count or not rows.shape[1]:  # noqa: PLR2004 - rows and columns
        what = f"the encoder gave numbers of shape {rows.shape} for {count} texts; a row of numbers for each is needed."
        raise ModelError(what, place=place, remedy=_REMEDY)
    if not np.isfinite(rows).all():
        raise ModelError("the encoder gave vectors that are not numbers.", place=place, remedy=_REMEDY)
    largest = np.abs(rows).max(axis=1, keepdims=True)
    scaled = rows / np.where(largest > 0, largest, 1)  # so that no square is out of range
    norms = np.linalg.norm(scaled, axis=1, keepdims=True)
    return np.asarray(scaled / np.where(norms > 0, norms, 1), dtype=np.float32)
