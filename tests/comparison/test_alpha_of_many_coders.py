"""Krippendorff's alpha of several coders is that of published examples."""

import numpy as np
import pytest

from thememiner.comparison.coefficients import alpha_of_many_coders

NOMINAL = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
"""Four observers of twelve units, some values missing: Krippendorff (2011), Computing Krippendorff's alpha-reliability,
part C."""


def values(*coders: str) -> np.ndarray:
    """Return what coders wrote, a row for each, as an array of units by coders."""
    return np.array([[-1 if value == "." else int(value) for value in coder.split()] for coder in coders]).T


def test_published_example_with_missing_values() -> None:
    """The example has a nominal alpha of .743."""
    assert alpha_of_many_coders(values(*NOMINAL)) == pytest.approx(0.743, abs=5e-4)


def test_published_example_of_two_coders() -> None:
    """The binary example of the same paper (part A) has an alpha of .095."""
    assert alpha_of_many_coders(values("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")) == pytest.approx(0.095, abs=5e-4)


def test_units_of_one_coder_do_not_count() -> None:
    """Units with the value of a single coder have no pair."""
    assert alpha_of_many_coders(values("0 1 0 1 1", "0 1 0 . .")) == alpha_of_many_coders(values("0 1 0", "0 1 0")) == 1


@pytest.mark.parametrize(
    "coders", [pytest.param(("0 0", "0 0"), id="one value"), pytest.param(("0 .", ". 0"), id="no pair")]
)
def test_nothing_to_tell_is_undefined(coders: tuple[str, ...]) -> None:
    """Where all values are the same, or none pair, there is no alpha."""
    assert alpha_of_many_coders(values(*coders)) is None
