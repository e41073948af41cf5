"""Vectors that were computed before are not computed again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from thememiner.embedding.packaged import model_hash
from thememiner.embedding.sentence import BUCKET, ROWS, SentenceEncoder
from thememiner.storage import VectorCache, namespace_key, text_key

PIECE = 2048
"""Texts that are encoded before they are put into the cache: what an interruption can cost."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Vectors of texts, and which texts were longer than the model's window."""

    vectors: npt.NDArray[np.float32]
    """Shape (texts, dimensions)."""
    cut_off: npt.NDArray[np.bool_]
    """Shape (texts,)."""


def encode_remembered(
    encoder: SentenceEncoder,
    texts: Sequence[str],
    cache: VectorCache,
    *,
    on_batch: Callable[[int, int], None] | None = None,
) -> Encoded:
    """Encode texts, taking from a cache what it has and giving it what it has not.

    A vector does not depend on its batch, so it is the same bits whether it was computed now or before. If the cache
    has all of them, the model is not even loaded.
    """
    namespace = namespace_key(model=model_hash(encoder.folder), number_type="float32", rows=ROWS, bucket=BUCKET)
    keys = [text_key(text) for text in texts]
    # The last number of a row tells whether the text was cut off.
    rows, found = cache.get(namespace, keys)
    missing = np.flatnonzero(~found)
    for first in range(0, len(missing), PIECE):
        piece = missing[first : first + PIECE]

        def tell(done: int, _: int, before: int = first) -> None:
            if on_batch:
                on_batch(before + done, len(missing))

        vectors = encoder.encode([texts[index] for index in piece], on_batch=tell)
        computed = np.column_stack([vectors, encoder.cut_off_]).astype(np.float32)
        cache.put(namespace, [keys[index] for index in piece], computed)
        if not rows.shape[1]:
            rows = np.zeros((len(texts), computed.shape[1]), dtype=np.float32)
        rows[piece] = computed
    return Encoded(rows[:, :-1], rows[:, -1] > 0)
