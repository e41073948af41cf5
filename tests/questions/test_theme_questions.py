"""Themes that answer one question of the guide, and themes that cross its questions."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from guided_run import NAMES, guided_run

from thememiner.questions import find_main_source, relate_codes, relate_themes
from thememiner.records import AnsweredGuide, Code, Run


@pytest.fixture(scope="module")
def run() -> Run:
    """Return the guided study."""
    return guided_run()


def relate(run: Run) -> AnsweredGuide:
    """Return the guide of a run with its themes."""
    assert run.guide is not None
    return relate_themes(run.guide, run.units, run.themes)


def test_each_theme_knows_its_questions(run: Run) -> None:
    """A theme answers the question of most of its units, or crosses several, or does neither."""
    found = {theme.theme_id: theme for theme in relate(run).themes}
    assert list(found) == ["T1", "T1.1", "T1.2", "T1.3", "T1.4", "T2"]
    answering = {name: theme.question_id for name, theme in found.items() if theme.question_id}
    assert answering == {"T1": "Q1", "T1.1": "Q1", "T2": "Q3"}
    assert [name for name, theme in found.items() if theme.crosses] == ["T1.2", "T1.3", "T1.4"]
    assert found["T1.2"].answers == {"Q1": 1, "Q2": 1, "Q3": 1}
    assert (found["T2"].units, found["T2"].answers) == (4, {"Q3": 3})


def test_units_that_answer_nothing_are_counted_apart(run: Run) -> None:
    """Answers to questions and the unit before the first question add up to all kept units."""
    answered = relate(run)
    assert answered.answers == {"Q1": 9, "Q2": 9, "Q3": 7}
    assert sum(answered.answers.values()) + 1 == answered.kept


def test_a_theme_is_asked_about_where_its_question_was_asked(run: Run) -> None:
    """Only themes that answer one question have it, with the documents in which it was asked."""
    asked = relate(run).asked
    assert set(asked) == {"T1", "T1.1", "T2"}
    assert asked["T2"].documents == {f"interview{number}.txt" for number in range(1, 5)}


def test_the_order_of_units_changes_nothing(run: Run) -> None:
    """Shuffled units give the same relations."""
    shuffled = replace(run, units=run.units.sample(frac=1, random_state=1).reset_index(drop=True))
    assert relate(shuffled).themes == relate(run).themes


def test_codes_of_any_coder_are_related_alike(run: Run) -> None:
    """A person's codes follow the same rule, among the units that this person read."""
    assert run.guide is not None
    chosen = run.units[run.units["theme_id"].notna()]
    codes = [Code(name, text) for name, text in NAMES.items() if name != "T1"]
    finest = chosen["subtheme_id"].fillna(chosen["theme_id"])
    carries = np.array([[name == code.code_id for code in codes] for name in finest])
    found = relate_codes(run.guide, run.units, chosen["unit_id"].tolist(), codes, carries)
    assert [theme.question_id for theme in found] == ["Q1", None, None, None, "Q3"]


@pytest.mark.parametrize(
    ("own", "everywhere", "expected"),
    [
        pytest.param("aab", "aabbcccc", "a", id="most"),
        pytest.param("ab", "aabbcccc", "a", id="half, the first by name"),
        pytest.param("abc", "aabbcccc", None, id="a third"),
        pytest.param("aab", "aaaaabbb", None, id="no more than everywhere"),
        pytest.param("aaa", "aaaaaaaa", None, id="a single source of all"),
        pytest.param("a--", "aabb----", None, id="missing values count in the whole"),
        pytest.param("---", "aabb----", None, id="nothing known"),
    ],
)
def test_a_main_source_has_half_and_well_above_its_share(own: str, everywhere: str, expected: str | None) -> None:
    """Half of a group is not enough if as much of everything comes from there."""
    columns = [pd.Series([None if one == "-" else one for one in text], dtype=object) for text in (own, everywhere)]
    assert find_main_source(*columns) == expected


def test_no_units_and_no_themes_are_no_fault(run: Run) -> None:
    """Without themes the guide has its questions only, and a theme without units answers none."""
    assert relate(replace(run, themes=())).themes == ()
    empty = replace(run, units=run.units.assign(theme_id=None, subtheme_id=None))
    assert {(theme.units, theme.question_id, theme.crosses) for theme in relate(empty).themes} == {(0, None, False)}
