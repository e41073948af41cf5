"""Codings are compared by themes and by sub-themes, as far as they have both."""

import numpy as np
import pytest
from sample_codings import a_codebook, some_units, unit_coding

from thememiner.comparison.alignment import align
from thememiner.comparison.levels import Level, common_levels, group_by_code


@pytest.mark.parametrize(
    ("codebooks", "expected"),
    [
        pytest.param([["A"], ["B"]], ["theme"], id="both flat"),
        pytest.param([["A/x"], ["B/y"]], ["theme", "sub-theme"], id="both with sub-themes"),
        pytest.param([["A/x"], ["B"]], ["theme", "sub-theme"], id="only one with sub-themes"),
        pytest.param([[], []], ["theme"], id="no code at all"),
    ],
)
def test_levels_follow_the_codebooks(codebooks: list[list[str]], expected: list[str]) -> None:
    """There is a second level as soon as one codebook has one."""
    assert list(common_levels(*(a_codebook(*codes) for codes in codebooks))) == expected


def test_theme_has_the_units_of_its_subthemes() -> None:
    """A unit with two sub-themes of one theme carries that theme once; the first code is its first sub-theme's."""
    coding = unit_coding(["A/x", "A/y+A/x", "B+A/y", ""], codebook=["A/x", "A/y", "B", "C"])
    alignment = align(coding, some_units(4), min_overlap=0.5)
    everything = np.ones(4, dtype=np.bool_)
    themes = group_by_code(coding.codebook, alignment, everything, Level.THEME)
    subthemes = group_by_code(coding.codebook, alignment, everything, Level.SUBTHEME)
    assert [code.code_id for code in themes.codes] == ["A", "B", "C"]
    assert themes.carries.tolist() == [[True, False, False]] * 2 + [[True, True, False], [False] * 3]
    assert themes.first.tolist() == [0, 0, 1, -1]
    assert [code.code_id for code in subthemes.codes] == ["A/x", "A/y", "B", "C"]
    assert subthemes.first.tolist() == [0, 1, 2, -1]
    assert subthemes.with_uncoded()[:, -1].tolist() == [False, False, False, True]


def test_theme_used_as_a_code_is_shown_among_the_subthemes() -> None:
    """Where a coder gave a theme that has sub-themes, nothing is hidden."""
    coding = unit_coding(["A", "A/x"])
    alignment = align(coding, some_units(2), min_overlap=0.5)
    subthemes = group_by_code(coding.codebook, alignment, np.ones(2, dtype=np.bool_), Level.SUBTHEME)
    assert [code.code_id for code in subthemes.codes] == ["A", "A/x"]


def test_only_units_compared_are_in_the_groups() -> None:
    """Rows are the units compared, in their order."""
    coding = unit_coding(["A", "B", "A"])
    alignment = align(coding, some_units(3), min_overlap=0.5)
    compared = np.array([False, True, True])
    assert group_by_code(coding.codebook, alignment, compared, Level.THEME).first.tolist() == [1, 0]
