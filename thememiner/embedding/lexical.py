"""Lexical vectors: which words a unit uses, weighted by rarity and reduced to the corpus' main directions."""

from collections.abc import Sequence
from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits


class LexicalEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """TF-IDF over words, reduced by a truncated singular value decomposition (latent semantic analysis).

    Deerwester et al. (1990), Indexing by latent semantic analysis. The decomposition runs on one thread, because
    its last digits depend on the number of threads.

    Parameters
    ----------
    dimensions : at most this many; fewer when there are fewer texts or words.
    random_state : seed of the randomised decomposition.

    """

    def __init__(self, dimensions: int = 100, random_state: int = 0) -> None:
        self.dimensions = dimensions
        self.random_state = random_state

    def fit(self, documents: Sequence[Sequence[str]], y: object = None) -> Self:  # noqa: ARG002 - scikit-learn's way
        """Learn weights from texts given as lists of words."""
        self.vectorizer_ = TfidfVectorizer(analyzer=list, sublinear_tf=True, dtype=np.float64)
        if not any(documents):
            self.components_ = np.zeros((0, 0))
            return self
        matrix = self.vectorizer_.fit_transform(documents)
        dimensions = max(1, min(self.dimensions, *(size - 1 for size in matrix.shape)))
        with threadpool_limits(limits=1):
            _, _, self.components_ = randomized_svd(matrix, dimensions, n_iter=7, random_state=self.random_state)
        return self

    def transform(self, documents: Sequence[Sequence[str]]) -> npt.NDArray[np.float32]:
        """Return vectors of unit length, float32, shape (texts, dimensions); zeros for a text of unknown words."""
        if not self.components_.size:
            return np.zeros((len(documents), 0), dtype=np.float32)
        with threadpool_limits(limits=1):
            reduced = self.vectorizer_.transform(documents) @ self.components_.T
        vectors: npt.NDArray[np.float32] = normalize(reduced).astype(np.float32)
        return vectors
