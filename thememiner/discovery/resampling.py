"""What is left out of each clustering: participants if there are enough, else documents, else units."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

SHARE = 0.8
"""Of the participants, documents or units that each clustering sees."""
ENOUGH = 8
"""With fewer participants or documents, leaving some out would leave out too much at once."""


@dataclass(frozen=True, slots=True)
class Resampling:
    """Which units are left out together."""

    noun: str
    """participants, documents or units."""
    groups: npt.NDArray[np.int64]
    """For each unit the number of its participant, document or itself."""

    def draw(self, draw: np.random.Generator) -> npt.NDArray[np.int64]:
        """Return the units that one clustering sees, ascending; never none."""
        count = int(self.groups.max()) + 1
        chosen = draw.choice(count, max(1, round(SHARE * count)), replace=False)
        return np.flatnonzero(np.isin(self.groups, chosen))


def resampling_of(units: pd.DataFrame) -> Resampling:
    """Return how to resample these units.

    Units of one person are not independent, so whole participants are left out if there are at least 8. Where nobody
    is named, a document stands for its speaker.
    """
    people = people_of(units)
    named = units["participant"].notna().any()
    for noun, column in (("participants", people if named else people[:0]), ("documents", units["doc_id"])):
        groups = pd.factorize(column.astype(object), sort=True)[0]
        if len(groups) and groups.max() + 1 >= ENOUGH:
            return Resampling(noun, np.asarray(groups, dtype=np.int64))
    return Resampling("units", np.arange(len(units)))


def people_of(units: pd.DataFrame) -> "pd.Series[str]":
    """Return whose each unit is: its participant's, or its document's where nobody is named."""
    named = units["participant"].notna()
    return units["participant"].astype(object).where(named, units["doc_id"].astype(object))
