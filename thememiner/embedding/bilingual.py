"""The default: English and Chinese units in one space, with the packaged English model and a dictionary.

What the packaged model reads of each unit: its English, or what a dictionary says of its Chinese.
The lexical view: a word means what the units that use it mean, and a unit takes in the company of its words.
"""

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

from thememiner.embedding.chinese import Gloss, frequency, glosses_of, sentence_of
from thememiner.embedding.encoders import OnBatch, TextEncoder
from thememiner.embedding.encoding_cache import encode_once

Numbers = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
RARE = 1e-4
"""A word that makes up this share of Chinese text weighs half of a rare one: a of Arora et al. (2017), formula 1."""
FEW = 20
"""Of so few units or words half of their mean is taken out: it is not yet the language's."""
COMPANY = 0.3
"""Weight of the company of a unit's words, beside 1 for the unit itself."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What the encoder looks at of one unit."""

    text: str
    words: Sequence[str]
    """All of its tokens, as written."""
    content: Sequence[str]
    """Its content words, in lower case and simplified characters."""
    chinese: bool
    """Whether there is Chinese in it."""


@dataclass(frozen=True, slots=True)
class Readings:
    """The model's vectors of units and of words."""

    chinese: npt.NDArray[np.bool_]
    """Shape (units,)."""
    sentences: Vectors
    """Of an English unit's text, or of a Chinese one's glosses read as a sentence; shape (units, dimensions), zeros
    for a unit of whose words none is known."""
    words: Sequence[Gloss]
    """The content words of Chinese units, sorted."""
    meanings: Numbers
    """Of each of them the mean of its senses; shape (words, dimensions)."""
    uses: Any  # SciPy ships no types
    """How often each Chinese unit has each of them: sparse matrix, shape (units, words); English ones have none."""
    described: Mapping[str, str | int]


def read_units(
    units: Sequence[Unit], encoder: TextEncoder, *, remember: bool, on_batch: OnBatch | None = None
) -> Readings:
    """Let a model read units: English as it is written, Chinese by way of its glosses, each text once."""
    texts, used = _glossed(units)
    words = sorted({gloss for own in used for gloss in own})
    senses = [sense for gloss in words for sense in gloss.senses]
    encoded, described = encode_once([*filter(None, texts), *senses], encoder, remember=remember, on_batch=on_batch)
    known = np.array([text != "" for text in texts], dtype=bool)
    by_sentence, by_sense = np.split(encoded, [int(known.sum())])
    sentences = np.zeros((len(units), encoded.shape[1]), dtype=np.float32)
    sentences[known] = by_sentence
    return Readings(
        chinese=np.array([unit.chinese for unit in units], dtype=bool),
        sentences=sentences,
        words=words,
        meanings=_means(by_sense, [len(gloss.senses) for gloss in words]),
        uses=_counts(used, words),
        described=described,
    )


def _glossed(units: Sequence[Unit]) -> tuple[list[str], list[list[Gloss]]]:
    """Return what the model reads of each unit as a whole, and the content words of the Chinese ones."""
    texts, used, same = [], [], dict[Gloss, Gloss]()
    for unit in units:
        glosses = glosses_of(unit.words) if unit.chinese else []
        texts.append(sentence_of(glosses) if unit.chinese else unit.text)
        used.append([same.setdefault(gloss, gloss) for gloss in glosses if gloss.content])
    return texts, used


def _means(vectors: Vectors, counts: Sequence[int]) -> Numbers:
    """Return the means of so many vectors in a row each."""
    ends = np.cumsum(counts, dtype=np.int64)
    means = [vectors[end - count : end].mean(axis=0, dtype=np.float64) for end, count in zip(ends, counts, strict=True)]
    return np.array(means, dtype=np.float64).reshape(len(counts), vectors.shape[1])


def _counts(used: Sequence[Sequence[Gloss]], words: Sequence[Gloss]) -> csr_matrix:
    place = {gloss: index for index, gloss in enumerate(words)}
    columns = np.array([place[gloss] for own in used for gloss in own], dtype=np.int64)
    rows = np.repeat(np.arange(len(used)), [len(own) for own in used])
    return csr_matrix((np.ones(len(columns)), (rows, columns)), shape=(len(used), len(words)))


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


@dataclass(frozen=True, slots=True)
class Centre:
    """What was learnt from a corpus about vectors as such, and is taken out of them."""

    english: Numbers
    """Mean of English units; shape (dimensions,), as are the others."""
    chinese: Numbers
    """Mean of the sentences of glosses."""
    words: Numbers
    """Mean of the words' vectors."""


@dataclass(frozen=True, slots=True)
class Bilingual:
    """Vectors of units, and what was fitted to the corpus for them."""

    vectors: Vectors
    """Shape (units, dimensions): unit length, or zeros where nothing is known of a unit."""
    described: Mapping[str, str | int]
    centre: Centre
    company: WordCompany

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """Return everything that was fitted as named arrays, ready to be stored.

        Words are UTF-8, one a line: an array of strings would give each the room of the longest.
        """
        return {
            "english_mean": self.centre.english.astype(np.float32),
            "chinese_sentence_mean": self.centre.chinese.astype(np.float32),
            "chinese_word_mean": self.centre.words.astype(np.float32),
            "company_words": np.frombuffer("\n".join(self.company.words_).encode(), dtype=np.uint8),
            "company_weights": self.company.weights_,
            "company_vectors": self.company.vectors_,
        }


def fit_bilingual(
    units: Sequence[Unit], fitted_on: Mask, encoder: TextEncoder, *, remember: bool, on_batch: OnBatch | None = None
) -> Bilingual:
    """Return vectors of units; what is fitted to the corpus is fitted to those marked by ``fitted_on``.

    The order of the units settles the last digits of what is fitted: give them sorted.

    An English unit is the model's vector. A Chinese one is the sum of two readings through a dictionary: the mean of
    its content words' glosses, weighted down for common words (Arora et al. 2017, A simple but tough-to-beat baseline
    for sentence embeddings), and its glosses read as one English sentence. The mean of each is taken out, as is that
    of English units, so that a unit is not near another for its language alone. Then every unit takes in the company
    of its words.
    """
    read = read_units(units, encoder, remember=remember, on_batch=on_batch)
    content = [unit.content for unit in units]
    with threadpool_limits(limits=1):
        centre = _centre(read, fitted_on)
        plain = _plain(read, centre)
        company = WordCompany().fit([content[index] for index in np.flatnonzero(fitted_on)], plain[fitted_on])
        vectors = _in_company(plain, company, content)
    return Bilingual(vectors, _described(read), centre, company)


def as_fitted(
    units: Sequence[Unit],
    state: Mapping[str, npt.NDArray[Any]],
    encoder: TextEncoder,
    *,
    remember: bool,
    on_batch: OnBatch | None = None,
) -> Bilingual:
    """Return vectors of further units, made as those of the corpus were whose ``state`` is given.

    Nothing is fitted to them, so that each has the same vector whatever comes with it.
    """
    read = read_units(units, encoder, remember=remember, on_batch=on_batch)
    means = (state[name].astype(np.float64) for name in ("english_mean", "chinese_sentence_mean", "chinese_word_mean"))
    centre = Centre(*means)
    words = state["company_words"].tobytes().decode().split("\n")
    company = WordCompany.from_state(words if words != [""] else [], state["company_weights"], state["company_vectors"])
    with threadpool_limits(limits=1):
        # Without a single text that the model could read, its vectors have no length.
        plain = _plain(read, centre) if read.sentences.shape[1] else np.zeros((len(units), len(centre.english)))
        vectors = _in_company(plain.astype(np.float32), company, [unit.content for unit in units])
    return Bilingual(vectors, _described(read), centre, company)


def _in_company(plain: Vectors, company: WordCompany, content: Sequence[Sequence[str]]) -> Vectors:
    """Return the vectors of units with the company of their words in them: unit length, or zeros."""
    return _unit_length(plain + COMPANY * company.transform(content)).astype(np.float32)


def _described(read: Readings) -> dict[str, str | int]:
    described = dict(read.described)
    model = described.pop("model")
    if not read.chinese.all():
        described["english"] = model
    if read.chinese.any():
        described["chinese"] = (
            f"{model} by way of the dictionary CC-CEDICT (the mean of the glosses of their content words, and the "
            "glosses read in a row)"
        )
    described["centring"] = "the mean of each language"
    described["company"] = f"the mean of the units that share its words, with weight {COMPANY}"
    return described


def _centre(read: Readings, fitted_on: Mask) -> Centre:
    known = np.any(read.sentences != 0, axis=1)
    used = np.asarray(read.uses[fitted_on].sum(axis=0)).ravel() > 0
    return Centre(
        english=_mean(read.sentences[fitted_on & known & ~read.chinese]),
        chinese=_mean(read.sentences[fitted_on & known & read.chinese]),
        words=_mean(read.meanings[used]),
    )


def _mean(vectors: Vectors | Numbers) -> Numbers:
    """Return the mean of vectors, drawn towards zero where they are few."""
    share = len(vectors) / (len(vectors) + FEW)
    return np.asarray(vectors.sum(axis=0, dtype=np.float64) / max(len(vectors), 1) * share)


def _plain(read: Readings, centre: Centre) -> Vectors:
    """Return the vectors of units before company: unit length, or zeros."""
    known = np.any(read.sentences != 0, axis=1)
    by_sentence = np.zeros(read.sentences.shape)
    for language, mean in ((read.chinese, centre.chinese), (~read.chinese, centre.english)):
        by_sentence[known & language] = read.sentences[known & language] - mean
    return _unit_length(_unit_length(by_sentence) + _unit_length(_of_words(read, centre))).astype(np.float32)


def _of_words(read: Readings, centre: Centre) -> Numbers:
    """Return the sums of each unit's words, shape (units, dimensions), weighted down for common words."""
    weights = np.array([RARE / (RARE + frequency(gloss.word)) for gloss in read.words])
    return np.asarray(read.uses @ (weights[:, None] * (read.meanings - centre.words)))


def _unit_length(vectors: Numbers) -> Numbers:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1))
