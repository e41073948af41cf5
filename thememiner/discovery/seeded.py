"""Seed themes: named beforehand, they pull units together; other units still form themes among themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

MIN_STRENGTH = 2.5
"""Standard deviations above the bulk of all units from which a unit stands out. This and ``MIN_NEARNESS`` were chosen
so that codes of three coded sets, given by name, pulled few units that people had not coded so."""
MIN_NEARNESS = 0.5
"""Share of the way from the bulk of all units to those nearest to the seed from which a unit is pulled."""
NEAREST_UNITS = 3
"""Units that show how near any unit comes to a seed."""
MIN_PRESENCE = 0.65
"""How near a seed must be to its nearest units, as a share of how near units usually are to theirs. Of 109 codes, given
by name to the material that they come from, 105 were; of 218 given to the material of other studies, 5 were."""
MAX_UNITS_COMPARED = 1000
"""Most units that are compared to learn how near units are to one another."""
VOTES_PER_CLUSTERING = 3
"""Votes of a seed for each clustering: with one, four units of 200 that a seed pulled did not yet stay together."""
QUARTILE_TO_DEVIATION = 1.4826
"""Times the distance from the first quartile to the median, this is the standard deviation of a normal distribution."""


@dataclass(frozen=True, slots=True)
class SeededUnits:
    """Which units seed themes pull together."""

    names: tuple[str, ...]
    """The seed themes, in the order of their file."""
    labels: Labels
    """Shape (kept,): index of the seed that pulls the unit, -1 for none."""
    strength: Vectors
    """Shape (kept,): how far the unit stands out towards its nearest seed, in standard deviations of all units."""


def pull_to_seeds(vectors: Vectors, seeds: Vectors, names: Sequence[str], *, plain: Vectors) -> SeededUnits:
    """Find the units that each seed theme pulls: those that stand out towards their nearest seed.

    ``vectors``, shape (units, dimensions), and ``seeds``, shape (seeds, dimensions), have unit length, or zeros where
    nothing is known. A unit stands out if its similarity to the seed is at least ``MIN_STRENGTH`` standard deviations
    above the median of all units, and at least ``MIN_NEARNESS`` of the way from there to the ``NEAREST_UNITS`` units
    nearest to the seed. So each seed has its own threshold in this material. The deviation is that of the units below
    the median, so that a theme that many units share does not hide itself.

    A seed that is not in the material pulls nothing: its similarity to the ``NEAREST_UNITS`` units nearest to it must
    be at least ``MIN_PRESENCE`` of what it usually is for a unit (the median). That is measured in ``plain``, shape
    (units, dimensions), the vectors of the units without context, because seeds have no context.
    """
    similarity = vectors.astype(np.float64) @ seeds.astype(np.float64).T
    if not similarity.size:
        return SeededUnits(tuple(names), np.full(len(vectors), -1), np.zeros(len(vectors), dtype=np.float32))
    quartile, bulk = np.quantile(similarity, [0.25, 0.5], axis=0)
    deviation = QUARTILE_TO_DEVIATION * (bulk - quartile)
    top = _mean_of_nearest(similarity.T)
    is_present = _are_present(seeds, plain)
    nearest = np.where(is_present, similarity, -np.inf).argmax(axis=1)
    above = similarity[np.arange(len(vectors)), nearest] - bulk[nearest]
    strength = above / np.maximum(deviation, 1e-6)[nearest]
    stands_out = (above > 0) & (strength >= MIN_STRENGTH) & (above >= MIN_NEARNESS * (top - bulk)[nearest])
    labels = np.where(stands_out & is_present[nearest], nearest, -1)
    return SeededUnits(tuple(names), labels, strength.astype(np.float32))


def _are_present(seeds: Vectors, plain: Vectors) -> npt.NDArray[np.bool_]:
    """Return whether each seed is near to some units, as units are near to one another; shape (seeds,)."""
    units = plain[np.any(plain != 0, axis=1)].astype(np.float64)
    if len(units) <= NEAREST_UNITS:
        return np.zeros(len(seeds), dtype=bool)
    some = np.arange(0, len(units), -(-len(units) // MAX_UNITS_COMPARED))
    among = units[some] @ units.T
    among[np.arange(len(some)), some] = -np.inf
    usual = np.median(_mean_of_nearest(among))
    return np.asarray(_mean_of_nearest(seeds.astype(np.float64) @ units.T) >= MIN_PRESENCE * usual)


def _mean_of_nearest(similarity: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the mean similarity of each row to the columns nearest to it, shape (rows,)."""
    return np.asarray(np.sort(similarity, axis=1)[:, -NEAREST_UNITS:].mean(axis=1))


def build_seed_votes(pulled_by: Labels, labels: Labels) -> Labels:
    """Return groupings in which the pulled units are with their seed, to be added to the given ones.

    ``labels``, shape (units, groupings), are the groups that were found, negative where a unit has none; ``pulled_by``,
    shape (units,), is the seed of each unit or -1. The answer, shape (units, VOTES_PER_CLUSTERING * groupings), repeats
    each grouping with the units of a seed in a separate group. Other units keep their group, so that nothing changes
    among them; but if one seed pulled more than half of the units of a group, the whole group joins the seed. Seed
    ``s`` has the label ``labels.max() + 1 + s``.
    """
    return build_out_of_sample_votes(pulled_by, labels, pulled_by, labels)


def build_out_of_sample_votes(pulled_by: Labels, labels: Labels, rest_pulled_by: Labels, rest_labels: Labels) -> Labels:
    """Return the groupings of ``build_seed_votes`` for units outside the sample.

    ``pulled_by`` and ``labels`` are those of the sample, and decide which groups join a seed. ``rest_pulled_by``, shape
    (units,), and ``rest_labels``, shape (units, groupings), are those of the other units.
    """
    first = int(labels.max(initial=-1)) + 1
    found = [
        _relabel_by_seed(match_clusters_to_seeds(pulled_by, run), rest_pulled_by, rest_run, first)
        for run, rest_run in zip(labels.T, rest_labels.T, strict=True)
    ]
    return np.column_stack(found * VOTES_PER_CLUSTERING) if found else rest_labels.copy()


def match_clusters_to_seeds(pulled_by: Labels, clusters: Labels) -> tuple[int | None, ...]:
    """Return for each cluster the seed that pulled more than half of its units; None if none did.

    ``clusters``, shape (units,), are numbered from 0, -1 where a unit has none. Several clusters can match one seed.
    """
    return tuple(
        _find_majority_seed(pulled_by[clusters == cluster]) for cluster in range(int(clusters.max(initial=-1)) + 1)
    )


def _relabel_by_seed(of_clusters: Sequence[int | None], pulled_by: Labels, run: Labels, first: int) -> Labels:
    seeds = np.array([-1 if seed is None else seed for seed in of_clusters], dtype=np.int64)
    of_group = np.append(seeds, -1)[np.maximum(run, -1)]
    seed_of_unit = np.where(pulled_by >= 0, pulled_by, of_group)
    return np.where(seed_of_unit >= 0, first + seed_of_unit, run)


def _find_majority_seed(pulled_by: Labels) -> int | None:
    counts = np.bincount(pulled_by[pulled_by >= 0])
    return int(counts.argmax()) if counts.size and 2 * counts.max() > len(pulled_by) else None
