"""The default: English and Chinese units in one space, with the packaged English model and a dictionary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from thememiner.embedding.chinese import frequency
from thememiner.embedding.company import WordCompany
from thememiner.embedding.encoder import OnBatch, TextEncoder
from thememiner.embedding.readings import Numbers, Readings, Unit, Vectors, read_units

Mask = npt.NDArray[np.bool_]

RARE = 1e-4
"""A word that makes up this share of Chinese text weighs half of a rare one: a of Arora et al. (2017), formula 1."""
FEW = 20
"""Of so few units or words half of their mean is taken out: it is not yet the language's."""
COMPANY = 0.3
"""Weight of the company of a unit's words, beside 1 for the unit itself."""


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
