"""The lexical view: a word means what the units that use it mean, and a unit takes in the company of its words."""

from collections.abc import Sequence
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

Vectors = npt.NDArray[np.float32]


class WordCompany(BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Learn words' vectors from the units that use them, and give units the mean of their words'.

    "You shall know a word by the company it keeps" (Firth 1957, A synopsis of linguistic theory 1930-1955). With
    TF-IDF weights X, shape (units, words), of unit length by row, and unit vectors Z, a word's vector is the mean of Z
    weighted by its column of X, and a unit's company is X times those. This is one round of smoothing over the graph
    that links units by the words they share: what lexical vectors know enters the space of Z and adds no dimension, so
    two languages stay together. A word of a single unit tells nothing.

    Attributes
    ----------
    words_ : the words, sorted; length (words,).
    weights_ : their inverse document frequencies, float32, shape (words,).
    vectors_ : their vectors, float32, shape (words, dimensions).

    """

    @classmethod
    def from_state(cls, words: Sequence[str], weights: npt.NDArray[np.float32], vectors: Vectors) -> Self:
        """Return what was learnt once, from its three attributes; words it does not know tell nothing."""
        company = cls()
        company.words_, company.weights_, company.vectors_ = list(words), weights, vectors
        if company.words_:
            company._weighting = _weighting(company.words_)
            company._weighting.idf_ = weights
        return company

    def fit(self, units: Sequence[Sequence[str]], vectors: Vectors) -> Self:
        """Learn from units, given as lists of words, and their vectors, in the same order."""
        self.words_ = sorted({word for words in units for word in words})
        self.weights_ = np.zeros(0, dtype=np.float32)
        self.vectors_ = np.zeros((0, vectors.shape[1]), dtype=np.float32)
        if not self.words_:
            return self
        self._weighting = _weighting(self.words_).fit(units)
        self.weights_ = self._weighting.idf_.astype(np.float32)
        used = csr_matrix(self._weighting.transform(units))
        shared = np.asarray((used > 0).sum(axis=0)).ravel() > 1
        sums = np.asarray(used.sum(axis=0)).ravel()
        means = (used.T @ vectors.astype(np.float64)) / sums[:, None]
        self.vectors_ = np.where(shared[:, None], means, 0).astype(np.float32)
        return self

    def transform(self, units: Sequence[Sequence[str]]) -> Vectors:
        """Return the company of units: unit length, or zeros where no word is shared; shape (units, dimensions)."""
        if not self.words_ or not units:
            return np.zeros((len(units), self.vectors_.shape[1]), dtype=np.float32)
        used = csr_matrix(self._weighting.transform(units))
        company: Vectors = normalize(used @ self.vectors_.astype(np.float64)).astype(np.float32)
        return company


def _weighting(words: Sequence[str]) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=list, lowercase=False, vocabulary=words, sublinear_tf=True, dtype=np.float64)
