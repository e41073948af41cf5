"""Scores agree with independent libraries and with hand-worked examples."""

import numpy as np
import pytest
from nltk.metrics import agreement, masi_distance
from sample_codings import a_pair, plain
from sklearn import metrics
from sklearn.metrics.cluster import expected_mutual_information as expected_mutual_information_of_table

from thememiner.comparison.clustering_metrics import (
    adjusted_mutual_information,
    adjusted_rand,
    completeness,
    expected_mutual_information,
    homogeneity,
    v_measure,
)
from thememiner.comparison.coefficients import alpha_masi, cohens_kappa, krippendorffs_alpha
from thememiner.comparison.overlap_metrics import matched_f1, omega_index

RANDOM = np.random.default_rng(1)
OWN = RANDOM.integers(0, 4, 60)
OTHER = np.where(RANDOM.random(60) < 0.5, OWN, RANDOM.integers(0, 4, 60))
SINGLE = a_pair([[label] for label in OWN.tolist()], [[label] for label in OTHER.tolist()], same_names=True)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param(adjusted_mutual_information, metrics.adjusted_mutual_info_score, id="ami"),
        pytest.param(adjusted_rand, metrics.adjusted_rand_score, id="ari"),
        pytest.param(omega_index, metrics.adjusted_rand_score, id="omega of single codes is ari"),
        pytest.param(homogeneity, metrics.homogeneity_score, id="homogeneity"),
        pytest.param(completeness, metrics.completeness_score, id="completeness"),
        pytest.param(v_measure, metrics.v_measure_score, id="v"),
        pytest.param(v_measure, metrics.normalized_mutual_info_score, id="nmi"),
        pytest.param(cohens_kappa, metrics.cohen_kappa_score, id="kappa"),
    ],
)
def test_single_codes_as_scikit_learn(ours: object, theirs: object) -> None:
    """With one code a unit the scores are scikit-learn's."""
    assert callable(ours)
    assert callable(theirs)
    assert plain(ours, SINGLE) == pytest.approx(theirs(OWN, OTHER))


@pytest.mark.parametrize(
    "table",
    [
        pytest.param([[1]], id="one unit"),
        pytest.param([[3, 0], [0, 4]], id="equal codings"),
        pytest.param([[40, 1], [2, 3]], id="large groups overlap by necessity"),
        pytest.param(np.eye(7, dtype=np.int64).tolist(), id="groups of one unit"),
        pytest.param(RANDOM.integers(0, 300, (12, 30)).tolist(), id="thousands of units"),
        pytest.param(RANDOM.integers(9000, 20000, (9, 3)).tolist(), id="more terms than are computed together"),
    ],
)
def test_expected_information_as_scikit_learn(table: list[list[int]]) -> None:
    """The mutual information that two codings have by chance is scikit-learn's."""
    counts = np.array(table)
    theirs = expected_mutual_information_of_table(counts, int(counts.sum()))
    ours = expected_mutual_information(*(tuple(counts.sum(axis=axis).tolist()) for axis in (1, 0)))
    assert ours == pytest.approx(theirs, rel=1e-8, abs=1e-12)


def test_alpha_as_nltk() -> None:
    """The nominal alpha is nltk's, and so is the alpha of single codes with the MASI distance."""
    both = enumerate(zip(OWN.tolist(), OTHER.tolist(), strict=True))
    rows = [(coder, unit, label) for unit, labels in both for coder, label in enumerate(labels)]
    theirs = agreement.AnnotationTask(data=rows).alpha()
    assert plain(krippendorffs_alpha, SINGLE) == pytest.approx(theirs)
    assert plain(alpha_masi, SINGLE) == pytest.approx(theirs)


def test_alpha_of_sets_as_nltk() -> None:
    """The alpha of sets of codes is nltk's, whose MASI rounds its weights to .67 and .33."""
    sides = [[np.flatnonzero(row).tolist() or [0] for row in RANDOM.random((40, 4)) < 0.4] for _ in range(2)]
    sides[1][:20] = sides[0][:20]
    rows = [(coder, unit, frozenset(own)) for coder, side in enumerate(sides) for unit, own in enumerate(side)]
    theirs = agreement.AnnotationTask(data=rows, distance=masi_distance).alpha()
    assert plain(alpha_masi, a_pair(sides[0], sides[1], same_names=True)) == pytest.approx(theirs, abs=0.005)


def test_omega_by_hand() -> None:
    """Of the three pairs two agree; expected is 2/3 of 1/3 and 1/3 of 2/3 ... worked pair by pair."""
    # Shared codes of the pairs (1,2), (1,3), (2,3): 2, 0, 0 in the one coding, 1, 0, 0 in the other.
    found = plain(omega_index, a_pair([[0, 1], [0, 1], [2]], [[0], [0], [1]]))
    assert found == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))


def test_matched_f1_by_hand() -> None:
    """A code with F1 2/3 and one without counterpart have the mean 1/3."""
    assert plain(matched_f1, a_pair([[0], [0], [1]], [[0], [], []])) == pytest.approx(1 / 3)
