"""New documents are cut as those of a corpus were, whose units stay as they are.

The words of meaning units that were cut before, and stored without them.
A corpus that was cut part by part, put together as if it had been cut at once.
"""

from array import array
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import SegmentationSettings, Settings
from thememiner.records import SEGMENTED_COLUMNS, Corpus, Document, Segmentation, Tokens, table
from thememiner.segmentation.exclusion import duplicates
from thememiner.segmentation.segment import segment
from thememiner.segmentation.spans import speech_of
from thememiner.segmentation.tokenizers import Words

DEFAULTS = Settings()
DEFAULT_SEGMENTATION = SegmentationSettings()


def segment_further(
    corpus: Corpus, before: pd.DataFrame, known: Collection[str], *, settings: Settings = DEFAULTS
) -> tuple[Segmentation, npt.NDArray[np.bool_]]:
    """Cut those documents of a corpus that were not cut ``before``, and mark the units of the others, shape (units,).

    ``known`` are the ids of the documents that were, and ``before`` their units, which stay as they are (of those set
    aside the words are not found again). A new unit that repeats an earlier one is a duplicate of it, and never the
    other way round, whatever the documents are called.

    Raises ``ConfigurationError`` if the user dictionary cannot be read.
    """
    of_run = set(known)
    documents = [
        tuple(one for one in corpus.documents if (one.doc_id in of_run) is is_known) for is_known in (False, True)
    ]
    new = segment(replace(corpus, documents=documents[0]), settings=settings)
    tokens = (tokens_of(before, documents[1], settings=settings.segmentation), new.tokens)
    both = pd.concat([before[new.units.columns], new.units], ignore_index=True)
    # Every document is on one side only, so that places stay in order.
    order = np.argsort(both["doc_id"].to_numpy(dtype=object), kind="stable")
    earlier = order < len(before)
    units = both.iloc[order].reset_index(drop=True)
    originals = units["duplicate_of"].to_numpy(dtype=object, copy=True)
    earlier_first = [*np.flatnonzero(earlier), *np.flatnonzero(~earlier)]
    originals[~earlier] = duplicates(units, corpus.documents, earlier_first)[~earlier]
    columns = {name: units[name] for name in units.columns} | {"duplicate_of": originals}
    return Segmentation(table(SEGMENTED_COLUMNS, columns), _merged(tokens, order, len(before))), earlier


def _merged(tokens: tuple[Tokens, Tokens], order: Sequence[int] | npt.NDArray[np.int64], first: int) -> Tokens:
    """Return the words of the units of both in another order; those of the second are counted on from ``first``."""
    offsets, starts, ends = array("q", [0]), array("i"), array("i")
    for row in order:
        own = tokens[0].spans(row) if row < first else tokens[1].spans(row - first)
        for start, end in own:
            starts.append(start)
            ends.append(end)
        offsets.append(len(starts))
    return Tokens(np.array(offsets, dtype=np.int64), np.array(starts, dtype=np.int32), np.array(ends, dtype=np.int32))


def tokens_of(
    units: pd.DataFrame, documents: Sequence[Document], *, settings: SegmentationSettings = DEFAULT_SEGMENTATION
) -> Tokens:
    """Return the words of the kept units, in the order of the table; those set aside have none.

    ``units`` has the columns of ``SEGMENTED_COLUMNS``, and its documents are among those given.

    Raises ``ConfigurationError`` if the user dictionary cannot be read.
    """
    words = Words(settings.user_dictionary)
    wanted = set(units.loc[units["kept"], "doc_id"])
    spoken = {one.doc_id: speech_of(one.text).spoken for one in documents if one.doc_id in wanted}
    offsets, starts, ends = array("q", [0]), array("i"), array("i")
    for doc_id, start, end, kept in units[["doc_id", "start", "end", "kept"]].itertuples(index=False):
        for first, last in words.spans(spoken[doc_id], start, end) if kept else ():
            starts.append(first - start)
            ends.append(last - start)
        offsets.append(len(starts))
    return Tokens(np.array(offsets, dtype=np.int64), np.array(starts, dtype=np.int32), np.array(ends, dtype=np.int32))


def join_parts(parts: Sequence[Segmentation], documents: Sequence[Document]) -> Segmentation:
    """Return the units of all parts: what ``segment`` gives for all documents of a corpus.

    Each part is what it gives for some of them, and the parts are in order of the documents' ids. Which unit repeats
    an earlier one is settled anew, since that may be of another part.
    """
    units = pd.concat([part.units for part in parts], ignore_index=True) if parts else table(SEGMENTED_COLUMNS)
    columns = {name: units[name] for name in units.columns}
    columns["duplicate_of"] = pd.Series(duplicates(units, documents, range(len(units))))
    return Segmentation(table(SEGMENTED_COLUMNS, columns), _joined([part.tokens for part in parts]))


def _joined(parts: Sequence[Tokens]) -> Tokens:
    ends = np.cumsum([0, *(len(part.starts) for part in parts)])
    offsets = [part.offsets[1:] + before for part, before in zip(parts, ends, strict=False)]
    none = np.zeros(0, dtype=np.int32)
    return Tokens(
        np.concatenate([np.zeros(1, dtype=np.int64), *offsets]),
        np.concatenate([none, *(part.starts for part in parts)]),
        np.concatenate([none, *(part.ends for part in parts)]),
    )
