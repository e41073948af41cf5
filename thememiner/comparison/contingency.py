"""The groups of the same units in two codings, summed up so that people can be drawn again and again.

Whose units they are: people are drawn again with all their units, because the units of one are not independent.
Sums over pairs of units, for many draws of people at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from thememiner.comparison.levels import Groups
from thememiner.comparison.matching import Matching, match

Counts = npt.NDArray[np.int64]
Weights = npt.NDArray[np.int64]
"""Shape (draws, persons): how often each person is in a draw. A row of ones is the material as it is."""
Values = npt.NDArray[np.float64]
"""Shape (draws,): a figure in each draw, NaN where it is undefined."""
Known = tuple[npt.NDArray[Any], ...]
FEWEST_UNITS = 2
"""Units that agreement can be spoken of at least: a single one is no pair."""
NOTHING = 1e-12
"""What binary fractions make of 0."""
BLOCK = 512
"""Kinds of units looked at together; bounds the memory to a few sparse matrices of this many rows."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """The different combinations of groups that units carry in both codings."""

    reference: npt.NDArray[np.bool_]
    """Shape (patterns, groups); the last group is that of the units without code."""
    proposed: npt.NDArray[np.bool_]
    """Likewise."""
    by_person: sparse.csr_array
    """Shape (persons, patterns): how many units of each person carry a pattern."""

    def counts(self, weights: Weights) -> Values:
        """Return how often each pattern occurs in each draw, shape (draws, patterns)."""
        counts: Values = np.asarray(weights @ self.by_person, dtype=np.float64)
        return counts


class Cells(NamedTuple):
    """The combinations of first codes that occur."""

    reference: Counts
    """Shape (cells,): index of the group; the last group is that of the units without code."""
    proposed: Counts
    by_person: Counts
    """Shape (persons, cells): units of each person."""


@dataclass(frozen=True)
class GroupPair:
    """Both codings' groups over the same units, and whose units they are."""

    reference: Groups
    proposed: Groups
    persons: Counts
    """Shape (units,): index of the person, from 0 without gaps; whoever is drawn again is drawn with all units."""
    known: dict[tuple[str, bytes], Known] = field(default_factory=dict, repr=False, compare=False)
    """What several scores need, by its name and the draws; see ``once``."""

    @property
    def units(self) -> int:
        """Return the number of units."""
        return len(self.persons)

    @property
    def everyone(self) -> Weights:
        """Return the weights of the material as it is."""
        return np.ones((1, int(self.persons.max(initial=-1)) + 1), dtype=np.int64)

    @cached_property
    def patterns(self) -> Patterns:
        """Return the patterns of units; time and memory of the scores that look at all codes follow their number."""
        sides = [self.reference.with_uncoded(), self.proposed.with_uncoded()]
        packed = np.packbits(np.hstack(sides), axis=1)
        _, first, of_unit = np.unique(packed, axis=0, return_index=True, return_inverse=True)
        shape = (self.everyone.shape[1], len(first))
        ones = np.ones(self.units, dtype=np.int64)
        by_person = sparse.coo_array((ones, (self.persons, of_unit.ravel())), shape=shape).tocsr()
        return Patterns(sides[0][first], sides[1][first], by_person)

    @cached_property
    def first_codes(self) -> tuple[Counts, Counts]:
        """Return each unit's group in both codings: its first code, or the last index where it carries none."""
        reference, proposed = (
            np.where(side.first < 0, len(side.codes), side.first) for side in (self.reference, self.proposed)
        )
        return reference, proposed

    @cached_property
    def cells(self) -> Cells:
        """Return how often first codes go together."""
        reference, proposed = self.first_codes
        columns = len(self.proposed.codes) + 1
        cells, of_unit = np.unique(reference * columns + proposed, return_inverse=True)
        return Cells(cells // columns, cells % columns, self.per_person(of_unit, len(cells)))

    def per_person(self, category: Counts, number: int) -> Counts:
        """Return how many units of each person are in each of so many categories, shape (persons, categories)."""
        persons = self.everyone.shape[1]
        return np.bincount(self.persons * number + category, minlength=persons * number).reshape(persons, number)

    def once(self, name: str, weights: Weights, compute: Callable[["GroupPair", Weights], Known]) -> Known:
        """Compute something of the pair for these draws, or return what was computed before."""
        key = (name, weights.tobytes())
        if key not in self.known:
            self.known[key] = compute(self, weights)
        return self.known[key]

    @cached_property
    def matching(self) -> Matching:
        """Return which codes of the two codings count as the same."""
        return match(self.reference, self.proposed)

    def shuffled(self, random: np.random.Generator) -> "GroupPair":
        """Return the pair with the proposed codes dealt out among the units anew, all as if one person's.

        Who said a unit matters for ranges alone, and a shuffle has none.
        """
        order = random.permutation(self.units)
        dealt = replace(self.proposed, carries=self.proposed.carries[order], first=self.proposed.first[order])
        return GroupPair(self.reference, dealt, np.zeros_like(self.persons))


def persons_of(units: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return an index of each unit's participant, from 0; of its document, where the speaker is not known."""
    names = ("participant " + units["participant"].astype("string")).fillna("document " + units["doc_id"])
    persons: npt.NDArray[np.int64] = pd.factorize(names, sort=True)[0]
    return persons


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
