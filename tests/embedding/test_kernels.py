"""Processors add numbers in different orders, and the vectors, neighbours and groups are still the same bits."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kernel_results
import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from tiny_models import WORDS, tiny_bert
from torch.utils._python_dispatch import TorchDispatchMode
from transformers import AutoConfig, AutoModel

from thememiner.embedding import SentenceEncoder
from thememiner.embedding.models import sentence_encoder
from thememiner.embedding.models.model_folder import read_architecture
from thememiner.embedding.models.sentence_encoder import DOUBLE_ARCHITECTURES, STEPS
from thememiner.embedding.models.torch_backend import encode_batch
from thememiner.records import round_to_grid


def texts(count: int) -> list[str]:
    """Return texts of different lengths, also longer than the window of a tiny model."""
    draw = random.Random(0)  # noqa: S311 - texts, no secrets
    return [" ".join(draw.choices(WORDS, k=draw.randint(1, 30))) for _ in range(count)]


def directions(count: int, dimensions: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return random vectors of unit length."""
    points = np.random.default_rng(0).normal(size=(count, dimensions))
    return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True), dtype=np.float64)


def test_products_on_the_grid_are_exact_in_any_order() -> None:
    """In single precision the dot products are the exact ones, whatever the order of the dimensions."""
    vectors = round_to_grid(directions(60, 384))
    exact = vectors.astype(np.float64) @ vectors.T.astype(np.float64)
    assert vectors.dtype == np.float32
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(384)
        assert np.array_equal(vectors[:, order] @ vectors[:, order].T, exact)
        one_by_one = np.add.accumulate((vectors[:, None, order] * vectors[None, :, order]), axis=2)[..., -1]
        assert np.array_equal(one_by_one, exact)


def test_half_precision_holds_the_grid() -> None:
    """Very many vectors are kept in half precision, which changes none on the grid."""
    vectors = round_to_grid(np.vstack([directions(50, 20), np.eye(20)]))
    assert np.array_equal(vectors.astype(np.float16).astype(np.float32), vectors)


def test_rounding_keeps_missing_vectors_and_has_one_zero() -> None:
    """NaN stays NaN, and no zero has a sign."""
    rounded = round_to_grid(np.array([[np.nan, np.nan], [-1e-9, 1.0]]))
    assert np.isnan(rounded[0]).all()
    assert not np.signbit(rounded[1]).any()


@pytest.mark.parametrize("error", [pytest.param(7e-7, id="usual"), pytest.param(1.0, id="doubt everywhere")])
def test_vectors_are_those_of_double_precision_rounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: float
) -> None:
    """However large an error is assumed, each vector is the true one rounded, and the weights stay as they were."""
    folder = str(tiny_bert(tmp_path / "model"))
    short = [text for text in texts(150) if len(text.split()) < 20]  # the library cuts off longer ones
    true = SentenceTransformer(folder, device="cpu").double().encode(short, normalize_embeddings=True)
    assert true.dtype == np.float64
    rounded = np.rint(true * STEPS)
    expected = (rounded / np.linalg.norm(rounded, axis=1, keepdims=True)).astype(np.float32)
    monkeypatch.setattr(sentence_encoder, "LARGEST_ERROR", error)
    encoder = SentenceEncoder(folder)
    assert np.array_equal(encoder.encode(short), expected)
    assert np.array_equal(encoder.encode(texts(30)[::-1])[::-1], SentenceEncoder(folder).encode(texts(30)))


def test_a_larger_error_than_assumed_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a text in doubt shows a larger error, other texts are doubted, too."""
    folder = str(tiny_bert(tmp_path / "model"))
    expected = SentenceEncoder(folder).encode(texts(100))

    def add_errors(network: SentenceTransformer, *given: Any, **shape: Any) -> Any:  # noqa: ANN401 - any arguments
        vectors = encode_batch(network, *given, **shape)
        is_single = next(network.parameters()).dtype == torch.float32
        return vectors + 4e-5 * np.sin(np.arange(vectors.size).reshape(vectors.shape)) * is_single

    monkeypatch.setattr(sentence_encoder, "encode_batch", add_errors)
    monkeypatch.setattr(sentence_encoder, "LARGEST_ERROR", 1e-5)
    assert np.array_equal(SentenceEncoder(folder).encode(texts(100)), expected)


class FloatTypes(TorchDispatchMode):  # type: ignore[no-untyped-call]  # PyTorch types it in part
    """Records the types of all floating-point tensors that are computed."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # as above
        self.seen: set[torch.dtype] = set()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:  # noqa: ANN401 - PyTorch's signature
        """Compute, and note the types of the results."""
        found = func(*args, **(kwargs or {}))
        self.seen |= {tensor.dtype for tensor in tensors_in(found) if tensor.is_floating_point()}
        return found


def tensors_in(found: Any) -> Iterator[torch.Tensor]:  # noqa: ANN401 - anything that PyTorch returns
    """Yield the tensors of a result."""
    if isinstance(found, torch.Tensor):
        yield found
    elif isinstance(found, tuple | list):
        for one in found:
            yield from tensors_in(one)


@pytest.mark.parametrize("kind", sorted(DOUBLE_ARCHITECTURES))
def test_architectures_compute_wholly_in_double_precision(kind: str) -> None:
    """No step of these transformers falls back to single precision, as some of other kinds do."""
    sizes = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    if kind == "distilbert":
        sizes = {"dim": 16, "n_layers": 2, "n_heads": 2, "hidden_dim": 32}
    configuration = AutoConfig.for_model(kind, vocab_size=40, **sizes)
    network = AutoModel.from_config(configuration).double().eval()  # type: ignore[no-untyped-call]  # as above
    ids = torch.tensor([[5, 6, 7, 8], [5, 6, 1, 1]])
    with torch.inference_mode(), FloatTypes() as types:
        network(input_ids=ids, attention_mask=(ids > 1).long())
    assert types.seen == {torch.float64}


def test_what_was_rounded_is_in_the_identity(tmp_path: Path) -> None:
    """Only a known architecture in single precision on a CPU is rounded correctly."""
    folder = tiny_bert(tmp_path / "model")
    assert read_architecture(folder) == "bert"
    assert SentenceEncoder(str(folder), device="cpu").identity["rounding"] == sentence_encoder.ROUNDING
    assert SentenceEncoder(str(folder), device="cpu", number_type="bfloat16").identity["rounding"] == ""


def test_other_kernels_give_the_same_bits() -> None:
    """With and without the newer instructions of the processor, in PyTorch, OpenBLAS and NumPy, all is the same."""
    features = np.show_config(mode="dicts")["SIMD Extensions"]["found"]
    older = {
        "ATEN_CPU_CAPABILITY": "default",
        "ONEDNN_MAX_CPU_ISA": "SSE41",
        "MKL_CBWR": "COMPATIBLE",
        "OPENBLAS_CORETYPE": "Nehalem",
        "NPY_DISABLE_CPU_FEATURES": " ".join(features),
    }
    program = Path(kernel_results.__file__)
    finished = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, str(program)], env=os.environ | older, stdout=subprocess.PIPE, check=True
    )
    assert json.loads(finished.stdout) == kernel_results.compute_digests()
