"""Which rediscovered themes are new, by hand: each letter is a unit's theme, a dot a unit without one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.saturation.measure import ThemeHistory


def labels(themes: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the themes of units, written as letters, as numbers."""
    return np.array([-1 if theme == "." else ord(theme) - ord("a") for theme in themes], dtype=np.int64)


@pytest.mark.parametrize(
    ("earlier", "later", "new"),
    [
        pytest.param("aaabbb....", "aaabbb....", 0, id="the same again"),
        pytest.param("aaabbb....", "bbbaaa....", 0, id="the same under other numbers"),
        pytest.param("aaabbb....", "aaabbbaabb", 0, id="more of the same"),
        pytest.param("aaabbb....", "aaabbbcccc", 1, id="a theme of new units alone"),
        pytest.param("aaabbb....", "aaaaaa....", 0, id="two themes merge"),
        pytest.param("aaaaaabbbbbb....", "aaacccbbbbbb....", 0, id="a theme splits"),
        pytest.param("aaaabbbb....", "aa..bbbb....", 0, id="half of it goes on"),
        pytest.param(
            "aaaaabbbbb.....", "ac..ab...bcccc.", 1, id="a unit of an earlier theme is a fifth of the new one"
        ),
        pytest.param(
            "aaaaabbbbb....", "acc.abbbbbcccc", 0, id="units of an earlier theme are a third of the later one"
        ),
        pytest.param("...aaa....", "bbbaaa....", 1, id="old units that had no theme before"),
        pytest.param("..........", "aaabbb....", 2, id="nothing before"),
        pytest.param("aaaaaabbb...", "ccddeebbb...", 3, id="an earlier theme of nearly all units was too broad"),
        pytest.param("aaabbb....", "..........", 0, id="no themes any more"),
    ],
)
def test_a_theme_is_new_if_it_neither_goes_on_nor_is_part(earlier: str, later: str, new: int) -> None:
    """Of the later themes, so many are new."""
    history = ThemeHistory()
    before = len(set(earlier) - {"."})
    assert history.add(labels(earlier)) == before
    assert history.add(labels(later)) == new
    assert history.count == before + new


def test_a_theme_that_was_lost_is_not_new_when_it_comes_back() -> None:
    """Every earlier rediscovery counts, not only the last."""
    history = ThemeHistory()
    assert [history.add(labels(themes)) for themes in ("aaabbb..", "aaa.....", "aaabbbbb")] == [2, 0, 0]


@given(st.lists(st.integers(-1, 5), min_size=1, max_size=40), st.permutations(range(6)))
def test_the_same_groups_under_other_numbers_are_known(groups: list[int], numbers: list[int]) -> None:
    """A clusterer may number its themes as it likes."""
    history = ThemeHistory()
    first = np.array(groups, dtype=np.int64)
    history.add(first)
    assert history.add(np.array([-1 if group < 0 else numbers[group] for group in groups], dtype=np.int64)) == 0
    assert history.count == len(set(groups) - {-1})
