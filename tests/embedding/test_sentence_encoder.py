"""Sentence-transformers models of any kind give the library's vectors, whatever other texts there are."""

from pathlib import Path

import joblib
import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from tiny_models import DIMENSIONS, WINDOW, WORDS, tiny_bert, tiny_qwen

from thememiner.embedding import SentenceEncoder
from thememiner.embedding.models.sentence_encoder import STEPS
from thememiner.embedding.models.torch_backend import is_stateful

TEXTS = [
    "the bus was late again",
    "home",
    "i met friends here .",
    "we walked home along the river and talked , so we talked again and again",
]


@pytest.fixture(scope="module", params=["mean", "cls", "lasttoken", "filled on the left"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the folder of a tiny model of each kind."""
    folder = tmp_path_factory.mktemp("models") / "model"
    if request.param == "filled on the left":
        return str(tiny_qwen(folder, prompt="query : "))
    return str(tiny_bert(folder, pooling=request.param))


def test_vectors_of_every_kind_of_model_are_the_librarys(model: str) -> None:
    """Pooling, padding side and the model's default prompt are as in sentence-transformers."""
    theirs = SentenceTransformer(model, device="cpu").encode(TEXTS, normalize_embeddings=True)
    ours = SentenceEncoder(model, number_type="float32").encode(TEXTS)
    assert np.allclose(ours, theirs, atol=0.6 / STEPS)


def test_every_length_gives_the_same_bits_among_any_texts(model: str) -> None:
    """The vector is the same alone, among texts of all lengths, and in a full batch."""
    encoder = SentenceEncoder(model)
    texts = [" ".join((WORDS * 2)[:count]) for count in range(1, WINDOW + 6)]
    together = encoder.encode(texts)
    for text, vector in zip(texts, together, strict=True):
        assert np.array_equal(encoder.encode([text])[0], vector)
        assert np.array_equal(encoder.encode([text] * 70)[-1], vector)


def test_the_number_of_threads_changes_no_bit() -> None:
    """One thread and two give the same vectors of the packaged model."""
    texts = ["I met friends at the centre.", "The bus was late. " * 12, "A long answer. " * 120]
    before = torch.get_num_threads()
    found = []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            found.append(SentenceEncoder().encode(texts))
    finally:
        torch.set_num_threads(before)
    assert np.array_equal(found[0], found[1])


def test_batches_side_by_side_give_the_same_bits(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many batches of each length, four at a time, give the same bits in the right order."""
    texts = [" ".join((WORDS * 2)[shift : shift + 1 + shift % WINDOW]) for shift in range(len(WORDS))] * 60
    monkeypatch.setattr(torch, "get_num_threads", lambda: 4)
    found = []
    for processors in (1, 4):
        monkeypatch.setattr(joblib, "cpu_count", lambda number=processors: number)
        found.append(SentenceEncoder(model, number_type="float32").encode(texts))
    assert np.array_equal(found[0], found[1])


@pytest.mark.parametrize(("kind", "is_alone"), [("default", False), ("longrope", True), ("dynamic", True)])
def test_a_stateful_network_computes_one_batch_at_a_time(tmp_path: Path, kind: str, *, is_alone: bool) -> None:
    """Rotary embeddings that depend on the length would otherwise use that of another batch."""
    rotation = {
        "rope_type": kind,
        "rope_theta": 10_000.0,
        "factor": 2.0,
        "original_max_position_embeddings": WINDOW // 2,
        "short_factor": [1.0] * 4,
        "long_factor": [3.0] * 4,
    }
    network = SentenceTransformer(str(tiny_qwen(tmp_path / "model", rotation=rotation)), device="cpu")
    assert is_stateful(network) is is_alone


def test_threads_are_as_before_after_an_error() -> None:
    """After an error PyTorch has its former number of threads, and no batch is running."""

    def fail(*_: int) -> None:
        raise BrokenPipeError

    before = torch.get_num_threads()
    with pytest.raises(BrokenPipeError):
        SentenceEncoder().encode(["A bus.", "A long answer. " * 90], on_batch=fail)
    assert torch.get_num_threads() == before


def test_bfloat16_is_close_to_float32() -> None:
    """Vectors computed in bfloat16 have a cosine above .99 with those in float32, and are float32 of unit length."""
    texts = ["I met friends at the centre.", "Nobody listened to me.", "A long answer about many things. " * 60]
    exact = SentenceEncoder(number_type="float32").encode(texts)
    rough = SentenceEncoder(number_type="bfloat16").encode(texts)
    assert rough.dtype == np.float32
    assert np.allclose(np.linalg.norm(rough, axis=1), 1, atol=1e-5)
    assert ((exact * rough).sum(axis=1) > 0.99).all()


def test_a_long_text_is_read_to_its_end(tmp_path: Path) -> None:
    """Its vector is the mean of its windows, weighted by tokens, and the windows are counted."""
    encoder = SentenceEncoder(str(tiny_bert(tmp_path / "model")))
    first, second = "the bus was late again so we walked home", "along the river and talked ."
    long = f"{first} {first} {second} {second} {second}"
    told: list[tuple[int, int]] = []
    vectors = encoder.encode([long, "home"], on_batch=lambda *now: told.append(now))
    assert encoder.windows_.tolist() == [2, 1]
    assert told[-1] == (2, 2)
    assert not np.allclose(vectors[0], encoder.encode([f"{long} {second}"])[0], atol=1e-4)


def test_the_mean_of_windows_weighs_them_by_their_tokens(tmp_path: Path) -> None:
    """The vector of a text of two different halves lies between those of the halves."""
    encoder = SentenceEncoder(str(tiny_bert(tmp_path / "model")))
    halves = [" ".join(["bus"] * 20), " ".join(["river"] * 20)]
    whole, *parts = encoder.encode([" ".join(halves), *halves])
    middle = parts[0] + parts[1]
    assert np.allclose(whole, middle / np.linalg.norm(middle), atol=1.2 / STEPS)


def test_a_prompt_comes_before_every_text_and_window(tmp_path: Path) -> None:
    """The setting overrides the model's default prompt, and both are part of the identity."""
    folder = str(tiny_bert(tmp_path / "model", prompt="query : "))
    own, set_ = SentenceEncoder(folder), SentenceEncoder(folder, prompt="the river : ")
    plain = SentenceTransformer(folder, device="cpu")
    assert own.identity["prompt"] == "query : "
    assert set_.identity["prompt"] == "the river : "
    for encoder in (own, set_):
        theirs = plain.encode(TEXTS[:3], prompt=str(encoder.identity["prompt"]), normalize_embeddings=True)
        assert np.allclose(encoder.encode(TEXTS[:3]), theirs, atol=0.6 / STEPS)
    own.encode([" ".join(["bus"] * 41)])
    assert own.windows_.tolist() == [3]  # 24 tokens less 2 marks and 2 of the prompt leave 20 a window


def test_fitting_again_follows_the_parameters(tmp_path: Path) -> None:
    """An encoder whose parameters change uses the new model after ``fit``, as usual in scikit-learn."""
    first, second = (str(tiny_bert(tmp_path / name, seed=seed)) for seed, name in enumerate(("first", "second")))
    encoder = SentenceEncoder(first).fit([])
    before = encoder.identity
    encoder.set_params(model=second).fit([])
    assert encoder.identity != before
    assert encoder.encode(TEXTS).tobytes() == SentenceEncoder(second).encode(TEXTS).tobytes()


def test_dimensions_are_the_models(tmp_path: Path) -> None:
    """A small model gives short vectors, and no texts give an array without rows."""
    encoder = SentenceEncoder(str(tiny_bert(tmp_path / "model")))
    assert encoder.encode([]).shape == (0, DIMENSIONS)
