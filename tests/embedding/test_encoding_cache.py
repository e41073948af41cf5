"""Cached vectors are the same bits, without the model."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pytest
from tiny_models import tiny_bert

from thememiner.embedding import SentenceEncoder
from thememiner.embedding.encoders import OnBatch
from thememiner.embedding.encoding_cache import encode_with_cache
from thememiner.errors import ModelError
from thememiner.storage import VectorCache

TEXTS = ["I met friends here.", "We cooked lunch together.", "A long answer about many things. " * 50]


def test_a_second_run_computes_nothing(tmp_path: Path) -> None:
    """Cached vectors and numbers of windows are the same bits, and the model is not loaded."""
    first = encode_with_cache(SentenceEncoder(), TEXTS, VectorCache(tmp_path))
    fresh = SentenceEncoder()
    second = encode_with_cache(fresh, TEXTS, VectorCache(tmp_path))
    assert first.vectors.tobytes() == second.vectors.tobytes() == SentenceEncoder().encode(TEXTS).tobytes()
    assert first.windows.tolist() == second.windows.tolist() == [1, 1, 2]
    assert not hasattr(fresh, "_network")


def test_only_what_is_new_is_computed(tmp_path: Path) -> None:
    """The model encodes only the one new text."""
    encode_with_cache(SentenceEncoder(), TEXTS, VectorCache(tmp_path))
    seen: list[tuple[int, int]] = []
    texts = [*TEXTS, "Something new."]
    encoded = encode_with_cache(SentenceEncoder(), texts, VectorCache(tmp_path), on_batch=lambda *n: seen.append(n))
    assert seen == [(1, 1)]
    assert np.array_equal(encoded.vectors, SentenceEncoder().encode(texts))


def test_a_flipped_bit_is_computed_again(tmp_path: Path) -> None:
    """A damaged cache still gives the right vectors."""
    expected = encode_with_cache(SentenceEncoder(), TEXTS, VectorCache(tmp_path)).vectors
    (shard,) = tmp_path.rglob("*.npy")
    data = bytearray(shard.read_bytes())
    data[-5] ^= 1
    shard.write_bytes(data)
    assert np.array_equal(encode_with_cache(SentenceEncoder(), TEXTS, VectorCache(tmp_path)).vectors, expected)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"prompt": "query : "}, id="another prompt"),
        pytest.param({"number_type": "bfloat16"}, id="another number type"),
    ],
)
def test_everything_that_shapes_a_vector_is_in_the_key(
    tmp_path: Path, other: dict[Literal["prompt", "number_type"], Any]
) -> None:
    """The cache never gives vectors that were computed in another way."""
    model = str(tiny_bert(tmp_path / "model"))
    cache = VectorCache(tmp_path / "cache")
    first = encode_with_cache(SentenceEncoder(model, number_type="float32"), TEXTS, cache).vectors
    encoder = SentenceEncoder(model, **{"number_type": "float32", **other})
    assert not np.array_equal(encode_with_cache(encoder, TEXTS, cache).vectors, first)


def test_changed_weights_compute_again(tmp_path: Path) -> None:
    """Other weights in the same folder never get the vectors of the previous ones."""
    cache = VectorCache(tmp_path / "cache")
    first = encode_with_cache(SentenceEncoder(str(tiny_bert(tmp_path / "model"))), TEXTS, cache).vectors
    changed = SentenceEncoder(str(tiny_bert(tmp_path / "model", seed=1)))
    vectors = encode_with_cache(changed, TEXTS, cache).vectors
    assert not np.allclose(vectors, first)
    assert np.array_equal(vectors, SentenceEncoder(str(tmp_path / "model")).encode(TEXTS))


def test_a_moved_model_keeps_its_vectors(tmp_path: Path) -> None:
    """The path of a model and notes in its folder are not part of its identity."""
    folder = tiny_bert(tmp_path / "model")
    before = SentenceEncoder(str(folder)).identity
    (folder / "README.md").write_text("Notes.", encoding="utf-8")
    moved = folder.rename(tmp_path / "moved")
    assert SentenceEncoder(str(moved)).identity == before
    assert not any("moved" in str(value) for value in before.values())


class Growing:
    """An encoder with changing dimensions and the same identity."""

    identity: Mapping[str, str | int] = MappingProxyType({"model": "growing"})

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions
        self.windows_ = np.ones(0, dtype=np.int64)

    def encode(self, texts: Sequence[str], *, on_batch: OnBatch | None = None) -> npt.NDArray[np.float32]:  # noqa: ARG002 - the protocol's own
        """Return ones."""
        self.windows_ = np.ones(len(texts), dtype=np.int64)
        return np.ones((len(texts), self.dimensions), dtype=np.float32)


def test_vectors_of_another_length_than_the_cached_are_an_error(tmp_path: Path) -> None:
    """A changed encoder with the same identity is an error."""
    encode_with_cache(Growing(3), TEXTS[:1], VectorCache(tmp_path))
    with pytest.raises(ModelError, match=r"of 4 dimensions, and gave some of 3 .* thememiner cache clear"):
        encode_with_cache(Growing(4), TEXTS, VectorCache(tmp_path))


def test_a_newer_library_computes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The versions of the libraries are part of the identity."""
    before = SentenceEncoder().identity
    monkeypatch.setattr("thememiner.embedding.models.sentence_encoder.version", lambda _name: "99.0")
    assert SentenceEncoder().identity != before
