"""Sentence vectors from a sentence-transformers model, the same for a text in whatever company it comes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin

from thememiner.embedding.packaged import packaged_model, weights_hash
from thememiner.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

ROWS = 64
BUCKET = 32


class SentenceEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Encode texts with the packaged all-MiniLM-L6-v2 or a local sentence-transformers folder.

    A text's vector would otherwise depend on its batch mates, because padding and matrix shapes change the order of
    summation. So every batch has one fixed shape: 64 rows, filled up, by the text's length rounded up to 32 tokens.

    Parameters
    ----------
    model : "packaged", or the folder of a saved model; nothing is ever downloaded.

    Attributes
    ----------
    model_sha256_ : hash of the weights.
    cut_off_ : for each text of the last call, whether it was longer than the model's window.

    """

    def __init__(self, model: str = "packaged") -> None:
        self.model = model

    def fit(self, texts: Sequence[str], y: object = None) -> Self:  # noqa: ARG002 - scikit-learn's convention
        """Load the model; it learns nothing from the texts.

        Raises ``ModelError`` if the model is missing or cannot be loaded.
        """
        self.model_sha256_ = weights_hash(self.folder)
        self._network = _load(self.folder)
        return self

    @property
    def folder(self) -> Path:
        """The folder of the model.

        Raises ``ModelError`` if the packaged model is missing or altered.
        """
        return packaged_model() if self.model == "packaged" else Path(self.model)

    def transform(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return vectors of unit length, float32, shape (texts, dimensions)."""
        return self.encode(texts)

    def encode(
        self, texts: Sequence[str], *, on_batch: Callable[[int, int], None] | None = None
    ) -> npt.NDArray[np.float32]:
        """Return vectors of unit length, float32, shape (texts, dimensions), in the order of the texts.

        ``on_batch`` is told after each batch how many texts are done, and of how many.

        Raises ``ModelError`` if a vector holds something other than numbers.
        """
        if not hasattr(self, "_network"):
            self.fit(texts)
        network = self._network
        window = int(network.max_seq_length or 512)
        counts = [len(ids) for ids in network.tokenizer(list(texts), verbose=False)["input_ids"]] if texts else []
        self.cut_off_ = np.array([count > window for count in counts], dtype=bool)
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        by_length: dict[int, list[int]] = {}
        done = 0
        for index, count in enumerate(counts):
            length = min(-(-count // BUCKET) * BUCKET, window)
            by_length.setdefault(length, []).append(index)
        for length, indices in sorted(by_length.items()):
            for first in range(0, len(indices), ROWS):
                batch = indices[first : first + ROWS]
                vectors[batch] = _encode_batch(network, [texts[index] for index in batch], length)
                done += len(batch)
                if on_batch:
                    on_batch(done, len(texts))
        if not np.isfinite(vectors).all():
            raise ModelError("the model gave vectors that are not numbers.", place=self.model)
        return vectors

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._network.get_embedding_dimension() or 0)


def _load(folder: Path) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds to import

    try:
        with _without_progress_bar():
            network = SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"the model cannot be loaded ({type(error).__name__}).",
            place=str(folder),
            remedy="Save it again with SentenceTransformer.save.",
        ) from error
    return network.eval()


@contextmanager
def _without_progress_bar() -> Iterator[None]:
    """Keep the library's bar for loading weights off the terminal, and leave its setting as it was."""
    from transformers.utils import logging  # noqa: PLC0415 - takes seconds to import

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]  # likewise


def _encode_batch(network: "SentenceTransformer", texts: list[str], length: int) -> npt.NDArray[np.float32]:
    import torch  # noqa: PLC0415 - takes seconds to import

    filled = texts + [""] * (ROWS - len(texts))
    features: Any = network.tokenizer(
        filled, padding="max_length", truncation=True, max_length=length, return_tensors="pt"
    )
    with torch.inference_mode():
        pooled = network(dict(features))["sentence_embedding"]
        normal = torch.nn.functional.normalize(pooled.float(), dim=1)
    vectors: npt.NDArray[np.float32] = normal[: len(texts)].numpy()
    return vectors
