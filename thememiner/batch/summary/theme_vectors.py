"""Themes of all corpora in one space: what their key words and quotes mean, by one encoder fitted to all."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from thememiner.config import Permissions, Settings
from thememiner.records import Theme
from thememiner.workflows.seed_vectors import vectors_of_texts

Numbers = npt.NDArray[np.float64]
NOTHING_PERMITTED = Permissions()


def theme_vectors(themes: Sequence[Theme], *, remember: bool) -> Numbers:
    """Return a vector for each theme: unit length, or zeros if none of its words is known; shape (themes, dimensions).

    Key words and quotes weigh the same, however many quotes there are. The packaged bilingual encoder reads
    them, whatever model made the themes, and is fitted to all of them together, so that one space serves all corpora
    and both languages. The order of the themes changes nothing but the order of the rows. ``remember`` takes vectors
    of texts from the user's cache, where the quotes are if the runs were made with it, and puts others there.
    """
    parts = [_parts(theme) for theme in themes]
    texts = sorted({text for part in parts for group in part for text in group})
    settings = Settings()
    settings = settings.model_copy(update={"embedding": settings.embedding.model_copy(update={"cache": remember})})
    found = dict(zip(texts, vectors_of_texts(texts, settings, NOTHING_PERMITTED), strict=True))
    means = [_unit_length(np.mean([_mean(group, found) for group in part], axis=0)) for part in parts]
    return np.array(means)


def _parts(theme: Theme) -> list[tuple[str, ...]]:
    """Return key words and quotes; a theme that has neither goes by its name."""
    quotes = tuple(dict.fromkeys(quote.text for quote in theme.quotes if quote.text.strip()))
    parts = [part for part in ((", ".join(theme.keywords),) if theme.keywords else (), quotes) if part]
    return parts or [(theme.name,)]


def _mean(texts: Sequence[str], found: dict[str, Numbers]) -> Numbers:
    return np.asarray(np.mean([found[text] for text in texts], axis=0))


def _unit_length(vector: Numbers) -> Numbers:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
