"""What the packaged model reads of each unit: its English, or what a dictionary says of its Chinese."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from thememiner.embedding.chinese import Gloss, glosses_of, sentence_of
from thememiner.embedding.encoder import OnBatch, TextEncoder
from thememiner.embedding.once import encode_once

Numbers = npt.NDArray[np.float64]


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
    sentences: Numbers
    """Of an English unit's text, or of a Chinese one's glosses read as a sentence; shape (units, dimensions), zeros
    for a unit of whose words none is known."""
    glosses: Sequence[Sequence[Gloss]]
    """Of each Chinese unit its words' glosses; empty for English ones."""
    words: Mapping[Gloss, Numbers]
    """Of each content word among them the mean of its senses."""
    described: Mapping[str, str | int]


def read_units(
    units: Sequence[Unit], encoder: TextEncoder, *, remember: bool, on_batch: OnBatch | None = None
) -> Readings:
    """Let a model read units: English as it is written, Chinese by way of its glosses, each text once."""
    glosses = [glosses_of(unit.words) if unit.chinese else [] for unit in units]
    texts = [sentence_of(own) if unit.chinese else unit.text for unit, own in zip(units, glosses, strict=True)]
    words = sorted({gloss for own in glosses for gloss in own if gloss.content})
    asked = [*filter(None, texts), *chain.from_iterable(gloss.senses for gloss in words)]
    encoded, described = encode_once(asked, encoder, remember=remember, on_batch=on_batch)
    vectors = dict(zip(asked, encoded.astype(np.float64), strict=True))
    nothing = np.zeros(encoded.shape[1])
    return Readings(
        chinese=np.array([unit.chinese for unit in units], dtype=bool),
        sentences=np.array([vectors.get(text, nothing) for text in texts]).reshape(len(texts), encoded.shape[1]),
        glosses=glosses,
        words={gloss: np.mean([vectors[sense] for sense in gloss.senses], axis=0) for gloss in words},
        described=described,
    )
