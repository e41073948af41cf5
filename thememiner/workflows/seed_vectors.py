"""What is said of a theme beforehand becomes a vector in the space of the units."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from thememiner.config import Permissions, Settings
from thememiner.embedding.plain import plain_vectors
from thememiner.exchange import SeedTheme
from thememiner.records import Corpus, Cut, Document, Embedding, Form, Role, Source, Turn
from thememiner.segmentation import segment

NO_FILE = Source("", "", "", None)


def seed_vectors(
    seeds: Sequence[SeedTheme], embedding: Embedding, settings: Settings, permissions: Permissions
) -> npt.NDArray[np.float32]:
    """Return a vector for each seed theme: unit length, or zeros if none of its words is known.

    Shape (seeds, dimensions). Name, description and quotes weigh the same, however many quotes there are. The texts go
    through the encoder of ``embedding`` with what was fitted to the corpus, and nothing is fitted to them.
    """
    parts = [_parts(seed) for seed in seeds]
    texts = [text for part in parts for group in part for text in group]
    found = vectors_of_texts(texts, settings, permissions, state=embedding.state)
    of_texts = iter(found)
    means = np.array([_mean([_mean([next(of_texts) for _ in group]) for group in part]) for part in parts])
    norms = np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(means / np.where(norms > 0, norms, 1), dtype=np.float32)


def vectors_of_texts(
    texts: Sequence[str],
    settings: Settings,
    permissions: Permissions,
    *,
    state: Mapping[str, npt.NDArray[Any]] | None = None,
) -> npt.NDArray[np.float64]:
    """Return the vector of each text by itself, as a unit's is made: shape (texts, dimensions), unit length or zeros.

    With ``state``, what was fitted to a corpus, nothing is fitted to the texts; without, it is fitted to all of them.
    """
    segmentation = segment(Corpus(tuple(map(_document, range(len(texts)), texts))), settings=settings)
    rows = np.arange(len(segmentation.units))
    fitted_on = np.full(len(rows), state is None)
    found = plain_vectors(
        segmentation, rows, fitted_on, settings=settings.embedding, permissions=permissions, state=state
    )
    return found.vectors.astype(np.float64)


def _mean(vectors: Sequence[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    return np.asarray(np.mean(vectors, axis=0), dtype=np.float64)


def _parts(seed: SeedTheme) -> list[tuple[str, ...]]:
    return [part for part in ((seed.name,), (seed.description,) if seed.description else (), seed.quotes) if part]


def _document(number: int, text: str) -> Document:
    """Return a text as a document of one unit; its id keeps the order of the texts."""
    turn = Turn(0, len(text), None, Role.PARTICIPANT, None)
    return Document(f"{number:09}", text, Form.ROWS, (turn,), NO_FILE, cuts=(Cut("", 0, len(text), 0),))
