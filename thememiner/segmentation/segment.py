"""Cut the documents of a corpus into meaning units."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.language import detect_language
from thememiner.records import SEGMENTED_COLUMNS, Corpus, Document, Form, Segmentation, Tokens, make_table
from thememiner.segmentation.exclusion import DuplicateFinder, judge_units
from thememiner.segmentation.spans import SpokenText, to_spoken_text
from thememiner.segmentation.tokenizers import Tokenizer
from thememiner.segmentation.unit_boundaries import Unit, cut_units

DEFAULTS = Settings()
ID_LENGTH = 16
"""Hexadecimal digits of a unit's id."""


def segment(corpus: Corpus, *, settings: Settings = DEFAULTS) -> Segmentation:
    r"""Cut a corpus into meaning units: spans that carry one idea of one speaker.

    A unit is a whole sentence. A very short sentence joins a neighbour in the same turn; an overlong one is divided.
    Every character of every turn that is not white space lies in exactly one unit, which is kept or set aside with a
    reason. ``text[start:end]`` of the document is the unit, letter for letter. Units are sorted by document and place.

    Raises ``UsageError`` if ``corpus`` is not a ``Corpus``, and ``ConfigurationError`` if the user dictionary cannot be
    read.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from thememiner import read_corpus, segment
    >>> said = "Interviewer: How was the choir?\nAnna: I liked it a lot. We sang every single day.\n"
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "anna.txt").write_text(said, "utf-8")
    ...     corpus = read_corpus(folder)
    >>> units = segment(corpus).units
    >>> units[["speaker", "text", "kept"]].values.tolist()  # doctest: +NORMALIZE_WHITESPACE
    [['Interviewer', 'How was the choir?', False],
     ['Anna', 'I liked it a lot.', True],
     ['Anna', 'We sang every single day.', True]]
    """
    if not isinstance(corpus, Corpus):
        raise UsageError(
            f"segment needs a Corpus, and was given a value of type {type(corpus).__name__}.",
            remedy="Read the transcripts with read_corpus first.",
        )
    tokenizer = Tokenizer(settings.segmentation.user_dictionary)
    rows = _UnitRows()
    for document in sorted(corpus.documents, key=attrgetter("doc_id")):
        speech = to_spoken_text(document.text)
        rows.add(document, speech, cut_units(document, speech, tokenizer, settings.segmentation))
    return rows.to_segmentation(document_forms(corpus.documents))


def document_forms(documents: Iterable[Document]) -> dict[str, Form]:
    """Return the form of each document by its id, sorted by id."""
    return {document.doc_id: document.form for document in sorted(documents, key=attrgetter("doc_id"))}


class _UnitRows:
    """Columns that grow document by document, so that no object per unit or token is kept."""

    def __init__(self) -> None:
        self._columns: dict[str, list[Any]] = {column.name: [] for column in SEGMENTED_COLUMNS}
        self._tokens: list[Tokens] = []
        self._duplicates = DuplicateFinder()

    def add(self, document: Document, speech: SpokenText, units: Sequence[Unit]) -> None:
        """Add the units of a document, in order of place."""
        texts = [document.text[unit.start : unit.end] for unit in units]
        ids = make_unit_ids(document.doc_id, texts)
        judgements = judge_units(document, speech.spoken, units)
        turns = [document.turns[unit.turn] for unit in units]
        kept = [judgement.reason is None for judgement in judgements]
        originals = [
            self._duplicates.original_of(document, unit, text, unit_id) if is_kept else None
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
            "language": [detect_language(speech.spoken[unit.start : unit.end]) for unit in units],
            "kept": kept,
            "reason": [None if judgement.reason is None else judgement.reason.value for judgement in judgements],
            "answers": [None if judgement.question is None else ids[judgement.question] for judgement in judgements],
            "duplicate_of": originals,
        }
        for name, values in added.items():
            self._columns[name] += values
        self._tokens.append(
            Tokens.from_spans([(start - unit.start, end - unit.start) for start, end in unit.words] for unit in units)
        )

    def to_segmentation(self, forms: Mapping[str, Form]) -> Segmentation:
        """Return all units as one table, with their tokens."""
        return Segmentation(make_table(SEGMENTED_COLUMNS, self._columns), Tokens.join(self._tokens), forms)


def make_unit_ids(doc_id: str, texts: Iterable[str]) -> list[str]:
    """Return the ids of a document's units, given their texts in order of place.

    An id is the first 16 hexadecimal digits of the SHA-256 hash of the JSON list of document id, text, and the ordinal
    among equal texts of the document. An edit elsewhere in the document therefore leaves the id unchanged.
    """
    seen: Counter[str] = Counter()
    ids = []
    for text in texts:
        ids.append(hashlib.sha256(json.dumps([doc_id, text, seen[text]]).encode()).hexdigest()[:ID_LENGTH])
        seen[text] += 1
    return ids
