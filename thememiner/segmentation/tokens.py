"""The words of meaning units that were cut before, and stored without them."""

from array import array
from collections.abc import Sequence

import numpy as np
import pandas as pd

from thememiner.config import SegmentationSettings
from thememiner.records import Document, Tokens
from thememiner.segmentation.pieces import speech_of
from thememiner.segmentation.words import Words

DEFAULTS = SegmentationSettings()


def tokens_of(
    units: pd.DataFrame, documents: Sequence[Document], *, settings: SegmentationSettings = DEFAULTS
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
