"""A guide that the researcher gives is recognised, and units know the question that they answer."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from invented_interviews import ASKS, GUIDE, SAYS, Said, asked_in, dialogues, interview, to_units, to_vector

from thememiner.errors import UsageError
from thememiner.phrasing import describe_guide
from thememiner.questions import answered_questions, collect_asked, find_guide, match_guide
from thememiner.records import Form, GuideOutcome, QuestionGuide

KEYS = tuple(GUIDE)
QUESTIONS = [wordings[0] for wordings in GUIDE.values()]
FOREIGN = ["How much sugar is in the cake?", "Which engine does the tractor have?", "Who paints the theatre?"]


def match(questions: Sequence[str], interviews: Mapping[str, Sequence[Said]]) -> QuestionGuide:
    """Match a guide with interviews."""
    return match_guide(questions, np.array([to_vector(text) for text in questions]), asked_in(interviews), seed=1)


@pytest.mark.parametrize("count", [1, 2, 6])
def test_given_questions_are_recognised_even_in_one_interview(count: int) -> None:
    """Each question has the researcher's wording and order, and is found where it was asked."""
    interviews = {f"D{number}": interview(number, KEYS) for number in range(count)}
    guide = match(QUESTIONS, interviews)
    assert guide.outcome is GuideOutcome.MATCHED
    assert [question.text for question in guide.questions] == QUESTIONS
    assert all(question.is_given for question in guide.questions)
    assert [question.documents for question in guide.questions] == [count] * 6
    main = guide.asked[~guide.asked["is_follow_up"]]
    assert main["question_id"].tolist() == ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6"] * count


def test_a_given_question_that_was_not_asked_stays_in_the_guide() -> None:
    """It has no documents and no place."""
    guide = match([*QUESTIONS[:3], FOREIGN[0]], {f"D{n}": interview(n, KEYS[:3]) for n in range(4)})
    assert [question.documents for question in guide.questions] == [4, 4, 4, 0]
    assert guide.questions[-1].place is None


@pytest.mark.parametrize("filler", ["And then?", "Would you like some tea?"])
def test_a_question_that_was_left_out_is_not_filled_by_another(filler: str) -> None:
    """What is asked at its place instead is a follow-up, and the guide names the interviews without the question."""
    interviews = {f"D{number}": interview(number, KEYS) for number in range(6)}
    for number, key in ((1, KEYS[2]), (4, KEYS[4])):
        said = interviews[f"D{number}"]
        place = next(at for at, (_, text) in enumerate(said) if text in GUIDE[key])
        said[place] = (ASKS, filler)
    guide = match(QUESTIONS, interviews)
    assert [question.documents for question in guide.questions] == [6, 6, 5, 6, 5, 6]
    assert [guide.find_missing(f"Q{at}") for at in range(1, 7)] == [(), (), ("D1",), (), ("D4",), ()]


def test_the_guide_of_another_study_is_not_recognised() -> None:
    """Nothing is asked of it, and no unit has a question."""
    guide = match(FOREIGN, {f"D{n}": interview(n, KEYS) for n in range(6)})
    assert guide.outcome is GuideOutcome.NOT_RECOGNISED
    assert [question.documents for question in guide.questions] == [0, 0, 0]
    assert guide.asked["question_id"].isna().all()


def test_a_guide_without_dialogues_has_nothing_to_match() -> None:
    """The outcome says that there are no dialogues."""
    given = np.array([to_vector(text) for text in QUESTIONS])
    guide = match_guide(QUESTIONS, given, asked_in({"D": interview(1, KEYS)}, form=Form.ROWS), seed=1)
    assert guide.outcome is GuideOutcome.NO_DIALOGUES


def test_a_guide_has_questions() -> None:
    """An empty guide is refused."""
    with pytest.raises(UsageError, match="no question"):
        match([], {"D": interview(1, KEYS)})


def test_each_given_question_has_a_vector() -> None:
    """Vectors of another number of questions, or of another encoder, are refused."""
    asked = asked_in({"D": interview(1, KEYS)})
    for wrong in (np.zeros((5, 48), dtype=np.float32), np.zeros((6, 47), dtype=np.float32)):
        with pytest.raises(UsageError, match=r"match_guide needs vectors of the shape \(6, 48\)"):
            match_guide(QUESTIONS, wrong, asked, seed=1)


def test_a_unit_answers_the_last_question_before_it() -> None:
    """A follow-up keeps the question, a remark changes nothing, and before the first question there is none."""
    said: list[Said] = [
        (SAYS, "We drank tea first."),
        (ASKS, QUESTIONS[0]),
        (SAYS, "By ship."),
        (ASKS, "Did the goat come along?"),
        (SAYS, "It did."),
        (ASKS, "I like goats myself."),
        (SAYS, "Everybody does."),
        (ASKS, QUESTIONS[1]),
        (SAYS, "I fish."),
    ]
    others = {f"D{number}": interview(number, KEYS) for number in range(5)}
    units, vectors = to_units({"A": said, **others, "Z": [(SAYS, "I talk alone."), (SAYS, "All day.")]})
    guide = find_guide(collect_asked(units, vectors, dialogues(units)), seed=1)
    reverse = units.iloc[::-1]
    answered = answered_questions(guide, reverse)
    assert answered["unit_id"].tolist() == reverse.loc[reverse["kept"], "unit_id"].tolist()
    by_unit = answered.set_index("unit_id")["question_id"]
    assert by_unit[["A-2", "A-4", "A-6", "A-8"]].tolist() == ["Q1", "Q1", "Q1", "Q2"]
    assert by_unit[["A-0", "Z-0", "Z-1"]].isna().all()
    confidence = answered.set_index("unit_id")["confidence"]
    assert confidence["A-0"] == 0
    assert confidence["A-2"] > 0.9


@pytest.mark.parametrize(
    ("questions", "interviews", "sentence"),
    [
        (QUESTIONS, 3, "Of 6 questions given, 6 were recognised in 3 interviews."),
        (QUESTIONS[:1], 3, "Of 1 question given, 1 was recognised in 3 interviews."),
        (FOREIGN, 3, "Of 3 questions given, none was recognised in what interviewers ask."),
        ([], 6, "An interview guide of 6 questions was found in 6 interviews."),
        (
            [],
            2,
            "There is no interview guide: questions are compared across at least 3 interviews, and there are 2.",
        ),
    ],
)
def test_the_outcome_is_told_in_a_sentence(questions: list[str], interviews: int, sentence: str) -> None:
    """The sentence says how many questions there are, or why there is no guide."""
    invented = {f"D{number}": interview(number, KEYS) for number in range(interviews)}
    guide = match(questions, invented) if questions else find_guide(asked_in(invented), seed=1)
    assert describe_guide(guide) == sentence
