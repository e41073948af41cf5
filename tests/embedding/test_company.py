"""A word means what the units that use it mean."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.embedding.bilingual import LexicalSmoother

ALONG, ACROSS = np.eye(2, dtype=np.float32)


def test_a_word_is_the_mean_of_its_units() -> None:
    """Worked by hand: two units of one shared word each make it lie between them."""
    company = LexicalSmoother().fit([["tea"], ["tea"]], np.array([ALONG, ACROSS]))
    assert company.words_ == ["tea"]
    assert company.vectors_ == pytest.approx(np.array([[0.5, 0.5]]))
    assert company.transform([["tea"]]) == pytest.approx(np.array([[0.5, 0.5]]) * 2**0.5)


def test_an_unknown_unit_takes_its_place_from_its_words() -> None:
    """A unit of which nothing else is known lies where its words do."""
    company = LexicalSmoother().fit(
        [["tea", "cup"], ["tea", "pot"], ["bus"], ["bus"]], np.array([ALONG] * 2 + [ACROSS] * 2)
    )
    assert company.transform([["tea"], ["bus"]]) == pytest.approx(np.array([ALONG, ACROSS]))


def test_a_word_of_a_single_unit_tells_nothing() -> None:
    """What only one unit says would but repeat it."""
    company = LexicalSmoother().fit([["tea"], ["bus"]], np.array([ALONG, ACROSS]))
    assert not company.vectors_.any()
    assert not company.transform([["tea"]]).any()


@given(st.lists(st.lists(st.sampled_from(["茶", "tea", "bus", "药"]), max_size=4), max_size=6))
def test_company_has_unit_length_or_is_nothing(units: list[list[str]]) -> None:
    """Any units, also none and units without words, give a row each."""
    vectors = np.tile(ALONG, (len(units), 1))
    company = LexicalSmoother().fit(units, vectors).transform(units)
    assert company.shape == (len(units), 2)
    lengths = np.linalg.norm(company, axis=1)
    assert np.all(np.isclose(lengths, 1, atol=1e-5) | (lengths == 0))
