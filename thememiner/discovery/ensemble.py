"""Many clusterings of the same units, each of another resample, with other neighbourhoods and numbers of groups.

What is left out of each clustering: participants if there are enough, else documents, else units.
"""

import warnings
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from hdbscan import HDBSCAN
from joblib import Parallel, delayed
from sklearn import config_context
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from thememiner.discovery.neighbour_graph import Neighbours, affinities, diffusion_coordinates, directions
from thememiner.discovery.sizes import Sizes

Labels = npt.NDArray[np.int32]
MOST_DIMENSIONS, DENSITY_DIMENSIONS = 40, 8
STEPS_OF_K_MEANS = 30
MANY = 2_000
"""From so many units on, other processes cluster, if there may be several: HDBSCAN keeps other threads waiting. For
fewer units, starting them takes longer than it saves."""
SHARE = 0.8
"""Of the participants, documents or units that each clustering sees."""
ENOUGH = 8
"""With fewer participants or documents, leaving some out would leave out too much at once."""


@dataclass(frozen=True, slots=True)
class Clustering:
    """What one look at a resample gives: several groupings of all units."""

    seen: npt.NDArray[np.int64]
    """The units of the resample, ascending."""
    fine: Labels
    """Shape (units, groupings): by centres, few groups to many, and last by density; -1 where a unit is in none.

    A unit outside the resample goes with most of its neighbours.
    """
    broad: Labels
    """Shape (units,): by centres, into as many groups as there may be themes."""


def clusterings(
    neighbours: Neighbours, samples: Sequence[npt.NDArray[np.int64]], sizes: Sequence[Sizes], *, seed: int, workers: int
) -> Generator[Clustering]:
    """Cluster every resample; the answer is the same for any number of ``workers``.

    ``neighbours`` are those of all units, and serve every resample. With several workers, processes begin at once with
    many units, so that the caller can do something else meanwhile; else all are clustered here when the first is asked
    for.
    """
    seeds = np.random.SeedSequence(seed).spawn(len(samples))
    each = zip(samples, sizes, map(np.random.default_rng, seeds), strict=True)
    if workers == 1 or len(neighbours.indices) < MANY:
        return _here(neighbours, list(each))
    # Arrays go to processes by pipe and not, as is usual for large ones, by files in the shared temporary folder.
    pool = Parallel(n_jobs=workers, backend="loky", max_nbytes=None, return_as="generator")
    under_way: Generator[Clustering] = pool(delayed(_cluster_alone)(neighbours, *one) for one in each)
    return under_way


@contextmanager
def on_one_thread() -> Iterator[None]:
    """Keep to one thread of the linear algebra library, as several give other sums; and check and warn less.

    Of few units, checking takes scikit-learn longer than clustering; and that units in one place make fewer groups than
    were asked for is no news. All this holds for the whole process: use it in one thread at a time.
    """
    with (
        warnings.catch_warnings(),
        threadpool_limits(limits=1),
        config_context(assume_finite=True, skip_parameter_validation=True),
    ):
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def _here(
    neighbours: Neighbours, each: Sequence[tuple[npt.NDArray[np.int64], Sizes, np.random.Generator]]
) -> Generator[Clustering]:
    with on_one_thread():
        found = [_cluster(neighbours, *one) for one in each]
    yield from found


@on_one_thread()
def _cluster_alone(
    neighbours: Neighbours, seen: npt.NDArray[np.int64], sizes: Sizes, draw: np.random.Generator
) -> Clustering:
    """Cluster one resample in a process of its own."""
    return _cluster(neighbours, seen, sizes, draw)


def _cluster(
    neighbours: Neighbours, seen: npt.NDArray[np.int64], sizes: Sizes, draw: np.random.Generator
) -> Clustering:
    graph = affinities(neighbours.among(seen, sizes.neighbours))
    most = min(max(sizes.groups) + 2, MOST_DIMENSIONS)
    places, values = diffusion_coordinates(graph, most, draw)
    by_centres = [
        _k_means(directions(places, values, min(count + 2, most)), count, draw)
        for count in (*sizes.groups, sizes.broad_groups)
    ]
    by_density = _dense(directions(places, values, DENSITY_DIMENSIONS), sizes.density_units)
    groupings = np.stack([*by_centres[:-1], by_density, by_centres[-1]], axis=1)
    everywhere = _everywhere(groupings, seen, neighbours, sizes.neighbours)
    return Clustering(seen, everywhere[:, :-1], everywhere[:, -1])


def _k_means(places: npt.NDArray[np.float64], count: int, draw: np.random.Generator) -> Labels:
    model = KMeans(min(count, len(places)), n_init=1, max_iter=STEPS_OF_K_MEANS, random_state=int(draw.integers(2**31)))
    return np.asarray(model.fit_predict(places), dtype=np.int32)


def _dense(places: npt.NDArray[np.float64], smallest: int) -> Labels:
    """Return dense groups, -1 where a unit is in none.

    Campello, Moulavi & Sander (2013), Density-based clustering based on hierarchical density estimates.
    """
    if len(places) <= smallest:
        return np.full(len(places), -1, dtype=np.int32)
    model = HDBSCAN(min_cluster_size=max(2, smallest), min_samples=1, core_dist_n_jobs=1).fit(places)
    return np.asarray(model.labels_, dtype=np.int32)


def _everywhere(groupings: Labels, seen: npt.NDArray[np.int64], neighbours: Neighbours, count: int) -> Labels:
    """Return the groupings of all units, those not seen too."""
    units = len(neighbours.indices)
    everywhere = np.full((units, groupings.shape[1]), -1, dtype=np.int32)
    everywhere[seen] = groupings
    unseen = np.setdiff1d(np.arange(units), seen)
    near = Neighbours(neighbours.indices[unseen], neighbours.similarities[unseen])
    everywhere[unseen] = spread(everywhere, near, count)
    return everywhere


def spread(labels: Labels, near: Neighbours, count: int) -> Labels:
    """Return the groupings of further units: each goes with most of its neighbours, by similarity.

    ``labels``, shape (units, groupings), are the groups of the units that ``near`` counts, -1 where a unit is in none
    or is not asked. The ``count`` nearest that are in a group decide. Shape (further units, groupings), -1 where there
    are none.
    """
    weights = np.maximum(near.similarities, 0)
    found = np.full((len(near.indices), labels.shape[1]), -1, dtype=np.int32)
    for column in range(labels.shape[1]) if len(found) else ():
        own = labels[near.indices, column]
        known = own >= 0
        rows, places = np.nonzero(known & (np.cumsum(known, axis=1) <= count))
        if not len(rows):
            continue
        votes = np.zeros((len(found), int(own.max()) + 1), dtype=np.float32)
        np.add.at(votes, (rows, own[rows, places]), weights[rows, places])
        found[:, column] = np.where(votes.max(axis=1) > 0, votes.argmax(axis=1), -1)
    return found


@dataclass(frozen=True, slots=True)
class Resampling:
    """Which units are left out together."""

    noun: str
    """participants, documents or units."""
    groups: npt.NDArray[np.int64]
    """For each unit the number of its participant, document or itself."""

    def draw(self, draw: np.random.Generator) -> npt.NDArray[np.int64]:
        """Return the units that one clustering sees, ascending; never none."""
        count = int(self.groups.max()) + 1
        chosen = draw.choice(count, max(1, round(SHARE * count)), replace=False)
        return np.flatnonzero(np.isin(self.groups, chosen))


def resampling_of(units: pd.DataFrame) -> Resampling:
    """Return how to resample these units.

    Units of one person are not independent, so whole participants are left out if there are at least 8. Where nobody
    is named, a document stands for its speaker.
    """
    people = people_of(units)
    named = units["participant"].notna().any()
    for noun, column in (("participants", people if named else people[:0]), ("documents", units["doc_id"])):
        groups = pd.factorize(column.astype(object), sort=True)[0]
        if len(groups) and groups.max() + 1 >= ENOUGH:
            return Resampling(noun, np.asarray(groups, dtype=np.int64))
    return Resampling("units", np.arange(len(units)))


def people_of(units: pd.DataFrame) -> "pd.Series[str]":
    """Return whose each unit is: its participant's, or its document's where nobody is named."""
    named = units["participant"].notna()
    return units["participant"].astype(object).where(named, units["doc_id"].astype(object))
