"""Meaning units become vectors, each language by the encoder that understands it."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from thememiner.config import EmbeddingSettings
from thememiner.embedding.lexical import LexicalEncoder
from thememiner.embedding.packaged import PACKAGED_NAME, weights_hash
from thememiner.embedding.remembered import Encoded, encode_remembered
from thememiner.embedding.sentence import SentenceEncoder
from thememiner.language import content_words, stop_words
from thememiner.records import Embedding, Segmentation
from thememiner.storage import VectorCache

DEFAULTS = EmbeddingSettings()


class TextEncoder(Protocol):
    """Anything that turns texts into vectors."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one vector a text, shape (texts, dimensions)."""


def embed(
    segmentation: Segmentation,
    *,
    settings: EmbeddingSettings = DEFAULTS,
    encoder: TextEncoder | None = None,
    seed: int = 0,
    on_batch: Callable[[int, int], None] | None = None,
) -> Embedding:
    """Turn the kept units of a segmentation into vectors of unit length.

    With ``encoder`` every unit goes through it. Otherwise sentence vectors stand for units with English in them and,
    while the packaged model knows no Chinese, lexical vectors for units with Chinese in them; in a corpus of both
    languages the two stand side by side and a unit that mixes them has both. Another model, named in the settings,
    encodes everything. ``on_batch`` is told how many texts are done, and of how many.

    Equal texts are encoded once, in the order of the text, so that the order of the units changes nothing.
    """
    units = segmentation.units
    kept = units["kept"].to_numpy()
    indices = np.flatnonzero(kept)
    texts = [str(text) for text in units["text"].to_numpy()[indices]]
    languages = units["language"].to_numpy()[indices]
    cache = VectorCache() if settings.cache else None
    if encoder is None and settings.model == "packaged":
        chinese = np.isin(languages, ["zh", "mixed"])
        parts = [_sentence_part(texts, languages != "zh", SentenceEncoder(), cache, on_batch)]
        words = _content(segmentation, indices, texts)
        ids = units["unit_id"].to_numpy()[indices]
        parts.append(_lexical_part(words, chinese, ids, LexicalEncoder(settings.lexical_dimensions, seed)))
    else:
        everything = np.ones(len(texts), dtype=bool)
        parts = [_sentence_part(texts, everything, encoder or SentenceEncoder(settings.model), cache, on_batch)]
    vectors = np.full((len(units), sum(part.vectors.shape[1] for part in parts)), np.nan, dtype=np.float32)
    vectors[indices] = _unit_length(np.hstack([part.vectors for part in parts]))
    described = {key: value for part in parts for key, value in part.encoder.items()}
    state = {key: value for part in parts for key, value in part.state.items()}
    return Embedding(vectors, {**described, "dimensions": vectors.shape[1], "number_type": "float32"}, state)


def _content(segmentation: Segmentation, indices: npt.NDArray[np.int64], texts: list[str]) -> list[list[str]]:
    unwanted = stop_words("en") | stop_words("zh")
    tokens = segmentation.tokens
    return [content_words(tokens.words(int(i), text), unwanted) for i, text in zip(indices, texts, strict=True)]


def _sentence_part(
    texts: list[str],
    mask: npt.NDArray[np.bool_],
    encoder: TextEncoder,
    cache: VectorCache | None,
    on_batch: Callable[[int, int], None] | None,
) -> Embedding:
    if not mask.any():
        return Embedding(np.zeros((len(texts), 0), np.float32), {}, {})
    chosen = [text for text, wanted in zip(texts, mask, strict=True) if wanted]
    distinct = sorted(set(chosen))
    encoded, described = _encoded(distinct, encoder, cache, on_batch)
    place = {text: index for index, text in enumerate(distinct)}
    vectors = np.zeros((len(texts), encoded.shape[1]), dtype=np.float32)
    vectors[mask] = encoded[[place[text] for text in chosen]]
    return Embedding(vectors, described, {})


def _encoded(
    texts: list[str],
    encoder: TextEncoder,
    cache: VectorCache | None,
    on_batch: Callable[[int, int], None] | None,
) -> tuple[npt.NDArray[np.float32], dict[str, str | int]]:
    """Return vectors of texts, and what made them."""
    if not isinstance(encoder, SentenceEncoder):
        return np.asarray(encoder.encode(texts), dtype=np.float32), {"all_languages": type(encoder).__name__}
    if cache is None:
        encoded = Encoded(encoder.encode(texts, on_batch=on_batch), encoder.cut_off_)
    else:
        encoded = encode_remembered(encoder, texts, cache, on_batch=on_batch)
    packaged = encoder.model == "packaged"
    return encoded.vectors, {
        "english" if packaged else "all_languages": PACKAGED_NAME if packaged else "a sentence-transformers model",
        "weights_sha256": weights_hash(encoder.folder),
        "texts_cut_off_at_the_models_window": int(encoded.cut_off.sum()),
    }


def _lexical_part(
    words: list[list[str]], mask: npt.NDArray[np.bool_], ids: npt.NDArray[np.object_], encoder: LexicalEncoder
) -> Embedding:
    if not mask.any():
        return Embedding(np.zeros((len(words), 0), np.float32), {}, {})
    chosen = [word_list for word_list, wanted in zip(words, mask, strict=True) if wanted]
    order = np.argsort(ids[mask])
    encoder.fit([chosen[index] for index in order])
    vectors = np.zeros((len(words), len(encoder.components_)), dtype=np.float32)
    vectors[mask] = encoder.transform(chosen)
    described: dict[str, str | int] = {"chinese": "lexical vectors (TF-IDF over words, latent semantic analysis)"}
    state = {"lexical_components": encoder.components_.astype(np.float32)}
    return Embedding(vectors, described, state)


def _unit_length(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: npt.NDArray[np.float32] = (vectors / np.where(norms > 0, norms, 1)).astype(np.float32)
    return scaled
