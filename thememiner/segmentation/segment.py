"""From documents to meaning units: read aloud, one line a stage.

What a meaning unit is called, run after run.
"""

import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from thememiner.config import Settings
from thememiner.language import language_of
from thememiner.records import SEGMENTED_COLUMNS, Corpus, Document, Segmentation, Tokens, table
from thememiner.segmentation.exclusion import Originals, standings
from thememiner.segmentation.spans import Speech, speech_of
from thememiner.segmentation.tokenizers import Words
from thememiner.segmentation.units import Unit, units_of

DEFAULTS = Settings()
LENGTH = 16


def segment(corpus: Corpus, *, settings: Settings = DEFAULTS) -> Segmentation:
    """Cut a corpus into meaning units: spans that carry one idea of one speaker.

    A unit is a whole sentence; very short ones join a neighbour of the same turn, overlong ones are divided. Every
    character of every turn that is no white space lies in one unit, kept or set aside with the reason, and
    ``text[start:end]`` of its document is the unit, letter for letter. Units are sorted by document and place.

    Raises ``ConfigurationError`` if the user dictionary cannot be read.
    """
    words = Words(settings.segmentation.user_dictionary)
    assembly = _Assembly()
    for document in sorted(corpus.documents, key=lambda document: document.doc_id):
        speech = speech_of(document.text)
        units = units_of(document, speech, words, settings.segmentation)
        assembly.add(document, speech, units)
    return assembly.segmentation()


class _Assembly:
    """Columns that grow document by document: no object a unit or a token is kept."""

    def __init__(self) -> None:
        self._columns: dict[str, list[Any]] = {column.name: [] for column in SEGMENTED_COLUMNS}
        self._offsets, self._starts, self._ends = array("q", [0]), array("i"), array("i")
        self._originals = Originals()

    def add(self, document: Document, speech: Speech, units: Sequence[Unit]) -> None:
        """Add the units of a document, in order of place."""
        texts = [document.text[unit.start : unit.end] for unit in units]
        ids = unit_ids(document.doc_id, texts)
        judged = standings(document, speech.spoken, units)
        turns = [document.turns[unit.turn] for unit in units]
        kept = [standing.reason is None for standing in judged]
        originals = [
            self._originals.original_of(document, unit, text, unit_id) if is_kept else None
            for unit, text, unit_id, is_kept in zip(units, texts, ids, kept, strict=True)
        ]
        added: dict[str, list[Any]] = {
            "unit_id": ids,
            "row_id": [unit.row_id for unit in units],
            "doc_id": [document.doc_id] * len(units),
            "participant": [turn.participant for turn in turns],
            "speaker": [turn.speaker for turn in turns],
            "role": [turn.role.value for turn in turns],
            "turn": [unit.turn for unit in units],
            "start": [unit.start for unit in units],
            "end": [unit.end for unit in units],
            "text": texts,
            "language": [language_of(speech.spoken[unit.start : unit.end]) for unit in units],
            "kept": kept,
            "reason": [None if standing.reason is None else standing.reason.value for standing in judged],
            "answers": [None if standing.answers is None else ids[standing.answers] for standing in judged],
            "duplicate_of": originals,
        }
        for name, values in added.items():
            self._columns[name] += values
        self._add_tokens(units)

    def _add_tokens(self, units: Sequence[Unit]) -> None:
        for unit in units:
            self._starts.extend(start - unit.start for start, _ in unit.words)
            self._ends.extend(end - unit.start for _, end in unit.words)
            self._offsets.append(len(self._starts))

    def segmentation(self) -> Segmentation:
        """Return what was added as one table and one ragged array."""
        tokens = Tokens(
            np.array(self._offsets, dtype=np.int64),
            np.array(self._starts, dtype=np.int32),
            np.array(self._ends, dtype=np.int32),
        )
        return Segmentation(table(SEGMENTED_COLUMNS, self._columns), tokens)


def unit_ids(doc_id: str, texts: Iterable[str]) -> list[str]:
    """Return the ids of a document's units, given their texts in order of place.

    An id is 16 hexadecimal digits of the SHA-256 of document, text and the ordinal among equal texts of the document,
    written as a JSON list: an edit elsewhere in the document leaves it as it was.
    """
    seen: Counter[str] = Counter()
    ids = []
    for text in texts:
        ids.append(hashlib.sha256(json.dumps([doc_id, text, seen[text]]).encode()).hexdigest()[:LENGTH])
        seen[text] += 1
    return ids
