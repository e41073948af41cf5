"""Vectors of units by themselves: what each means without what surrounds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from thememiner.config import EmbeddingSettings, Permissions
from thememiner.embedding.bilingual import as_fitted, fit_bilingual
from thememiner.embedding.encoder import OnBatch, TextEncoder
from thememiner.embedding.models import BILINGUAL, encoder_for
from thememiner.embedding.once import encode_once
from thememiner.embedding.readings import Unit
from thememiner.language import content_words, simplified, stop_words
from thememiner.records import Segmentation

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


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
