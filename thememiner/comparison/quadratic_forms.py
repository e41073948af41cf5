"""Sums over pairs of units, for many draws of people at once."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from thememiner.comparison.pairs import Counts, Values, Weights

BLOCK = 512
"""Kinds of units looked at together; bounds the memory to a few sparse matrices of this many rows."""


class Sums(NamedTuple):
    """A sum over pairs of units by pairs of people: what a draw gives is a quadratic form in how often each is in it.

    With fewer draws than people, the draws themselves stand in for the people.
    """

    by_kind: Values
    """Shape (people, kinds): units of each kind."""
    drawn: Values
    """Shape (draws, people)."""

    @classmethod
    def over(cls, by_person: Counts | sparse.csr_array, weights: Weights) -> "Sums":
        """Prepare sums over units, of which ``by_person`` has the number of each person and kind."""
        if len(weights) < weights.shape[1]:
            return cls(np.asarray(weights @ by_person, dtype=np.float64), np.eye(len(weights)))
        dense = by_person if isinstance(by_person, np.ndarray) else by_person.toarray()
        return cls(np.asarray(dense, dtype=np.float64), weights.astype(np.float64))

    def blocks(self) -> Iterator[slice]:
        """Yield ranges of kinds."""
        for start in range(0, self.by_kind.shape[1], BLOCK):
            yield slice(start, start + BLOCK)

    def part(self, rows: slice, kernel: sparse.csr_array) -> npt.NDArray[np.float64]:
        """Return what a block of kinds adds for each pair of people, with the kernel of its pairs with all kinds."""
        part: npt.NDArray[np.float64] = self.by_kind[:, rows] @ (kernel @ self.by_kind.T)
        return part

    def in_draws(self, sums: npt.NDArray[np.float64]) -> Values:
        """Return the sum over all ordered pairs in each draw, a unit with itself among them."""
        values: Values = ((self.drawn @ sums) * self.drawn).sum(axis=1)
        return values
