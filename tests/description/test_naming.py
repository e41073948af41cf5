"""Names of themes and sub-themes: what they are made of, and that no two are alike."""

import numpy as np
import pytest
from said_units import alike, discovered, said

from thememiner.description import describe
from thememiner.description.naming import LONGEST_HAN_NAME, LONGEST_NAME, Candidate, choose_names
from thememiner.records import Theme


def candidate(words: str, *, units: int = 3, weight: float = 1.0) -> Candidate:
    """Return a phrase that a group may be called by; its number does not matter."""
    return Candidate(0, words, frozenset(words.split()), units, weight)


def called(*groups: list[Candidate]) -> list[str]:
    """Return the names of siblings."""
    ids = [f"T{number}" for number, _ in enumerate(groups, start=1)]
    return [name for name, _ in choose_names(ids, groups).values()]


def themes_of(texts: list[str], subthemes: list[int], parents: tuple[int, ...]) -> tuple[Theme, ...]:
    """Describe units whose vectors are all the same."""
    return describe(discovered(subthemes, parents), said(texts), alike(len(texts)))


def test_a_name_is_one_phrase_or_two() -> None:
    """The second is no shadow of the first: not much lighter, and of other words."""
    peers, walks = candidate("peer support", weight=9), candidate("walks", weight=5)
    assert called([peers, walks, candidate("choir", weight=4.9)]) == ["peer support, walks"]
    assert called([peers, candidate("support", weight=8)]) == ["peer support"]
    assert called([peers, candidate("choir", weight=1)]) == ["peer support"]
    assert called([candidate("同伴"), candidate("家门")]) == ["同伴、家门"]


def test_a_word_gives_way_to_the_phrase_that_it_is_mostly_said_in() -> None:
    """Heat is a heat map where most who say the one say the other."""
    heat, heat_map = candidate("heat", units=10, weight=5), candidate("heat map", units=6, weight=1)
    assert called([heat, heat_map]) == ["heat map"]
    assert called([heat, candidate("heat map", units=5, weight=1)]) == ["heat"]


def test_siblings_begin_with_other_phrases() -> None:
    """A phrase leads where it weighs most; where there is nothing else, the id must do."""
    tea = [candidate("tea", weight=2), candidate("cup", weight=1)]
    assert called(tea, [candidate("tea", weight=3)]) == ["cup, tea", "tea"]
    assert called([candidate("tea")], [candidate("tea")], []) == ["tea", "T2", "T3"]


@pytest.mark.parametrize(("word", "longest"), [("w" * 30, LONGEST_NAME), ("家" * 12, LONGEST_HAN_NAME)])
def test_names_are_short(word: str, longest: int) -> None:
    """A second phrase that is too much is left out."""
    (name,) = called([candidate(word), candidate(word.replace(word[0], "门")), candidate(word[:2] + "b")])
    assert len(name) <= longest


def test_a_theme_is_named_by_what_its_subthemes_share() -> None:
    """And they by what tells them apart."""
    texts = ["peer support by tea"] * 3 + ["peer support and choir"] * 3
    (theme,) = themes_of(texts, [0, 0, 0, 1, 1, 1], (0, 0))
    assert theme.name == "peer support"
    assert ["tea" in theme.subthemes[0].name, "choir" in theme.subthemes[1].name] == [True, True]


def test_names_are_in_the_language_of_most_units() -> None:
    """A few English words do not name a Chinese theme."""
    texts = ["走出家门", "走出家门", "走出家门", "KTV KTV", "KTV singing with friends"]
    (theme,) = themes_of(texts, [0] * 5, (0,))
    assert theme.name.isascii() is False
    assert "KTV" not in theme.name


def test_all_names_are_unlike() -> None:
    """Sub-themes of different themes with equal names get their ids."""
    themes = themes_of(["choir"] * 6, [0, 0, 1, 1, 2, 2], (0, 0, 1))
    found = [one.name for theme in themes for one in (theme, *theme.subthemes)]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("texts", [["1", "2", "..."], ["", "", ""], ["you know", "kind of", "然后"]])
def test_themes_without_content_are_called_by_their_ids(texts: list[str]) -> None:
    """Numbers, marks and fillers are no names."""
    (theme,) = themes_of(texts, [0, 0, 0], (0,))
    assert (theme.name, theme.subthemes[0].name) == ("T1", "T1.1")


def test_no_themes_need_no_names() -> None:
    """Where nothing was found nothing is described."""
    assert themes_of(["choir"], [-1], ()) == ()


def test_the_order_of_units_does_not_change_names() -> None:
    """Ties are settled by spelling."""
    texts = [f"{one} and {other}" for one in ("tea", "cup", "soup") for other in ("choir", "song", "walk")] * 2
    groups = [0, 1, 2] * 6
    order = np.random.default_rng(0).permutation(len(texts))
    first = themes_of(texts, groups, (0, 0, 1))
    second = themes_of([texts[i] for i in order], [groups[i] for i in order], (0, 0, 1))
    assert [t.name for t in first] == [t.name for t in second]
    assert [[s.name for s in t.subthemes] for t in first] == [[s.name for s in t.subthemes] for t in second]


def test_no_part_of_the_themes_name_is_used_below_it() -> None:
    """Only a sub-theme without siblings has the name of its theme, and gets its id."""
    found = [[candidate("peer"), candidate("choir")], [candidate("peer support"), candidate("tea")]]
    unlike = [frozenset({"peer", "support"})]
    assert [name for name, _ in choose_names(["T1.1", "T1.2"], found, unlike).values()] == ["choir", "tea"]
    (theme,) = themes_of(["choir"] * 3, [0] * 3, (0,))
    assert (theme.name, theme.subthemes[0].name) == ("choir", "choir (T1.1)")
