"""Equal texts are encoded once, and not again if they were encoded before."""

from collections.abc import Sequence
from typing import TypeGuard

import numpy as np
import numpy.typing as npt

from thememiner.embedding.encoder import ModelEncoder, OnBatch, TextEncoder
from thememiner.embedding.models.checked import checked_vectors
from thememiner.embedding.remembered import encode_remembered
from thememiner.storage import VectorCache


def encode_once(
    texts: Sequence[str], encoder: TextEncoder, *, remember: bool, on_batch: OnBatch | None = None
) -> tuple[npt.NDArray[np.float32], dict[str, str | int]]:
    """Return vectors of texts, in their order, and what made them; its ``model`` is always told.

    Whatever order the texts come in, the encoder gets them in that of the alphabet. ``remember`` takes what is in the
    user's cache and puts the rest there, if the encoder can say what settles its vectors.
    """
    distinct = sorted(set(texts))
    vectors, described = _encoded(distinct, encoder, remember=remember, on_batch=on_batch)
    place = {text: index for index, text in enumerate(distinct)}
    return vectors[[place[text] for text in texts]], described


def _encoded(
    texts: list[str], encoder: TextEncoder, *, remember: bool, on_batch: OnBatch | None
) -> tuple[npt.NDArray[np.float32], dict[str, str | int]]:
    if not _says_what_it_is(encoder):
        name = str(getattr(encoder, "name", type(encoder).__name__))
        nothing = np.zeros((0, 0), dtype=np.float32)
        given = checked_vectors(encoder.encode(texts), len(texts), place=name) if texts else nothing
        return given, {"model": name}
    if remember:
        vectors, windows = encode_remembered(encoder, texts, VectorCache(), on_batch=on_batch)
    else:
        vectors, windows = encoder.encode(texts, on_batch=on_batch), encoder.windows_
    known = {name: value for name, value in encoder.identity.items() if value != ""}
    return vectors, {**known, "texts_read_in_windows": int((windows > 1).sum())}


def _says_what_it_is(encoder: TextEncoder) -> TypeGuard[ModelEncoder]:
    return hasattr(encoder, "identity") and hasattr(encoder, "windows_")
