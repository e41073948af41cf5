"""The bilingual encoder: English and Chinese units in one space, by an English model and a dictionary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from thememiner.embedding.chinese import Gloss, gloss_words, join_glosses, word_frequency
from thememiner.embedding.encoders import OnBatch, TextEncoder
from thememiner.embedding.encoding_cache import encode_distinct

Numbers = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
COMMON_WORD_SHARE = 1e-4
"""A word with this share of Chinese text weighs half as much as a rare one: a of Arora et al. (2017), formula 1."""
SHRINKAGE_COUNT = 20
"""With this many units or words, half of their mean is removed: the mean of few is not yet that of the language."""
SMOOTHING_WEIGHT = 0.3
"""Weight of a unit's word vectors in smoothing; the unit's own vector has weight 1."""


@dataclass(frozen=True, slots=True)
class BilingualInput:
    """One unit as the bilingual encoder reads it."""

    text: str
    words: Sequence[str]
    """All of its tokens, as written."""
    content: Sequence[str]
    """Its content words, in lower case and simplified characters."""
    has_chinese: bool


@dataclass(frozen=True, slots=True)
class EncodedInput:
    """The model's vectors of units and of Chinese words."""

    has_chinese: npt.NDArray[np.bool_]
    """Shape (units,)."""
    sentences: Vectors
    """Shape (units, dimensions): the vector of an English unit's text, or of a Chinese unit's glosses in a row; zeros
    if none of its words is known."""
    words: Sequence[Gloss]
    """The content words of Chinese units, sorted."""
    meanings: Numbers
    """Shape (words, dimensions): the mean vector of each word's senses."""
    counts: Any  # SciPy ships no types
    """How often each Chinese unit has each word: sparse matrix, shape (units, words); zeros for English units."""
    description: Mapping[str, str | int]


def encode_input(
    units: Sequence[BilingualInput], encoder: TextEncoder, *, use_cache: bool, on_batch: OnBatch | None = None
) -> EncodedInput:
    """Encode units with an English model: English text as written, Chinese by its glosses; equal texts once."""
    texts, glosses_of_units = _gloss_units(units)
    words = sorted({gloss for glosses in glosses_of_units for gloss in glosses})
    senses = [sense for gloss in words for sense in gloss.senses]
    encoded, description = encode_distinct(
        [*filter(None, texts), *senses], encoder, use_cache=use_cache, on_batch=on_batch
    )
    known = np.array([text != "" for text in texts], dtype=bool)
    by_sentence, by_sense = np.split(encoded, [int(known.sum())])
    sentences = np.zeros((len(units), encoded.shape[1]), dtype=np.float32)
    sentences[known] = by_sentence
    return EncodedInput(
        has_chinese=np.array([unit.has_chinese for unit in units], dtype=bool),
        sentences=sentences,
        words=words,
        meanings=_average_senses(by_sense, [len(gloss.senses) for gloss in words]),
        counts=_count_words(glosses_of_units, words),
        description=description,
    )


def _gloss_units(units: Sequence[BilingualInput]) -> tuple[list[str], list[list[Gloss]]]:
    """Return the text of each unit for the model, empty if no word is known, and the glosses of its content words."""
    texts, glosses_of_units = [], []
    shared = dict[Gloss, Gloss]()  # one object for equal glosses saves memory
    for unit in units:
        glosses = gloss_words(unit.words) if unit.has_chinese else []
        texts.append(join_glosses(glosses) if unit.has_chinese else unit.text)
        glosses_of_units.append([shared.setdefault(gloss, gloss) for gloss in glosses if gloss.is_content])
    return texts, glosses_of_units


def _average_senses(vectors: Vectors, counts: Sequence[int]) -> Numbers:
    """Return the mean of each run of vectors; ``counts`` are the lengths of the runs."""
    ends = np.cumsum(counts, dtype=np.int64)
    means = [vectors[end - count : end].mean(axis=0, dtype=np.float64) for end, count in zip(ends, counts, strict=True)]
    return np.array(means, dtype=np.float64).reshape(len(counts), vectors.shape[1])


def _count_words(glosses_of_units: Sequence[Sequence[Gloss]], words: Sequence[Gloss]) -> csr_matrix:
    place = {gloss: index for index, gloss in enumerate(words)}
    columns = np.array([place[gloss] for glosses in glosses_of_units for gloss in glosses], dtype=np.int64)
    rows = np.repeat(np.arange(len(glosses_of_units)), [len(glosses) for glosses in glosses_of_units])
    return csr_matrix((np.ones(len(columns)), (rows, columns)), shape=(len(glosses_of_units), len(words)))


class LexicalSmoother(BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Smooth unit vectors with TF-IDF-weighted word vectors, which are learnt from the units that share the words.

    "You shall know a word by the company it keeps" (Firth 1957, A synopsis of linguistic theory 1930-1955). With TF-IDF
    weights X, shape (units, words), rows of unit length, and unit vectors Z, the vector of a word is the mean of Z
    weighted by its column of X, and ``transform`` gives X times the word vectors. This is one round of smoothing over
    the graph that links units by shared words. Lexical similarity enters the space of Z without adding a dimension, so
    two languages stay together. A word of a single unit has a vector of zeros.

    Attributes
    ----------
    words_ : the words, sorted.
    weights_ : inverse document frequencies of the words, float32, shape (words,).
    vectors_ : vectors of the words, float32, shape (words, dimensions).

    """

    @classmethod
    def from_state(cls, words: Sequence[str], weights: npt.NDArray[np.float32], vectors: Vectors) -> Self:
        """Restore a fitted smoother from its three attributes."""
        smoother = cls()
        smoother.words_, smoother.weights_, smoother.vectors_ = list(words), weights, vectors
        if smoother.words_:
            smoother._vectorizer = _create_vectorizer(smoother.words_)
            smoother._vectorizer.idf_ = weights
        return smoother

    def fit(self, units: Sequence[Sequence[str]], vectors: Vectors | Numbers) -> Self:
        """Learn word vectors from units, given as lists of words, and their vectors in the same order."""
        self.words_ = sorted({word for words in units for word in words})
        self.weights_ = np.zeros(0, dtype=np.float32)
        self.vectors_ = np.zeros((0, vectors.shape[1]), dtype=np.float32)
        if not self.words_:
            return self
        self._vectorizer = _create_vectorizer(self.words_).fit(units)
        self.weights_ = self._vectorizer.idf_ = _to_state(self._vectorizer.idf_)
        used = csr_matrix(self._vectorizer.transform(units))
        shared = np.asarray((used > 0).sum(axis=0)).ravel() > 1
        sums = np.asarray(used.sum(axis=0)).ravel()
        means = (used.T @ vectors.astype(np.float64)) / sums[:, None]
        self.vectors_ = _to_state(np.where(shared[:, None], means, 0))
        return self

    def transform(self, units: Sequence[Sequence[str]]) -> Numbers:
        """Return the weighted mean of each unit's word vectors, shape (units, dimensions): unit length, or zeros."""
        if not self.words_ or not units:
            return np.zeros((len(units), self.vectors_.shape[1]))
        used = csr_matrix(self._vectorizer.transform(units))
        return np.asarray(normalize(used @ self.vectors_.astype(np.float64)))


def _create_vectorizer(words: Sequence[str]) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=list, lowercase=False, vocabulary=words, sublinear_tf=True, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class LanguageMeans:
    """Mean vectors of a corpus, shape (dimensions,), which are removed from its vectors."""

    english: Vectors
    """Mean of the English units."""
    chinese: Vectors
    """Mean of the glosses of Chinese units in a row."""
    words: Vectors
    """Mean of the vectors of Chinese words."""


@dataclass(frozen=True, slots=True)
class BilingualVectors:
    """Vectors of units, and what was fitted to the corpus."""

    vectors: Vectors
    """Shape (units, dimensions): unit length, or zeros where nothing is known of a unit."""
    description: Mapping[str, str | int]
    means: LanguageMeans
    smoother: LexicalSmoother

    def to_state(self) -> dict[str, npt.NDArray[Any]]:
        """Return everything that was fitted as named arrays, to be stored in a run.

        Words are UTF-8, one per line: in an array of strings, each would take the space of the longest.
        """
        return {
            "english_mean": self.means.english,
            "chinese_sentence_mean": self.means.chinese,
            "chinese_word_mean": self.means.words,
            "company_words": np.frombuffer("\n".join(self.smoother.words_).encode(), dtype=np.uint8),
            "company_weights": self.smoother.weights_,
            "company_vectors": self.smoother.vectors_,
        }


def fit_bilingual(
    units: Sequence[BilingualInput],
    is_fitted: Mask,
    encoder: TextEncoder,
    *,
    use_cache: bool,
    on_batch: OnBatch | None = None,
) -> BilingualVectors:
    """Encode units; what depends on the corpus is fitted to the units that ``is_fitted``, shape (units,), marks.

    Pass the units sorted, because their order determines the last digits of what is fitted.

    The vector of an English unit is the model's. That of a Chinese unit is the sum of two vectors from the dictionary:
    the mean of its content words' glosses, with less weight for common words (Arora et al. 2017, A simple but
    tough-to-beat baseline for sentence embeddings), and its glosses read as one English sentence. The mean of each kind
    of vector is removed, and that of English units too, so that units are not close for their language alone. Then
    unit vectors are smoothed with the vectors of their words (``LexicalSmoother``).
    """
    encoded = encode_input(units, encoder, use_cache=use_cache, on_batch=on_batch)
    content = [unit.content for unit in units]
    with threadpool_limits(limits=1):
        means = _fit_means(encoded, is_fitted)
        combined = _combine_readings(encoded, means)
        smoother = LexicalSmoother().fit([content[index] for index in np.flatnonzero(is_fitted)], combined[is_fitted])
        vectors = _smooth(combined, smoother, content)
    return BilingualVectors(vectors, _describe(encoded), means, smoother)


def transform_bilingual(
    units: Sequence[BilingualInput],
    state: Mapping[str, npt.NDArray[Any]],
    encoder: TextEncoder,
    *,
    use_cache: bool,
    on_batch: OnBatch | None = None,
) -> BilingualVectors:
    """Encode new units with the ``state`` that was fitted to a corpus.

    Nothing is fitted to them, so each has the same vector, whatever other units there are.
    """
    encoded = encode_input(units, encoder, use_cache=use_cache, on_batch=on_batch)
    names = ("english_mean", "chinese_sentence_mean", "chinese_word_mean")
    means = LanguageMeans(*(state[name] for name in names))
    words = state["company_words"].tobytes().decode().split("\n")
    smoother = LexicalSmoother.from_state(
        words if words != [""] else [], state["company_weights"], state["company_vectors"]
    )
    with threadpool_limits(limits=1):
        # If there was no text for the model, its vectors have no dimensions.
        has_dimensions = encoded.sentences.shape[1] > 0
        combined = _combine_readings(encoded, means) if has_dimensions else np.zeros((len(units), len(means.english)))
        vectors = _smooth(combined, smoother, [unit.content for unit in units])
    return BilingualVectors(vectors, _describe(encoded), means, smoother)


def _smooth(vectors: Numbers, smoother: LexicalSmoother, content: Sequence[Sequence[str]]) -> Vectors:
    """Add to each unit's vector that of its words; shape (units, dimensions), unit length or zeros."""
    return _to_unit_length(vectors + SMOOTHING_WEIGHT * smoother.transform(content)).astype(np.float32)


def _to_state(numbers: Numbers) -> Vectors:
    """Round to six decimals, far above the rounding of any processor: new units are read with what is stored."""
    return np.asarray(np.round(numbers, 6) + 0.0, dtype=np.float32)


def _describe(encoded: EncodedInput) -> dict[str, str | int]:
    description = dict(encoded.description)
    model = description.pop("model")
    if not encoded.has_chinese.all():
        description["english"] = model
    if encoded.has_chinese.any():
        description["chinese"] = (
            f"{model} with the dictionary CC-CEDICT (the mean of the glosses of the content words, and the glosses "
            "read as one sentence)"
        )
    description["centring"] = "the mean of each language"
    description["company"] = f"the TF-IDF-weighted mean of its words' vectors, with weight {SMOOTHING_WEIGHT}"
    return description


def _fit_means(encoded: EncodedInput, is_fitted: Mask) -> LanguageMeans:
    known = np.any(encoded.sentences != 0, axis=1)
    is_used = np.asarray(encoded.counts[is_fitted].sum(axis=0)).ravel() > 0
    return LanguageMeans(
        english=_shrunken_mean(encoded.sentences[is_fitted & known & ~encoded.has_chinese]),
        chinese=_shrunken_mean(encoded.sentences[is_fitted & known & encoded.has_chinese]),
        words=_shrunken_mean(encoded.meanings[is_used]),
    )


def _shrunken_mean(vectors: Vectors | Numbers) -> Vectors:
    """Return the mean of vectors, shrunk towards zero where they are few."""
    share = len(vectors) / (len(vectors) + SHRINKAGE_COUNT)
    return _to_state(vectors.sum(axis=0, dtype=np.float64) / max(len(vectors), 1) * share)


def _combine_readings(encoded: EncodedInput, means: LanguageMeans) -> Numbers:
    """Return the vectors of units before smoothing: unit length, or zeros."""
    known = np.any(encoded.sentences != 0, axis=1)
    sentences = np.zeros(encoded.sentences.shape)
    for language, mean in ((encoded.has_chinese, means.chinese), (~encoded.has_chinese, means.english)):
        sentences[known & language] = encoded.sentences[known & language].astype(np.float64) - mean
    words = _sum_words(encoded, means)
    return _to_unit_length(_to_unit_length(sentences) + _to_unit_length(words))


def _sum_words(encoded: EncodedInput, means: LanguageMeans) -> Numbers:
    """Return the weighted sum of each unit's word vectors, shape (units, dimensions); common words weigh less."""
    weights = np.array(
        [COMMON_WORD_SHARE / (COMMON_WORD_SHARE + word_frequency(gloss.word)) for gloss in encoded.words]
    )
    return np.asarray(encoded.counts @ (weights[:, None] * (encoded.meanings - means.words)))


def _to_unit_length(vectors: Numbers) -> Numbers:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1))
