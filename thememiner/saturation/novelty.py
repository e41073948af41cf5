"""Which themes of a rediscovery are new, compared with all that was found in fewer interviews."""

import numpy as np
import numpy.typing as npt

GOES_ON = 1 / 2
"""An earlier theme goes on in a later one that holds at least this share of its units."""
IS_PART = 1 / 3
"""A later theme is part of an earlier one that holds at least this share of the later one's units. Lower than a half,
because after a base of four and a run of two a third of all units has only just come in."""
TOO_BROAD = 1 / 2
"""What holds more than this share of all units that had a theme tells nothing apart: no theme is known for being part
of it."""


class Discoveries:
    """Themes found so far in one order of interviews; what is in them only grows.

    A theme is *known* if an earlier theme goes on in it (alone, or merged with others), or if it is part of an earlier
    theme (which has split); else it is new. Themes of the same rediscovery are not compared with each other.
    """

    def __init__(self) -> None:
        self._earlier: list[npt.NDArray[np.int64]] = []
        self.seen = 0
        """Different themes so far."""

    def add(self, labels: npt.NDArray[np.int64]) -> int:
        """Take in a rediscovery, and return how many of its themes are new.

        ``labels`` has an entry for each unit of the corpus, always in the same order: its theme, -1 where the unit is
        not among the interviews yet, or has no theme.
        """
        known = np.zeros(int(labels.max(initial=-1)) + 1, dtype=np.bool_)
        for earlier in self._earlier:
            known |= _known(labels, earlier, len(known))
        self._earlier.append(labels)
        present = np.isin(np.arange(len(known)), labels)
        new = int((present & ~known).sum())
        self.seen += new
        return new


def _known(later: npt.NDArray[np.int64], earlier: npt.NDArray[np.int64], themes: int) -> npt.NDArray[np.bool_]:
    """Return which of the later themes an earlier rediscovery knew, shape (themes,)."""
    sizes = np.bincount(later[later >= 0], minlength=themes)
    earlier_sizes = np.bincount(earlier[earlier >= 0])
    both = (later >= 0) & (earlier >= 0)
    shared = np.zeros((themes, len(earlier_sizes)), dtype=np.int64)
    np.add.at(shared, (later[both], earlier[both]), 1)
    goes_on = (shared > 0) & (shared >= GOES_ON * earlier_sizes)
    narrow = earlier_sizes <= TOO_BROAD * earlier_sizes.sum()
    is_part = (shared > 0) & (shared >= IS_PART * sizes[:, np.newaxis]) & narrow
    known: npt.NDArray[np.bool_] = (goes_on | is_part).any(axis=1)
    return known
