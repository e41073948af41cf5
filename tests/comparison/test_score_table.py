"""Every score of the table has the properties that the table declares."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_codings import groups_of, labellings

from thememiner.comparison import SCORES, Score
from thememiner.comparison.scores import GroupPair, figures

Labels = list[list[int]]
NUMBER = 4

few = settings(max_examples=30, deadline=None)
every_score = pytest.mark.parametrize("score", [pytest.param(score, id=score.name) for score in SCORES])


def value(score: Score, reference: Labels, proposed: Labels) -> float | None:
    """Return a score of two labellings."""
    return score.score(GroupPair(groups_of(reference, NUMBER), groups_of(proposed, NUMBER)))


@every_score
@few
@given(both=labellings())
def test_score_is_bounded(score: Score, both: tuple[Labels, Labels]) -> None:
    """No value lies above 1 or below the declared bound."""
    found = value(score, *both)
    assert found is None or score.lowest - 1e-9 <= found <= 1 + 1e-9


@every_score
@few
@given(both=labellings())
def test_declared_symmetry_holds(score: Score, both: tuple[Labels, Labels]) -> None:
    """Exchanging the codings changes nothing where the table says so."""
    if score.symmetric:
        assert value(score, *both) == pytest.approx(value(score, *both[::-1]))


@every_score
@few
@given(both=labellings(), names=st.permutations(range(NUMBER)), order=st.randoms(use_true_random=False))
def test_names_of_groups_and_order_of_units_do_not_matter(
    score: Score, both: tuple[Labels, Labels], names: list[int], order: np.random.Generator
) -> None:
    """Renaming the groups or shuffling the units changes nothing."""
    reference, proposed = both
    renamed = [[names[label] for label in labels] for labels in proposed]
    rows = list(range(len(reference)))
    order.shuffle(rows)
    shuffled = value(score, [reference[row] for row in rows], [renamed[row] for row in rows])
    assert shuffled == pytest.approx(value(score, reference, proposed))


@every_score
@few
@given(both=labellings())
def test_equal_codings_score_one(score: Score, both: tuple[Labels, Labels]) -> None:
    """A coding agrees perfectly with itself, unless the score is undefined for it."""
    found = value(score, both[0], both[0])
    groups = len({tuple(labels[:1]) for labels in both[0]})
    undefined = score.chance_corrected and groups in (1, len(both[0]))
    assert found is None if undefined else found == pytest.approx(1)


@every_score
def test_unrelated_codings_score_about_zero_where_corrected(score: Score) -> None:
    """Scores corrected for chance are near 0 for random groups; the others are not."""
    rng = np.random.default_rng(0)
    reference, proposed = ([[int(label)] for label in rng.integers(0, NUMBER, 2_000)] for _ in range(2))
    found = value(score, reference, proposed)
    assert found is not None
    assert (abs(found) < 0.02) is score.chance_corrected


@every_score
@few
@given(both=labellings(least=1))
def test_scores_of_first_codes_ignore_the_others(score: Score, both: tuple[Labels, Labels]) -> None:
    """Further codes change nothing where the table says that only the first counts."""
    if score.first_code_only:
        single = [[labels[:1] for labels in side] for side in both]
        assert value(score, *both) == value(score, *single)


@every_score
@pytest.mark.parametrize("units", [0, 1])
def test_fewer_than_two_units_are_undefined(score: Score, units: int) -> None:
    """Nothing can be said about agreement on no unit or one."""
    assert value(score, [[0]] * units, [[1]] * units) is None


@pytest.mark.parametrize(
    "labels", [pytest.param([[0]] * 3, id="one group"), pytest.param([[0], [1], [2]], id="all alone")]
)
def test_correction_that_divides_zero_by_zero_is_undefined(labels: Labels) -> None:
    """Where every coding with such groups agrees perfectly, agreement beyond chance is undefined, not perfect."""
    found = figures(groups_of(labels, NUMBER), groups_of(labels, NUMBER))
    assert (found["ami"], found["ari"], found["b_cubed_f1"]) == (None, None, 1)


def test_one_trivial_coding_is_no_agreement() -> None:
    """A coding that puts everything together agrees with one that tells apart no more than by chance."""
    found = figures(groups_of([[0], [0], [1], [1]], NUMBER), groups_of([[0]] * 4, NUMBER))
    assert (found["ami"], found["ari"]) == (0, 0)
    assert (found["b_cubed_precision"], found["b_cubed_recall"]) == (0.5, 1)


def test_uncoded_units_are_a_group_of_their_own() -> None:
    """Leaving the same units uncoded is agreement, and leaving others uncoded is not."""
    agreed = figures(groups_of([[0], [0], [], []], NUMBER), groups_of([[1], [1], [], []], NUMBER))
    differ = figures(groups_of([[0], [0], [], []], NUMBER), groups_of([[1], [], [1], []], NUMBER))
    assert agreed == dict.fromkeys(agreed, 1)
    assert all(found is not None and found < 1 for found in differ.values())


def test_names_are_those_of_the_record() -> None:
    """The table's names are the ones that a comparison's figures are known by."""
    assert [score.name for score in SCORES] == ["ami", "ari", "b_cubed_precision", "b_cubed_recall", "b_cubed_f1"]
