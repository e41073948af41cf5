"""The lexical smoother learns word vectors from units, and gives units the mean of their words'."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.embedding.bilingual import LexicalSmoother

ALONG, ACROSS = np.eye(2, dtype=np.float32)


def test_a_word_is_the_mean_of_its_units() -> None:
    """By hand: the vector of a word that two units share lies between those units."""
    smoother = LexicalSmoother().fit([["tea"], ["tea"]], np.array([ALONG, ACROSS]))
    assert smoother.words_ == ["tea"]
    assert smoother.vectors_ == pytest.approx(np.array([[0.5, 0.5]]))
    assert smoother.transform([["tea"]]) == pytest.approx(np.array([[0.5, 0.5]]) * 2**0.5)


def test_a_unit_without_vector_gets_that_of_its_words() -> None:
    """A unit of which nothing else is known has the vector of its words."""
    smoother = LexicalSmoother().fit(
        [["tea", "cup"], ["tea", "pot"], ["bus"], ["bus"]], np.array([ALONG] * 2 + [ACROSS] * 2)
    )
    assert smoother.transform([["tea"], ["bus"]]) == pytest.approx(np.array([ALONG, ACROSS]))


def test_a_word_of_a_single_unit_has_no_vector() -> None:
    """The vector of such a word would only repeat that unit."""
    smoother = LexicalSmoother().fit([["tea"], ["bus"]], np.array([ALONG, ACROSS]))
    assert not smoother.vectors_.any()
    assert not smoother.transform([["tea"]]).any()


@given(st.lists(st.lists(st.sampled_from(["茶", "tea", "bus", "药"]), max_size=4), max_size=6))
def test_vectors_have_unit_length_or_are_zeros(units: list[list[str]]) -> None:
    """Any units, even none or units without words, have a row each."""
    vectors = np.tile(ALONG, (len(units), 1))
    smoother = LexicalSmoother().fit(units, vectors).transform(units)
    assert smoother.shape == (len(units), 2)
    lengths = np.linalg.norm(smoother, axis=1)
    assert np.all(np.isclose(lengths, 1, atol=1e-5) | (lengths == 0))
