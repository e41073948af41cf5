"""What the packaged model reads of each unit: its English, or what a dictionary says of its Chinese."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from thememiner.embedding.chinese import Gloss, glosses_of, sentence_of
from thememiner.embedding.encoder import OnBatch, TextEncoder
from thememiner.embedding.once import encode_once

Numbers = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]


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
