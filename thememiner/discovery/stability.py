"""How well clusters reappear when a part of the material is left out, and how well they come back in other people."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from thememiner.config import DiscoverySettings
from thememiner.discovery.ensemble import RESAMPLE_SHARE, Clustering, choose_resampling, cluster_resamples
from thememiner.discovery.neighbour_graph import find_neighbours
from thememiner.discovery.sizes import choose_sizes, count_neighbours_needed, count_workers


def measure_stability(
    vectors: npt.NDArray[np.float32],
    units: pd.DataFrame,
    clusters: npt.NDArray[np.int64],
    is_counted: npt.NDArray[np.bool_],
    *,
    settings: DiscoverySettings,
    seed: int,
) -> tuple[float | None, ...]:
    """Cluster resamples of all units, and return how well each given cluster reappears, 0 to 1; None where unknown.

    ``vectors`` has unit length, shape (units, dimensions), in the order of the table ``units``. ``clusters`` gives the
    cluster of each unit, -1 for none. All units are clustered, but the score regards only those in ``is_counted``,
    shape (units,): units that were added later count neither for nor against a cluster.
    """
    count = int(clusters.max(initial=-1)) + 1
    if len(vectors) < settings.min_units or not count:
        return (None,) * count
    draw = np.random.default_rng(seed)
    sizes = choose_sizes(len(vectors), settings, draw)
    near = find_neighbours(vectors, count_neighbours_needed(sizes, RESAMPLE_SHARE), workers=count_workers(settings))
    resampling = choose_resampling(units)
    samples = [resampling.draw(draw) for _ in sizes]
    runs = cluster_resamples(near, samples, sizes, seed=seed, workers=count_workers(settings))
    counted_runs = [replace(run, resample=run.resample[is_counted[run.resample]]) for run in runs]
    return score_stabilities(clusters, counted_runs, is_broad=False)


def score_stabilities(
    clusters: npt.NDArray[np.int64], runs: Sequence[Clustering], *, is_broad: bool
) -> tuple[float | None, ...]:
    """Return how well each cluster reappears over the resamples, 0 to 1; None if no resample had any of its units.

    This is the cluster-wise stability of Hennig (2007), Cluster-wise assessment of cluster stability, Computational
    Statistics & Data Analysis 52, section 3: in each resample the largest Jaccard similarity of the cluster, restricted
    to the units of the resample, with any group found there; then the mean over resamples. Groups of all sizes are
    compared, because clusters differ in size; ``is_broad`` adds the groups at the level of themes.
    """
    count = int(clusters.max(initial=-1)) + 1
    best = np.zeros((len(runs), count))
    for number, run in enumerate(runs):
        groupings = np.column_stack([run.fine, run.broad]) if is_broad else run.fine
        for column in groupings.T:
            similarity = _best_jaccard(clusters[run.resample], column[run.resample], count)
            best[number] = np.maximum(best[number], similarity)
    present = np.array([[np.any(clusters[run.resample] == cluster) for cluster in range(count)] for run in runs])
    times_present = present.reshape(len(runs), count).sum(axis=0)
    return tuple(
        float(total / times) if times else None for total, times in zip(best.sum(axis=0), times_present, strict=True)
    )


def score_replication(
    clusters: npt.NDArray[np.int64], persons: npt.NDArray[np.int64], runs: Sequence[Clustering]
) -> tuple[float | None, ...]:
    """Return how well each cluster comes back in other people, 0 to 1; None if none of its people was ever left out.

    ``clusters``, shape (units,), gives the cluster of each unit, -1 for none; ``persons``, shape (units,), whose it is
    (see ``person_index``). Only runs count whose resample has no unit of some persons. Let *L* be the units of these
    persons in a run, which joined the groups of similar units of other people, and let *G* be the group that is most
    similar (Jaccard) to the cluster *C* among the units of the resample. Then the score is, with sums over runs,

        Σ |C ∩ G ∩ L| / Σ |(C ∪ G) ∩ L|

    This is 1 if the other people suffice to tell which units of a person belong to the cluster. A cluster of one person
    has 0, because there is no group like it without that person. All units count alike, so that a person with most
    units of a cluster decides most of its score. The idea is that of prediction strength: Tibshirani & Walther (2005),
    Cluster validation by prediction strength, Journal of Computational and Graphical Statistics 14.
    """
    count = int(clusters.max(initial=-1)) + 1
    shared, united, is_known = np.zeros(count), np.zeros(count), np.zeros(count, dtype=bool)
    for run in runs:
        left_out = np.flatnonzero(~np.isin(persons, persons[run.resample]))
        in_both, in_either = _compare_left_out(clusters, run, left_out, count)
        shared += in_both
        united += in_either
        is_known |= np.isin(np.arange(count), clusters[left_out])
    return tuple(
        float(both / either) if known else None for both, either, known in zip(shared, united, is_known, strict=True)
    )


def _compare_left_out(
    clusters: npt.NDArray[np.int64], run: Clustering, left_out: npt.NDArray[np.int64], count: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return how many of these units are in both, and in either, of each cluster and its group, shape (clusters,).

    The group of a cluster is the one that is most similar to it in the resample; there is none if all share no unit.
    """
    most, in_both = np.zeros(count), np.zeros(count)
    in_either = np.bincount(clusters[left_out][clusters[left_out] >= 0], minlength=count).astype(np.float64)
    for column in run.fine.T:
        groups = int(column.max(initial=0)) + 1
        similarities = _jaccard(clusters[run.resample], column[run.resample], (count, groups))
        best = similarities.argmax(axis=1)
        similarity = similarities[np.arange(count), best]
        nearer = np.flatnonzero(similarity > most)
        shared, united = _overlap(clusters[left_out], column[left_out], (count, groups))
        most[nearer] = similarity[nearer]
        in_both[nearer], in_either[nearer] = shared[nearer, best[nearer]], united[nearer, best[nearer]]
    return in_both, in_either


def _best_jaccard(
    clusters: npt.NDArray[np.int64], groups: npt.NDArray[np.int32], count: int
) -> npt.NDArray[np.float64]:
    """Return each cluster's largest Jaccard similarity with any group, shape (clusters,)."""
    return np.asarray(_jaccard(clusters, groups, (count, int(groups.max(initial=0)) + 1)).max(axis=1))


def _jaccard(
    clusters: npt.NDArray[np.int64], groups: npt.NDArray[np.int32], shape: tuple[int, int]
) -> npt.NDArray[np.float64]:
    """Return the Jaccard similarity of each cluster and each group; ``shape`` is (clusters, groups)."""
    shared, united = _overlap(clusters, groups, shape)
    return np.asarray(shared / np.maximum(united, 1))


def _overlap(
    clusters: npt.NDArray[np.int64], groups: npt.NDArray[np.int32], shape: tuple[int, int]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return how many units are in both, and in either, of each cluster and each group; ``shape`` is that of each."""
    both = (clusters >= 0) & (groups >= 0)
    shared = sparse.coo_array((np.ones(int(both.sum())), (clusters[both], groups[both])), shape=shape).toarray()
    cluster_sizes = np.bincount(clusters[clusters >= 0], minlength=shape[0])
    group_sizes = np.bincount(groups[groups >= 0], minlength=shape[1])
    return shared, cluster_sizes[:, None] + group_sizes[None, :] - shared
