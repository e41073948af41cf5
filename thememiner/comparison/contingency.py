"""Counts of how the units of each participant are grouped in two codings, prepared for bootstrap draws.

Participants are drawn with all their units, because the units of one person are not independent.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from thememiner.comparison.levels import CodeGroups
from thememiner.comparison.matching import Matching, match_codes

Counts = npt.NDArray[np.int64]
Weights = npt.NDArray[np.int64]
"""Shape (draws, persons): how often each person is in a draw. A row of ones is the data without resampling."""
Values = npt.NDArray[np.float64]
"""Shape (draws,): a score in each draw, NaN where it is undefined."""
CachedArrays = tuple[npt.NDArray[Any], ...]
MIN_UNITS = 2
"""Agreement needs a pair of units."""
NEGLIGIBLE = 1e-12
"""Smaller differences are rounding errors."""
BLOCK = 512
"""Kinds of units computed together; limits memory to a few sparse matrices with this many rows."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """The distinct combinations of groups that units carry in both codings."""

    reference: npt.NDArray[np.bool_]
    """Shape (patterns, groups); the last group is that of the units without code."""
    proposed: npt.NDArray[np.bool_]
    """Shape (patterns, groups), with the same last group."""
    by_person: sparse.csr_array
    """Shape (persons, patterns): number of units of each person with a pattern."""

    def counts(self, weights: Weights) -> Values:
        """Count each pattern in each draw, shape (draws, patterns)."""
        counts: Values = np.asarray(weights @ self.by_person, dtype=np.float64)
        return counts


class CodeSets(NamedTuple):
    """The distinct sets of groups that units carry in one coding, and the set of each unit."""

    sets: npt.NDArray[np.bool_]
    """Shape (sets, groups), in order; the last group is that of the units without code."""
    of_unit: Counts
    """Shape (units,): index of the set."""

    @classmethod
    def of(cls, side: CodeGroups) -> "CodeSets":
        """Find the sets of a coding's units."""
        carries = side.with_uncoded()
        _, first, of_unit = np.unique(np.packbits(carries, axis=1), axis=0, return_index=True, return_inverse=True)
        return cls(carries[first], of_unit.ravel())


class Cells(NamedTuple):
    """The combinations of first codes in both codings that occur."""

    reference: Counts
    """Shape (cells,): index of the group; the last group is that of the units without code."""
    proposed: Counts
    by_person: Counts
    """Shape (persons, cells): number of units of each person."""


@dataclass(frozen=True)
class GroupPair:
    """Both codings' groups over the same units, and the person of each unit."""

    reference: CodeGroups
    proposed: CodeGroups
    persons: Counts
    """Shape (units,): index of the person, from 0 without gaps."""
    sets: tuple[CodeSets, CodeSets] | None = None
    """Those of the reference and of the proposal, if they are known; see ``code_sets``."""
    cache: dict[tuple[str, bytes], CachedArrays] = field(default_factory=dict, repr=False, compare=False)
    """Arrays that several scores need, by name and draws; see ``compute_once``."""

    @property
    def units(self) -> int:
        """Return the number of units."""
        return len(self.persons)

    @property
    def unit_weights(self) -> Weights:
        """Return weights of one for every person: the data without resampling."""
        return np.ones((1, int(self.persons.max(initial=-1)) + 1), dtype=np.int64)

    @cached_property
    def patterns(self) -> Patterns:
        """Return the patterns of units. Time and memory of scores over all codes grow with their number."""
        own, other, of_unit = self.set_pairs
        shape = (self.unit_weights.shape[1], len(own))
        ones = np.ones(self.units, dtype=np.int64)
        by_person = sparse.coo_array((ones, (self.persons, of_unit)), shape=shape).tocsr()
        return Patterns(self.code_sets[0].sets[own], self.code_sets[1].sets[other], by_person)

    @cached_property
    def code_sets(self) -> tuple[CodeSets, CodeSets]:
        """Return the distinct sets of groups in both codings."""
        return self.sets or (CodeSets.of(self.reference), CodeSets.of(self.proposed))

    @cached_property
    def set_pairs(self) -> tuple[Counts, Counts, Counts]:
        """Return the pairs of sets that units carry: both sets of each pair, and the pair of each unit."""
        reference, proposed = self.code_sets
        pairs, of_unit = np.unique(reference.of_unit * len(proposed.sets) + proposed.of_unit, return_inverse=True)
        own, other = np.divmod(pairs, len(proposed.sets))
        return own, other, of_unit

    @cached_property
    def shared(self) -> Counts:
        """Count the units shared by each code of the reference (row) and of the proposal (column)."""
        reference, proposed = self.code_sets
        shape = len(reference.sets), len(proposed.sets)
        counts = np.bincount(reference.of_unit * shape[1] + proposed.of_unit, minlength=shape[0] * shape[1])
        own, other = (side.sets[:, :-1].astype(np.float64) for side in (reference, proposed))
        shared: Counts = (own.T @ (counts.reshape(shape) @ other)).astype(np.int64)  # exact in float64
        return shared

    @cached_property
    def first_codes(self) -> tuple[Counts, Counts]:
        """Return each unit's group in both codings: the index of its first code, or of the last group for no code."""
        reference, proposed = (
            np.where(side.first < 0, len(side.codes), side.first) for side in (self.reference, self.proposed)
        )
        return reference, proposed

    @cached_property
    def cells(self) -> Cells:
        """Return how often first codes occur together."""
        reference, proposed = self.first_codes
        columns = len(self.proposed.codes) + 1
        cells, of_unit = np.unique(reference * columns + proposed, return_inverse=True)
        return Cells(cells // columns, cells % columns, self.count_per_person(of_unit, len(cells)))

    def count_per_person(self, category: Counts, number: int) -> Counts:
        """Count the units of each person in each category, shape (persons, ``number`` of categories)."""
        persons = self.unit_weights.shape[1]
        return np.bincount(self.persons * number + category, minlength=persons * number).reshape(persons, number)

    def compute_once(
        self, name: str, weights: Weights, compute: Callable[["GroupPair", Weights], CachedArrays]
    ) -> CachedArrays:
        """Return arrays for these draws, computed at the first call with this name."""
        key = (name, weights.tobytes())
        if key not in self.cache:
            self.cache[key] = compute(self, weights)
        return self.cache[key]

    @cached_property
    def matching(self) -> Matching:
        """Return which codes of the two codings count as the same."""
        return match_codes(self.reference, self.proposed, self.shared)

    def shuffle(self, random: np.random.Generator) -> "GroupPair":
        """Return the pair with the proposed codes shuffled among the units, and with one person for all units.

        Persons matter only for ranges, which are not computed for shuffles.
        """
        order = random.permutation(self.units)
        shuffled = replace(self.proposed, carries=self.proposed.carries[order], first=self.proposed.first[order])
        reference, proposed = self.code_sets
        sets = (reference, proposed._replace(of_unit=proposed.of_unit[order]))
        return GroupPair(self.reference, shuffled, np.zeros_like(self.persons), sets)


class PairSums(NamedTuple):
    """Sums over pairs of units by pairs of persons, from which the sum in each draw is a quadratic form.

    With fewer draws than persons, the draws themselves take the role of the persons.
    """

    by_kind: Values
    """Shape (persons, kinds): number of units of each kind."""
    drawn: Values
    """Shape (draws, persons): how often each person is in a draw."""

    @classmethod
    def from_counts(cls, by_person: Counts | sparse.csr_array, weights: Weights) -> "PairSums":
        """Prepare sums from the number of units of each person (row) and kind (column)."""
        if len(weights) < weights.shape[1]:
            return cls(np.asarray(weights @ by_person, dtype=np.float64), np.eye(len(weights)))
        dense = by_person if isinstance(by_person, np.ndarray) else by_person.toarray()
        return cls(np.asarray(dense, dtype=np.float64), weights.astype(np.float64))

    def blocks(self) -> Iterator[slice]:
        """Yield ranges of kinds that are computed together."""
        for start in range(0, self.by_kind.shape[1], BLOCK):
            yield slice(start, start + BLOCK)

    def sum_block(self, rows: slice, kernel: sparse.csr_array) -> npt.NDArray[np.float64]:
        """Sum a block of kinds for each pair of persons; ``kernel`` has the values of its pairs with all kinds."""
        sums: npt.NDArray[np.float64] = self.by_kind[:, rows] @ (kernel @ self.by_kind.T)
        return sums

    def total_per_draw(self, sums: npt.NDArray[np.float64]) -> Values:
        """Return the sum over all ordered pairs in each draw, including each unit with itself."""
        values: Values = ((self.drawn @ sums) * self.drawn).sum(axis=1)
        return values
