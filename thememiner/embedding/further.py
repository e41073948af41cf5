"""Units of new interviews become vectors in the space of a corpus whose own vectors stay as they are."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from thememiner.config import EmbeddingSettings, Permissions
from thememiner.embedding.context import DEFAULTS as WEIGHTS
from thememiner.embedding.context import context_form, gives_context, in_context
from thememiner.embedding.embed import halved
from thememiner.embedding.encoder import OnBatch, TextEncoder
from thememiner.embedding.models import BILINGUAL
from thememiner.embedding.plain import plain_vectors
from thememiner.errors import ModelError, UsageError
from thememiner.records import Embedding, Form, Segmentation

DEFAULTS = EmbeddingSettings()
NOTHING_PERMITTED = Permissions()
SETTLES = ("all_languages", "english", "model_sha256", "revision", "prompt", "dimensions")
"""Keys of an encoder's description that must be the same for two vectors to lie in one space."""
COUNT = "texts_read_in_windows"


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
