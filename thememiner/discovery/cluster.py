"""Nested clusters of units, each with its evidence: the consensus of clusterings of many resamples."""

import warnings
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DiscoverySettings
from thememiner.discovery.assignment import (
    Assignment,
    assign_by_membership,
    compute_bounds,
    concatenate_assignments,
)
from thememiner.discovery.consensus import (
    build_tree,
    compute_memberships,
    cut_at_share,
    cut_to_count,
    draw_landmarks,
    group_subthemes,
    order_subthemes,
    profile_clusters,
)
from thememiner.discovery.ensemble import (
    RESAMPLE_SHARE,
    Clustering,
    Labels,
    Resampling,
    choose_resampling,
    cluster_resamples,
)
from thememiner.discovery.neighbour_graph import Neighbours, find_neighbours
from thememiner.discovery.out_of_sample import OutOfSampleUnits, SampleEvidence
from thememiner.discovery.seeded import build_seed_votes
from thememiner.discovery.sizes import (
    ClusteringSizes,
    choose_min_subtheme_size,
    choose_sizes,
    count_neighbours_needed,
    count_workers,
    scale_share,
)
from thememiner.discovery.stability import score_replication, score_stabilities

SUBTHEME_SHARE = 0.2
"""Two groups of units are one sub-theme if they were together in at least this share of the groupings."""
MIN_LANDMARKS = 5
"""Landmarks that a sub-theme needs if themes are sought in a sample: fewer may have been drawn together by chance."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """Nested clusters of units; arrays have the shape (units,)."""

    assigned: Assignment
    """Of the clustered units, followed by the units outside the sample, if there are any. Sub-themes are numbered by
    size: the largest theme first, and in it the largest sub-theme."""
    parents: tuple[int, ...]
    stability: tuple[float | None, ...]
    theme_stability: tuple[float | None, ...]
    replication: tuple[float | None, ...] = ()
    """Of each sub-theme (see ``score_replication``); empty if it was not asked for."""
    nearest: npt.NDArray[np.int32] | None = None
    """For units outside the sample, the nearest units in it (see ``OutOfSampleAssignment``)."""


def recluster(
    vectors: npt.NDArray[np.float32], units: pd.DataFrame, *, settings: DiscoverySettings, seed: int
) -> npt.NDArray[np.int64]:
    """Return the sub-theme of each unit, -1 for none, found as ``discover`` finds them among distinct units.

    ``vectors`` has unit length, shape (units, dimensions), in the order of the table ``units``. Fewer than
    ``settings.min_units`` units have no themes. Significance is not tested, and each repetition counts.
    """
    if len(vectors) < settings.min_units:
        return np.full(len(vectors), -1, dtype=np.int64)
    sizes = choose_sizes(len(vectors), settings, np.random.default_rng(seed))
    near = find_neighbours(vectors, count_neighbours_needed(sizes, RESAMPLE_SHARE), workers=count_workers(settings))
    with start_clusterings(near, sizes, choose_resampling(units), settings=settings, seed=seed) as pending:
        return build_clusters(pending, settings=settings).assigned.labels


@dataclass(frozen=True, slots=True)
class PendingClusterings:
    """Clusterings that may be running in other processes; for one call of ``build_clusters`` in a ``with`` block."""

    runs: Generator[Clustering]
    sizes: Sequence[ClusteringSizes]
    draw: np.random.Generator
    neighbours: Neighbours
    resampling: Resampling
    seed: int

    def leave_out_persons(self, runs: Sequence[Clustering], persons: npt.NDArray[np.int64]) -> Sequence[Clustering]:
        """Return clusterings that leave out whole persons: ``runs`` if they do, else one more without each person.

        Resamples leave out documents or units where there are few persons.
        """
        if np.array_equal(self.resampling.groups, persons):
            return runs
        samples = [np.flatnonzero(persons != person) for person in range(int(persons.max()) + 1)]
        sizes = [self.sizes[number % len(self.sizes)] for number in range(len(samples))]
        return tuple(cluster_resamples(self.neighbours, samples, sizes, seed=self.seed, workers=1))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the clusterings that were not asked for."""
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=UserWarning, module="joblib")  # it counts cancelled tasks
            self.runs.close()


def start_clusterings(
    neighbours: Neighbours,
    sizes: Sequence[ClusteringSizes],
    resampling: Resampling,
    *,
    settings: DiscoverySettings,
    seed: int,
) -> PendingClusterings:
    """Start to cluster resamples of units with these neighbours; any number of workers gives the same answer."""
    draw = np.random.default_rng([seed, 3])
    samples = [resampling.draw(draw) for _ in sizes]
    runs = cluster_resamples(neighbours, samples, sizes, seed=seed, workers=count_workers(settings))
    return PendingClusterings(runs, sizes, draw, neighbours, resampling, seed)


def build_clusters(
    pending: PendingClusterings,
    *,
    settings: DiscoverySettings,
    has_course: bool = False,
    persons: npt.NDArray[np.int64] | None = None,
    pulled_by: npt.NDArray[np.int64] | None = None,
    out_of_sample: OutOfSampleUnits | None = None,
) -> Clusters:
    """Build nested clusters from how often units were grouped together, and assign units outside the sample to them.

    ``has_course`` says whether units were clustered by the course of the interviews, too, and not by text alone. With
    ``persons``, shape (units,), whose units they are, replication is measured, too.
    ``pulled_by``, shape (units,), is the seed theme that pulls each unit, -1 for none (see ``pull_to_seeds``).
    """
    runs = tuple(pending.runs)
    groupings = _stack_groupings(runs, pulled_by)
    whole = len(groupings) + (0 if out_of_sample is None else len(out_of_sample.rows))
    clusters = _find_subthemes(groupings, whole, settings, pending.draw)
    membership = compute_memberships(groupings, clusters)
    assigned, nonempty = _assign_units(membership, _share_outside_dense_groups(runs), settings)
    parents = group_subthemes(
        _compare_subthemes(runs, assigned.labels),
        count=settings.n_themes,
        granularity=settings.granularity,
        is_relative=has_course,
    )
    nearest = None
    if out_of_sample is not None:
        profile = profile_clusters(groupings, clusters).select(nonempty)
        bounds = compute_bounds(membership[:, nonempty])
        counts = [size.neighbours for size in pending.sizes]
        rest = out_of_sample.assign(SampleEvidence(runs, counts, profile, bounds, settings, pulled_by))
        assigned, nearest = concatenate_assignments([assigned, rest.assigned]), rest.nearest
    places, ordered_parents = order_subthemes(assigned.labels, parents)
    assigned = assigned.renumber(places)
    in_sample = assigned.labels[: len(groupings)]
    themes = np.append(np.array(ordered_parents, dtype=np.int64), -1)[in_sample]
    return Clusters(
        assigned,
        ordered_parents,
        score_stabilities(in_sample, runs, is_broad=False),
        score_stabilities(themes, runs, is_broad=True),
        () if persons is None else score_replication(in_sample, persons, pending.leave_out_persons(runs, persons)),
        nearest,
    )


def _stack_groupings(runs: Sequence[Clustering], pulled_by: npt.NDArray[np.int64] | None) -> Labels:
    """Return all fine groupings, with the votes of seed themes if there are any, shape (units, groupings)."""
    fine = np.column_stack([run.fine for run in runs])
    if pulled_by is None:
        return fine
    return np.column_stack([fine, build_seed_votes(pulled_by, fine.astype(np.int64)).astype(np.int32)])


def _share_outside_dense_groups(runs: Sequence[Clustering]) -> npt.NDArray[np.float64]:
    """Return in what share of clusterings each unit was in no dense group, shape (units,)."""
    share: npt.NDArray[np.float64] = (np.column_stack([run.fine[:, -1] for run in runs]) < 0).mean(axis=1)
    return share


def _find_subthemes(
    groupings: Labels, whole: int, settings: DiscoverySettings, draw: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Return the cluster of each landmark; -1 for other units and for landmarks in clusters that are too small."""
    units = len(groupings)
    landmarks = draw_landmarks(units, draw)
    smallest = max(
        2 if units == whole else MIN_LANDMARKS,
        round(choose_min_subtheme_size(whole, settings) * len(landmarks) / whole),
    )
    tree = build_tree(groupings[landmarks])
    if settings.n_subthemes is not None:
        found = cut_to_count(tree, settings.n_subthemes, smallest)
    else:
        found = cut_at_share(tree, scale_share(SUBTHEME_SHARE, settings.granularity), smallest)
    clusters = np.full(units, -1, dtype=np.int64)
    clusters[landmarks] = found
    return clusters


def _assign_units(
    membership: npt.NDArray[np.float32], outside_dense: npt.NDArray[np.float64], settings: DiscoverySettings
) -> tuple[Assignment, npt.NDArray[np.int64]]:
    """Assign units, and return the clusters that have any; clusters whose units all went elsewhere are dropped."""
    clusters = np.arange(membership.shape[1])
    while True:
        assigned = assign_by_membership(
            membership, outside_dense, assign_all=settings.assign_all, two_codes=settings.two_codes
        )
        nonempty = np.bincount(assigned.labels[assigned.is_assigned], minlength=membership.shape[1]) > 0
        if nonempty.all():
            return assigned, clusters
        membership, clusters = membership[:, nonempty], clusters[nonempty]


def _compare_subthemes(runs: Sequence[Clustering], labels: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the share of broad groupings in which units of two sub-themes were together; (sub-themes, sub-themes)."""
    count = int(labels.max(initial=-1)) + 1
    together = np.zeros((count, count))
    is_assigned = labels >= 0
    for run in runs:
        shares = np.zeros((count, int(run.broad.max(initial=0)) + 1))
        known = is_assigned & (run.broad >= 0)
        np.add.at(shares, (labels[known], run.broad[known]), 1)
        shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1)
        together += shares @ shares.T
    return together / len(runs)
