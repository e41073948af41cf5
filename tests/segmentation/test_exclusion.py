"""Tests of which units are kept, and why the others are not."""

import pytest
from sample_documents import document, optional, reasons, segmented, table_of_cuts

from thememiner.records import ExclusionReason, Form, Role

QUESTION, STATEMENT = "Do you go there every day?", "You go there every day, I see."


@pytest.mark.parametrize("back", ["嗯。", "对对对。", "Mm-hmm.", "Yeah, right.", "嗯嗯，好的（笑）"])
def test_back_channels_are_set_aside(back: str) -> None:
    """A sign of listening has nothing to code."""
    assert reasons(segmented(document(("I", STATEMENT), ("P1", back))))[-1] == ExclusionReason.BACK_CHANNEL


@pytest.mark.parametrize("question", [QUESTION, "您每天都去吗？", "您每天都去吗", "你是不是每天去", "do you go there"])
def test_back_channels_that_answer_a_question_are_kept_and_point_to_it(question: str) -> None:
    """A "yes" after a question is an answer."""
    found = segmented(document(("I", f"Okay then, that is good. {question}"), ("P1", "嗯。")))
    assert reasons(found)[-1] is None
    assert optional(found, "answers")[-1] == found.units["unit_id"].iloc[-2]


def test_an_answer_after_a_back_channel_still_answers() -> None:
    """An interviewer's mm-hmm does not end the participant's turn."""
    turns = (("I", QUESTION), ("P1", "Well, let me think,"), ("I", "Mm-hmm."), ("P1", "yeah."))
    found = segmented(document(*turns))
    assert reasons(found) == [ExclusionReason.INTERVIEWER, None, ExclusionReason.INTERVIEWER, None]
    assert optional(found, "answers") == [None, None, None, found.units["unit_id"].iloc[0]]


def test_speakers_do_not_answer_their_own_question() -> None:
    """A question of the same speaker, or one that another speaker has answered, does not count."""
    turns = (("P1", QUESTION), ("P1", "Yeah."), ("P2", "I do go there every day."), ("P1", "Yeah."))
    assert reasons(segmented(document(*turns)))[1:] == [
        ExclusionReason.BACK_CHANNEL,
        None,
        ExclusionReason.BACK_CHANNEL,
    ]


def test_participants_answer_each_other() -> None:
    """In a group a question need not be the interviewer's."""
    found = segmented(document(("P1", QUESTION), ("P2", "Yeah.")))
    assert optional(found, "answers") == [None, found.units["unit_id"].iloc[0]]


def test_turns_are_set_aside_by_role() -> None:
    """Interviewers and others stay in the table, with the reason."""
    found = segmented(document(("I", STATEMENT), ("O", "He means the centre in town."), ("P1", "I go there a lot.")))
    assert reasons(found) == [ExclusionReason.INTERVIEWER, ExclusionReason.OTHER_SPEAKER, None]
    assert found.units["kept"].tolist() == [False, False, True]
    assert found.units["role"].tolist() == ["interviewer", "other", "participant"]


@pytest.mark.parametrize("said", ["（笑）", "[pause]", "……", "\u200b", "👍", "— —"])
def test_a_unit_of_marks_only_is_set_aside_as_empty(said: str) -> None:
    """A unit without words is in the table and out of discovery."""
    assert reasons(segmented(document(("I", QUESTION), ("P1", said))))[-1] == ExclusionReason.EMPTY


@pytest.mark.parametrize("form", [Form.PROSE, Form.ROWS])
def test_texts_without_a_listener_have_no_back_channels(form: Form) -> None:
    """A "yes" in an essay or in a survey answer is content."""
    assert reasons(segmented(document(("P1", "Yes."), form=form))) == [None]


def test_units_cut_by_hand_are_taken_as_they_are() -> None:
    """Every row comes once, with its own id and its exact span, however long, short or wordless it is."""
    rows = [
        ("r2", "Yes. No. I do not know. ", "P1"),
        ("r1", "嗯", "P1"),
        ("r10", "(laughs)", "P2"),
        ("r3", "  a", None),
    ]
    found = segmented(table_of_cuts(*rows))
    assert optional(found, "row_id") == [row_id for row_id, _, _ in rows]
    assert found.units["text"].tolist() == [said for _, said, _ in rows]
    assert reasons(found) == [None, None, ExclusionReason.EMPTY, None]


def test_interviewers_rows_are_set_aside() -> None:
    """This holds for tables that name the speakers, too."""
    assert reasons(segmented(table_of_cuts(("1", QUESTION, None), role=Role.INTERVIEWER))) == [
        ExclusionReason.INTERVIEWER
    ]


@pytest.mark.parametrize("said", ["恩。", "對啊", "會", "Thank you so much.", "谢谢您"])
def test_bare_agreement_and_thanks_are_set_aside_unless_they_answer(said: str) -> None:
    """They are back-channels like any other."""
    assert reasons(segmented(document(("I", STATEMENT), ("P1", said))))[-1] == ExclusionReason.BACK_CHANNEL
    assert reasons(segmented(document(("I", QUESTION), ("P1", said))))[-1] is None


def test_a_farewell_answers_nothing() -> None:
    """It is set aside after a question, too."""
    assert reasons(segmented(document(("I", QUESTION), ("P1", "Thank you, bye."))))[-1] == ExclusionReason.BACK_CHANNEL


def test_in_a_conversation_not_knowing_is_an_answer() -> None:
    """Only tables of answers have answers that are none."""
    assert reasons(segmented(document(("I", QUESTION), ("P1", "I don't know."))))[-1] is None


def test_a_unit_of_masked_names_only_is_set_aside() -> None:
    """XXX is no word."""
    assert reasons(segmented(document(("I", QUESTION), ("P1", "XXX."))))[-1] == ExclusionReason.EMPTY
