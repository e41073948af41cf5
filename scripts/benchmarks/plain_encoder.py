"""The baseline encoder: plain ``SentenceTransformer.encode`` at its defaults."""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from thememiner.embedding.models.sources import find_packaged_model

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


@cache
def plain_model() -> "SentenceTransformer":
    """Load the packaged all-MiniLM-L6-v2, once."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds to import

    return SentenceTransformer(str(find_packaged_model()), local_files_only=True)


def plain_encode(texts: list[str]) -> npt.NDArray[np.float32]:
    """Encode in batches of 32, the library's default; texts longer than the model's window are truncated."""
    return np.asarray(plain_model().encode(texts, show_progress_bar=False), dtype=np.float32)
