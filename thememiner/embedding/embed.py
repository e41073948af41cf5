"""Meaning units become vectors: each by itself, and each with what surrounds it.

Units of new interviews become vectors in the space of a corpus whose own vectors stay as they are.
Vectors of units by themselves: what each means without what surrounds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from thememiner.config import EmbeddingSettings, Permissions
from thememiner.embedding.bilingual import Unit, as_fitted, fit_bilingual
from thememiner.embedding.context import DEFAULTS as WEIGHTS
from thememiner.embedding.context import context_form, gives_context, in_context
from thememiner.embedding.encoders import OnBatch, TextEncoder
from thememiner.embedding.encoding_cache import encode_once
from thememiner.embedding.models import BILINGUAL, encoder_for
from thememiner.errors import ModelError, UsageError
from thememiner.language import content_words, simplified, stop_words
from thememiner.records import Embedding, Form, Segmentation

DEFAULTS = EmbeddingSettings()
NOTHING_PERMITTED = Permissions()
Vectors = npt.NDArray[Any]
HALF_ABOVE = 200_000
"""Units above which vectors are kept in half precision (float16): half the memory, and cosines as good to the third
digit. What is found is found with these."""
SETTLES = ("all_languages", "english", "model_sha256", "revision", "prompt", "dimensions")
"""Keys of an encoder's description that must be the same for two vectors to lie in one space."""
COUNT = "texts_read_in_windows"
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


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


def embed_further(
    segmentation: Segmentation,
    earlier: npt.NDArray[np.bool_],
    before: Embedding,
    *,
    forms: Mapping[str, Form],
    settings: EmbeddingSettings = DEFAULTS,
    permissions: Permissions = NOTHING_PERMITTED,
    encoder: TextEncoder | None = None,
    on_batch: OnBatch | None = None,
) -> Embedding:
    """Turn the units that are not ``earlier`` into vectors, as those of ``before`` were made.

    ``earlier``, shape (units,), marks the units whose vectors ``before`` has, in the same order: they keep them to the
    last bit, and what was fitted to them is not fitted again. Context is taken in within a document, so that new
    documents change nothing in earlier ones. Otherwise like ``embed``.

    Raises ``ModelError`` if the model is another one than that of ``before``, and ``UsageError`` if what was fitted
    then was not kept.
    """
    if encoder is None and settings.model == BILINGUAL and not before.state:
        raise UsageError(
            "the run does not hold what the vectors of new interviews need.", remedy="Mine all transcripts together."
        )
    units = segmentation.units
    form = context_form(units, forms, setting=settings.context)
    surrounding = gives_context(units) & units["doc_id"].isin(form.documents).to_numpy(bool)
    new = np.flatnonzero(~earlier)
    rows = np.flatnonzero(~earlier & (units["kept"].to_numpy(bool) | surrounding))
    plain = plain_vectors(
        segmentation,
        rows,
        np.zeros(len(rows), dtype=bool),
        settings=settings,
        permissions=permissions,
        encoder=encoder,
        state=before.state,
        on_batch=on_batch,
    )
    told = {"number_type": "float32", **plain.encoder, "dimensions": plain.vectors.shape[1]}
    _refuse_other_model(before.encoder, told)
    vectors = np.full((len(units), plain.vectors.shape[1]), np.nan, dtype=np.float32)
    vectors[rows] = plain.vectors
    contextual = vectors.copy()
    contextual[new] = in_context(vectors[new], units.iloc[new].reset_index(drop=True), form, weights=WEIGHTS)
    vectors[~units["kept"].to_numpy(bool)] = np.nan
    vectors[earlier], contextual[earlier] = before.vectors, before.contextual
    if before.vectors.dtype == np.float16:
        vectors, contextual = halved(vectors, contextual)
    return replace(
        before,
        vectors=vectors,
        contextual=contextual,
        context=form.told(WEIGHTS),
        encoder=_told_of_both(before.encoder, told),
    )


def _refuse_other_model(before: Mapping[str, str | int], now: Mapping[str, str | int]) -> None:
    differing = [name for name in SETTLES if name in before and name in now and before[name] != now[name]]
    if differing:
        name = differing[0]
        raise ModelError(
            f"the model is not the one that the run was made with: its {name.replace('_', ' ')} was {before[name]} "
            f"and is {now[name]}.",
            remedy="Name the configuration with that model (-c), or mine all transcripts together with this one.",
        )


def _told_of_both(before: Mapping[str, str | int], now: Mapping[str, str | int]) -> dict[str, str | int]:
    """Return the description of the earlier vectors, with what only the new ones needed, and counts of both."""
    both = {**now, **before}
    if COUNT in before and COUNT in now:
        both[COUNT] = int(before[COUNT]) + int(now[COUNT])
    return both


@dataclass(frozen=True, slots=True)
class Plain:
    """Vectors of some units, what made them, and what was fitted to the corpus for it."""

    vectors: npt.NDArray[np.float32]
    """Shape (units, dimensions): unit length, or zeros where nothing is known of a unit."""
    encoder: Mapping[str, str | int]
    state: Mapping[str, npt.NDArray[Any]]


def plain_vectors(
    segmentation: Segmentation,
    rows: Rows,
    fitted_on: Mask,
    *,
    settings: EmbeddingSettings,
    permissions: Permissions,
    encoder: TextEncoder | None = None,
    state: Mapping[str, npt.NDArray[Any]] | None = None,
    on_batch: OnBatch | None = None,
) -> Plain:
    """Return the vectors of these rows of the table of units, in their order.

    With ``encoder`` every unit goes through it, and so with a model that the settings name; otherwise the bilingual
    encoder makes them. ``fitted_on``, shape (rows,), marks the units that settle what is fitted to the corpus; the
    others are looked at through their eyes. With ``state``, which an earlier corpus left, nothing is fitted.
    """
    chosen = encoder or encoder_for(settings, permissions)
    if encoder is not None or settings.model != BILINGUAL:
        texts = [str(text) for text in segmentation.units["text"].to_numpy()[rows]]
        encoded, told = encode_once(texts, chosen, remember=settings.cache, on_batch=on_batch)
        return Plain(_unit_length(encoded), {"all_languages": told.pop("model"), **told}, {})
    # Sums depend on their order in the last digit, and the order of the input must change nothing.
    order = np.argsort(segmentation.units["unit_id"].to_numpy()[rows])
    units = _units(segmentation, rows[order])
    if state is None:
        found = fit_bilingual(units, fitted_on[order], chosen, remember=settings.cache, on_batch=on_batch)
    else:
        found = as_fitted(units, state, chosen, remember=settings.cache, on_batch=on_batch)
    vectors = np.empty_like(found.vectors)
    vectors[order] = found.vectors
    return Plain(vectors, found.described, found.state())


def _units(segmentation: Segmentation, rows: Rows) -> list[Unit]:
    unwanted = stop_words("en") | stop_words("zh")
    texts = segmentation.units["text"].to_numpy()
    languages = segmentation.units["language"].to_numpy()
    units = []
    for row in rows:
        words = segmentation.tokens.words(int(row), texts[row])
        content = content_words([simplified(word) for word in words], unwanted)
        units.append(Unit(str(texts[row]), words, content, chinese=languages[row] in {"zh", "mixed"}))
    return units


def _unit_length(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1), dtype=np.float32)
