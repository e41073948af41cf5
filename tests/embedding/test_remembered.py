"""Remembered vectors: the same bits, without the model."""

from pathlib import Path

import numpy as np
import pytest

from thememiner.embedding import SentenceEncoder
from thememiner.embedding.remembered import encode_remembered
from thememiner.storage import VectorCache

TEXTS = ["I met friends here.", "We cooked lunch together.", "A long answer about many things. " * 60]


def test_a_second_run_computes_nothing(tmp_path: Path) -> None:
    """What was computed once comes back bit for bit, cut-off marks too, and the model stays unloaded."""
    first = encode_remembered(SentenceEncoder(), TEXTS, VectorCache(tmp_path))
    fresh = SentenceEncoder()
    second = encode_remembered(fresh, TEXTS, VectorCache(tmp_path))
    assert first.vectors.tobytes() == second.vectors.tobytes() == SentenceEncoder().encode(TEXTS).tobytes()
    assert first.cut_off.tolist() == second.cut_off.tolist() == [False, False, True]
    assert not hasattr(fresh, "model_sha256_")


def test_only_what_is_new_is_computed(tmp_path: Path) -> None:
    """One new text among known ones is the only one that the model sees."""
    encode_remembered(SentenceEncoder(), TEXTS, VectorCache(tmp_path))
    seen: list[tuple[int, int]] = []
    texts = [*TEXTS, "Something new."]
    encoded = encode_remembered(SentenceEncoder(), texts, VectorCache(tmp_path), on_batch=lambda *n: seen.append(n))
    assert seen == [(1, 1)]
    assert np.array_equal(encoded.vectors, SentenceEncoder().encode(texts))


def test_a_flipped_bit_is_computed_again(tmp_path: Path) -> None:
    """A damaged cache gives the right vectors all the same."""
    expected = encode_remembered(SentenceEncoder(), TEXTS, VectorCache(tmp_path)).vectors
    (shard,) = tmp_path.rglob("*.npy")
    data = bytearray(shard.read_bytes())
    data[-5] ^= 1
    shard.write_bytes(data)
    assert np.array_equal(encode_remembered(SentenceEncoder(), TEXTS, VectorCache(tmp_path)).vectors, expected)


def test_another_model_has_vectors_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache never gives one model's vectors for another's."""
    encode_remembered(SentenceEncoder(), TEXTS, VectorCache(tmp_path))
    monkeypatch.setattr("thememiner.embedding.remembered.model_hash", lambda folder: f"another than {folder.name}")
    seen: list[tuple[int, int]] = []
    encode_remembered(SentenceEncoder(), TEXTS, VectorCache(tmp_path), on_batch=lambda *n: seen.append(n))
    assert seen[-1] == (3, 3)
