"""Encode texts: equal texts once, and texts with cached vectors not at all."""

from collections.abc import Sequence
from typing import NamedTuple, TypeGuard

import numpy as np
import numpy.typing as npt

from thememiner.embedding.encoders import ModelEncoder, OnBatch, TextEncoder, validate_vectors
from thememiner.embedding.models import EndpointEncoder
from thememiner.errors import ModelError
from thememiner.storage import VectorCache, namespace_key, text_key

TEXTS_PER_WRITE = 2048
"""Texts that are encoded before their vectors are written to the cache. An interruption loses at most these."""


def encode_distinct(
    texts: Sequence[str], encoder: TextEncoder, *, use_cache: bool, on_batch: OnBatch | None = None
) -> tuple[npt.NDArray[np.float32], dict[str, str | int]]:
    """Deduplicate texts and encode them; return the vectors in the order of the texts, and the encoder's description.

    The encoder gets the texts in alphabetical order, whatever order they come in. The description has the key
    ``model``. With ``use_cache``, vectors in the user's cache are reused and new ones are added to it, if the encoder
    has an identity.
    """
    distinct = sorted(set(texts))
    vectors, description = _encode(distinct, encoder, use_cache=use_cache, on_batch=on_batch)
    place = {text: index for index, text in enumerate(distinct)}
    return vectors[[place[text] for text in texts]], description


def _encode(
    texts: list[str], encoder: TextEncoder, *, use_cache: bool, on_batch: OnBatch | None
) -> tuple[npt.NDArray[np.float32], dict[str, str | int]]:
    if not _is_model_encoder(encoder):
        name = str(getattr(encoder, "name", type(encoder).__name__))
        if not texts:
            return np.zeros((0, 0), dtype=np.float32), {"model": name}
        return validate_vectors(encoder.encode(texts), len(texts), place=name), {"model": name}
    if use_cache:
        vectors, windows = encode_with_cache(encoder, texts, VectorCache(), on_batch=on_batch)
    else:
        vectors, windows = encoder.encode(texts, on_batch=on_batch), encoder.windows_
    known = {name: value for name, value in encoder.identity.items() if value != ""}
    return vectors, {**known, "texts_read_in_windows": int((windows > 1).sum())}


def _is_model_encoder(encoder: TextEncoder) -> TypeGuard[ModelEncoder]:
    return hasattr(encoder, "identity") and hasattr(encoder, "windows_")


class CachedEncoding(NamedTuple):
    """Vectors of texts, and in how many windows each text was read."""

    vectors: npt.NDArray[np.float32]
    """Shape (texts, dimensions)."""
    windows: npt.NDArray[np.int64]
    """Shape (texts,)."""


def encode_with_cache(
    encoder: ModelEncoder, texts: Sequence[str], cache: VectorCache, *, on_batch: OnBatch | None = None
) -> CachedEncoding:
    """Encode texts, reusing vectors from a cache and adding new ones to it.

    The cache files vectors under the encoder's identity. If it has all of them, the model is not loaded.
    """
    if not texts:
        return CachedEncoding(np.zeros((0, 0), dtype=np.float32), np.zeros(0, dtype=np.int64))
    if isinstance(encoder, EndpointEncoder):
        encoder.refuse_changed(cache)  # a server may have changed its model under the same name
    namespace = namespace_key(**encoder.identity)
    keys = [text_key(text) for text in texts]
    # The last number of a cached row is the number of windows in which the text was read.
    rows, found = cache.get(namespace, keys)
    # Sort by length, because texts of similar length share a batch. The order changes no vector.
    missing = np.array(sorted(np.flatnonzero(~found), key=lambda index: len(texts[int(index)])), dtype=np.int64)
    for first in range(0, len(missing), TEXTS_PER_WRITE):
        part = missing[first : first + TEXTS_PER_WRITE]

        def report_progress(done: int, _: int, before: int = first) -> None:
            if on_batch:
                on_batch(before + done, len(missing))

        vectors = encoder.encode([texts[index] for index in part], on_batch=report_progress)
        computed = np.column_stack([vectors, encoder.windows_]).astype(np.float32)
        if not rows.shape[1]:
            rows = np.zeros((len(texts), computed.shape[1]), dtype=np.float32)
        _refuse_other_length(rows.shape[1] - 1, vectors.shape[1], encoder)
        cache.put(namespace, [keys[index] for index in part], computed)
        rows[part] = computed
    return CachedEncoding(rows[:, :-1], rows[:, -1].astype(np.int64))


def _refuse_other_length(before: int, now: int, encoder: ModelEncoder) -> None:
    if now != before:
        raise ModelError(
            f"the model gives vectors of {now} dimensions, and gave some of {before} under the same name.",
            place=str(encoder.identity["model"]),
            remedy="If it was replaced on purpose: thememiner cache clear.",
        )
