"""Sentence vectors from a sentence-transformers model, the same for a text in whatever company it comes."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Literal, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin

from thememiner.embedding.encoders import OnBatch
from thememiner.embedding.models.batching import Batch, Tokenizer, TokenWindow, group_into_batches
from thememiner.embedding.models.model_folder import check_folder, hash_model, read_default_prompt
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
"""No setting can be that, so that a configuration never means it by chance."""
BATCH_TOKENS = {"cpu": 512, "cuda": 16384, "mps": 4096}
"""At least so many tokens go through the model at once: on a processor few, so that few rows are left over."""
RULES = "rows by length, even windows averaged by tokens"
LIBRARIES = ("sentence-transformers", "tokenizers", "torch", "transformers")
"""Another version may sum in another order."""
MIN_NORM = 1e-12
"""Of a length to divide by."""
PROBE = "The bus was late again, so we walked home."

Vectors = npt.NDArray[np.float32]


class SentenceEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Encode texts with the packaged all-MiniLM-L6-v2 or any sentence-transformers model.

    A text's vector would otherwise depend on its batch mates, because padding and matrix shapes change the order of
    summation. So the shape of a batch follows from the length of its texts alone. A text longer than the model's
    window is read in several windows, about even, and their vectors are averaged by their tokens.

    Parameters
    ----------
    model : the folder of a saved model, or its name on the hub (owner/name); empty: the packaged one.
    revision : of a hub's model: a commit, tag or branch; empty: what was downloaded last, or the newest.
    prompt : put before every text, and so before every window; empty: the one that the model asks for, if any.
    device : "auto", "cpu", "cuda" or "mps".
    number_type : "auto", "float32" or "bfloat16"; vectors are float32 in any case.
    download : whether a hub's model that is not on this machine may be downloaded.

    Attributes
    ----------
    windows_ : for each text of the last call, in how many windows it was read.

    """

    windows_: npt.NDArray[np.int64] = np.ones(0, dtype=np.int64)

    def __init__(
        self,
        model: str = PACKAGED,
        *,
        revision: str = "",
        prompt: str = "",
        device: Literal["auto", "cpu", "cuda", "mps"] = "auto",
        number_type: Literal["auto", "float32", "bfloat16"] = "auto",
        download: bool = False,
    ) -> None:
        self.model = model
        self.revision = revision
        self.prompt = prompt
        self.device = device
        self.number_type = number_type
        self.download = download

    def fit(self, texts: Sequence[str], y: object = None) -> Self:  # noqa: ARG002 - scikit-learn's convention
        """Load the model that the parameters name now; it learns nothing from the texts.

        Raises ``ModelError`` if the model is missing, is not whole, or gives no numbers.
        """
        for found_before in ("folder", "identity", "_device"):
            self.__dict__.pop(found_before, None)
        self._network = load_network(self.folder, device=self._device, number_type=self._number_type)
        self._tokenizer = Tokenizer(self._network, self._prompt)
        self._refuse_odd_vector()
        return self

    @cached_property
    def folder(self) -> Path:
        """The folder of the model.

        Raises ``ModelError`` if there is none or the packaged model is altered, and ``UsageError`` if a revision is
        asked for of what has none.
        """
        if self._is_of_the_hub:
            return find_hub_model(self.model, revision=self.revision, download=self.download)
        if self.revision:
            what = "embedding.revision is set, and only models of the hub (owner/name) have revisions."
            raise UsageError(what, place=self.model, remedy="Remove embedding.revision, or correct embedding.model.")
        return find_packaged_model() if self.model == PACKAGED else Path(self.model)

    @cached_property
    def identity(self) -> Mapping[str, str | int]:
        """What settles the vectors, down to the last bit; no local path.

        Raises ``ModelError`` as ``folder`` does, or if the device is not there.
        """
        check_folder(self.folder)
        return {
            **self._name_and_revision,
            "model_sha256": hash_model(self.folder),
            "prompt": self._prompt,
            "device": self._device,
            "number_type": self._number_type,
            "batch_tokens": BATCH_TOKENS[self._device],
            "rules": RULES,
            "libraries": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
        }

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._network.get_embedding_dimension() or 0)

    def transform(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return vectors of unit length, float32, shape (texts, dimensions)."""
        return self.encode(texts)

    def encode(self, texts: Sequence[str], *, on_batch: OnBatch | None = None) -> npt.NDArray[np.float32]:
        """Return vectors of unit length, float32, shape (texts, dimensions), in the order of the texts.

        ``on_batch`` is told after each batch how many texts are done, and of how many.

        Raises ``ModelError`` if the model cannot be loaded or gives something other than numbers.
        """
        if not hasattr(self, "_network"):
            self.fit(texts)
        pieces = self._tokenizer.pieces(texts)
        owners = np.array([piece.text for piece in pieces], dtype=np.int64)
        self.windows_ = np.bincount(owners, minlength=len(texts)).astype(np.int64)
        found = self._of_pieces(pieces, _count_done_texts(self.windows_, owners, on_batch))
        weights = np.array([piece.weight for piece in pieces], dtype=np.float32)
        summed = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        np.add.at(summed, owners, found * np.where(self.windows_[owners] > 1, weights, 1)[:, None])
        several = self.windows_ > 1
        summed[several] /= np.maximum(np.linalg.norm(summed[several], axis=1, keepdims=True), MIN_NORM)
        return summed

    @property
    def _prompt(self) -> str:
        return self.prompt or read_default_prompt(self.folder)

    @cached_property
    def _device(self) -> str:
        return choose_device(self.device)

    @property
    def _number_type(self) -> str:
        return choose_number_type(self.number_type, self._device)

    @property
    def _name_and_revision(self) -> Mapping[str, str]:
        if self.model == PACKAGED:
            return {"model": PACKAGED_NAME}
        if self._is_of_the_hub:
            return {"model": self.model, "revision": self.folder.name}
        return {"model": "a sentence-transformers folder"}

    @property
    def _is_of_the_hub(self) -> bool:
        return self.model != PACKAGED and is_hub_name(self.model) and not Path(self.model).exists()

    def _of_pieces(self, pieces: Sequence[TokenWindow], on_piece: Callable[[Sequence[int]], None]) -> Vectors:
        vectors = np.zeros((len(pieces), self.dimensions), dtype=np.float32)
        counts = [len(piece.tokens) for piece in pieces]
        grouped = list(group_into_batches(counts, tokens=BATCH_TOKENS[self._device], longest=self._tokenizer.window))

        def found_for(batch: Batch) -> Vectors:
            tokens = [pieces[index].tokens for index in batch.texts]
            return encode_batch(self._network, self._tokenizer, tokens, rows=batch.rows, length=batch.length)

        with limit_threads(self._device, alone=is_stateful(self._network)) as workers:
            pool = ThreadPoolExecutor(workers)
            try:
                for batch, found in zip(grouped, pool.map(found_for, grouped), strict=True):
                    vectors[list(batch.texts)] = found
                    on_piece(batch.texts)
            finally:
                pool.shutdown(cancel_futures=True)
        if not np.isfinite(vectors).all():
            raise ModelError("the model gave vectors that are not numbers.", place=self.model)
        return vectors

    def _refuse_odd_vector(self) -> None:
        """Try the model on a sentence: better one error now than after an hour."""
        piece = self._tokenizer.pieces([PROBE])[0]
        length = len(piece.tokens)
        found = encode_batch(self._network, self._tokenizer, [piece.tokens], rows=1, length=length)
        if found.shape[1] != self.dimensions:
            what = f"the model gave vectors of {found.shape[1]} dimensions, and its settings say {self.dimensions}."
            raise ModelError(what, place=self.model, remedy="Copy or download the model again.")
        if not np.isfinite(found).all() or not found.any():
            raise ModelError("the model gave vectors that are not numbers.", place=self.model)


def _count_done_texts(
    windows: npt.NDArray[np.int64], owners: npt.NDArray[np.int64], on_batch: OnBatch | None
) -> Callable[[Sequence[int]], None]:
    """Return what is to be told which pieces are done, and tells of texts: one is done with its last window."""
    left = windows.copy()

    def tell(pieces: Sequence[int]) -> None:
        np.subtract.at(left, owners[list(pieces)], 1)
        if on_batch:
            on_batch(int((left == 0).sum()), len(left))

    return tell
