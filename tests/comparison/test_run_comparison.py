"""Near themes of two runs are paired, and themes without counterpart are listed."""

from dataclasses import replace

import numpy as np
import pytest
from longitudinal import longitudinal

from thememiner.comparison import (
    Level,
    RunSide,
    compare_runs_by_theme,
    proposal_code_matrix,
    similarity_by_centres,
    similarity_by_keywords,
    similarity_by_units,
)
from thememiner.comparison.run_comparison import ThemeSimilarity
from thememiner.records import NearnessMeasure, Pairing, Run, RunComparison


def compared(first: Run, second: Run, nearness: ThemeSimilarity, *, same_texts: bool) -> RunComparison:
    """Compare the themes of two runs."""
    sides = [
        RunSide(name, proposal_code_matrix(run, Level.THEME), [theme.keywords for theme in run.themes])
        for name, run in (("this year", first), ("last year", second))
    ]
    return compare_runs_by_theme(
        sides[0], sides[1], nearness, NearnessMeasure.UNITS, Level.THEME, why="Because.", same_texts=same_texts
    )


def test_the_same_run_twice_is_the_same_by_units() -> None:
    """Each theme has itself as counterpart with F1 of 1, and nothing differs within the same people."""
    run = longitudinal()
    nearness = similarity_by_units(run.codings[0], run.codings[0], run.units, Level.THEME, min_overlap=0.5)
    found = compared(run, run, nearness, same_texts=True)
    assert [(pair.first.code_id, pair.second.code_id, pair.nearness) for pair in found.counterparts] == [
        ("T1", "T1", 1.0),
        ("T2", "T2", 1.0),
    ]
    assert all(pair.difference.people is Pairing.SAME for pair in found.counterparts)
    assert all(pair.difference.value == 0 for pair in found.counterparts)
    assert found.only_first == found.only_second == ()


def test_people_of_another_year_are_other_people() -> None:
    """Equal names in runs over other texts are not taken for the same people, and that is said."""
    found = compared(
        longitudinal(), longitudinal(text="y"), ThemeSimilarity(np.eye(2), np.eye(2, dtype=np.bool_)), same_texts=False
    )
    assert found.participants == (12, 12)
    assert all(pair.difference.people is Pairing.DIFFERENT for pair in found.counterparts)
    assert found.notes[0].startswith("12 participants have the same name in both runs")


def test_units_with_two_codes_are_noted_with_their_run() -> None:
    """Second codes count in both runs; the note says in which there are any."""
    run = longitudinal()
    units = run.units.copy()
    units.loc[units.index[units["subtheme_id"] == "T2.1"][:1], "second_subtheme_id"] = "T1.1"
    found = compared(
        run, replace(run, units=units), ThemeSimilarity(np.eye(2), np.eye(2, dtype=np.bool_)), same_texts=True
    )
    assert [note.partition(" for both")[0] for note in found.notes] == ["last year: 1 unit has two codes and counts"]


def test_what_is_not_near_has_no_counterpart() -> None:
    """Themes without counterpart are listed for either run, with their prevalence."""
    near = np.array([[True, False], [False, False]])
    found = compared(
        longitudinal(), longitudinal(text="y"), ThemeSimilarity(np.full((2, 2), 0.9), near), same_texts=False
    )
    assert [theme.code_id for theme in found.only_first] == ["T2"]
    assert found.only_second[0].overall.of == 12


def test_centres_are_near_if_their_own_run_tells_them_less_apart() -> None:
    """Two centres are near if no other theme of either run is nearer to one of them, and their cosine is a half."""
    first = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    second = np.array([[1.0, 0.1, 0.0], [0.0, 0.0, 1.0]])
    nearness = similarity_by_centres(first, second)
    assert nearness.pair_themes() == [(0, 0)]
    crowded = np.array([[1.0, 0.1, 0.0], [1.0, 0.101, 0.0]])
    assert similarity_by_centres(first, crowded).pair_themes() == []


def test_key_words_need_three_in_common() -> None:
    """Two words in common are no sign, three are, whatever their case."""
    first = [("bus", "Late", "rain", "stop"), ("soup", "rice")]
    second = [("late", "bus", "stop"), ("soup", "rice", "tea")]
    nearness = similarity_by_keywords(first, second)
    assert nearness.pair_themes() == [(0, 0)]
    assert nearness.values[0, 0] == pytest.approx(1.0)


@pytest.mark.parametrize(
    "sizes", [(0, 0), (0, 2), (2, 0)], ids=["none in either", "none in the first", "in the second"]
)
def test_runs_without_themes_have_no_counterparts(sizes: tuple[int, int]) -> None:
    """A run without themes can be compared with any run."""
    words = [[("a", "b", "c")] * size for size in sizes]
    assert similarity_by_keywords(*words).pair_themes() == []
    assert similarity_by_centres(np.ones((sizes[0], 2)), np.ones((sizes[1], 2))).pair_themes() == []
