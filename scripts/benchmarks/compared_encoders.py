"""The compared encoders: each turns the kept units of a segmentation into vectors."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from benchmarks.encoder_parts import LEXICAL_SMOOTHING
from benchmarks.plain_encoder import plain_encode
from thememiner.config import EmbeddingSettings
from thememiner.embedding import embed
from thememiner.language import content_words, stop_words
from thememiner.records import Segmentation

Vectors = npt.NDArray[np.float32]
Encoder = Callable[[Segmentation], Vectors]
"""Returns a vector of unit length for each kept unit, in the order of the table."""

SETTINGS = EmbeddingSettings(context="off")
"""The defaults of the program, without context."""

LEXICAL_DIMENSIONS = 100


def encode_minilm(segmentation: Segmentation) -> Vectors:
    """Encode every unit, Chinese or English, with plain all-MiniLM-L6-v2."""
    kept = segmentation.units[segmentation.units["kept"]]
    return plain_encode([str(text) for text in kept["text"]])


def encode_lexical(segmentation: Segmentation) -> Vectors:
    """Encode every unit by its content words only: TF-IDF, reduced by a singular value decomposition."""
    units, unwanted = segmentation.units, stop_words("en") | stop_words("zh")
    texts = units["text"].to_numpy()
    rows = np.flatnonzero(units["kept"].to_numpy(bool))
    words = [content_words(segmentation.tokens.words(int(row), str(texts[row])), unwanted) for row in rows]
    weighted = TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform(words)
    dimensions = min(LEXICAL_DIMENSIONS, *(size - 1 for size in weighted.shape))
    with threadpool_limits(limits=1):
        reduced = TruncatedSVD(dimensions, random_state=0).fit_transform(weighted)
    return np.asarray(normalize(reduced), dtype=np.float32)


def encode_without_smoothing(segmentation: Segmentation) -> Vectors:
    """Encode every unit as a run does, but without its lexical view."""
    with LEXICAL_SMOOTHING.left_out():
        return encode_default(segmentation)


def encode_default(segmentation: Segmentation) -> Vectors:
    """Encode every unit as a run does."""
    kept = segmentation.units["kept"].to_numpy(bool)
    return np.asarray(embed(segmentation, settings=SETTINGS).vectors[kept])


ENCODERS: Mapping[str, Encoder] = MappingProxyType(
    {"MiniLM": encode_minilm, "lexical": encode_lexical, "gloss": encode_without_smoothing, "default": encode_default}
)
"""All compared encoders, by name in the tables."""


@contextmanager
def temporary_cache() -> Iterator[None]:
    """Use an empty vector cache inside the block, so that no vectors of an earlier version are measured."""
    before = os.environ.get("THEMEMINER_CACHE")
    with TemporaryDirectory() as folder:
        os.environ["THEMEMINER_CACHE"] = folder
        try:
            yield
        finally:
            del os.environ["THEMEMINER_CACHE"]
            if before is not None:
                os.environ["THEMEMINER_CACHE"] = before
