"""Where each unit lies on the map of a run."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.records import Discovery


def map_places(units: pd.DataFrame, discovery: Discovery) -> npt.NDArray[np.float32]:
    """Return coordinates for all units, shape (units, 2), NaN where set aside."""
    places = np.full((len(units), 2), np.nan, dtype=np.float32)
    places[units["kept"].to_numpy()] = discovery.layout
    return places
