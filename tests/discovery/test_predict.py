"""New units are assigned to existing sub-themes."""

import numpy as np
import numpy.typing as npt
import pytest

from thememiner.config import DiscoverySettings
from thememiner.discovery.predict import (
    MAX_SHARE,
    MIN_SHARE,
    NewUnitAssignment,
    assign_new_units,
    calibrate_thresholds,
    count_votes,
)
from thememiner.records import UnassignedReason

Vectors = npt.NDArray[np.float32]


def around(axes: list[int], count: int, *, seed: int = 0, spread: float = 0.2, dimensions: int = 12) -> Vectors:
    """Return unit vectors scattered around axes: ``count`` around each."""
    centres = np.repeat(np.eye(dimensions)[axes], count, axis=0)
    noisy = centres + spread * np.random.default_rng(seed).normal(size=centres.shape) / np.sqrt(dimensions)
    return np.asarray(noisy / np.linalg.norm(noisy, axis=1, keepdims=True), dtype=np.float32)


EARLIER = around([0, 1, 2], 20)
SUBTHEMES = np.repeat([0, 1, 2], 20)
DOCUMENTS = np.tile(np.arange(5), 12)


def assign(new_vectors: Vectors, settings: DiscoverySettings | None = None) -> NewUnitAssignment:
    """Assign units to three clear sub-themes of twenty units, spread over five documents."""
    return assign_new_units(EARLIER, SUBTHEMES, DOCUMENTS, new_vectors, settings=settings or DiscoverySettings())


def test_a_unit_goes_where_its_neighbours_are() -> None:
    """Units of three clear groups fit those groups, with all votes; few are too far from their neighbours."""
    fit = assign(around([2, 0, 1], 20, seed=1))
    fits = fit.subthemes >= 0
    assert fits.mean() > 0.8
    assert fit.subthemes[fits].tolist() == np.repeat([2, 0, 1], 20)[fits].tolist()
    assert fit.membership[fits] == pytest.approx(1)
    assert [reason is None for reason in fit.reasons] == fits.tolist()


def test_another_subject_is_far_from_all() -> None:
    """A unit in no group's direction fits none of them."""
    fit = assign(around([7], 3, seed=2))
    assert fit.subthemes.tolist() == [-1] * 3
    assert set(fit.reasons) == {str(UnassignedReason.FAR)}
    assert not fit.membership.any()


def test_a_unit_half_way_between_two_is_between_them() -> None:
    """A unit whose neighbours are of two groups in equal parts is between them, or carries both."""
    half = around([0], 1) + around([1], 1)
    half /= np.linalg.norm(half)
    many = np.vstack([EARLIER, np.repeat(half, 8, axis=0)]).astype(np.float32)
    labels = np.append(SUBTHEMES, [-1, 0, 1, -1, 0, 1, -1, -1])
    fit = assign_new_units(many, labels, np.arange(len(many)), half.astype(np.float32))
    assert fit.reasons == (str(UnassignedReason.BETWEEN),) or fit.carries_both.all()
    assert fit.nearest[0] in {0, 1}
    assert fit.margin[0] == pytest.approx(0, abs=0.2)


def test_a_unit_without_content_fits_nothing() -> None:
    """A vector of zeros has no sub-theme and no nearest one."""
    fit = assign(np.zeros((2, 12), dtype=np.float32))
    assert set(fit.reasons) == {str(UnassignedReason.WORDLESS)}
    assert fit.nearest.tolist() == [-1, -1]


def test_without_sub_themes_nothing_fits() -> None:
    """If there are no sub-themes, no unit gets one."""
    none = np.full(60, -1)
    fit = assign_new_units(EARLIER, none, DOCUMENTS, np.vstack([EARLIER[:1], np.zeros((1, 12), dtype=np.float32)]))
    assert fit.reasons == (str(UnassignedReason.NO_THEMES), str(UnassignedReason.WORDLESS))


def test_every_unit_can_be_assigned() -> None:
    """With ``assign_all`` even a unit far from all has a sub-theme; one without content has none."""
    new_vectors = np.vstack([around([7], 3, seed=2), np.zeros((1, 12), dtype=np.float32)])
    fit = assign(new_vectors, DiscoverySettings(assign_all=True))
    assert (fit.subthemes[:3] >= 0).all()
    assert fit.subthemes[3] == -1


def test_an_assignment_does_not_depend_on_other_new_units() -> None:
    """Each new unit gets the same answer alone as among others, and in any order."""
    new_vectors = around([0, 1, 2, 7], 3, seed=3, spread=1.0)
    whole = assign(new_vectors)
    for index in range(len(new_vectors)):
        alone = assign(new_vectors[index : index + 1])
        assert alone.subthemes[0] == whole.subthemes[index]
        assert alone.membership[0] == pytest.approx(whole.membership[index], abs=1e-5)
    turned = assign(new_vectors[::-1])
    assert turned.subthemes[::-1].tolist() == whole.subthemes.tolist()


def test_votes_are_shares_of_sharpened_similarity() -> None:
    """By hand: similarities of .8 for one sub-theme and .6 for none weigh .4096 and .1296 of .5392."""
    voters = np.array([[0.8, 0.6], [0.6, 0.8], [0.5, 0.3]], dtype=np.float32)
    votes = count_votes(voters, np.array([0, -1, 0]), np.array([[1, 0]], dtype=np.float32), neighbours=2)
    assert votes.best.tolist() == [0]
    assert votes.share == pytest.approx(0.4096 / 0.5392)
    assert votes.second.tolist() == [-1]
    assert votes.similarity == pytest.approx(0.7)


def test_a_dissimilar_neighbour_does_not_vote() -> None:
    """A neighbour of negative similarity has no vote."""
    votes = count_votes(
        np.array([[-1, 0], [0.6, 0.8]], dtype=np.float32),
        np.array([1, 0]),
        np.array([[1, 0]], dtype=np.float32),
        neighbours=2,
    )
    assert votes.best.tolist() == [0]
    assert votes.share == pytest.approx(1)


def test_units_of_the_same_document_do_not_vote() -> None:
    """If every sub-theme is of one document, other documents cannot vote for it, and half of the votes are needed."""
    enough, _ = calibrate_thresholds(EARLIER, np.append(SUBTHEMES[:-5], [-1] * 5), SUBTHEMES, neighbours=5)
    assert enough == MAX_SHARE


def test_thresholds_lie_within_bounds() -> None:
    """The share of votes that is enough lies within its bounds, and the similarity between 0 and 1."""
    enough, near = calibrate_thresholds(EARLIER, SUBTHEMES, DOCUMENTS, neighbours=5)
    assert MIN_SHARE <= enough <= MAX_SHARE or enough == pytest.approx(MAX_SHARE)
    assert 0 < near < 1


@pytest.mark.parametrize("count", [pytest.param(0, id="none"), pytest.param(1, id="one")])
def test_few_units_are_assigned(count: int) -> None:
    """There is no least number of new or earlier units."""
    assert len(assign(around([0], count)).reasons) == count
    fit = assign_new_units(EARLIER[:1], np.array([0]), np.array([0]), around([0], count))
    assert len(fit.reasons) == count


def test_the_rule_names_its_figures() -> None:
    """The rule says in words how many neighbours vote."""
    assert "5 nearest earlier units" in assign(EARLIER[:1]).rule
