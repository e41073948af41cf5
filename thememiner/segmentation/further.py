"""New documents are cut as those of a corpus were, whose units stay as they are."""

from array import array
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import Settings
from thememiner.records import SEGMENTED_COLUMNS, Corpus, Segmentation, Tokens, table
from thememiner.segmentation.duplicates import duplicates
from thememiner.segmentation.segment import segment
from thememiner.segmentation.tokens import tokens_of

DEFAULTS = Settings()


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
