"""One nested hierarchy out of many groupings: who goes with whom, how often.

Sub-themes are grouped into themes, and both are put in a fixed order.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.cluster.hierarchy import cut_tree, fcluster, linkage
from sklearn.preprocessing import normalize

from thememiner.discovery.ensemble import Labels
from thememiner.discovery.neighbour_graph import Rows, Vectors, rows_of
from thememiner.discovery.sizes import share_for

LANDMARKS = 4_000
"""Units that the tree is built of, at most: its memory grows with their square. All others join by the same rule."""
Tree = npt.NDArray[np.float64]
"""SciPy's linkage matrix; heights are 1 minus the share of groupings in which two groups of units went together."""
TOGETHER = 0.35
"""Two groups of sub-themes are one theme if their units went together in at least so large a share of broad looks."""


def memberships(groupings: Labels, clusters: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Return how often each unit went with the units of each cluster, shape (units, clusters), 0 to 1.

    ``groupings`` has shape (units, groupings), -1 where a unit is in no group; ``clusters`` gives each unit's cluster,
    -1 for none. The figure is the mean, over the *other* units of the cluster, of the share of groupings in which the
    two were together: the average linkage of a unit to a cluster. A unit's own part is left out, or small clusters
    would look firm.
    """
    count = int(clusters.max(initial=-1)) + 1
    if not count:
        return np.zeros((len(groupings), 0), dtype=np.float32)
    profile = profile_of(groupings, clusters)
    found = _together(groupings, profile)
    own = np.flatnonzero(clusters >= 0)
    found[own, clusters[own]] -= (groupings[own] >= 0).mean(axis=1)
    others = np.broadcast_to(profile.members, found.shape).copy()
    others[own, clusters[own]] -= 1
    return np.asarray(np.clip(found / np.maximum(others, 1), 0, 1), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Profile:
    """How the units of some clusters were grouped: all that further units need to be compared with them."""

    groups: tuple[int, ...]
    """How many each grouping has."""
    counts: npt.NDArray[np.float32]
    """Units of each cluster in each group of each grouping, shape (all groups, clusters)."""
    members: npt.NDArray[np.float32]
    """Units of each cluster, shape (clusters,)."""

    def of(self, clusters: npt.NDArray[np.int64]) -> "Profile":
        """Return the same for some of the clusters."""
        return Profile(self.groups, self.counts[:, clusters], self.members[clusters])


def profile_of(groupings: Labels, clusters: npt.NDArray[np.int64]) -> Profile:
    """Return how the units of each cluster were grouped; shapes as for ``memberships``."""
    members = _indicators(clusters[:, None])
    together = _indicators(groupings)
    counts = np.asarray((together.T @ members).toarray(), dtype=np.float32)
    return Profile(_groups(groupings), counts, np.asarray(members.sum(axis=0), dtype=np.float32).ravel())


def memberships_of_others(groupings: Labels, profile: Profile) -> npt.NDArray[np.float32]:
    """Return how often units that are in no cluster went with those of each, as ``memberships`` does for the others."""
    return np.asarray(np.clip(_together(groupings, profile) / np.maximum(profile.members, 1), 0, 1), dtype=np.float32)


def _together(groupings: Labels, profile: Profile) -> npt.NDArray[np.float32]:
    """Return in how many groupings each unit went with units of each cluster, all told, divided by the groupings."""
    shared = _indicators(groupings, profile.groups) @ profile.counts
    return np.asarray(shared / groupings.shape[1], dtype=np.float32)


def landmarks(units: int, draw: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return the units that the tree is built of, ascending: all, or a random part where there are many."""
    if units <= LANDMARKS:
        return np.arange(units)
    return np.sort(draw.choice(units, LANDMARKS, replace=False))


def tree_of(groupings: Labels) -> Tree:
    """Return the average linkage of units by the share of groupings in which they went together.

    Evidence accumulation: Fred & Jain (2005), Combining multiple clusterings using evidence accumulation, IEEE
    Transactions on Pattern Analysis and Machine Intelligence 27.
    """
    together = _indicators(groupings)
    share = (together @ together.T).toarray() / groupings.shape[1]
    upper = np.triu_indices(len(share), 1)
    return np.asarray(linkage(1 - share[upper].astype(np.float64), method="average"))


def cut(tree: Tree, together: float, smallest: int) -> npt.NDArray[np.int64]:
    """Return the clusters that hold together in at least this share of groupings; -1 in those that are too small."""
    return _large_ones(fcluster(tree, 1 - together, "distance"), smallest)


def cut_into(tree: Tree, count: int, smallest: int) -> npt.NDArray[np.int64]:
    """Return as near to ``count`` clusters of a sufficient size as the tree has."""
    best = np.full(len(tree) + 1, -1, dtype=np.int64)
    for groups in range(1, len(tree) + 2):
        found = _large_ones(fcluster(tree, groups, "maxclust"), smallest)
        if abs(found.max() + 1 - count) < abs(best.max() + 1 - count):
            best = found
        if best.max() + 1 == count:
            break
    return best


def _large_ones(clusters: npt.NDArray[np.int32], smallest: int) -> npt.NDArray[np.int64]:
    sizes = np.bincount(clusters)
    renumbered = np.full(len(sizes), -1, dtype=np.int64)
    large = np.flatnonzero(sizes >= smallest)
    renumbered[large] = np.arange(len(large))
    return renumbered[clusters]


def _groups(labels: npt.NDArray[np.integer]) -> tuple[int, ...]:
    """Return how many groups each grouping has."""
    return tuple(int(column.max(initial=-1)) + 1 for column in labels.T)


def _indicators(labels: npt.NDArray[np.integer], groups: tuple[int, ...] | None = None) -> sparse.csr_array:
    """Return which group of which grouping each unit is in, as zeros and ones, shape (units, all groups)."""
    firsts = np.concatenate([[0], np.cumsum(_groups(labels) if groups is None else groups)])
    rows, columns = np.nonzero(labels >= 0)
    places = firsts[columns] + labels[rows, columns]
    ones = np.ones(len(rows), dtype=np.float32)
    return sparse.csr_array((ones, (rows, places)), shape=(len(labels), int(firsts[-1])))


def mean_vectors(vectors: Vectors, labels: npt.NDArray[np.int64], rows: Rows | None = None) -> Vectors:
    """Return the mean direction of each cluster, unit length, shape (clusters, dimensions).

    ``labels`` name the clusters of the units that have these ``rows`` of ``vectors``; without rows, of all.
    """
    rows = np.arange(len(vectors)) if rows is None else rows
    count = int(labels.max(initial=-1)) + 1
    means = [rows_of(vectors, rows[labels == label]).mean(axis=0, dtype=np.float64) for label in range(count)]
    centres = normalize(np.array(means).reshape(count, vectors.shape[1])) if count else np.zeros((0, vectors.shape[1]))
    return np.asarray(centres, dtype=np.float32)


def group(together: npt.NDArray[np.float64], *, count: int | None, granularity: float) -> npt.NDArray[np.int64]:
    """Return the theme of each sub-theme, by average linkage.

    ``together``, shape (sub-themes, sub-themes), tells how often units of two sub-themes went together in the broad
    groupings. There are ``count`` themes, or as many as hold together often enough.
    """
    subthemes = len(together)
    if subthemes < 2:  # noqa: PLR2004 - a tree needs two
        return np.zeros(subthemes, dtype=np.int64)
    upper = np.triu_indices(subthemes, 1)
    tree = linkage(1 - np.clip(together[upper], 0, 1), method="average")
    if count is not None:
        return np.asarray(cut_tree(tree, n_clusters=min(count, subthemes))[:, 0], dtype=np.int64)
    return np.asarray(cut_tree(tree, height=1 - share_for(TOGETHER, granularity))[:, 0], dtype=np.int64)


def ordered(
    labels: npt.NDArray[np.int64], parents: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], tuple[int, ...]]:
    """Return where each sub-theme goes, and the theme of each in the new order: the largest first, ties by first unit.

    ``labels`` are the sub-themes of units in a fixed order, -1 where unassigned. Old sub-theme ``s`` has the new number
    ``places[s]``; ``places[-1]`` is -1. A sub-theme's number never depends on how the clusterings counted.
    """
    count = len(parents)
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    firsts = np.array([int(np.argmax(labels == label)) for label in range(count)])
    themes = range(int(parents.max(initial=-1)) + 1)
    theme_order = sorted(themes, key=lambda t: (-sizes[parents == t].sum(), firsts[parents == t].min()))
    rank = {theme: index for index, theme in enumerate(theme_order)}
    order = sorted(range(count), key=lambda s: (rank[int(parents[s])], -sizes[s], firsts[s]))
    places = np.full(count + 1, -1, dtype=np.int64)
    places[order] = np.arange(count)
    return places, tuple(rank[int(parents[s])] for s in order)
