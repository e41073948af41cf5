"""Equal texts are encoded once, and not again if they were encoded before.

Vectors that were computed before are not computed again.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeGuard

import numpy as np
import numpy.typing as npt

from thememiner.embedding.encoders import ModelEncoder, OnBatch, TextEncoder, checked_vectors
from thememiner.embedding.models import EndpointEncoder
from thememiner.errors import ModelError
from thememiner.storage import VectorCache, namespace_key, text_key

PIECE = 2048
"""Texts that are encoded before they are put into the cache: what an interruption can cost."""


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


class Encoded(NamedTuple):
    """Vectors of texts, and in how many windows each text was read."""

    vectors: npt.NDArray[np.float32]
    """Shape (texts, dimensions)."""
    windows: npt.NDArray[np.int64]
    """Shape (texts,)."""


def encode_remembered(
    encoder: ModelEncoder, texts: Sequence[str], cache: VectorCache, *, on_batch: OnBatch | None = None
) -> Encoded:
    """Encode texts, taking from a cache what it has and giving it what it has not.

    The cache knows the vectors by the encoder's identity. If it has all of them, the model is not even loaded.
    """
    if not texts:
        return Encoded(np.zeros((0, 0), dtype=np.float32), np.zeros(0, dtype=np.int64))
    if isinstance(encoder, EndpointEncoder):
        encoder.refuse_changed(cache)  # the only one whose identity does not settle its vectors
    namespace = namespace_key(**encoder.identity)
    keys = [text_key(text) for text in texts]
    # The last number of a row tells in how many windows the text was read.
    rows, found = cache.get(namespace, keys)
    # By length, since texts of like length go through a model together; their order changes no vector.
    missing = np.array(sorted(np.flatnonzero(~found), key=lambda index: len(texts[int(index)])), dtype=np.int64)
    for first in range(0, len(missing), PIECE):
        piece = missing[first : first + PIECE]

        def tell(done: int, _: int, before: int = first) -> None:
            if on_batch:
                on_batch(before + done, len(missing))

        vectors = encoder.encode([texts[index] for index in piece], on_batch=tell)
        computed = np.column_stack([vectors, encoder.windows_]).astype(np.float32)
        if not rows.shape[1]:
            rows = np.zeros((len(texts), computed.shape[1]), dtype=np.float32)
        _refuse_other_length(rows.shape[1] - 1, vectors.shape[1], encoder)
        cache.put(namespace, [keys[index] for index in piece], computed)
        rows[piece] = computed
    return Encoded(rows[:, :-1], rows[:, -1].astype(np.int64))


def _refuse_other_length(before: int, now: int, encoder: ModelEncoder) -> None:
    if now != before:
        raise ModelError(
            f"the model gives vectors of {now} dimensions, and gave some of {before} under the same name.",
            place=str(encoder.identity["model"]),
            remedy="If it was replaced on purpose: thememiner cache clear.",
        )
