"""Segment in steps: new documents of a corpus, parts of a large corpus, and the words of stored units."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import SegmentationSettings, Settings
from thememiner.records import SEGMENTED_COLUMNS, Corpus, Document, Segmentation, Tokens, make_table
from thememiner.segmentation.exclusion import find_duplicates
from thememiner.segmentation.segment import document_forms, segment
from thememiner.segmentation.spans import to_spoken_text
from thememiner.segmentation.tokenizers import Tokenizer

DEFAULTS = Settings()
DEFAULT_SEGMENTATION = SegmentationSettings()


def segment_new_documents(
    corpus: Corpus, before: pd.DataFrame, known: Collection[str], *, settings: Settings = DEFAULTS
) -> tuple[Segmentation, npt.NDArray[np.bool_]]:
    """Segment the new documents of a corpus, and keep the units of the known ones.

    ``known`` holds the ids of the documents that were segmented before, and ``before`` their units, which stay as they
    are; the words of those that were set aside are not found again. Returns all units, and a mask of shape (units,)
    that is true for the earlier ones. A new unit that repeats an earlier one is a duplicate of it, never the other way
    round, whatever the documents are called.

    Raises ``ConfigurationError`` if the user dictionary cannot be read.
    """
    known = set(known)
    old_documents = tuple(document for document in corpus.documents if document.doc_id in known)
    new_documents = tuple(document for document in corpus.documents if document.doc_id not in known)
    new = segment(replace(corpus, documents=new_documents), settings=settings)
    old_tokens = tokenize_units(before, old_documents, settings=settings.segmentation)
    both = pd.concat([before[new.units.columns], new.units], ignore_index=True)
    # Each document is either old or new, so a stable sort by document keeps units in order of place.
    order = np.argsort(both["doc_id"].to_numpy(dtype=object), kind="stable")
    earlier = order < len(before)
    units = both.iloc[order].reset_index(drop=True)
    originals = units["duplicate_of"].to_numpy(dtype=object, copy=True)
    earlier_first = [*np.flatnonzero(earlier), *np.flatnonzero(~earlier)]
    originals[~earlier] = find_duplicates(units, corpus.documents, earlier_first)[~earlier]
    columns = {name: units[name] for name in units.columns} | {"duplicate_of": originals}
    tokens = Tokens.join([old_tokens, new.tokens])
    in_order = Tokens.from_spans(tokens.spans(row) for row in order)
    return Segmentation(make_table(SEGMENTED_COLUMNS, columns), in_order, document_forms(corpus.documents)), earlier


def merge_segmentations(parts: Sequence[Segmentation], documents: Sequence[Document]) -> Segmentation:
    """Merge the segmentations of parts of a corpus into what ``segment`` returns for the whole corpus.

    The parts are in order of the ids of their documents, and ``documents`` are those of all parts. Duplicates are found
    anew, because the original of a unit may lie in another part.
    """
    units = pd.concat([part.units for part in parts], ignore_index=True) if parts else make_table(SEGMENTED_COLUMNS)
    columns = {name: units[name] for name in units.columns}
    columns["duplicate_of"] = pd.Series(find_duplicates(units, documents, range(len(units))))
    tokens = Tokens.join([part.tokens for part in parts])
    return Segmentation(make_table(SEGMENTED_COLUMNS, columns), tokens, document_forms(documents))


def tokenize_units(
    units: pd.DataFrame, documents: Sequence[Document], *, settings: SegmentationSettings = DEFAULT_SEGMENTATION
) -> Tokens:
    """Return the words of the kept units, in the order of the table; units that were set aside have none.

    ``units`` has the columns ``SEGMENTED_COLUMNS``, and ``documents`` hold all documents that it names.

    Raises ``ConfigurationError`` if the user dictionary cannot be read.
    """
    tokenizer = Tokenizer(settings.user_dictionary)
    wanted = set(units.loc[units["kept"], "doc_id"])
    spoken = {
        document.doc_id: to_spoken_text(document.text).spoken for document in documents if document.doc_id in wanted
    }
    return Tokens.from_spans(
        [(first - start, last - start) for first, last in tokenizer.find_words(spoken[doc_id], start, end)]
        if kept
        else ()
        for doc_id, start, end, kept in units[["doc_id", "start", "end", "kept"]].itertuples(index=False)
    )
