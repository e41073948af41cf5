"""Representative quotes: the units nearest to a theme's centre, from as many people as possible."""

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt


def representative(
    vectors: npt.NDArray[np.float32], people: Sequence[Hashable], count: int, *, tie_breakers: Sequence[str]
) -> list[int]:
    """Return the indices of at most ``count`` units, in the order in which to show them.

    ``vectors`` has unit length, shape (units, dimensions). The unit nearest to the mean of all comes first; then the
    nearest of each person not yet quoted; when everybody is quoted, the next round begins.
    """
    if not len(vectors):
        return []
    nearness = np.round(vectors.astype(np.float64) @ vectors.mean(axis=0, dtype=np.float64), 9)
    by_nearness = sorted(range(len(vectors)), key=lambda index: (-nearness[index], tie_breakers[index]))
    rounds: dict[Hashable, int] = {}
    ranked: list[tuple[int, int, int]] = []
    for index in by_nearness:
        rounds[people[index]] = rounds.get(people[index], 0) + 1
        ranked.append((rounds[people[index]], len(ranked), index))
    return [index for _, _, index in sorted(ranked)[:count]]
