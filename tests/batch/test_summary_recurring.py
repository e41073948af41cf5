"""Themes that recur in several corpora: which themes are grouped."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from summarised_batch import invented_batch, theme

from thememiner.batch.summary.page import write_summary
from thememiner.batch.summary.recurring import CorpusTheme, embed_themes, group_themes


def make_themes(corpora: str) -> list[CorpusTheme]:
    """Return a theme for each letter, which is the name of its corpus."""
    return [CorpusTheme(corpus, theme(number, f"{corpus}{number}"), "") for number, corpus in enumerate(corpora)]


def make_vectors(*degrees: float) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """Return vectors of unit length at these angles, in degrees."""
    angles = np.radians(degrees)
    return np.column_stack([np.cos(angles), np.sin(angles)])


@pytest.mark.parametrize(
    ("corpora", "degrees", "groups"),
    [
        pytest.param("", (), [], id="no themes"),
        pytest.param("ab", (0, 10), ["ab"], id="near"),
        pytest.param("ab", (0, 80), [], id="far"),
        pytest.param("aa", (0, 10), [], id="near, but in one corpus"),
        pytest.param("aab", (0, 20, 12), ["ab"], id="the nearer of two in one corpus"),
        pytest.param("abc", (0, 10, 20), ["abc"], id="three corpora"),
        pytest.param("abcd", (0, 50, 100, 150), ["ab", "cd"], id="no chain of small steps"),
        pytest.param("abcde", (0, 5, 180, 185, 190), ["cde", "ab"], id="largest group first"),
    ],
)
def test_near_themes_of_different_corpora_are_grouped(
    corpora: str, degrees: tuple[float, ...], groups: list[str]
) -> None:
    """A group has at most one theme from each corpus, and its themes are near each other on average."""
    result = group_themes(make_themes(corpora), make_vectors(*degrees).reshape(len(corpora), 2), near=0.5)
    assert ["".join(member.corpus for member in group.members) for group in result] == groups


def test_a_group_has_mean_and_least_nearness() -> None:
    """The nearness of a group is the mean cosine of its pairs; that of a member is the mean with the others."""
    (group,) = group_themes(make_themes("abc"), make_vectors(0, 0, 60), near=0.4)
    assert group.nearness == pytest.approx(2 / 3)
    assert group.least == pytest.approx(0.5)
    assert [member.nearness for member in group.members] == pytest.approx([0.75, 0.75, 0.5])


def test_a_theme_of_unknown_words_is_in_no_group() -> None:
    """Its vector is zero, and near no other vector."""
    assert group_themes(make_themes("ab"), np.zeros((2, 3)), near=0.4) == ()


def test_one_space_serves_all_corpora_and_both_languages(tmp_path: Path) -> None:
    """Sleep recurs in three corpora, one of them Chinese; gardens and money do not."""
    corpora = {
        "hospital": [theme(1, "sleep"), theme(2, "money")],
        "village": [theme(1, "garden"), theme(2, "sleep")],
        "上海": [theme(1, "睡眠")],
    }
    plan, outcomes = invented_batch(tmp_path, corpora)
    summary = write_summary(plan, outcomes)
    (recurring,) = summary.recurring
    assert (recurring.corpora, recurring.themes) == (3, 5)
    rows = list(csv.DictReader(io.StringIO((plan.output / "recurring-themes.csv").read_text("utf-8-sig"))))
    assert [(row["Corpus"], row["Name"], row["Corpora"]) for row in rows] == [
        ("hospital", "sleep", "3"),
        ("village", "sleep", "3"),
        ("上海", "睡眠", "3"),
    ]
    assert all(0.4 <= float(row["Nearness of the group"]) <= 1 for row in rows)


def test_the_order_of_the_themes_changes_no_vector() -> None:
    """The encoder is fitted to all themes together, in any order."""
    themes = [theme(number, subject) for number, subject in enumerate(("sleep", "money", "garden", "睡眠"))]
    forward, backward = embed_themes(themes, use_cache=False), embed_themes(themes[::-1], use_cache=False)
    assert np.array_equal(forward, backward[::-1])


def test_themes_of_a_single_corpus_do_not_recur(tmp_path: Path) -> None:
    """If fewer than two corpora have themes, the summary has no recurring themes."""
    plan, outcomes = invented_batch(tmp_path, {"north": [theme(1, "sleep")], "south": []})
    assert write_summary(plan, outcomes).recurring == ()
