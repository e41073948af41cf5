"""Encode texts with a sentence-transformers model; a text's vector does not depend on the other texts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Literal, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin

from thememiner.embedding.encoders import OnBatch, to_text_list
from thememiner.embedding.models.batching import Batch, TokenWindow, WindowTokenizer, group_into_batches
from thememiner.embedding.models.model_folder import (
    check_folder,
    count_weights,
    hash_model,
    read_architecture,
    read_default_prompt,
)
from thememiner.embedding.models.sources import PACKAGED_NAME, find_hub_model, find_packaged_model, is_hub_name
from thememiner.embedding.models.torch_backend import (
    choose_device,
    choose_number_type,
    encode_batch,
    is_stateful,
    limit_threads,
    load_network,
)
from thememiner.errors import ModelError, UsageError

PACKAGED = ""
"""The packaged model. No setting can be empty, so a configuration never selects it by chance."""
BATCH_TOKENS = {"cpu": 512, "cuda": 16384, "mps": 4096}
"""Least number of tokens per batch. It is small on a CPU, so that few rows are padding."""
RULES = "rows by length, even windows averaged by tokens"
ROUNDING = "to multiples of 1/256, in double precision where single precision leaves doubt"
LIBRARIES = ("sentence-transformers", "tokenizers", "torch", "transformers")
"""Libraries whose version is part of the identity: another version may sum in another order."""
MIN_NORM = 1e-12
"""Least norm to divide by."""
STEPS = 2**8
"""Steps from 0 to 1 of the values of a correctly rounded vector."""
LARGEST_ERROR = 7e-7
"""Values in single precision are no further from the true ones: twice the largest error that was measured."""
MOST_DOUBLE_WEIGHTS = 200_000_000
"""Models with more weights are not computed in double precision, which would take 1.6 GB and more."""
DOUBLE_ARCHITECTURES = {"bert", "distilbert", "roberta", "xlm-roberta"}
"""Kinds of transformers that compute wholly in double precision if they are told to; others do not."""
PROBE = "The bus was late again, so we walked home."

Vectors = npt.NDArray[np.float64]


class SentenceEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Encode texts with the packaged all-MiniLM-L6-v2 or any sentence-transformers model.

    Processors, padding and matrix shapes change the order of summation, and so the last digits of a vector. Two things
    keep them out. Where the model allows it, vectors are rounded correctly (``rounding`` in the identity): every
    processor gives the same bits. Elsewhere the shape of a batch follows from the length of its texts alone, so a
    text's vector does not depend on the other texts.

    A text longer than the model's window is read in several windows of about equal length, and their vectors are
    averaged with their numbers of tokens as weights.

    Texts can be given as a list, a tuple, a NumPy array or a pandas Series, as scikit-learn pipelines do.

    Parameters
    ----------
    model : the folder of a saved model, or its name on the hub (owner/name); empty for the packaged model.
    revision : commit, tag or branch of a model on the hub; empty for the last one downloaded, or the newest.
    prompt : text before every text or window; empty for the model's default prompt, if it has one.
    device : "auto", "cpu", "cuda" or "mps".
    number_type : "auto", "float32" or "bfloat16"; vectors are always float32.
    download : whether a model on the hub may be downloaded.

    Attributes
    ----------
    windows_ : the number of windows in which each text of the last call was read, shape (texts,).

    """

    windows_: npt.NDArray[np.int64] = np.ones(0, dtype=np.int64)

    def __init__(
        self,
        model: str = PACKAGED,
        *,
        revision: str = "",
        prompt: str = "",
        device: Literal["auto", "cpu", "cuda", "mps"] = "auto",
        number_type: Literal["auto", "float32", "bfloat16"] = "float32",
        download: bool = False,
    ) -> None:
        self.model = model
        self.revision = revision
        self.prompt = prompt
        self.device = device
        self.number_type = number_type
        self.download = download

    def fit(self, texts: Iterable[str], y: object = None) -> Self:  # noqa: ARG002 - scikit-learn's convention
        """Load the model that the parameters name; it learns nothing from the texts.

        Raises ``ModelError`` if the model is missing, incomplete or gives no numbers, and ``UsageError`` if these are
        not texts.
        """
        to_text_list(texts)
        for cached in ("folder", "identity", "_device", "_rounds_correctly"):
            self.__dict__.pop(cached, None)
        self._network = load_network(self.folder, device=self._device, number_type=self._number_type)
        self._tokenizer = WindowTokenizer(self._network, self._prompt)
        self._refuse_wrong_vectors()
        return self

    @cached_property
    def folder(self) -> Path:
        """The folder of the model.

        Raises ``ModelError`` if there is none or the packaged model is altered, and ``UsageError`` if a revision is
        set for a model that is not on the hub.
        """
        if self._is_on_hub:
            return find_hub_model(self.model, revision=self.revision, download=self.download)
        if self.revision:
            what = "embedding.revision is set, and only models of the hub (owner/name) have revisions."
            raise UsageError(what, place=self.model, remedy="Remove embedding.revision, or correct embedding.model.")
        return find_packaged_model() if self.model == PACKAGED else Path(self.model)

    @cached_property
    def identity(self) -> Mapping[str, str | int]:
        """Everything that determines the vectors to the last bit, without local paths.

        Raises ``ModelError`` if the model is missing or altered, or the device is not available.
        """
        check_folder(self.folder)
        return {
            **self._name_and_revision,
            "model_sha256": hash_model(self.folder),
            "prompt": self._prompt,
            "device": self._device,
            "number_type": self._number_type,
            "batch_tokens": BATCH_TOKENS[self._device],
            "rounding": ROUNDING if self._rounds_correctly else "",
            "rules": RULES,
            "libraries": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
        }

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._network.get_embedding_dimension() or 0)

    def transform(self, texts: Iterable[str]) -> npt.NDArray[np.float32]:
        """Return vectors of unit length, float32, shape (texts, dimensions)."""
        return self.encode(texts)

    def encode(self, texts: Iterable[str], *, on_batch: OnBatch | None = None) -> npt.NDArray[np.float32]:
        """Return vectors of unit length, float32, shape (texts, dimensions), in the order of the texts.

        ``on_batch`` is called after each batch with the number of texts that are done and the number of all.

        Raises ``ModelError`` if the model cannot be loaded or gives something other than numbers, and ``UsageError`` if
        these are not texts.
        """
        texts = to_text_list(texts)
        if not hasattr(self, "_network"):
            self.fit(texts)
        windows = self._tokenizer.tokenize(texts)
        owners = np.array([window.text for window in windows], dtype=np.int64)
        self.windows_ = np.bincount(owners, minlength=len(texts)).astype(np.int64)
        report_progress = _count_done_texts(self.windows_, owners, on_batch)
        vectors = _average_windows(self._encode_windows(windows, report_progress), windows, owners)
        if self._rounds_correctly:
            vectors = self._round_correctly(vectors, windows, owners)
        return vectors.astype(np.float32)

    def _round_correctly(
        self, vectors: Vectors, windows: Sequence[TokenWindow], owners: npt.NDArray[np.int64]
    ) -> Vectors:
        """Return the vectors with their true values rounded to multiples of 1/256, and scaled to unit length again.

        ``vectors`` come from single precision. Where a value may lie on either side of the middle between two
        multiples, the text is encoded again in double precision. There doubt is so rare (once in 10**12 values) that
        it is ignored. This is how correctly rounded functions are computed (Ziv 1991, Fast evaluation of elementary
        mathematical functions with correctly rounded last bit, ACM Transactions on Mathematical Software 17). The
        error that is assumed grows if the texts that are encoded again show a larger one.
        """
        error, is_exact = LARGEST_ERROR, np.zeros(len(vectors), dtype=bool)
        while len(again := np.flatnonzero(_is_in_doubt(vectors, error) & ~is_exact)):
            parts = np.flatnonzero(np.isin(owners, again))
            own_windows, own_owners = [windows[part] for part in parts.tolist()], np.searchsorted(again, owners[parts])
            self._network.double()
            try:
                found = _average_windows(self._encode_windows(own_windows), own_windows, own_owners)
            finally:
                self._network.float()  # no weight changes
            error = max(error, 2 * float(np.abs(found - vectors[again]).max()))
            vectors[again], is_exact[again] = found, True
        return _to_unit_length(np.rint(vectors * STEPS) + 0.0)  # a zero could have either sign

    @property
    def _prompt(self) -> str:
        return self.prompt or read_default_prompt(self.folder)

    @cached_property
    def _device(self) -> str:
        return choose_device(self.device)

    @property
    def _number_type(self) -> str:
        return choose_number_type(self.number_type, self._device)

    @cached_property
    def _rounds_correctly(self) -> bool:
        """Whether vectors are rounded correctly: on a CPU, in single precision, by a model that can compute in double.

        That also needs memory: 8 bytes for each weight.
        """
        weights = check_folder(self.folder)
        return (
            (self._device, self._number_type) == ("cpu", "float32")
            and read_architecture(weights) in DOUBLE_ARCHITECTURES
            and count_weights(weights) <= MOST_DOUBLE_WEIGHTS
        )

    @property
    def _name_and_revision(self) -> Mapping[str, str]:
        if self.model == PACKAGED:
            return {"model": PACKAGED_NAME}
        if self._is_on_hub:
            return {"model": self.model, "revision": self.folder.name}
        return {"model": "a sentence-transformers folder"}

    @property
    def _is_on_hub(self) -> bool:
        return self.model != PACKAGED and is_hub_name(self.model) and not Path(self.model).exists()

    def _encode_windows(
        self, windows: Sequence[TokenWindow], on_windows: Callable[[Sequence[int]], None] | None = None
    ) -> Vectors:
        vectors = np.zeros((len(windows), self.dimensions))
        counts = [len(window.tokens) for window in windows]
        batches = list(
            group_into_batches(counts, tokens=BATCH_TOKENS[self._device], longest=self._tokenizer.window_length)
        )

        def encode(batch: Batch) -> Vectors:
            tokens = [windows[index].tokens for index in batch.windows]
            rows = len(tokens) if self._rounds_correctly else batch.rows
            return encode_batch(self._network, self._tokenizer, tokens, rows=rows, length=batch.length)

        with limit_threads(self._device, one_batch=is_stateful(self._network)) as workers:
            pool = ThreadPoolExecutor(workers)
            try:
                for batch, found in zip(batches, pool.map(encode, batches), strict=True):
                    vectors[list(batch.windows)] = found
                    if on_windows:
                        on_windows(batch.windows)
            finally:
                pool.shutdown(cancel_futures=True)
        if not np.isfinite(vectors).all():
            raise ModelError("the model gave vectors that are not numbers.", place=self.model)
        return vectors

    def _refuse_wrong_vectors(self) -> None:
        """Try the model on one sentence, so that an error appears now and not after an hour."""
        window = self._tokenizer.tokenize([PROBE])[0]
        length = len(window.tokens)
        found = encode_batch(self._network, self._tokenizer, [window.tokens], rows=1, length=length)
        if found.shape[1] != self.dimensions:
            what = f"the model gave vectors of {found.shape[1]} dimensions, and its settings say {self.dimensions}."
            raise ModelError(what, place=self.model, remedy="Copy or download the model again.")
        if not np.isfinite(found).all() or not found.any():
            raise ModelError("the model gave vectors that are not numbers.", place=self.model)


def _average_windows(vectors: Vectors, windows: Sequence[TokenWindow], owners: npt.NDArray[np.int64]) -> Vectors:
    """Return the mean of each text's windows, weighted by tokens, at unit length; ``owners`` are the texts."""
    weights = np.array([window.weight for window in windows], dtype=np.float64)
    summed = np.zeros((int(owners.max(initial=-1)) + 1, vectors.shape[1]))
    np.add.at(summed, owners, vectors * weights[:, None])
    return _to_unit_length(summed)


def _to_unit_length(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), MIN_NORM))


def _is_in_doubt(vectors: Vectors, error: float) -> npt.NDArray[np.bool_]:
    """Return whether a value of each vector is so near to the middle between two multiples that the error decides."""
    scaled = vectors * STEPS
    is_near = np.abs(scaled - np.floor(scaled) - 0.5) <= error * STEPS
    return np.asarray(is_near.any(axis=1))


def _count_done_texts(
    windows: npt.NDArray[np.int64], owners: npt.NDArray[np.int64], on_batch: OnBatch | None
) -> Callable[[Sequence[int]], None]:
    """Return a callback for finished windows that reports finished texts: a text is done with its last window."""
    left = windows.copy()

    def report_progress(done: Sequence[int]) -> None:
        np.subtract.at(left, owners[list(done)], 1)
        if on_batch:
            on_batch(int((left == 0).sum()), len(left))

    return report_progress
