"""What an encoder must be able to do."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

OnBatch = Callable[[int, int], None]
"""Is told how many texts are done, and of how many."""


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
