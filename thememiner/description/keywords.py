"""Words that mark a group of units off from the others: class-based TF-IDF."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log


def keywords(groups: Mapping[str, Iterable[Sequence[str]]], count: int) -> dict[str, tuple[str, ...]]:
    """Return the best ``count`` terms of each group of units, best first.

    ``groups`` gives for each group the terms of its units. A term's weight is ``tf * log(1 + A / f)``: ``tf`` the
    number of the group's units that have it, ``f`` that of all groups, ``A`` the average number of terms in a group
    (Grootendorst 2022, BERTopic, equation 3). A unit that repeats a word counts once. Ties are settled by the
    alphabet.
    """
    counts = {name: Counter(term for unit in units for term in set(unit)) for name, units in groups.items()}
    everywhere: Counter[str] = sum(counts.values(), Counter())
    average = everywhere.total() / max(len(groups), 1)

    def best(own: Counter[str]) -> tuple[str, ...]:
        weights = {term: tf * log(1 + average / everywhere[term]) for term, tf in own.items()}
        return tuple(sorted(weights, key=lambda term: (-weights[term], term))[:count])

    return {name: best(own) for name, own in counts.items()}
