"""Meaning units become vectors: each by itself, and each with what surrounds it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from thememiner.config import EmbeddingSettings, Permissions
from thememiner.embedding.context import DEFAULTS as WEIGHTS
from thememiner.embedding.context import context_form, gives_context, in_context
from thememiner.embedding.encoder import OnBatch, TextEncoder
from thememiner.embedding.plain import plain_vectors
from thememiner.records import Embedding, Form, Segmentation

DEFAULTS = EmbeddingSettings()
NOTHING_PERMITTED = Permissions()
Vectors = npt.NDArray[Any]
HALF_ABOVE = 200_000
"""Units above which vectors are kept in half precision (float16): half the memory, and cosines as good to the third
digit. What is found is found with these."""


def embed(
    segmentation: Segmentation,
    *,
    forms: Mapping[str, Form],
    settings: EmbeddingSettings = DEFAULTS,
    permissions: Permissions = NOTHING_PERMITTED,
    encoder: TextEncoder | None = None,
    on_batch: OnBatch | None = None,
) -> Embedding:
    """Turn the kept units of a segmentation into vectors of unit length, without and with their context.

    ``forms`` gives the form of each document, which settles whether units take in what surrounds them. What
    interviewers and others say there is encoded too, as context alone: it has no vector in the result, and nothing
    is fitted to it. With ``encoder`` every unit goes through it, instead of the model that the settings name.
    ``on_batch`` is told how many texts are done, and of how many.

    Equal texts are encoded once, in the order of the text, so that the order of the units changes nothing.

    Raises ``ModelError`` if the model is missing, altered or broken.
    """
    units = segmentation.units
    kept = units["kept"].to_numpy(bool)
    form = context_form(units, forms, setting=settings.context)
    surrounding = gives_context(units) & units["doc_id"].isin(form.documents).to_numpy(bool)
    rows = np.flatnonzero(kept | surrounding)
    plain = plain_vectors(
        segmentation,
        rows,
        kept[rows],
        settings=settings,
        permissions=permissions,
        encoder=encoder,
        on_batch=on_batch,
    )
    vectors = np.full((len(units), plain.vectors.shape[1]), np.nan, dtype=np.float32)
    vectors[rows] = plain.vectors
    contextual = in_context(vectors, units, form, weights=WEIGHTS) if form.documents else vectors
    vectors[~kept] = np.nan
    described = {"number_type": "float32", **plain.encoder, "dimensions": vectors.shape[1]}
    found = Embedding(vectors, contextual, form.told(WEIGHTS), described, plain.state)
    return _in_half_precision(found) if len(units) > HALF_ABOVE else found


def _in_half_precision(embedding: Embedding) -> Embedding:
    vectors, contextual = halved(embedding.vectors, embedding.contextual)
    encoder = {**embedding.encoder, "kept_as": str(vectors.dtype)}
    return replace(embedding, vectors=vectors, contextual=contextual, encoder=encoder)


def halved(vectors: Vectors, contextual: Vectors) -> tuple[Vectors, Vectors]:
    """Return both kinds of vectors in half precision (float16): the same array twice where they are one."""
    half = vectors.astype(np.float16)
    return half, half if contextual is vectors else contextual.astype(np.float16)
