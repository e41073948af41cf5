"""Many clusterings of the same units, each of another resample, with other neighbourhoods and numbers of groups."""

import warnings
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from joblib import Parallel, delayed
from sklearn import config_context
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from thememiner.discovery.neighbour_graph import (
    PLACE_GRID,
    Neighbours,
    build_affinity_graph,
    compute_diffusion_map,
    to_unit_directions,
)
from thememiner.discovery.sizes import ClusteringSizes
from thememiner.records import person_index

Labels = npt.NDArray[np.int32]
MOST_DIMENSIONS, DENSITY_DIMENSIONS = 40, 8
K_MEANS_ITERATIONS = 30
MIN_UNITS_FOR_PROCESSES = 2_000
"""Units from which several workers are processes: HDBSCAN blocks other threads. For fewer units, starting processes
takes longer than it saves."""
RESAMPLE_SHARE = 0.8
"""Share of the participants, documents or units in each resample."""
MIN_GROUPS_TO_LEAVE_OUT = 8
"""Participants or documents needed to leave out whole ones: with fewer, too much would be missing at once."""


@dataclass(frozen=True, slots=True)
class Clustering:
    """Several groupings of all units, computed from one resample."""

    resample: npt.NDArray[np.int64]
    """The units of the resample, ascending."""
    fine: Labels
    """Shape (units, groupings): by k-means, from few groups to many, and last by density; -1 for a unit in no group.

    A unit outside the resample has the group of most of its neighbours.
    """
    broad: Labels
    """Shape (units,): by k-means, into about as many groups as there may be themes."""


def cluster_resamples(
    neighbours: Neighbours,
    samples: Sequence[npt.NDArray[np.int64]],
    sizes: Sequence[ClusteringSizes],
    *,
    seed: int,
    workers: int,
) -> Generator[Clustering]:
    """Cluster every resample; the answer is the same for any number of ``workers``.

    ``neighbours`` are those of all units and serve every resample. With several workers and many units, processes
    start at once, so that the caller can do something else meanwhile. Otherwise everything is clustered in this
    process when the first result is asked for.
    """
    seeds = np.random.SeedSequence(seed).spawn(len(samples))
    each = zip(samples, sizes, map(np.random.default_rng, seeds), strict=True)
    if workers == 1 or len(neighbours.indices) < MIN_UNITS_FOR_PROCESSES:
        return _cluster_in_this_process(neighbours, list(each))
    # Send arrays by pipe: by default joblib writes large ones to files in the shared temporary folder.
    pool = Parallel(n_jobs=workers, backend="loky", max_nbytes=None, return_as="generator")
    pending: Generator[Clustering] = pool(delayed(_cluster_in_worker)(neighbours, *one) for one in each)
    return pending


@contextmanager
def limit_to_one_thread() -> Iterator[None]:
    """Run linear algebra on one thread, and turn off scikit-learn's input checks and convergence warnings.

    Several threads would give other sums. For few units, the checks take longer than the clustering, and it is
    expected that identical units form fewer groups than asked for. These settings hold for the whole process, so use
    this in one thread at a time.
    """
    with (
        warnings.catch_warnings(),
        threadpool_limits(limits=1),
        config_context(assume_finite=True, skip_parameter_validation=True),
    ):
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def _cluster_in_this_process(
    neighbours: Neighbours, each: Sequence[tuple[npt.NDArray[np.int64], ClusteringSizes, np.random.Generator]]
) -> Generator[Clustering]:
    with limit_to_one_thread():
        found = [_cluster(neighbours, *one) for one in each]
    yield from found


@limit_to_one_thread()
def _cluster_in_worker(
    neighbours: Neighbours, resample: npt.NDArray[np.int64], sizes: ClusteringSizes, draw: np.random.Generator
) -> Clustering:
    return _cluster(neighbours, resample, sizes, draw)


def _cluster(
    neighbours: Neighbours, resample: npt.NDArray[np.int64], sizes: ClusteringSizes, draw: np.random.Generator
) -> Clustering:
    graph = build_affinity_graph(neighbours.restrict_to(resample, sizes.neighbours))
    most = min(max(sizes.groups) + 2, MOST_DIMENSIONS)
    vectors, values = compute_diffusion_map(graph, most, draw)
    shifts = draw.uniform(-PLACE_GRID / 2, PLACE_GRID / 2, vectors.shape)

    def place(dimensions: int) -> npt.NDArray[np.float64]:
        """Return coordinates of the units; no two distances are equal, so that no order of equal ones matters."""
        return to_unit_directions(vectors, values, dimensions) + shifts[:, :dimensions]

    by_k_means = [
        _cluster_by_k_means(place(min(count + 2, most)), count, draw) for count in (*sizes.groups, sizes.broad_groups)
    ]
    by_density = _cluster_by_density(place(DENSITY_DIMENSIONS), sizes.density_units)
    groupings = np.stack([*by_k_means[:-1], by_density, by_k_means[-1]], axis=1)
    extended = _extend_to_all_units(groupings, resample, neighbours, sizes.neighbours)
    return Clustering(resample, extended[:, :-1], extended[:, -1])


def _cluster_by_k_means(places: npt.NDArray[np.float64], count: int, draw: np.random.Generator) -> Labels:
    model = KMeans(
        min(count, len(places)), n_init=1, max_iter=K_MEANS_ITERATIONS, random_state=int(draw.integers(2**31))
    )
    return np.asarray(model.fit_predict(places), dtype=np.int32)


def _cluster_by_density(places: npt.NDArray[np.float64], smallest: int) -> Labels:
    """Return dense groups, -1 for a unit in none of them.

    Campello, Moulavi & Sander (2013), Density-based clustering based on hierarchical density estimates.
    """
    from hdbscan import HDBSCAN  # noqa: PLC0415 - takes a second to import

    if len(places) <= smallest:
        return np.full(len(places), -1, dtype=np.int32)
    model = HDBSCAN(min_cluster_size=max(2, smallest), min_samples=1, core_dist_n_jobs=1).fit(places)
    return np.asarray(model.labels_, dtype=np.int32)


def _extend_to_all_units(
    groupings: Labels, resample: npt.NDArray[np.int64], neighbours: Neighbours, count: int
) -> Labels:
    """Return the groupings of all units, from those of a resample."""
    units = len(neighbours.indices)
    extended = np.full((units, groupings.shape[1]), -1, dtype=np.int32)
    extended[resample] = groupings
    rest = np.setdiff1d(np.arange(units), resample)
    near = Neighbours(neighbours.indices[rest], neighbours.similarities[rest])
    extended[rest] = propagate_labels(extended, near, count)
    return extended


def propagate_labels(labels: Labels, near: Neighbours, count: int) -> Labels:
    """Return the groups of new units: each gets that of most of its neighbours, weighted by similarity.

    ``labels``, shape (units, groupings), are the groups of the units that ``near`` refers to, -1 for a unit that is in
    no group or has no vote. The ``count`` nearest units with a group decide. The answer has the shape (new units,
    groupings), -1 where no neighbour has a group.
    """
    weights = np.maximum(near.similarities, 0).astype(np.float64)
    found = np.full((len(near.indices), labels.shape[1]), -1, dtype=np.int32)
    for column in range(labels.shape[1]) if len(found) else ():
        own = labels[near.indices, column]
        known = own >= 0
        rows, places = np.nonzero(known & (np.cumsum(known, axis=1) <= count))
        if not len(rows):
            continue
        votes = np.zeros((len(found), int(own.max()) + 1))
        np.add.at(votes, (rows, own[rows, places]), weights[rows, places])
        found[:, column] = np.where(votes.max(axis=1) > 0, votes.argmax(axis=1), -1)
    return found


@dataclass(frozen=True, slots=True)
class Resampling:
    """Which units are left out together."""

    noun: str
    """participants, documents or units."""
    groups: npt.NDArray[np.int64]
    """For each unit the number of its participant or document, or its own number."""

    def draw(self, draw: np.random.Generator) -> npt.NDArray[np.int64]:
        """Return the units of one resample, ascending; at least one group of them."""
        count = int(self.groups.max()) + 1
        chosen = draw.choice(count, max(1, round(RESAMPLE_SHARE * count)), replace=False)
        return np.flatnonzero(np.isin(self.groups, chosen))


def choose_resampling(units: pd.DataFrame) -> Resampling:
    """Choose what to leave out: whole participants if there are at least 8, else whole documents, else units.

    Units of one person are not independent. In a table with named participants, a document without a named speaker
    counts as one more person (see ``person_index``).
    """
    persons = person_index(units)
    people = persons.of_units if persons.is_participant.any() else persons.of_units[:0]
    documents = pd.factorize(units["doc_id"].astype(object), sort=True)[0]
    for noun, groups in (("participants", people), ("documents", documents)):
        if len(groups) and groups.max() + 1 >= MIN_GROUPS_TO_LEAVE_OUT:
            return Resampling(noun, np.asarray(groups, dtype=np.int64))
    return Resampling("units", np.arange(len(units)))
