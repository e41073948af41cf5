"""Vectors that were computed before are not computed again."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from thememiner.embedding.encoder import ModelEncoder, OnBatch
from thememiner.embedding.models import EndpointEncoder
from thememiner.errors import ModelError
from thememiner.storage import VectorCache, namespace_key, text_key

PIECE = 2048
"""Texts that are encoded before they are put into the cache: what an interruption can cost."""


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
