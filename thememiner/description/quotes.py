"""Representative quotes: the units nearest to a theme's centre, from as many people as possible."""

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.description.nearness import to_mean


def representative(
    vectors: npt.NDArray[np.float32],
    people: Sequence[Hashable],
    count: int,
    *,
    tie_breakers: Sequence[str],
    rows: npt.NDArray[np.int64] | None = None,
) -> list[int]:
    """Return the indices of at most ``count`` units, in the order in which to show them.

    ``vectors`` has unit length, shape (all units, dimensions); ``rows`` are those of the units to choose from, all if
    none are given. The unit nearest to the mean of them comes first; then the nearest of each person not yet quoted;
    when everybody is quoted, the next round begins.
    """
    rows = np.arange(len(vectors)) if rows is None else rows
    if not len(rows):
        return []
    nearness = pd.Series(np.round(to_mean(vectors, rows), 9))
    units = pd.DataFrame({"far": -nearness, "id": list(tie_breakers), "person": list(people)})
    by_nearness = units.sort_values(["far", "id"], kind="stable")
    rounds = by_nearness.groupby("person", sort=False).cumcount()
    return [int(index) for index in rounds.sort_values(kind="stable").index[:count]]
