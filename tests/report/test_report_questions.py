"""A sub-theme that is answers to one interview question is found, however the guide was read out."""

from dataclasses import replace
from time import perf_counter

import pandas as pd
import pytest

from thememiner.phrasing import FlagSource
from thememiner.records import Document, Form, Role, Run, Source, Turn
from thememiner.report.flags import (
    find_answered_questions,
    find_question,
    flag_groups,
    merge_similar_questions,
)


def interview(name: str, *said: tuple[Role, str]) -> Document:
    """Return a document of these turns."""
    turns, text = [], ""
    for role, words in said:
        turns.append(Turn(len(text), len(text) + len(words), None, role, None))
        text += words + "\n"
    return Document(name, text, Form.DIALOGUE, tuple(turns), Source(name, "0" * 64, "txt", "utf-8"))


ASKS, SAYS, OTHER = Role.INTERVIEWER, Role.PARTICIPANT, Role.OTHER


@pytest.mark.parametrize(
    ("turn", "question"),
    [
        pytest.param("Thank you. How did you come to this work?", "How did you come to this work?", id="the last"),
        pytest.param("What do you like? Is it the team that you like?", "Is it the team that you like?", id="two"),
        pytest.param("您平时在中心都做些什么？", "您平时在中心都做些什么？", id="Chinese"),
        pytest.param("那您家里人支持吗", "那您家里人支持吗", id="no question mark"),
        pytest.param("I see. Yes.", None, id="no question"),
        pytest.param("In what way?", None, id="asks on"),
        pytest.param("嗯？", None, id="asks on in Chinese"),
        pytest.param("", None, id="nothing"),
        pytest.param("How did [pause] you come to it?", "How did you come to it?", id="a transcriber's mark"),
    ],
)
def test_the_last_sentence_that_asks_is_the_question(turn: str, question: str | None) -> None:
    """What is said before a question is not part of it, and a probe of a word or two is none."""
    assert find_question(turn) == question


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        pytest.param("How did you come to this work?", "And how did you come to this work here?", True, id="read out"),
        pytest.param("How did you come to this work?", "HOW DID YOU COME TO THIS WORK", True, id="letters"),
        pytest.param("How did you come to this work?", "What does a day at work look like?", False, id="another"),
        pytest.param("您平时在中心都做些什么？", "那您平时在中心都做些什么呢？", True, id="Chinese"),
        pytest.param("您平时在中心都做些什么？", "您家里人对这个怎么看？", False, id="another in Chinese"),
    ],
)
def test_questions_of_different_interviews_are_the_same_if_their_words_are(
    first: str,
    second: str,
    same: bool,  # noqa: FBT001 - a table
) -> None:
    """Small changes of a guide's words make no other question; the more frequent words stand for both."""
    usual = merge_similar_questions([first, first, second])
    assert usual[first] == first
    assert (usual[second] == first) is same


def test_the_order_of_questions_does_not_matter() -> None:
    """Which words stand for a question depends on how often they occur, not on which came first."""
    asked = ["Do you like it here now?", "Do you like it here?", "So do you like it here?", "What is a bad day like?"]
    assert merge_similar_questions(asked) == merge_similar_questions(asked[::-1])


def test_a_unit_answers_the_last_question_before_it() -> None:
    """Neither a nod of the interviewer nor another speaker's question changes what is being answered."""
    document = interview(
        "a.txt",
        (SAYS, "Hello."),
        (ASKS, "How did you come to this work?"),
        (SAYS, "By chance."),
        (ASKS, "I see."),
        (OTHER, "Does anybody want some tea now?"),
        (SAYS, "My aunt did it."),
    )
    units = pd.DataFrame({"doc_id": ["a.txt", "a.txt", "a.txt", "b.txt"], "turn": [0, 2, 5, 0]})
    question = "How did you come to this work?"
    assert find_answered_questions([document], units) == [None, question, question, None]


def test_many_different_questions_are_compared_in_time() -> None:
    """Ten thousand questions, most of them different, take seconds, not hours."""
    asked = [f"What did you think of the {n} and of its {n % 97} when you saw them {n % 13}?" for n in range(10_000)]
    began = perf_counter()
    assert len(merge_similar_questions(asked)) == len(asked)
    assert perf_counter() - began < 30


def test_a_sub_theme_of_answers_to_one_question_is_flagged(english: Run) -> None:
    """Half or more answers to one question, well above that question's share, are told with the question's words."""
    units = english.units.copy()
    asked = pd.Series(find_answered_questions(english.documents, units), index=units.index)
    chosen = units["kept"] & (asked == "Can you tell me about a day like that?")
    units.loc[units["subtheme_id"] == "T1.1", ["theme_id", "subtheme_id"]] = [None, None]
    units.loc[chosen, ["theme_id", "subtheme_id"]] = ["T1", "T1.1"]
    (flag,) = flag_groups(replace(english, units=units))["T1.1"]
    assert (flag.carrier, flag.name, flag.units) == (
        FlagSource.QUESTION,
        "Can you tell me about a day like that?",
        int(chosen.sum()),
    )
    assert flag.everywhere == flag.units


def test_a_question_of_one_document_is_that_document(english: Run) -> None:
    """Where the document is flagged already, a question that only it has says nothing more."""
    first, *others = english.documents
    turns = (Turn(0, 3, None, Role.PARTICIPANT, "P1"), Turn(4, 36, None, Role.INTERVIEWER, None))
    document = replace(first, text="Yes\nWhat do you keep under your bed?", turns=turns)
    units = english.units.copy()
    own = units["kept"] & (units["doc_id"] == first.doc_id)
    units.loc[units["subtheme_id"] == "T1.1", ["theme_id", "subtheme_id"]] = [None, None]
    units.loc[own, ["theme_id", "subtheme_id"]] = ["T1", "T1.1"]
    units.loc[own, "turn"] = 2
    flags = flag_groups(replace(english, documents=(document, *others), units=units))["T1.1"]
    assert [flag.carrier for flag in flags] == [FlagSource.DOCUMENT]
