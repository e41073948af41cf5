"""Guided discovery: themes named beforehand pull units together, and the others still form themes of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

STANDS_OUT = 2.5
"""Standard deviations above the bulk of all units from which a unit stands out. Chosen, as is ``NEAR``, so that codes
of three coded sets, given by name, pulled few units that people had not given them."""
NEAR = 0.5
"""Share of the way from the bulk of all units to those nearest to the seed that a pulled unit has behind it."""
NEAREST = 3
"""So many units show how near any unit comes to a seed."""
THERE = 0.65
"""How near a seed must lie to its nearest units, as a share of how near units usually lie to theirs. Of 109 codes,
given by name to the material that they come from, 105 did; given to the material of other studies, 5 of 218."""
LOOKED_AT = 1000
"""Units, at most, that tell how near units lie to one another."""
TIMES = 3
"""Votes of a seed for each clustering: with one, four units of 200 that a seed pulled did not yet stay together."""
NORMAL = 1.4826
"""Times the way from first quartile to median, this is the standard deviation of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Guided:
    """Which units seed themes pull together."""

    names: tuple[str, ...]
    """Of the seed themes, in the order of their file."""
    labels: Labels
    """Shape (kept,): index of the seed that pulls the unit, -1 if none does."""
    strength: Vectors
    """Shape (kept,): how far the unit stands out for its nearest seed, in standard deviations of all units."""


def pulled(vectors: Vectors, seeds: Vectors, names: Sequence[str], *, plain: Vectors) -> Guided:
    """Return which units each seed theme pulls, a unit at most one: the nearest seed, if it stands out for that.

    ``vectors``, shape (units, dimensions), and ``seeds``, shape (seeds, dimensions), have unit length, or zeros where
    nothing is known. A unit stands out if its similarity to the seed lies ``STANDS_OUT`` standard deviations above the
    median of all units, and at least ``NEAR`` of the way from there to the ``NEAREST`` units nearest to the seed. So
    each seed has the threshold that this material gives it. The deviation is that of the units below the median: a
    theme that many speak of does not hide itself.

    A seed that is not in the material pulls nothing: its similarity to the ``NEAREST`` units nearest to it must be at
    least ``THERE`` of what it usually is for a unit (the median). That is looked up in ``plain``, the vectors of the
    units without their context, which seeds have none of; likewise of shape (units, dimensions).
    """
    similarity = vectors.astype(np.float64) @ seeds.astype(np.float64).T
    if not similarity.size:
        return Guided(tuple(names), np.full(len(vectors), -1), np.zeros(len(vectors), dtype=np.float32))
    quartile, bulk = np.quantile(similarity, [0.25, 0.5], axis=0)
    spread = NORMAL * (bulk - quartile)
    top = _to_nearest(similarity.T)
    present = _in_the_material(seeds, plain)
    nearest = np.where(present, similarity, -np.inf).argmax(axis=1)
    above = similarity[np.arange(len(vectors)), nearest] - bulk[nearest]
    strength = above / np.maximum(spread, 1e-6)[nearest]
    stands_out = (above > 0) & (strength >= STANDS_OUT) & (above >= NEAR * (top - bulk)[nearest])
    return Guided(tuple(names), np.where(stands_out & present[nearest], nearest, -1), strength.astype(np.float32))


def _in_the_material(seeds: Vectors, plain: Vectors) -> npt.NDArray[np.bool_]:
    """Return whether each seed lies near to some units, as units lie near to one another."""
    units = plain[np.any(plain != 0, axis=1)].astype(np.float64)
    if len(units) <= NEAREST:
        return np.zeros(len(seeds), dtype=bool)
    some = np.arange(0, len(units), -(-len(units) // LOOKED_AT))
    among = units[some] @ units.T
    among[np.arange(len(some)), some] = -np.inf
    return np.asarray(_to_nearest(seeds.astype(np.float64) @ units.T) >= THERE * np.median(_to_nearest(among)))


def _to_nearest(similarity: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the mean similarity of each row to the columns nearest to it, shape (rows,)."""
    return np.asarray(np.sort(similarity, axis=1)[:, -NEAREST:].mean(axis=1))


def votes(pulled_by: Labels, labels: Labels) -> Labels:
    """Return clusterings in which the pulled units go with their seed, to be combined with those given.

    ``labels``, shape (units, runs), are the clusterings as they were found, negative where a unit has no cluster;
    ``pulled_by``, shape (units,), is the seed of each unit or -1. The answer, shape (units, TIMES * runs), has each run
    again, with the units of a seed in one cluster of their own. Other units stay where they were, so that nothing
    changes among them; but a cluster more than half of whose units one seed pulled goes with the seed as a whole. Seed
    ``s`` has the label ``labels.max() + 1 + s``.
    """
    return votes_of_others(pulled_by, labels, pulled_by, labels)


def votes_of_others(pulled_by: Labels, labels: Labels, others_by: Labels, others: Labels) -> Labels:
    """Return the same for further units, which the seeds ``others_by`` pull and which ``others`` group likewise."""
    first = int(labels.max(initial=-1)) + 1
    taken = [
        _with_seeds(named_after(pulled_by, run), others_by, further, first)
        for run, further in zip(labels.T, others.T, strict=True)
    ]
    return np.column_stack(taken * TIMES) if taken else others.copy()


def named_after(pulled_by: Labels, clusters: Labels) -> tuple[int | None, ...]:
    """Return for each cluster the seed that pulled more than half of its units, None if none did.

    ``clusters``, shape (units,), are numbered from 0, -1 where a unit has none. Several clusters can be one seed's.
    """
    return tuple(_majority(pulled_by[clusters == cluster]) for cluster in range(int(clusters.max(initial=-1)) + 1))


def _with_seeds(of_clusters: Sequence[int | None], pulled_by: Labels, run: Labels, first: int) -> Labels:
    seeds = np.array([-1 if seed is None else seed for seed in of_clusters], dtype=np.int64)
    follows = np.append(seeds, -1)[np.maximum(run, -1)]
    goes_with = np.where(pulled_by >= 0, pulled_by, follows)
    return np.where(goes_with >= 0, first + goes_with, run)


def _majority(pulled_by: Labels) -> int | None:
    counts = np.bincount(pulled_by[pulled_by >= 0])
    return int(counts.argmax()) if counts.size and 2 * counts.max() > len(pulled_by) else None
