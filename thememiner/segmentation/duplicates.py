"""Units that say exactly what one before them says."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.records import Document, Form
from thememiner.segmentation.cutting import Unit

Source = tuple[str, str]
"""Whose words must not count twice: a participant's, or those of a table without participants."""


class Originals:
    """Remember the first kept unit of each source and text; units are shown in order of document and place."""

    def __init__(self) -> None:
        self._first: dict[tuple[Source, str], str] = {}

    def original_of(self, document: Document, unit: Unit, text: str, unit_id: str) -> str | None:
        """Return the id of the first unit of the same source and text; None for that first unit itself.

        Two people who say the same are two people, so units of different participants are no duplicates, nor are those
        of running text without a speaker. Rows of a table that names no participants are compared within the table.
        """
        source = _source(document, unit)
        if source is None:
            return None
        first = self._first.setdefault((source, text), unit_id)
        return None if first == unit_id else first


def duplicates(
    units: pd.DataFrame, documents: Sequence[Document], order: Sequence[int] | npt.NDArray[np.int64]
) -> npt.NDArray[np.object_]:
    """Return for each unit the id of the first kept one of the same source and text, if that is not itself.

    ``order`` are the rows to look at, those that count as first in front; for a unit that was set aside there is none.
    """
    by_id = {document.doc_id: document for document in documents}
    rows = units[["doc_id", "start", "end", "turn", "text", "unit_id"]].to_numpy(dtype=object)
    kept = units["kept"].to_numpy(bool)
    found = np.full(len(units), None, dtype=object)
    originals = Originals()
    for row in order:
        if kept[row]:
            doc_id, start, end, turn, text, unit_id = rows[row]
            found[row] = originals.original_of(by_id[doc_id], Unit(start, end, turn, None, []), text, unit_id)
    return found


def _source(document: Document, unit: Unit) -> Source | None:
    participant = document.turns[unit.turn].participant
    if participant is not None:
        return ("participant", participant)
    if document.cuts or document.form is Form.ROWS:
        return ("table", document.source.path)
    return None
