"""One nested hierarchy out of many groupings: how often units were grouped together, and the trees built from that."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.cluster.hierarchy import cut_tree, fcluster, linkage
from sklearn.preprocessing import normalize

from thememiner.discovery.ensemble import Labels
from thememiner.discovery.neighbour_graph import Rows, Vectors, load_rows
from thememiner.discovery.sizes import scale_share
from thememiner.records import round_to_grid

MAX_LANDMARKS = 4_000
"""Most units that the tree is built from, because its memory grows with their square. All others join by membership."""
LinkageTree = npt.NDArray[np.float64]
"""SciPy's linkage matrix; a height is 1 minus the share of groupings in which two groups of units were together."""
THEME_SHARE = 0.35
"""Two groups of sub-themes are one theme if their units were together in at least this share of broad groupings."""
RELATIVE_THEME_SHARE = 0.6
"""The same where the course of the interviews is clustered, too, as a multiple of how often the units of one sub-theme
were together: units of one place are grouped together so firmly there that all shares rise."""


def compute_memberships(groupings: Labels, clusters: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Return how often each unit was grouped with the units of each cluster, shape (units, clusters), 0 to 1.

    ``groupings`` has shape (units, groupings), -1 where a unit is in no group; ``clusters`` gives each unit's cluster,
    -1 for none. A membership is the mean, over the *other* units of the cluster, of the share of groupings in which
    the two units were together: the average linkage of a unit to a cluster. The unit itself is left out, because it
    would make small clusters look firm.
    """
    count = int(clusters.max(initial=-1)) + 1
    if not count:
        return np.zeros((len(groupings), 0), dtype=np.float32)
    profile = profile_clusters(groupings, clusters)
    found = _sum_shares(groupings, profile)
    own = np.flatnonzero(clusters >= 0)
    found[own, clusters[own]] -= (groupings[own] >= 0).mean(axis=1)
    other_members = np.broadcast_to(profile.members, found.shape).copy()
    other_members[own, clusters[own]] -= 1
    return np.asarray(np.clip(found / np.maximum(other_members, 1), 0, 1), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class ClusterProfile:
    """How the units of some clusters were grouped, so that new units can be compared with them."""

    groups: tuple[int, ...]
    """Number of groups of each grouping."""
    counts: npt.NDArray[np.float32]
    """Units of each cluster in each group of each grouping, shape (all groups, clusters)."""
    members: npt.NDArray[np.float32]
    """Units of each cluster, shape (clusters,)."""

    def select(self, clusters: npt.NDArray[np.int64]) -> "ClusterProfile":
        """Return the profile of some of the clusters."""
        return ClusterProfile(self.groups, self.counts[:, clusters], self.members[clusters])


def profile_clusters(groupings: Labels, clusters: npt.NDArray[np.int64]) -> ClusterProfile:
    """Return how the units of each cluster were grouped; the arguments are those of ``compute_memberships``."""
    members = _to_indicators(clusters[:, None])
    counts = np.asarray((_to_indicators(groupings).T @ members).toarray(), dtype=np.float32)
    return ClusterProfile(_count_groups(groupings), counts, np.asarray(members.sum(axis=0), dtype=np.float32).ravel())


def compute_out_of_sample_memberships(groupings: Labels, profile: ClusterProfile) -> npt.NDArray[np.float32]:
    """Return how often units outside all clusters were grouped with those of each, shape (units, clusters), 0 to 1."""
    found = _sum_shares(groupings, profile)
    return np.asarray(np.clip(found / np.maximum(profile.members, 1), 0, 1), dtype=np.float32)


def _sum_shares(groupings: Labels, profile: ClusterProfile) -> npt.NDArray[np.float32]:
    """Return, summed over the units of each cluster, the share of groupings in which each unit was with them."""
    shared = _to_indicators(groupings, profile.groups) @ profile.counts
    return np.asarray(shared / groupings.shape[1], dtype=np.float32)


def draw_landmarks(units: int, draw: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return the units that the tree is built from, ascending: all, or a random sample of ``MAX_LANDMARKS``."""
    if units <= MAX_LANDMARKS:
        return np.arange(units)
    return np.sort(draw.choice(units, MAX_LANDMARKS, replace=False))


def build_tree(groupings: Labels) -> LinkageTree:
    """Return the average linkage of units by the share of groupings in which they were together.

    Evidence accumulation: Fred & Jain (2005), Combining multiple clusterings using evidence accumulation, IEEE
    Transactions on Pattern Analysis and Machine Intelligence 27.
    """
    together = _to_indicators(groupings)
    share = (together @ together.T).toarray() / groupings.shape[1]
    upper = np.triu_indices(len(share), 1)
    tree = np.asarray(linkage(1 - share[upper].astype(np.float64), method="average"))
    tree[:, 2] = np.round(tree[:, 2], 9)  # so that heights that should be equal are
    return tree


def cut_at_share(tree: LinkageTree, share: float, smallest: int) -> npt.NDArray[np.int64]:
    """Cut the tree into clusters whose units were together in at least this share of groupings.

    Units in clusters of fewer than ``smallest`` units get -1.
    """
    return _drop_small_clusters(fcluster(tree, 1 - share, "distance"), smallest)


def cut_to_count(tree: LinkageTree, count: int, smallest: int) -> npt.NDArray[np.int64]:
    """Cut the tree into about ``count`` clusters of at least ``smallest`` units; -1 for the other units."""
    best = np.full(len(tree) + 1, -1, dtype=np.int64)
    for groups in range(1, len(tree) + 2):
        found = _drop_small_clusters(fcluster(tree, groups, "maxclust"), smallest)
        if abs(found.max() + 1 - count) < abs(best.max() + 1 - count):
            best = found
        if best.max() + 1 == count:
            break
    return best


def _drop_small_clusters(clusters: npt.NDArray[np.int32], smallest: int) -> npt.NDArray[np.int64]:
    sizes = np.bincount(clusters)
    renumbered = np.full(len(sizes), -1, dtype=np.int64)
    large = np.flatnonzero(sizes >= smallest)
    renumbered[large] = np.arange(len(large))
    return renumbered[clusters]


def _count_groups(labels: npt.NDArray[np.integer]) -> tuple[int, ...]:
    """Return the number of groups of each grouping."""
    return tuple(int(column.max(initial=-1)) + 1 for column in labels.T)


def _to_indicators(labels: npt.NDArray[np.integer], groups: tuple[int, ...] | None = None) -> sparse.csr_array:
    """Return which group of which grouping each unit is in, as zeros and ones, shape (units, all groups)."""
    firsts = np.concatenate([[0], np.cumsum(_count_groups(labels) if groups is None else groups)])
    rows, columns = np.nonzero(labels >= 0)
    places = firsts[columns] + labels[rows, columns]
    ones = np.ones(len(rows), dtype=np.float32)
    return sparse.csr_array((ones, (rows, places)), shape=(len(labels), int(firsts[-1])))


def compute_centroids(vectors: Vectors, labels: npt.NDArray[np.int64], rows: Rows | None = None) -> Vectors:
    """Return the mean direction of each cluster: unit length, on the grid, shape (clusters, dimensions).

    ``labels`` gives the cluster of each unit, -1 for none. ``rows`` are the rows of ``vectors`` that these units have;
    by default all rows.
    """
    rows = np.arange(len(vectors)) if rows is None else rows
    count = int(labels.max(initial=-1)) + 1
    means = [load_rows(vectors, rows[labels == label]).mean(axis=0, dtype=np.float64) for label in range(count)]
    centroids = (
        normalize(np.array(means).reshape(count, vectors.shape[1])) if count else np.zeros((0, vectors.shape[1]))
    )
    return round_to_grid(centroids)


def group_subthemes(
    together: npt.NDArray[np.float64], *, count: int | None, granularity: float, is_relative: bool = False
) -> npt.NDArray[np.int64]:
    """Return the theme of each sub-theme, by average linkage.

    ``together``, shape (sub-themes, sub-themes), is the share of broad groupings in which units of two sub-themes were
    together. If ``is_relative``, each share is divided by the geometric mean of the shares of the two sub-themes with
    themselves. The number of themes is ``count``, or follows from the granularity and from ``THEME_SHARE``, or
    ``RELATIVE_THEME_SHARE`` if ``is_relative``.
    """
    subthemes = len(together)
    if subthemes < 2:  # noqa: PLR2004 - a tree needs two
        return np.zeros(subthemes, dtype=np.int64)
    if is_relative:
        own = np.sqrt(np.diag(together))
        together = together / np.maximum(np.outer(own, own), np.finfo(float).tiny)
    upper = np.triu_indices(subthemes, 1)
    tree = linkage(1 - np.clip(np.round(together[upper], 9), 0, 1), method="average")
    if count is not None:
        return np.asarray(cut_tree(tree, n_clusters=min(count, subthemes))[:, 0], dtype=np.int64)
    share = scale_share(RELATIVE_THEME_SHARE if is_relative else THEME_SHARE, granularity)
    return np.asarray(cut_tree(tree, height=1 - share)[:, 0], dtype=np.int64)


def order_subthemes(
    labels: npt.NDArray[np.int64], parents: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], tuple[int, ...]]:
    """Order sub-themes by size: the largest theme first, then the largest sub-theme, ties by the first unit.

    ``labels`` are the sub-themes of units in a fixed order, -1 where unassigned; ``parents`` gives the theme of each
    sub-theme. Returns ``places`` and the theme of each sub-theme in the new order. Sub-theme ``s`` gets the number
    ``places[s]``; ``places[-1]`` is -1. So a number never depends on how the clusterings counted.
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
