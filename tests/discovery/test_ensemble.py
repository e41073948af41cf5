"""Many clusterings of resamples."""

import numpy as np
from made_units import as_neighbours, blobs
from sklearn.metrics import adjusted_mutual_info_score

from thememiner.discovery.ensemble import Clustering, cluster_resamples, propagate_labels
from thememiner.discovery.neighbour_graph import Neighbours, find_neighbours
from thememiner.discovery.sizes import ClusteringSizes

SIZES = ClusteringSizes(neighbours=5, groups=(2, 4), broad_groups=2, density_units=4)
SEEN = np.flatnonzero(np.arange(60) % 6)


def looked_at(workers: int) -> tuple[Clustering, ...]:
    """Cluster two resamples of sixty units in four groups."""
    near = find_neighbours(blobs(60, 4), 12)
    return tuple(cluster_resamples(near, [SEEN, SEEN[:40]], [SIZES, SIZES], seed=0, workers=workers))


def test_each_look_groups_all_units_in_every_way() -> None:
    """By centres, by density and broadly; units that were left out go with their neighbours."""
    for look in looked_at(1):
        assert look.fine.shape == (60, 3)
        assert look.broad.shape == (60,)
        assert (look.fine[:, :2] >= 0).all()
        assert adjusted_mutual_info_score(np.arange(60) % 4, look.fine[:, 1]) > 0.9


def test_workers_change_nothing() -> None:
    """Two at a time give the bytes that one gives."""
    for one, other in zip(looked_at(1), looked_at(2), strict=True):
        assert one.fine.tobytes() == other.fine.tobytes()
        assert one.broad.tobytes() == other.broad.tobytes()


def test_going_with_neighbours_by_hand() -> None:
    """Unit 3 has two neighbours in group 0 that are together nearer than one in group 1; unit 4 knows nobody seen."""
    near = as_neighbours(
        [[1, 2, 3], [0, 2, 3], [0, 1, 3], [2, 0, 1], [3, 3, 3]],
        [[0.9, 0.8, 0.1]] * 3 + [[0.7, 0.4, 0.4], [0.5, 0.5, 0.5]],
    )
    groupings = np.array([[0], [0], [1], [-1], [-1]], dtype=np.int32)
    further = Neighbours(near.indices[3:], near.similarities[3:])
    assert propagate_labels(groupings, further, 3)[:, 0].tolist() == [0, -1]
    assert propagate_labels(groupings, further, 1)[:, 0].tolist() == [1, -1]
