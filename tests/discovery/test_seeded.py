"""Which units seed themes pull, and which stay free."""

import numpy as np
import numpy.typing as npt
import pytest

from thememiner.discovery.seeded import VOTES_PER_CLUSTERING, build_seed_votes, match_clusters_to_seeds, pull_to_seeds


def unit_length(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Return vectors of length 1."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def three_groups(units: int = 60) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return units in three groups of equal size among noise, and the centres of the groups."""
    random = np.random.default_rng(0)
    centres = unit_length(random.normal(size=(3, 40)))
    near = np.repeat(centres, units // 3, axis=0) + random.normal(scale=0.08, size=(units, 40))
    noise = random.normal(size=(3 * units, 40))
    return unit_length(np.vstack([near, noise])), centres


def test_a_seed_pulls_its_own_units_and_no_others() -> None:
    """Of three groups among noise, the two that have seeds are pulled; the third and the noise stay free."""
    vectors, centres = three_groups()
    seeded = pull_to_seeds(vectors, centres[:2], ["a", "b"], plain=vectors)
    assert seeded.names == ("a", "b")
    assert seeded.labels[:40].tolist() == [0] * 20 + [1] * 20
    assert (seeded.labels[40:] == -1).mean() > 0.95
    assert seeded.strength[:40].min() > seeded.strength[60:].mean()


def test_a_seed_that_is_not_in_the_material_pulls_nothing() -> None:
    """An absent theme has nearest units too, but they are further from it than units are from one another."""
    vectors, centres = three_groups()
    speakers = vectors[:60]
    absent = unit_length(np.random.default_rng(5).normal(size=(1, 40)))
    seeded = pull_to_seeds(speakers, np.vstack([centres[0], absent[0]]), ["a", "absent"], plain=speakers)
    assert seeded.labels[:20].tolist() == [0] * 20
    assert seeded.labels[20:].max() == -1


def test_a_seed_of_zeros_pulls_nothing() -> None:
    """A seed without known words, whose vector is zeros, pulls no unit."""
    vectors, centres = three_groups()
    seeded = pull_to_seeds(
        vectors, np.vstack([centres[0], np.zeros(40)]).astype(np.float32), ["a", "unknown"], plain=vectors
    )
    assert set(seeded.labels.tolist()) == {0, -1}


@pytest.mark.parametrize(
    ("units", "seeds"),
    [
        pytest.param(0, 2, id="no units"),
        pytest.param(0, 0, id="nothing"),
        pytest.param(3, 0, id="no seeds"),
        pytest.param(1, 1, id="one unit"),
    ],
)
def test_any_number_of_units_and_seeds_is_answered(units: int, seeds: int) -> None:
    """The answer has a label and a strength for each unit."""
    vectors, given = np.eye(5, dtype=np.float32)[:units], np.eye(5, dtype=np.float32)[:seeds]
    seeded = pull_to_seeds(vectors, given, list("ab")[:seeds], plain=vectors)
    assert seeded.labels.shape == seeded.strength.shape == (units,)
    assert seeded.labels.max(initial=-1) < seeds


def test_units_that_are_all_alike_are_not_pulled() -> None:
    """If no unit stands out from the bulk, a seed pulls nothing, however near all units are."""
    alike = np.tile(np.eye(4, dtype=np.float32)[:1], (9, 1))
    assert pull_to_seeds(alike, alike[:1], ["a"], plain=alike).labels.tolist() == [-1] * 9


def test_votes_put_the_units_of_a_seed_together() -> None:
    """In each grouping the pulled units share a separate label, and the others keep theirs."""
    by = np.array([0, 0, -1, -1, -1, -1, 1])
    runs = np.array([[0, 0], [1, -1], [0, 1], [0, 1], [1, 1], [1, -1], [-1, 1]])
    asked = build_seed_votes(by, runs)
    assert asked.shape == (len(runs), 2 * VOTES_PER_CLUSTERING)
    assert np.unique(asked[:2]).tolist() == [2]
    assert np.unique(asked[6]).tolist() == [3]
    # In the second grouping, cluster 0 has units of the seed only.
    np.testing.assert_array_equal(asked[2:6], np.tile(runs[2:6], VOTES_PER_CLUSTERING))


def test_a_cluster_with_a_majority_joins_its_seed() -> None:
    """If one seed pulled more than half of a cluster, the whole cluster joins it; with half, it does not."""
    by = np.array([0, 0, -1, 0, -1])
    assert build_seed_votes(by, np.array([[0], [0], [0], [1], [1]]))[:, 0].tolist() == [2, 2, 2, 2, 1]


def test_no_groupings_have_no_votes() -> None:
    """Without groupings the answer has no columns."""
    assert build_seed_votes(np.array([0, -1]), np.zeros((2, 0), dtype=np.int64)).shape == (2, 0)


def test_a_cluster_matches_the_seed_of_most_of_its_units() -> None:
    """More than half of its units must come from one seed; unassigned units do not count."""
    by = np.array([0, 0, -1, 1, 0, -1, -1, 1])
    clusters = np.array([0, 0, 0, 1, 1, 2, -1, -1])
    assert match_clusters_to_seeds(by, clusters) == (0, None, None)
    assert match_clusters_to_seeds(by, np.full(8, -1)) == ()
