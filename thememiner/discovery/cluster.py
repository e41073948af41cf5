"""Vectors become nested clusters with the evidence for each: consensus of many clusterings of resamples.

The units outside the sample: each goes with its nearest units of the sample, as what a clustering left out does.
"""

import warnings
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits

from thememiner.config import DiscoverySettings
from thememiner.discovery.assignment import NEAR, Assignment, Bounds, assignment, bounds_of, joined, nothing
from thememiner.discovery.consensus import (
    Profile,
    cut,
    cut_into,
    group,
    landmarks,
    memberships,
    memberships_of_others,
    ordered,
    profile_of,
    tree_of,
)
from thememiner.discovery.ensemble import SHARE, Clustering, Labels, Resampling, clusterings, resampling_of, spread
from thememiner.discovery.neighbour_graph import (
    Neighbours,
    Rows,
    Vectors,
    blocks,
    nearest_neighbours,
    neighbours_among,
    rows_of,
)
from thememiner.discovery.seeded import votes, votes_of_others
from thememiner.discovery.sizes import Sizes, most_neighbours, share_for, sizes_of_runs, smallest_subtheme, workers_of
from thememiner.discovery.stability import stabilities

TOGETHER = 0.2
"""Two groups of units are one sub-theme if they went together in at least so large a share of the groupings."""
FEWEST_DRAWN = 5
"""Landmarks that make a sub-theme where themes are sought in a sample: fewer may have been drawn together by chance."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found in the sample, as far as other units need it."""

    runs: Sequence[Clustering]
    neighbours: Sequence[int]
    """How many each run looks at."""
    profile: Profile
    """Of the sub-themes."""
    bounds: Bounds
    settings: DiscoverySettings
    pulled_by: npt.NDArray[np.int64] | None
    """Of the sample: the seed theme that pulls a unit, -1 for none."""

    def asked(self) -> list[Labels]:
        """Return for each run the groups of the units that it has seen, -1 for the others, which are not asked."""
        found = []
        for run in self.runs:
            labels = np.full_like(run.fine, -1)
            labels[run.seen] = run.fine[run.seen]
            found.append(labels)
        return found


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of the units outside the sample."""

    given: Assignment
    nearest: npt.NDArray[np.int32]
    """Shape (units, ≤ ``NEAR``): places in the sample of the units nearest to each, the nearest first."""


@dataclass(frozen=True, slots=True)
class Others:
    """Units outside the sample, in the order of their ids, and the sample that they are compared with."""

    vectors: Vectors
    rows: Rows
    """Rows of ``vectors`` that these units have."""
    sample: Vectors
    """Vectors of the units of the sample."""
    count: int
    """Neighbours of each unit that are looked for."""
    workers: int
    pulled_by: npt.NDArray[np.int64] | None = None
    """The seed theme that pulls a unit, -1 for none."""

    def placed(self, evidence: Evidence | None) -> Placed:
        """Return what the evidence says of each unit, and its nearest units of the sample.

        Without evidence no unit has a sub-theme. A few blocks of units are in memory at a time; the answer is the same
        for any number of workers.
        """
        asked = [] if evidence is None else evidence.asked()

        def look(block: slice) -> Placed:
            near = neighbours_among(rows_of(self.vectors, self.rows[block]), self.sample, self.count)
            given = nothing(len(near.indices)) if evidence is None else self._judged(near, block, evidence, asked)
            return Placed(given, near.indices[:, :NEAR].copy())

        with threadpool_limits(limits=1), ThreadPoolExecutor(self.workers) as pool:
            parts = list(pool.map(look, blocks(len(self.rows))))
        return Placed(joined([part.given for part in parts]), np.concatenate([part.nearest for part in parts]))

    def _judged(self, near: Neighbours, block: slice, evidence: Evidence, asked: Sequence[Labels]) -> Assignment:
        found = [spread(labels, near, count) for labels, count in zip(asked, evidence.neighbours, strict=True)]
        groupings = np.column_stack(found)
        left_out = (np.column_stack([labels[:, -1] for labels in found]) < 0).mean(axis=1)
        if evidence.pulled_by is not None and self.pulled_by is not None:
            of_sample = np.column_stack([run.fine for run in evidence.runs]).astype(np.int64)
            voted = votes_of_others(
                evidence.pulled_by, of_sample, self.pulled_by[block], groupings.astype(np.int64)
            ).astype(np.int32)
            groupings = np.column_stack([groupings, voted])
        return assignment(
            memberships_of_others(groupings, evidence.profile),
            left_out,
            bounds=evidence.bounds,
            assign_all=evidence.settings.assign_all,
            two_codes=evidence.settings.two_codes,
        )


@dataclass(frozen=True, slots=True)
class Clusters:
    """Nested clusters of units; arrays have the shape (units,)."""

    given: Assignment
    """Of the units clustered, and behind them of the others, if there are any. Sub-themes are numbered the largest
    theme first, and in it the largest sub-theme."""
    parents: tuple[int, ...]
    stability: tuple[float | None, ...]
    theme_stability: tuple[float | None, ...]
    nearest: npt.NDArray[np.int32] | None = None
    """Of the others, the nearest units among those clustered (see ``Placed``)."""


def regrouped(
    vectors: npt.NDArray[np.float32], units: pd.DataFrame, *, settings: DiscoverySettings, seed: int
) -> npt.NDArray[np.int64]:
    """Return the sub-theme of each unit, -1 for none, as ``discover`` finds them among distinct units.

    ``vectors`` has unit length, shape (units, dimensions), in the order of the table ``units``; too few give no themes.
    Whether they are more than chance is not asked, and repetitions weigh each time.
    """
    if len(vectors) < settings.min_units:
        return np.full(len(vectors), -1, dtype=np.int64)
    sizes = sizes_of_runs(len(vectors), settings, np.random.default_rng(seed))
    near = nearest_neighbours(vectors, most_neighbours(sizes, SHARE), workers=workers_of(settings))
    with begin(near, sizes, resampling_of(units), settings=settings, seed=seed) as begun:
        return cluster(begun, settings=settings).given.labels


@dataclass(frozen=True, slots=True)
class Begun:
    """Clusterings that may be under way in other processes, for one call of ``cluster`` within a ``with`` block."""

    runs: Generator[Clustering]
    sizes: Sequence[Sizes]
    draw: np.random.Generator

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Stop those that nobody needs any more."""
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=UserWarning, module="joblib")  # it tells how many were in vain
            self.runs.close()


def begin(
    neighbours: Neighbours, sizes: Sequence[Sizes], resampling: Resampling, *, settings: DiscoverySettings, seed: int
) -> Begun:
    """Begin to cluster resamples of units, given what lies near to each; any number of workers gives the same."""
    draw = np.random.default_rng([seed, 3])
    samples = [resampling.draw(draw) for _ in sizes]
    runs = clusterings(neighbours, samples, sizes, seed=seed, workers=workers_of(settings))
    return Begun(runs, sizes, draw)


def cluster(
    begun: Begun,
    *,
    settings: DiscoverySettings,
    pulled_by: npt.NDArray[np.int64] | None = None,
    others: Others | None = None,
) -> Clusters:
    """Propose nested clusters of units by how they went together, and put the ``others`` into them.

    ``pulled_by`` names the seed theme that pulls a unit, -1 for none (see ``guiding``).
    """
    runs = tuple(begun.runs)
    groupings = _groupings(runs, pulled_by)
    whole = len(groupings) + (0 if others is None else len(others.rows))
    clusters = _subthemes(groupings, whole, settings, begun.draw)
    membership = memberships(groupings, clusters)
    given, alive = _assigned(membership, _left_out(runs), settings)
    parents = group(_together(runs, given.labels), count=settings.n_themes, granularity=settings.granularity)
    nearest = None
    if others is not None:
        profile, bounds = profile_of(groupings, clusters).of(alive), bounds_of(membership[:, alive])
        counts = [size.neighbours for size in begun.sizes]
        placed = others.placed(Evidence(runs, counts, profile, bounds, settings, pulled_by))
        given, nearest = joined([given, placed.given]), placed.nearest
    places, nested = ordered(given.labels, parents)
    given = given.renumbered(places)
    looked_at = given.labels[: len(groupings)]
    themes = np.append(np.array(nested, dtype=np.int64), -1)[looked_at]
    stable = (stabilities(looked_at, runs, broad=False), stabilities(themes, runs, broad=True))
    return Clusters(given, nested, *stable, nearest)


def _groupings(runs: Sequence[Clustering], pulled_by: npt.NDArray[np.int64] | None) -> Labels:
    """Return all fine groupings, with the votes of seed themes if there are any, shape (units, groupings)."""
    fine = np.column_stack([run.fine for run in runs])
    if pulled_by is None:
        return fine
    return np.column_stack([fine, votes(pulled_by, fine.astype(np.int64)).astype(np.int32)])


def _left_out(runs: Sequence[Clustering]) -> npt.NDArray[np.float64]:
    """Return how often each unit was in no dense group, shape (units,)."""
    share: npt.NDArray[np.float64] = (np.column_stack([run.fine[:, -1] for run in runs]) < 0).mean(axis=1)
    return share


def _subthemes(
    groupings: Labels, whole: int, settings: DiscoverySettings, draw: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Return the cluster of each landmark, -1 for the others and for those in clusters that are too small."""
    units = len(groupings)
    marks = landmarks(units, draw)
    smallest = max(
        2 if units == whole else FEWEST_DRAWN, round(smallest_subtheme(whole, settings) * len(marks) / whole)
    )
    tree = tree_of(groupings[marks])
    if settings.n_subthemes is not None:
        found = cut_into(tree, settings.n_subthemes, smallest)
    else:
        found = cut(tree, share_for(TOGETHER, settings.granularity), smallest)
    clusters = np.full(units, -1, dtype=np.int64)
    clusters[marks] = found
    return clusters


def _assigned(
    membership: npt.NDArray[np.float32], left_out: npt.NDArray[np.float64], settings: DiscoverySettings
) -> tuple[Assignment, npt.NDArray[np.int64]]:
    """Assign units, and return the clusters that have any; those whose units all went elsewhere are left out."""
    clusters = np.arange(membership.shape[1])
    while True:
        given = assignment(membership, left_out, assign_all=settings.assign_all, two_codes=settings.two_codes)
        alive = np.bincount(given.labels[given.assigned], minlength=membership.shape[1]) > 0
        if alive.all():
            return given, clusters
        membership, clusters = membership[:, alive], clusters[alive]


def _together(runs: Sequence[Clustering], labels: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return how often units of two sub-themes went together in the broad groupings, shape (sub-themes, sub-themes)."""
    count = int(labels.max(initial=-1)) + 1
    together = np.zeros((count, count))
    assigned = labels >= 0
    for run in runs:
        shares = np.zeros((count, int(run.broad.max(initial=0)) + 1))
        known = assigned & (run.broad >= 0)
        np.add.at(shares, (labels[known], run.broad[known]), 1)
        shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1)
        together += shares @ shares.T
    return together / len(runs)
