"""Every score of the table has the properties that the table declares."""

from collections.abc import Callable

import numpy as np
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_codings import a_pair, labellings, plain

from thememiner.comparison import SCORES, Score

Labels = list[list[int]]
NUMBER = 4

MATCHED = {score.name for score in SCORES if score.after_matching} | {"matched_f1"}
"""Scores that depend on which codes count as the same."""

few = settings(max_examples=examples(30))


def scores(chosen: Callable[[Score], bool]) -> pytest.MarkDecorator:
    """Run a test for every score that has a property."""
    return pytest.mark.parametrize("score", [pytest.param(score, id=score.name) for score in SCORES if chosen(score)])


every_score = scores(lambda _: True)


def value(score: Score, reference: Labels, proposed: Labels) -> float:
    """Return a score of two labellings; scores that depend on a matching get codes with equal names."""
    return plain(score.values, a_pair(reference, proposed, NUMBER, same_names=score.name in MATCHED))


def same(one: float, other: float) -> bool:
    """Return whether two values are equal, or both undefined."""
    return one == pytest.approx(other, nan_ok=True)


@every_score
@few
@given(both=labellings(), same_names=st.booleans())
def test_score_is_bounded(score: Score, both: tuple[Labels, Labels], *, same_names: bool) -> None:
    """No value lies above 1 or below the declared bound."""
    found = plain(score.values, a_pair(*both, NUMBER, same_names=same_names))
    assert np.isnan(found) or score.lowest - 1e-9 <= found <= 1 + 1e-9


@scores(lambda score: score.symmetric)
@few
@given(both=labellings())
def test_exchanging_the_codings_does_not_change_a_symmetric_score(score: Score, both: tuple[Labels, Labels]) -> None:
    """Neither coding is the reference for a symmetric score."""
    assert same(value(score, *both), value(score, *both[::-1]))


@scores(lambda score: not score.symmetric)
def test_exchanging_the_codings_changes_any_other_score(score: Score) -> None:
    """Merging three codes and adding one is another result than splitting a code and leaving one out."""
    reference = [[0]] * 4 + [[1]] * 4 + [[2]] * 4 + [[]] * 4
    proposed = [[0]] * 12 + [[3]] * 4
    one, other = a_pair(reference, proposed, NUMBER), a_pair(proposed, reference, NUMBER)
    assert not same(plain(score.values, one), plain(score.values, other))


@every_score
@few
@given(both=labellings(), names=st.permutations(range(NUMBER)), order=st.randoms(use_true_random=False))
def test_names_of_groups_and_order_of_units_do_not_matter(
    score: Score, both: tuple[Labels, Labels], names: list[int], order: np.random.Generator
) -> None:
    """Renaming the groups (in both codings, where names say which are the same) or shuffling units changes nothing."""
    reference, proposed = both
    renamed = [[[names[label] for label in labels] for labels in side] for side in both]
    rows = list(range(len(reference)))
    order.shuffle(rows)
    one = renamed[0] if score.name in MATCHED else reference
    shuffled = value(score, [one[row] for row in rows], [renamed[1][row] for row in rows])
    assert same(shuffled, value(score, reference, proposed))


@every_score
@few
@given(both=labellings(), same_names=st.booleans())
def test_equal_codings_have_the_best_value(score: Score, both: tuple[Labels, Labels], *, same_names: bool) -> None:
    """A coding agrees perfectly with itself, unless the score is undefined for it."""
    labels = both[0] * 3  # enough units of each code to tell what became of it
    found = plain(score.values, a_pair(labels, labels, NUMBER, same_names=same_names))
    alike = len({tuple(own[:1] if score.first_code_only else sorted(own)) for own in labels}) == 1
    assert (alike and np.isnan(found)) or found == pytest.approx(score.best)


@scores(lambda score: score.chance_corrected)
def test_unrelated_codings_score_about_zero(score: Score) -> None:
    """Scores corrected for chance are near 0 for random groups."""
    rng = np.random.default_rng(0)
    reference, proposed = ([[int(label)] for label in rng.integers(0, 20, 400)] for _ in range(2))
    found = plain(score.values, a_pair(reference, proposed, 20, same_names=score.name in MATCHED))
    assert abs(found) < 0.03


@scores(lambda score: score.first_code_only)
@few
@given(both=labellings(least=1))
def test_scores_of_first_codes_ignore_the_others(score: Score, both: tuple[Labels, Labels]) -> None:
    """Further codes of a unit do not change a score that uses only the first."""
    single = [[labels[:1] for labels in side] for side in both]
    assert same(value(score, *both), value(score, *single))


@every_score
@few
@given(both=labellings(), data=st.data(), same_names=st.booleans())
def test_drawing_a_person_again_is_writing_the_units_down_again(
    score: Score, both: tuple[Labels, Labels], data: st.DataObject, *, same_names: bool
) -> None:
    """A person drawn k times counts as k copies of the person's units; everyone once is the material as it is."""
    persons = data.draw(st.lists(st.integers(0, 2), min_size=len(both[0]), max_size=len(both[0])))
    times = data.draw(st.lists(st.integers(0, 3), min_size=3, max_size=3))
    pair = a_pair(*both, NUMBER, persons=persons, same_names=same_names)
    weights = np.array([[1, 1, 1], times])[:, : pair.unit_weights.shape[1]]
    rows = [unit for unit, person in enumerate(persons) for _ in range(times[person])]
    once, again = score.values(pair, weights)
    assert same(once, plain(score.values, pair))
    copied = a_pair([both[0][row] for row in rows], [both[1][row] for row in rows], NUMBER, same_names=same_names)
    copied.__dict__["matching"] = pair.matching  # codes are matched once, on everyone
    assert same(again, plain(score.values, copied))


@every_score
@pytest.mark.parametrize("units", [0, 1])
def test_fewer_than_two_units_are_undefined(score: Score, units: int) -> None:
    """Nothing can be said about agreement on no unit or one."""
    assert np.isnan(value(score, [[0]] * units, [[1]] * units))


@pytest.mark.parametrize(
    "labels", [pytest.param([[0]] * 3, id="one group"), pytest.param([[0], [1], [2]], id="all alone")]
)
def test_correction_that_divides_zero_by_zero_is_undefined(labels: Labels) -> None:
    """Where every coding with such groups agrees perfectly, agreement beyond chance is undefined, not perfect."""
    found = figures_of(labels, labels)
    assert found["b_cubed_f1"] == 1
    assert np.isnan([found["ami"], found["ari"]]).all()


def test_one_trivial_coding_is_no_agreement() -> None:
    """A coding that puts everything together agrees with one that tells apart no more than by chance."""
    found = figures_of([[0], [0], [1], [1]], [[0]] * 4)
    assert (found["ami"], found["ari"]) == (0, 0)
    assert (found["b_cubed_precision"], found["b_cubed_recall"]) == (0.5, 1)
    assert (found["homogeneity"], found["completeness"], found["v_measure"]) == (0, 1, 0)


def test_uncoded_units_are_a_group_of_their_own() -> None:
    """Leaving the same units uncoded is agreement, and leaving others uncoded is not."""
    agreed = figures_of([[0], [0], [], []], [[1], [1], [], []])
    differ = figures_of([[0], [0], [], []], [[1], [], [1], []])
    best = {score.name: score.best for score in SCORES if score.name not in ("coverage", "novelty")}
    assert {name: agreed[name] for name in best} == pytest.approx(best)
    assert {name for name in best if not differ[name] < 1} == set()


def figures_of(reference: Labels, proposed: Labels) -> dict[str, float]:
    """Return every score of two labellings whose codes have different names."""
    return {score.name: plain(score.values, a_pair(reference, proposed, NUMBER)) for score in SCORES}
