"""Description: keywords, names and quotes that a researcher can trace."""

import doctest
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
from said_units import alike, discovered, said

from thememiner.description import describe
from thememiner.description.describe import choose_representative, find_keywords
from thememiner.description.theme_coding import parent_theme, subtheme_ids
from thememiner.errors import UsageError
from thememiner.records import Embedding, Form, Theme

NO_REPEATS: Mapping[int, str] = MappingProxyType({})


def test_keywords_weigh_what_marks_a_group_off() -> None:
    """The hand-worked case: tf * log(1 + A / f), with A = 3 terms in a group on average."""
    groups = {"a": [["tea", "song"], ["song"]], "b": [["tea", "pill"], ["tea"]]}
    # everywhere: tea 3, song 2, pill 1; A = 6 / 2 = 3
    # a: song 2 log(2.5) = 1.83, tea 1 log(2) = .69; b: tea 2 log(2) = 1.386, pill 1 log(4) = 1.386: a tie
    assert find_keywords(groups, 5) == {"a": ("song", "tea"), "b": ("pill", "tea")}


def test_a_unit_that_repeats_a_word_counts_once() -> None:
    """Saying a word ten times in one unit is no more than saying it once."""
    once = find_keywords({"a": [["song", "tea"]], "b": [["pill"]]}, 2)
    assert find_keywords({"a": [["song"] * 10 + ["tea"]], "b": [["pill"]]}, 2) == once


def test_quotes_come_from_different_people_first() -> None:
    """The nearest unit of each person comes before the second of anybody."""
    vectors = np.array([[1, 0], [0.99, 0.14], [0.9, 0.43], [0.6, 0.8]], dtype=np.float32)
    # Nearness to the mean (.87, .34): Ben .93, Anna .91 and .87, Cai .79.
    assert choose_representative(vectors, ["Anna", "Anna", "Ben", "Cai"], 4, tie_breakers="abcd") == [2, 1, 3, 0]


@pytest.mark.parametrize("count", [0, 1, 7])
def test_as_many_quotes_as_asked_or_as_there_are(count: int) -> None:
    """Asking for more quotes than units gives every unit once."""
    vectors = np.eye(3, dtype=np.float32)
    assert len(choose_representative(vectors, "abc", count, tie_breakers="abc")) == min(count, 3)


def test_no_units_give_no_quotes() -> None:
    """An empty group has no quote."""
    assert choose_representative(np.zeros((0, 2), dtype=np.float32), [], 3, tie_breakers=[]) == []


def test_subthemes_are_numbered_within_their_theme() -> None:
    """The second sub-theme of the first theme is T1.2."""
    ids = subtheme_ids((0, 0, 1, 2, 2))
    assert ids == ("T1.1", "T1.2", "T2.1", "T3.1", "T3.2")
    assert [parent_theme(name) for name in ids] == ["T1", "T1", "T2", "T3", "T3"]


def describe_one(texts: list[str], plain: list[list[float]], repeats: Mapping[int, str] = NO_REPEATS) -> Theme:
    """Return the theme of units of one word each, whose contextual vectors are all the same."""
    segmentation = said(texts)
    segmentation.units["duplicate_of"] = [repeats.get(number) for number in range(len(texts))]
    same = np.ones((len(texts), 2), dtype=np.float32)
    embedding = Embedding(np.array(plain, dtype=np.float32), same, "On.", {}, {})
    (theme,) = describe(discovered([0] * len(texts), (0,)), segmentation, embedding)
    return theme


def test_parts_of_another_kind_are_refused() -> None:
    """Parts in the wrong order are named, with what was given and what to do."""
    segmentation, embedding = said(["choir"]), alike(1)
    with pytest.raises(
        UsageError, match=r"describe needs a Discovery, and was given an object of type Embedding\. Call discover first"
    ):
        describe(embedding, segmentation, embedding)  # type: ignore[arg-type] # what is tested
    with pytest.raises(
        UsageError, match=r"describe needs an Embedding, and was given an object of type Discovery\. Call embed first"
    ):
        describe(discovered([0], (0,)), segmentation, discovered([0], (0,)))  # type: ignore[arg-type] # what is tested


def test_quotes_speak_for_themselves() -> None:
    """Quotes are chosen by what units are without their context."""
    theme = describe_one(["choir", "lunch", "soup"], [[0, 1], [0.8, 0.6], [1, 0]])
    assert theme.quotes[0].text == "lunch"


def test_what_is_said_again_is_counted_but_quoted_once() -> None:
    """A repetition adds a unit, and no keyword or quote; a theme of repetitions alone still has its words."""
    theme = describe_one(["choir", "choir", "soup"], [[1, 0]] * 3, {1: "u0"})
    assert (theme.units, [quote.unit_id for quote in theme.quotes]) == (3, ["u0", "u2"])
    elsewhere = describe_one(["choir", "choir"], [[1, 0]] * 2, {0: "first", 1: "first"})
    assert (elsewhere.keywords, [quote.unit_id for quote in elsewhere.quotes]) == (("choir",), ["u0"])


def test_other_units_are_refused() -> None:
    """A discovery, a segmentation and an embedding of different numbers of units do not belong together."""
    same = np.ones((2, 2), dtype=np.float32)
    embedding = Embedding(same, same, "On.", {}, {})
    with pytest.raises(UsageError, match="describe was given"):
        describe(discovered([0], (0,)), said(["choir", "soup"]), embedding)
    with pytest.raises(UsageError, match="describe was given"):
        describe(discovered([0] * 3, (0,)), said(["choir", "soup", "tea"]), embedding)


def test_a_document_stands_for_an_unknown_speaker() -> None:
    """A participant and a document of the same name are two people of a theme."""
    segmentation = said(["choir", "soup", "tea", "rice"])
    segmentation.units["participant"] = ["P1", "P1", None, None]
    segmentation.units["doc_id"] = ["P2", "P2", "P1", "P1"]
    segmentation = replace(segmentation, forms={"P1": Form.ROWS, "P2": Form.ROWS})
    (theme,) = describe(discovered([0] * 4, (0,)), segmentation, alike(4))
    assert (theme.participants, theme.documents) == (2, 2)


def test_the_example_of_describe_runs() -> None:
    """The example in the docstring gives what it shows."""
    (example,) = doctest.DocTestFinder(recurse=False).find(describe, "describe", globs={})
    assert doctest.DocTestRunner().run(example).failed == 0


def test_traditional_and_simplified_words_are_one_keyword() -> None:
    """A keyword is written as it is written most often, and words for speakers and masks are none."""
    texts = ["我們一起唱歌讀書", "大家唱歌讀書", "他们唱歌读书", "受访者 XXX 唱歌"]
    (theme,) = describe(discovered([0, 0, 0, 0], (0,)), said(texts), alike(4))
    assert "讀書" in theme.keywords
    assert not {"读书", "受访者", "xxx"} & set(theme.keywords)
