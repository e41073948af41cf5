"""Resamples of units, and the clusterings of each."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from sample_units import as_neighbours, blobs
from sklearn.metrics import adjusted_mutual_info_score

from thememiner.discovery.ensemble import (
    MIN_GROUPS_TO_LEAVE_OUT,
    RESAMPLE_SHARE,
    Clustering,
    Resampling,
    choose_resampling,
    cluster_resamples,
    propagate_labels,
)
from thememiner.discovery.neighbour_graph import Neighbours, find_neighbours
from thememiner.discovery.sizes import ClusteringSizes

SIZES = ClusteringSizes(neighbours=5, groups=(2, 4), broad_groups=2, density_units=4)
RESAMPLE = np.flatnonzero(np.arange(60) % 6)


def cluster_both(workers: int) -> tuple[Clustering, ...]:
    """Cluster two resamples of sixty units in four groups."""
    near = find_neighbours(blobs(60, 4), 12)
    return tuple(cluster_resamples(near, [RESAMPLE, RESAMPLE[:40]], [SIZES, SIZES], seed=0, workers=workers))


def test_each_clustering_groups_all_units_in_every_way() -> None:
    """There are fine groupings by k-means and density, and a broad one; units left out join their neighbours."""
    for clustering in cluster_both(1):
        assert clustering.fine.shape == (60, 3)
        assert clustering.broad.shape == (60,)
        assert (clustering.fine[:, :2] >= 0).all()
        assert adjusted_mutual_info_score(np.arange(60) % 4, clustering.fine[:, 1]) > 0.9


def test_workers_change_nothing() -> None:
    """Two workers give the same bytes as one."""
    for one, other in zip(cluster_both(1), cluster_both(2), strict=True):
        assert one.fine.tobytes() == other.fine.tobytes()
        assert one.broad.tobytes() == other.broad.tobytes()


def test_propagated_labels_by_hand() -> None:
    """Unit 3 has two neighbours in group 0, together nearer than one in group 1; unit 4 has none in a group."""
    near = as_neighbours(
        [[1, 2, 3], [0, 2, 3], [0, 1, 3], [2, 0, 1], [3, 3, 3]],
        [[0.9, 0.8, 0.1]] * 3 + [[0.7, 0.4, 0.4], [0.5, 0.5, 0.5]],
    )
    groupings = np.array([[0], [0], [1], [-1], [-1]], dtype=np.int32)
    new = Neighbours(near.indices[3:], near.similarities[3:])
    assert propagate_labels(groupings, new, 3)[:, 0].tolist() == [0, -1]
    assert propagate_labels(groupings, new, 1)[:, 0].tolist() == [1, -1]


def said(people: Sequence[str | None], documents: Sequence[str]) -> pd.DataFrame:
    """Return a table with these participants and documents."""
    return pd.DataFrame({"participant": np.array(people, dtype=object), "doc_id": documents})


def numbered(letter: str, count: int) -> list[str]:
    """Return ``count`` different names, three times each."""
    return [f"{letter}{index % count}" for index in range(3 * count)]


@pytest.mark.parametrize(
    ("units", "noun", "groups"),
    [
        pytest.param(
            said(numbered("P", MIN_GROUPS_TO_LEAVE_OUT), ["D"] * 3 * MIN_GROUPS_TO_LEAVE_OUT),
            "participants",
            MIN_GROUPS_TO_LEAVE_OUT,
            id="enough persons",
        ),
        pytest.param(
            said(["P"] * 3 * MIN_GROUPS_TO_LEAVE_OUT, numbered("D", MIN_GROUPS_TO_LEAVE_OUT)),
            "documents",
            MIN_GROUPS_TO_LEAVE_OUT,
            id="enough documents of one person",
        ),
        pytest.param(
            said([None] * 3 * MIN_GROUPS_TO_LEAVE_OUT, numbered("D", MIN_GROUPS_TO_LEAVE_OUT)),
            "documents",
            MIN_GROUPS_TO_LEAVE_OUT,
            id="no named participant",
        ),
        pytest.param(
            said(
                [*numbered("P", MIN_GROUPS_TO_LEAVE_OUT - 1), None, None],
                [*numbered("D", MIN_GROUPS_TO_LEAVE_OUT - 1), "X", "Y"],
            ),
            "participants",
            MIN_GROUPS_TO_LEAVE_OUT + 1,
            id="a document counts for its unnamed speaker",
        ),
        pytest.param(
            said(
                [*numbered("P", MIN_GROUPS_TO_LEAVE_OUT - 1), None], [*numbered("D", MIN_GROUPS_TO_LEAVE_OUT - 1), "P0"]
            ),
            "participants",
            MIN_GROUPS_TO_LEAVE_OUT,
            id="a document with a participant's name is another person",
        ),
        pytest.param(
            said(numbered("P", MIN_GROUPS_TO_LEAVE_OUT - 1), numbered("D", MIN_GROUPS_TO_LEAVE_OUT - 1)),
            "units",
            3 * (MIN_GROUPS_TO_LEAVE_OUT - 1),
            id="too few",
        ),
        pytest.param(said([], []), "units", 0, id="no units"),
    ],
)
def test_participants_else_documents_else_units(units: pd.DataFrame, noun: str, groups: int) -> None:
    """Whole participants are left out if there are enough, else whole documents, else single units."""
    found = choose_resampling(units)
    assert found.noun == noun
    assert len(set(found.groups.tolist())) == groups


@pytest.mark.parametrize("count", [1, 2, 3, 10, 25])
def test_whole_groups_are_drawn_in_the_set_share(count: int) -> None:
    """A resample has all units of a group or none, the set share of the groups, and at least one group."""
    groups = np.arange(count * 4) % count
    sample = Resampling("participants", groups).draw(np.random.default_rng(0))
    drawn = set(groups[sample].tolist())
    assert len(drawn) == max(1, round(RESAMPLE_SHARE * count))
    assert sample.tolist() == [unit for unit in range(count * 4) if groups[unit] in drawn]
