"""A corpus that was cut part by part, put together as if it had been cut at once."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from thememiner.records import SEGMENTED_COLUMNS, Document, Segmentation, Tokens, table
from thememiner.segmentation.duplicates import duplicates


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
