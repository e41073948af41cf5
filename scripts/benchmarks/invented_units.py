"""Invented units with vectors, to measure time and memory: themes are groups of similar directions."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.records import (
    SEGMENTED_COLUMNS,
    Corpus,
    Document,
    Embedding,
    Form,
    Role,
    Segmentation,
    Source,
    Tokens,
    Turn,
)

Numbers = npt.NDArray[np.int64]

DIMENSIONS = 384
THEMES, SUBTHEMES = 12, 60
SHARE_WITHOUT_THEME = 0.15
"""Share of units with a random direction."""
SPREAD = 1.1
"""Length of the noise added to the direction of a sub-theme, which has length 1. Cosines within a sub-theme are then
about .45, as for real units."""
WORDS, OF_THEME = 4000, 40
"""Size of the vocabulary, and number of frequent words of each sub-theme."""
SHARE_OF_FIXED_PAIRS = 0.3
"""Share of words that are always followed by the same word, since word pairs recur in language."""
SHORTEST, LONGEST = 5, 25
"""Number of words in a unit."""
UNITS_PER_DOCUMENT = 250
"""Mean number of units in a document."""
SHARE_OF_THEME_WORDS = 0.3
"""Share of the words of a unit that belong to its sub-theme."""
BLOCK = 1 << 15
SYLLABLES = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "zu", "ha")


@dataclass(frozen=True, slots=True)
class InventedStudy:
    """The results of all stages before discovery."""

    corpus: Corpus
    segmentation: Segmentation
    embedding: Embedding
    subthemes: Numbers
    """The sub-theme of each unit, -1 for none."""


def invented_units(count: int, *, seed: int = 0, vectors_in: Path | None = None) -> InventedStudy:
    """Make ``count`` kept units, one per turn, about 250 per participant.

    With ``vectors_in``, the vectors are stored in that file in half precision and mapped into memory, as for very large
    corpora; otherwise they are a float32 array.
    """
    draw = np.random.default_rng(seed)
    people = np.sort(draw.integers(max(count // UNITS_PER_DOCUMENT, 1), size=count))
    subthemes = np.where(draw.random(count) < SHARE_WITHOUT_THEME, -1, _skewed(draw, SUBTHEMES, count))
    corpus, segmentation = _invent_texts(subthemes, people, draw)
    vectors = _vectors(subthemes, draw, vectors_in)
    described: dict[str, str | int] = {"name": "invented", "number_type": str(vectors.dtype), "dimensions": DIMENSIONS}
    return InventedStudy(corpus, segmentation, Embedding(vectors, vectors, "Off: invented.", described, {}), subthemes)


def _skewed(draw: np.random.Generator, kinds: int, count: int) -> Numbers:
    """Return numbers below ``kinds``, low ones more often: the largest about ten times as often as the smallest."""
    return np.asarray((kinds * draw.beta(0.9, 1.6, size=count)).astype(np.int64))


def _vectors(subthemes: Numbers, draw: np.random.Generator, file: Path | None) -> npt.NDArray[np.float32]:
    shape = (len(subthemes), DIMENSIONS)
    themes = draw.standard_normal((THEMES, DIMENSIONS))
    centres = themes[np.arange(SUBTHEMES) % THEMES] + draw.standard_normal((SUBTHEMES, DIMENSIONS))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    directions = np.vstack([centres, np.zeros(DIMENSIONS)]).astype(np.float32)
    stored = (
        np.zeros(shape, dtype=np.float32)
        if file is None
        else np.lib.format.open_memmap(file, mode="w+", dtype=np.float16, shape=shape)
    )
    for first in range(0, len(subthemes), BLOCK):
        own = subthemes[first : first + BLOCK]
        noise = draw.standard_normal((len(own), DIMENSIONS), dtype=np.float32) * np.float32(SPREAD / DIMENSIONS**0.5)
        made = directions[own] + noise
        stored[first : first + BLOCK] = made / np.linalg.norm(made, axis=1, keepdims=True)
    return stored


def _invent_texts(subthemes: Numbers, people: Numbers, draw: np.random.Generator) -> tuple[Corpus, Segmentation]:
    """Return documents with one unit per turn, and the units with tokens."""
    count = len(subthemes)
    lengths = draw.integers(SHORTEST, LONGEST + 1, size=count)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    everyday = _skewed(draw, WORDS, int(offsets[-1]))
    of_theme = np.repeat(subthemes, lengths)
    own = WORDS + of_theme * OF_THEME + _skewed(draw, OF_THEME, int(offsets[-1]))
    followed = np.flatnonzero(draw.random(len(everyday) - 1) < SHARE_OF_FIXED_PAIRS)
    everyday[followed + 1] = (everyday[followed] * 7 + 3) % WORDS
    words = np.where((of_theme >= 0) & (draw.random(int(offsets[-1])) < SHARE_OF_THEME_WORDS), own, everyday)
    vocabulary = np.array([_word(number) for number in range(WORDS + SUBTHEMES * OF_THEME)], dtype=object)
    widths = np.array([len(word) for word in vocabulary])[words]
    before = np.cumsum(widths + 1) - (widths + 1)
    starts = before - np.repeat(before[offsets[:-1]], lengths)
    tokens = Tokens(offsets, starts.astype(np.int32), (starts + widths).astype(np.int32))
    texts = [" ".join(vocabulary[words[a:b]]) for a, b in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)]
    return _corpus(texts, people, tokens)


def _word(number: int) -> str:
    letters = SYLLABLES[number % 16] + SYLLABLES[number // 16 % 16] + SYLLABLES[number // 256 % 16]
    return letters + (SYLLABLES[number // 4096] if number >= 16**3 else "")  # four syllables only beyond 16³ words


def _corpus(texts: list[str], people: Numbers, tokens: Tokens) -> tuple[Corpus, Segmentation]:
    borders = np.flatnonzero(np.diff(people, prepend=-1, append=-1))
    places = np.zeros(len(texts), dtype=np.int64)
    documents = []
    for first, last in zip(borders[:-1].tolist(), borders[1:].tolist(), strict=True):
        own = texts[first:last]
        ends = np.cumsum([len(text) + 1 for text in own])
        places[first:last] = ends - [len(text) + 1 for text in own]
        name = f"interview-{people[first]:05}.txt"
        person = f"P{people[first]:05}"
        turns = tuple(
            Turn(start, start + len(text), person, Role.PARTICIPANT, person)
            for start, text in zip(places[first:last].tolist(), own, strict=True)
        )
        source = Source(name, "0" * 64, "txt", "utf-8")
        documents.append(Document(name, "\n".join(own), Form.ROWS, turns, source))
    forms = {document.doc_id: document.form for document in documents}
    return Corpus(tuple(documents)), Segmentation(_table(texts, people, places, borders), tokens, forms)


def _table(texts: list[str], people: Numbers, places: Numbers, borders: Numbers) -> pd.DataFrame:
    count = len(texts)
    # Odd multiples of a large number, modulo a power of two, are all different and look random.
    hashes = (np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)).tolist()
    ids = pd.Series([f"{number:016x}" for number in hashes], dtype="str")
    person = pd.Series(people).map("P{:05}".format)
    missing = pd.Series(pd.NA, index=range(count), dtype="string")
    values = {
        "unit_id": ids,
        "row_id": missing,
        "doc_id": pd.Series(people).map("interview-{:05}.txt".format),
        "participant": person,
        "speaker": person,
        "role": pd.Series(Role.PARTICIPANT.value, index=range(count)),
        "turn": np.arange(count) - np.repeat(borders[:-1], np.diff(borders)),
        "start": places,
        "end": places + [len(text) for text in texts],
        "text": texts,
        "language": pd.Series("en", index=range(count)),
        "kept": np.ones(count, dtype=bool),
        "reason": missing,
        "answers": missing,
        "duplicate_of": missing,
    }
    return pd.DataFrame({c.name: pd.Series(values[c.name], dtype=str(c.kind)) for c in SEGMENTED_COLUMNS})
