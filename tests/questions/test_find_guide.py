"""The interview guide is found where interviews have one, and nowhere else."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from invented_interviews import (
    ASKS,
    CHINESE_GUIDE,
    GUIDE,
    NOUNS,
    SAYS,
    Said,
    asked_in,
    dialogues,
    guided,
    interview,
    to_units,
)

from thememiner.questions import answered_questions, collect_asked, find_guide
from thememiner.records import Form, GuideOutcome, QuestionGuide, Role

KEYS = tuple(GUIDE)


def find(interviews: Mapping[str, Sequence[Said]]) -> QuestionGuide:
    """Find the guide of interviews."""
    return find_guide(asked_in(interviews), seed=1)


def asked_as(guide: QuestionGuide, interviews: Mapping[str, Sequence[Said]]) -> dict[str, set[str]]:
    """Return for each question of the invented guide the questions of the found guide that its wordings became."""
    main = guide.asked[~guide.asked["is_follow_up"]]
    places = dict(zip(zip(main["doc_id"], main["turn"], strict=True), main["question_id"], strict=True))
    found: dict[str, set[str]] = {key: set() for key in GUIDE}
    for name, said in interviews.items():
        for turn, (_, text) in enumerate(said):
            key = next((key for key, wordings in GUIDE.items() if text in (*wordings, CHINESE_GUIDE[key])), None)
            if key:
                found[key].add(places.get((name, turn), "none"))
    return found


def test_questions_that_recur_are_the_guide_in_its_order() -> None:
    """Every question is found once, with its wording, where it was asked, and nothing else."""
    guide = find(guided())
    assert guide.outcome is GuideOutcome.FOUND
    assert [question.text for question in guide.questions] == [wordings[0] for wordings in GUIDE.values()]
    assert [question.question_id for question in guide.questions] == ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6"]
    assert [question.documents for question in guide.questions] == [6] * 6
    assert [question.place for question in guide.questions] == sorted(q.place or 0 for q in guide.questions)
    assert not any(question.is_given for question in guide.questions)
    assert asked_as(guide, guided()) == {key: {f"Q{at}"} for at, key in enumerate(GUIDE, 1)}
    assert (~guide.asked["is_follow_up"]).sum() == 36


def test_a_follow_up_belongs_to_the_question_before_it() -> None:
    """What is asked after a question of the guide has its id; what is asked before the first has none."""
    interviews = guided()
    interviews["D00"].insert(0, (ASKS, "Did you find the door?"))
    asked = find(interviews).asked
    first = asked[asked["doc_id"] == "D00"]
    assert first["question_id"].isna().tolist() == [True] + [False] * (len(first) - 1)
    assert first["is_follow_up"].tolist()[:4] == [True, False, True, True]
    assert first["question_id"].tolist()[1:4] == ["Q1", "Q1", "Q1"]
    assert asked["confidence"].between(0, 1).all()
    assert (asked.loc[asked["question_id"].isna(), "confidence"] == 0).all()
    assert (asked.loc[~asked["is_follow_up"], "confidence"] > 0.5).all()


def test_questions_may_be_left_out_and_change_places() -> None:
    """An interview without some questions, and one in another order, are aligned with the others."""
    interviews = guided(8)
    interviews["D02"] = interview(2, ["arrival", "ferry", "future"])
    interviews["D05"] = interview(5, ["arrival", "day", "school", "ferry", "winter", "future"])
    interviews["D06"] = interview(6, ["future", "winter", "school", "ferry", "day", "arrival"])
    guide = find(interviews)
    assert asked_as(guide, interviews) == {key: {f"Q{at}"} for at, key in enumerate(GUIDE, 1)}
    assert [question.documents for question in guide.questions] == [8, 7, 8, 7, 7, 8]


def test_two_interviewers_with_their_own_wordings_have_one_guide() -> None:
    """Two wordings at the same place, which mean nearly the same and are never asked together, are one question."""
    interviews = {f"D{number:02}": interview(number, KEYS, wording=number % 2) for number in range(12)}
    found = asked_as(find(interviews), interviews)
    assert sum(len(ids - {"none"}) == 1 for ids in found.values()) == len(GUIDE)
    assert len(set.union(*found.values()) - {"none"}) == len(GUIDE)


def test_a_guide_is_found_across_languages() -> None:
    """Interviews in English and Chinese with the same questions have one guide."""
    chinese = {key: [text] for key, text in CHINESE_GUIDE.items()}
    interviews = guided(6)
    interviews |= {f"Z{number:02}": interview(number + 6, KEYS, guide=chinese) for number in range(6)}
    guide = find(interviews)
    assert asked_as(guide, interviews) == {key: {f"Q{at}"} for at, key in enumerate(GUIDE, 1)}


def test_two_groups_of_interviews_may_have_their_own_guides() -> None:
    """Questions that are asked in half of the interviews only are questions of the guide, too."""
    interviews = {f"D{n:02}": interview(n, KEYS[:3] if n % 2 else KEYS[3:]) for n in range(10)}
    guide = find(interviews)
    assert sorted(question.documents for question in guide.questions) == [5] * 6


def test_the_order_of_the_rows_changes_nothing() -> None:
    """Shuffled units give the same guide."""
    units, vectors = to_units(guided())
    forms = dialogues(units)
    shuffled = np.random.default_rng(0).permutation(len(units))
    first = find_guide(collect_asked(units, vectors, forms), seed=1)
    second = find_guide(collect_asked(units.iloc[shuffled], vectors[shuffled], forms), seed=2)
    assert first.questions == second.questions
    assert first.asked.equals(second.asked)


def unlike(count: int) -> dict[str, list[Said]]:
    """Return interviews without a guide."""
    interviews = {}
    for number in range(count):
        said = interview(number, KEYS * 2)
        interviews[f"D{number}"] = [
            (role, text) for role, text in said if text not in {w for ws in GUIDE.values() for w in ws}
        ]
    return interviews


@pytest.mark.parametrize(
    ("interviews", "form", "outcome"),
    [
        pytest.param(guided(1), Form.DIALOGUE, GuideOutcome.FEW_INTERVIEWS, id="one interview"),
        pytest.param(guided(2), Form.DIALOGUE, GuideOutcome.FEW_INTERVIEWS, id="two interviews"),
        pytest.param(guided(), Form.ROWS, GuideOutcome.NO_DIALOGUES, id="rows of a table"),
        pytest.param(guided(), Form.PROSE, GuideOutcome.NO_DIALOGUES, id="running text"),
        pytest.param(
            {name: [(SAYS, "It is good."), (SAYS, "I see.")] for name in "ABC"},
            Form.DIALOGUE,
            GuideOutcome.NO_QUESTIONS,
            id="nobody asks",
        ),
        pytest.param(
            unlike(8), Form.DIALOGUE, GuideOutcome.NO_COMMON_QUESTIONS, id="every interview asks something else"
        ),
    ],
)
def test_without_a_common_guide_there_is_none(
    interviews: dict[str, list[Said]], form: Form, outcome: GuideOutcome
) -> None:
    """The outcome says why there is no guide, and no unit has a question."""
    units, _ = to_units(interviews)
    guide = find_guide(asked_in(interviews, form=form), seed=1)
    assert guide.outcome is outcome
    assert not guide.is_usable
    assert guide.questions == ()
    answered = answered_questions(guide, units)
    assert answered["question_id"].isna().all()
    assert (answered["confidence"] == 0).all()


def test_printed_questions_count_whoever_reads_them() -> None:
    """A sentence that stands in most dialogues letter for letter is a question, although participants read it aloud."""
    tasks = (
        "1 Open the map of the northern harbour.",
        "2 Compare both timetables of the week.",
        "3 Print the ticket.",
        "4 Rate how useful the colours were.",
        "5 Say which station is nearest.",
    )
    interviews = {}
    for number in range(5):
        said = [(ASKS, "Good morning to you.")]
        for task in tasks:
            said += [(SAYS, task), (SAYS, f"I choose number {number} of {task[:1]} {NOUNS[number]}.")]
        interviews[f"D{number}"] = said
    guide = find(interviews)
    assert [question.text for question in guide.questions] == list(tasks[:2] + tasks[3:])
    assert [question.documents for question in guide.questions] == [5] * 4


def test_without_a_known_interviewer_whoever_asks_most_is_one() -> None:
    """A dialogue in which no speaker is known to be the interviewer is aligned with the others."""
    interviews = guided(7)
    units, vectors = to_units(interviews)
    units.loc[units["doc_id"] == "D03", "role"] = Role.PARTICIPANT.value
    guide = find_guide(collect_asked(units, vectors, dialogues(units)), seed=1)
    assert [question.documents for question in guide.questions] == [7] * 6


def test_interviews_of_a_single_question_have_no_guide() -> None:
    """There is nothing that the question could be told from."""
    interviews = {f"D{n}": [(ASKS, GUIDE["day"][0]), (SAYS, f"I sell {NOUNS[n]}.")] for n in range(5)}
    assert find(interviews).outcome is GuideOutcome.NO_COMMON_QUESTIONS


def test_what_a_moderator_asks_everybody_is_a_follow_up() -> None:
    """In focus groups, the questions of the guide are found, not the words that pass them on."""
    groups: dict[str, list[Said]] = {}
    for number in range(4):
        said: list[Said] = []
        for key in KEYS:
            said += [(ASKS, GUIDE[key][0]), (SAYS, f"I {NOUNS[number]} {key}.")]
            said += [(ASKS, "And what do the others think, Ben?"), (SAYS, f"Ben {NOUNS[number + 5]} {key}.")]
        groups[f"G{number}"] = said
    guide = find(groups)
    assert [question.text for question in guide.questions] == [wordings[0] for wordings in GUIDE.values()]
    assert guide.asked["is_follow_up"].tolist() == [False, True] * 24


def test_units_without_a_vector_ask_nothing() -> None:
    """An interviewer's unit that was not encoded is not in the table of what was asked."""
    units, vectors = to_units(guided())
    vectors[units["text"].str.startswith("And then")] = np.nan
    guide = find_guide(collect_asked(units, vectors, dialogues(units)), seed=1)
    asked = guide.asked.merge(units[["doc_id", "turn", "text"]], on=["doc_id", "turn"])
    assert not asked["text"].str.startswith("And then").any()
    assert len(guide.questions) == 6
