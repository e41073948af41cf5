"""What counts as an interview: a document, or a participant where people were met several times."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd


@dataclass(frozen=True, slots=True)
class Interviews:
    """The interviews of a study, with the units of each."""

    counted: str
    """What they are, as a plural: documents or participants."""
    rows: Mapping[str, npt.NDArray[np.int64]]
    """By name, in the order of the names: the places of the interview's units in a table."""

    def __len__(self) -> int:
        return len(self.rows)


def interviews_in(units: pd.DataFrame) -> Interviews:
    """Return the interviews in a table with the columns ``doc_id`` and ``participant``, a row a unit.

    If each document has exactly one participant and there are fewer participants than documents, people were met
    several times: all documents of a person are one interview, since new people are what a study would add. Else
    each document is one, a focus group too.
    """
    pairs = units[["doc_id", "participant"]].drop_duplicates()
    documents, people = pairs["doc_id"].nunique(), pairs["participant"].nunique()
    repeated = bool(pairs["participant"].notna().all()) and people < documents == len(pairs)
    names = units["participant" if repeated else "doc_id"].astype(str).to_numpy()
    places = pd.Series(np.arange(len(units))).groupby(names)
    rows = {str(name): np.asarray(group.to_numpy(), dtype=np.int64) for name, group in sorted(places)}
    return Interviews("participants" if repeated else "documents", rows)
