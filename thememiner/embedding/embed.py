"""Embed meaning units: a vector for each unit by itself, and one with its context."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from thememiner.config import EmbeddingSettings, Permissions
from thememiner.embedding.bilingual import BilingualInput, fit_bilingual, transform_bilingual
from thememiner.embedding.context import DEFAULT_WEIGHTS, ContextScope, add_context, choose_context_scope, is_context
from thememiner.embedding.encoders import OnBatch, TextEncoder
from thememiner.embedding.encoding_cache import encode_distinct
from thememiner.embedding.models import BILINGUAL, create_encoder
from thememiner.errors import ModelError, UsageError
from thememiner.language import content_words, drop_marks, is_masked, stop_words, to_simplified
from thememiner.records import (
    Embedding,
    Form,
    Segmentation,
    SurroundingVectors,
    check_embedding,
    check_segmentation,
    round_to_grid,
)

DEFAULTS = EmbeddingSettings()
NO_PERMISSIONS = Permissions()
Vectors = npt.NDArray[Any]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
MAX_UNITS_SINGLE_PRECISION = 200_000
"""With more units, vectors are kept in half precision (float16): half the memory, and cosines exact to three digits.
Themes are discovered with these."""
SAME_SPACE_KEYS = ("all_languages", "english", "model_sha256", "revision", "prompt", "dimensions")
"""Keys of an encoder's description that must agree for two vectors to be comparable."""
WINDOWS_KEY = "texts_read_in_windows"
ROUNDED = {"number_type": "float32", "vectors_rounded": "to multiples of 1/2048"}
"""What holds of the vectors of any encoder, unless it says another number type."""
COLUMNS = ("unit_id", "doc_id", "role", "start", "text", "language", "kept", "reason")


def embed(
    segmentation: Segmentation,
    *,
    settings: EmbeddingSettings = DEFAULTS,
    permissions: Permissions = NO_PERMISSIONS,
    encoder: TextEncoder | None = None,
    on_batch: OnBatch | None = None,
) -> Embedding:
    """Turn the kept units of a segmentation into vectors of unit length, without and with their context.

    Vectors are rounded to a grid (``round_to_grid``), which changes their length by less than .001.

    What a transcriber added (marks, labels, time stamps, masked names) is not read.

    The arrays have the shape (units, dimensions), in the order of ``segmentation.units``. The forms of the documents
    decide where units have context. There, and in all dialogues, what interviewers and others say is encoded, too: its
    vectors are in ``surroundings`` only, and nothing is fitted to it. With ``encoder`` all texts go
    through it, instead of the model of the settings. ``on_batch`` is called with the number of texts that are done and
    the number of all.

    Equal texts are encoded once, in alphabetical order, so that the order of the units changes nothing.

    Raises ``ModelError`` if the model is missing, altered or broken, and ``UsageError`` if the segmentation is
    something else, lacks columns, or its parts do not belong together.

    >>> import numpy as np
    >>> from thememiner import Corpus, Document, segment
    >>> from thememiner.records import Form, Role, Source, Turn
    >>> class ByLength:
    ...     def encode(self, texts):
    ...         return np.array([[3.0, len(text)] for text in texts])
    >>> turn = Turn(0, 4, "Ana", Role.PARTICIPANT, "Ana")
    >>> document = Document("D1", "Yes.", Form.ROWS, (turn,), Source("", "", "", None))
    >>> embedding = embed(segment(Corpus((document,))), encoder=ByLength())
    >>> embedding.vectors.round(2).tolist()
    [[0.6000000238418579, 0.800000011920929]]
    """
    check_segmentation(segmentation, COLUMNS, stage="embed")
    units = segmentation.units
    kept = units["kept"].to_numpy(bool)
    scope = choose_context_scope(units, segmentation.forms, setting=settings.context)
    rows = np.flatnonzero(kept | _are_surroundings(segmentation, scope))
    plain = encode_units(
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
    contextual = round_to_grid(add_context(vectors, units, scope)) if scope.documents else vectors
    around = _collect_surroundings(vectors, rows, kept)
    vectors[~kept] = np.nan
    described = {**ROUNDED, **plain.encoder, "dimensions": vectors.shape[1]}
    embedding = Embedding(
        vectors,
        contextual,
        scope.describe(DEFAULT_WEIGHTS),
        described,
        plain.state,
        unit_ids=units["unit_id"],
        surroundings=around,
    )
    return _halve_embedding(embedding) if len(units) > MAX_UNITS_SINGLE_PRECISION else embedding


def _are_surroundings(segmentation: Segmentation, scope: ContextScope) -> Mask:
    """Return which units are context, or said in a dialogue: interviewers' questions are compared without context, too.

    Kept units are among them.
    """
    dialogues = {name for name, form in segmentation.forms.items() if form is Form.DIALOGUE}
    units = segmentation.units
    return is_context(units) & units["doc_id"].isin(scope.documents | dialogues).to_numpy(bool)


def _collect_surroundings(vectors: Vectors, rows: Rows, kept: Mask) -> SurroundingVectors | None:
    """Return the vectors of the rows that are not kept, which ``vectors`` will lose; None without such rows."""
    around = rows[~kept[rows]]
    return SurroundingVectors(around, vectors[around]) if len(around) else None


def _halve_embedding(embedding: Embedding) -> Embedding:
    vectors, contextual = to_half_precision(embedding.vectors, embedding.contextual)
    encoder = {**embedding.encoder, "kept_as": str(vectors.dtype)}
    return replace(embedding, vectors=vectors, contextual=contextual, encoder=encoder)


def to_half_precision(vectors: Vectors, contextual: Vectors) -> tuple[Vectors, Vectors]:
    """Return both arrays in half precision (float16); one array for both if they are the same array."""
    half = vectors.astype(np.float16)
    return half, half if contextual is vectors else contextual.astype(np.float16)


def embed_new_units(
    segmentation: Segmentation,
    is_earlier: Mask,
    existing: Embedding,
    *,
    settings: EmbeddingSettings = DEFAULTS,
    permissions: Permissions = NO_PERMISSIONS,
    encoder: TextEncoder | None = None,
    on_batch: OnBatch | None = None,
) -> Embedding:
    """Embed the units that are not in ``existing``, in the same space, and return the vectors of all units.

    ``is_earlier``, shape (units,), marks the units whose vectors ``existing`` has, in the same order. They keep these
    vectors to the last bit, and nothing is fitted again. Context comes from the same document, so new documents change
    nothing in earlier ones. ``surroundings`` are those of the new units. The other parameters are those of ``embed``.

    Raises ``ModelError`` if the model is not that of ``existing``, and ``UsageError`` if ``existing`` lacks what was
    fitted to its corpus or has the vectors of other units.
    """
    if encoder is None and settings.model == BILINGUAL and not existing.state:
        raise UsageError(
            "the run does not hold what the vectors of new interviews need.", remedy="Mine all transcripts together."
        )
    check_segmentation(segmentation, COLUMNS, stage="embed_new_units")
    units = segmentation.units
    _check_earlier(is_earlier, len(units))
    check_embedding(existing, units[is_earlier], "contextual", stage="embed_new_units")
    kept = units["kept"].to_numpy(bool)
    scope = choose_context_scope(units, segmentation.forms, setting=settings.context)
    new = np.flatnonzero(~is_earlier)
    rows = np.flatnonzero(~is_earlier & (kept | _are_surroundings(segmentation, scope)))
    plain = encode_units(
        segmentation,
        rows,
        np.zeros(len(rows), dtype=bool),
        settings=settings,
        permissions=permissions,
        encoder=encoder,
        state=existing.state,
        on_batch=on_batch,
    )
    described = {**ROUNDED, **plain.encoder, "dimensions": plain.vectors.shape[1]}
    _refuse_other_model(existing.encoder, described)
    vectors = np.full((len(units), plain.vectors.shape[1]), np.nan, dtype=np.float32)
    vectors[rows] = plain.vectors
    contextual = vectors.copy()
    contextual[new] = round_to_grid(add_context(vectors[new], units.iloc[new].reset_index(drop=True), scope))
    around = _collect_surroundings(vectors, rows, kept)
    vectors[~kept] = np.nan
    vectors[is_earlier], contextual[is_earlier] = existing.vectors, existing.contextual
    if existing.vectors.dtype == np.float16:
        vectors, contextual = to_half_precision(vectors, contextual)
    return replace(
        existing,
        vectors=vectors,
        contextual=contextual,
        context=scope.describe(DEFAULT_WEIGHTS),
        encoder=_merge_descriptions(existing.encoder, described),
        unit_ids=units["unit_id"],
        surroundings=around,
    )


def _check_earlier(is_earlier: Mask, count: int) -> None:
    if is_earlier.shape != (count,):
        raise UsageError(
            f"embed_new_units was given {count:,} units, and marks of shape {is_earlier.shape} for them.",
            remedy="Mark each unit as earlier or new.",
        )


def _refuse_other_model(before: Mapping[str, str | int], now: Mapping[str, str | int]) -> None:
    differing = [name for name in SAME_SPACE_KEYS if name in before and name in now and before[name] != now[name]]
    if differing:
        name = differing[0]
        raise ModelError(
            f"the model is not the one that the run was made with: its {name.replace('_', ' ')} was {before[name]} "
            f"and is {now[name]}.",
            remedy="Name the configuration with that model (-c), or mine all transcripts together with this one.",
        )


def _merge_descriptions(before: Mapping[str, str | int], now: Mapping[str, str | int]) -> dict[str, str | int]:
    """Return the description of the earlier vectors, with what only the new ones have, and counts added up."""
    merged = {**now, **before}
    if WINDOWS_KEY in before and WINDOWS_KEY in now:
        merged[WINDOWS_KEY] = int(before[WINDOWS_KEY]) + int(now[WINDOWS_KEY])
    return merged


@dataclass(frozen=True, slots=True)
class UnitVectors:
    """Vectors of some units without context, what encoded them, and what was fitted to the corpus."""

    vectors: npt.NDArray[np.float32]
    """Shape (units, dimensions), on the grid: unit length, or zeros where nothing is known of a unit."""
    encoder: Mapping[str, str | int]
    state: Mapping[str, npt.NDArray[Any]]


def encode_units(
    segmentation: Segmentation,
    rows: Rows,
    is_fitted: Mask,
    *,
    settings: EmbeddingSettings,
    permissions: Permissions,
    encoder: TextEncoder | None = None,
    state: Mapping[str, npt.NDArray[Any]] | None = None,
    on_batch: OnBatch | None = None,
) -> UnitVectors:
    """Encode the units in these rows of the table, in their order, without context.

    All texts go through ``encoder``, or through the model of the settings, unless that is the bilingual encoder. That
    is fitted to the units that ``is_fitted``, shape (rows,), marks; the other units do not change it. With ``state``,
    fitted to an earlier corpus, nothing is fitted.
    """
    chosen = encoder or create_encoder(settings, permissions)
    if encoder is not None or settings.model != BILINGUAL:
        written = segmentation.units["text"].to_numpy()
        texts = [drop_marks(str(written[row]), segmentation.tokens.spans(int(row))) for row in rows]
        encoded, description = encode_distinct(texts, chosen, use_cache=settings.cache, on_batch=on_batch)
        description = {"all_languages": description.pop("model"), **description}
        return UnitVectors(round_to_grid(_to_unit_length(encoded)), description, {})
    # The last digits of a sum depend on its order, and the order of the input must change nothing.
    order = np.argsort(segmentation.units["unit_id"].to_numpy()[rows])
    units = _to_bilingual_input(segmentation, rows[order])
    if state is None:
        found = fit_bilingual(units, is_fitted[order], chosen, use_cache=settings.cache, on_batch=on_batch)
    else:
        found = transform_bilingual(units, state, chosen, use_cache=settings.cache, on_batch=on_batch)
    vectors = np.empty_like(found.vectors)
    vectors[order] = round_to_grid(found.vectors)
    return UnitVectors(vectors, found.description, found.to_state())


def _to_bilingual_input(segmentation: Segmentation, rows: Rows) -> list[BilingualInput]:
    unwanted = stop_words("en") | stop_words("zh")
    texts = segmentation.units["text"].to_numpy()
    languages = segmentation.units["language"].to_numpy()
    units = []
    for row in rows:
        spans = segmentation.tokens.spans(int(row))
        words = [word for start, end in spans if not is_masked(word := texts[row][start:end])]
        content = content_words([to_simplified(word) for word in words], unwanted)
        spoken = drop_marks(str(texts[row]), spans)
        units.append(BilingualInput(spoken, words, content, has_chinese=languages[row] in {"zh", "mixed"}))
    return units


def _to_unit_length(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    norms = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1))
