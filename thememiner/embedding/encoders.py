"""What an encoder must provide, and the check of the vectors that it returns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

import numpy as np
import numpy.typing as npt

from thememiner.errors import ModelError, UsageError

OnBatch = Callable[[int, int], None]
"""Called with the number of texts that are done and the number of all."""
_REMEDY = "Use another model, or another version of what runs it."


class TextEncoder(Protocol):
    """Any object that turns texts into vectors."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one vector for each text, shape (texts, dimensions)."""


class ModelEncoder(Protocol):
    """An encoder with an identity, so that its vectors can be cached."""

    windows_: npt.NDArray[np.int64]
    """Windows in which each text of the last call was read: 1 unless it was longer than the model's window."""

    @property
    def identity(self) -> Mapping[str, str | int]:
        """Everything that determines the vectors to the last bit. As part of the manifest, it has no local path."""

    def encode(self, texts: Sequence[str], *, on_batch: OnBatch | None = None) -> npt.NDArray[np.float32]:
        """Return one vector of unit length for each text, float32, shape (texts, dimensions)."""


def to_text_list(texts: Iterable[str]) -> list[str]:
    """Return texts as a list, from any sequence of strings: a list, a tuple, a NumPy array or a pandas Series.

    Raises ``UsageError`` for a single string, a table, a mapping, a set, or anything with other values than strings.
    """
    remedy = "Pass a list, a tuple, a one-dimensional NumPy array or a pandas Series of strings."
    if isinstance(texts, str):
        raise UsageError("the encoder needs a list of texts, and was given a single text.", remedy=remedy)
    is_list = isinstance(texts, Iterable) and not isinstance(texts, bytes | Mapping | AbstractSet)
    if not is_list or getattr(texts, "ndim", 1) != 1:
        what = f"the encoder needs a list of texts, and was given an object of type {type(texts).__name__}."
        raise UsageError(what, remedy=remedy)
    items = list(texts)
    wrong = [index for index, text in enumerate(items) if not isinstance(text, str)]
    if wrong:
        kind = type(items[wrong[0]]).__name__
        what = (
            f"{len(wrong):,} of {len(items):,} texts are not strings: first, in place {wrong[0]:,}, one of type {kind}."
        )
        raise UsageError(what, remedy="Replace missing values by empty strings, or leave them out.")
    return [str(text) for text in items]  # NumPy's strings become plain ones


def validate_vectors(given: object, count: int, *, place: str) -> npt.NDArray[np.float32]:
    """Return an encoder's vectors scaled to unit length, float32, shape (count, dimensions); zeros stay zeros.

    Raises ``ModelError``, which names the encoder or server in ``place``, if they are not ``count`` rows of finite
    numbers of one length.
    """
    try:
        rows = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        what = "the encoder gave something other than a table of numbers with a row for each text."
        raise ModelError(what, place=place, remedy=_REMEDY) from None  # NumPy quotes its input, which may be text
    if rows.ndim != 2 or rows.shape[0] != count or not rows.shape[1]:  # noqa: PLR2004 - rows and columns
        what = f"the encoder gave numbers of shape {rows.shape} for {count} texts; a row of numbers for each is needed."
        raise ModelError(what, place=place, remedy=_REMEDY)
    if not np.isfinite(rows).all():
        raise ModelError("the encoder gave vectors that are not numbers.", place=place, remedy=_REMEDY)
    largest = np.abs(rows).max(axis=1, keepdims=True)
    scaled = rows / np.where(largest > 0, largest, 1)  # so that no square is out of range
    norms = np.linalg.norm(scaled, axis=1, keepdims=True)
    return np.asarray(scaled / np.where(norms > 0, norms, 1), dtype=np.float32)
