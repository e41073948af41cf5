"""Whose units they are: people are drawn again with all their units, because the units of one are not independent."""

import numpy as np
import numpy.typing as npt
import pandas as pd


def persons_of(units: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return an index of each unit's participant, from 0; of its document, where the speaker is not known."""
    names = ("participant " + units["participant"].astype("string")).fillna("document " + units["doc_id"])
    persons: npt.NDArray[np.int64] = pd.factorize(names, sort=True)[0]
    return persons
