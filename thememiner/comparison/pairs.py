"""The groups of the same units in two codings, summed up so that people can be drawn again and again."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
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
