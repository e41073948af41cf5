"""Edited quotes are located by similarity or by their parts, with a note."""

import random
import time
from pathlib import Path

import pytest
from effort import examples
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from thememiner.exchange import ImportedCodings, read_codings
from thememiner.exchange.quote_search import MAX_GAP, MIN_SIMILARITY, SearchedText, find_elided, find_similar
from thememiner.records import Document, Form, Source

ENGLISH = "At first I, um, I did not dare to speak in the group. Later the nurse asked me, and then I told them all."
CHINESE = "刚开始的时候我不太敢在小组里面说话。后来护士问了我，我就把事情都告诉大家了。"


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        pytest.param(
            ENGLISH, "I did not dare to talk in the group", "I did not dare to speak in the group", id="a word"
        ),
        pytest.param(
            ENGLISH, "Later the nurse asks me and then I told", "Later the nurse asked me, and then I told", id="marks"
        ),
        pytest.param(ENGLISH, "LATER THE NURSE ASKED ME AND THEN", "Later the nurse asked me, and then", id="case"),
        pytest.param(
            CHINESE, "后来护士问我，我就把事都告诉大家了", "后来护士问了我，我就把事情都告诉大家了", id="Chinese"
        ),
    ],
)
def test_the_most_similar_place_is_found(text: str, quote: str, found: str) -> None:
    """A quote with a changed word is located, with its similarity."""
    ((start, end, similarity),) = find_similar(quote, SearchedText(text))
    assert text[start:end] == found
    assert MIN_SIMILARITY <= similarity < 1


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        pytest.param(ENGLISH, "I never learned how to cook for my children", id="something else"),
        pytest.param(ENGLISH, "I did not dore", id="too short"),
        pytest.param(CHINESE, "护士问到我", id="too short in Chinese"),
        pytest.param("", "I did not dare to talk in the group", id="an empty text"),
        pytest.param("I did not", "I did not dare to talk in the group", id="a text that is a part of the quote"),
    ],
)
def test_other_words_are_not_found(text: str, quote: str) -> None:
    """Other words, and quotes that are too short, are not located."""
    assert find_similar(quote, SearchedText(text)) == []


def test_all_equally_similar_places_are_returned() -> None:
    """A quote could come from any of several places with nearly the same words."""
    twice = "We went to the market by bus again. " * 2 + "Then we went to the museum."
    places = find_similar("We went to the market by the bus again.", SearchedText(twice))
    assert [twice[start:end].strip(" .") for start, end, _ in places] == ["We went to the market by bus again"] * 2


@settings(max_examples=examples(40))
@given(st.integers(0, 60), st.integers(0, 34))
@example(56, 33)
@example(0, 0)
@example(0, 34)
def test_a_quote_with_one_wrong_letter_is_found_exactly(start: int, wrong: int) -> None:
    """A part of a text with one typing error, also at its ends, is located exactly."""
    quote = ENGLISH[start : start + 35]
    assume(not quote[wrong].isspace())  # what stands for white space at an end is a letter too many
    mistyped = f"{quote[:wrong]}#{quote[wrong + 1 :]}"
    best = find_similar(mistyped, SearchedText(ENGLISH))[0]
    assert ENGLISH[best.start : best.end] == quote.strip()
    assert best.start == start + len(quote) - len(quote.lstrip())


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        pytest.param(ENGLISH, "I did not dare […] and then I told", (16, 95), id="in brackets"),
        pytest.param(
            ENGLISH, "...I did not dare ... Later ... and then I told…", (16, 95), id="twice, and at the ends"
        ),
        pytest.param(ENGLISH, "…I did not dare to speak", (16, 39), id="at one end only"),
        pytest.param(CHINESE, "我不太敢……我就把事情", (6, 31), id="Chinese"),
        pytest.param(ENGLISH, "and then ... I did not dare", None, id="in another order"),
        pytest.param(ENGLISH, "I did not dare to speak", None, id="nothing left out"),
        pytest.param(ENGLISH, "...", None, id="nothing else"),
        pytest.param(f"I came. {'x' * MAX_GAP} I went.", "I came ... I went", None, id="too far apart"),
    ],
)
def test_parts_are_found_in_their_order(text: str, quote: str, found: tuple[int, int] | None) -> None:
    """A quote with something left out goes from its first part to its last."""
    assert find_elided(quote, SearchedText(text)) == ([] if found is None else [found])


def imported(tmp_path: Path, *quotes: str, text: str = ENGLISH) -> ImportedCodings:
    """Read a table of quotes of one document, each with a code."""
    path = tmp_path / "ana.csv"
    path.write_text("\n".join(["quote,code", *(f'"{quote}",a' for quote in quotes)]), encoding="utf-8")
    return read_codings(path, [Document("P1.txt", text, Form.PROSE, (), Source("P1.txt", "", "txt", "utf-8"))])


def test_inexact_quotes_are_noted(tmp_path: Path) -> None:
    """The notes count such rows and name each with its document and similarity, but not its words."""
    result = imported(tmp_path, "I did not dare to talk in the group", "I did not dare ... and then", "the nurse")
    first, *rows = result.notes[2:]  # behind those on what no column says
    assert "of 3 rows, 2 do not quote their document literally" in first.text
    assert [note.place for note in rows] == ["ana.csv:2", "ana.csv:3"]
    assert "P1.txt by similarity (0.9" in rows[0].text
    assert "by the parts of its quote" in rows[1].text
    assert "dare" not in "".join(note.text for note in result.notes)
    assert len(result.codings[0].segments) == 3


def test_a_quote_similar_to_several_places_is_a_problem(tmp_path: Path) -> None:
    """The problem says how many places there are."""
    text = "We went to the market by bus again. " * 3
    result = imported(tmp_path, "We went to the market by the bus again", text=text)
    assert result.codings == ()
    assert [problem.reason for problem in result.problems] == [
        "this row has a quote that is about equally similar to 3 places of its document."
    ]


def test_many_edited_quotes_take_seconds() -> None:
    """In a long transcript each long quote is located in hundredths of a second."""
    draw = random.Random(0)  # noqa: S311 - no secret is made
    text = "".join(draw.choices("abcdefghijklmnop ,.", k=200_000))
    searched = SearchedText(text)
    began = time.perf_counter()
    for place in range(0, 40_000, 1_000):
        quote = list(text[place : place + 300])
        quote[::20] = "#" * 15
        assert find_similar("".join(quote), searched)[0].similarity > MIN_SIMILARITY
    assert time.perf_counter() - began < 10
