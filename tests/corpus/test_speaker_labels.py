"""Tests of the role of a speaker, and of the person that a label means over the whole corpus."""

import pytest

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.speaker_labels import identify_participant, role_of
from thememiner.records import Role

SPEAKERS = SpeakerSettings()


@pytest.mark.parametrize(
    ("label", "role"),
    [
        pytest.param("Interviewer", Role.INTERVIEWER, id="plain"),
        pytest.param("INTERVIEWER", Role.INTERVIEWER, id="capitals"),
        pytest.param("interviewer 2", Role.INTERVIEWER, id="number"),
        pytest.param("Interviewer A", Role.INTERVIEWER, id="letter"),
        pytest.param("Int.", Role.INTERVIEWER, id="abbreviation"),
        pytest.param("I:", Role.INTERVIEWER, id="colon"),
        pytest.param("I2", Role.INTERVIEWER, id="letter and number"),
        pytest.param("Q10", Role.INTERVIEWER, id="question and number"),
        pytest.param("Moderator Lee", Role.INTERVIEWER, id="name behind"),
        pytest.param("Anna (Interviewer)", Role.INTERVIEWER, id="role in brackets"),
        pytest.param("访谈者1", Role.INTERVIEWER, id="Chinese and number"),
        pytest.param("访谈者（李明）", Role.INTERVIEWER, id="Chinese and name in brackets"),
        pytest.param("主持人小王", Role.INTERVIEWER, id="Chinese and name"),
        pytest.param("訪談者", Role.INTERVIEWER, id="Traditional"),
        pytest.param("Ｉｎｔｅｒｖｉｅｗｅｒ", Role.INTERVIEWER, id="full width"),
        pytest.param("问", Role.INTERVIEWER, id="one character"),
        pytest.param("Interpreter", Role.OTHER, id="other"),
        pytest.param("家属", Role.OTHER, id="relative"),
        pytest.param("P3", Role.PARTICIPANT, id="id"),
        pytest.param("Ian", Role.PARTICIPANT, id="begins like a label"),
        pytest.param("International", Role.PARTICIPANT, id="longer word"),
        pytest.param("研究者们", Role.PARTICIPANT, id="plural"),
        pytest.param("说话人1", Role.PARTICIPANT, id="speech recognition"),
        pytest.param("", Role.PARTICIPANT, id="empty"),
        pytest.param(None, Role.PARTICIPANT, id="no label"),
        pytest.param("x" * 100_000, Role.PARTICIPANT, id="very long"),
    ],
)
def test_role(label: str | None, role: Role) -> None:
    """Case, width, numbers and names after a label do not hide an interviewer."""
    assert role_of(label, SPEAKERS) is role


@pytest.mark.parametrize(
    ("label", "role"),
    [
        pytest.param("说话人1", Role.INTERVIEWER, id="the one"),
        pytest.param("说话人 1", Role.INTERVIEWER, id="with a space"),
        pytest.param("说话人１", Role.INTERVIEWER, id="full width"),
        pytest.param("说话人2", Role.PARTICIPANT, id="another"),
        pytest.param("说话人10", Role.PARTICIPANT, id="more digits"),
        pytest.param("说话人", Role.PARTICIPANT, id="no number"),
    ],
)
def test_role_of_a_numbered_setting(label: str, role: Role) -> None:
    """A setting with a number means that number only."""
    assert role_of(label, SpeakerSettings(interviewer=("说话人1",))) is role


@pytest.mark.parametrize(
    ("label", "alone", "expected"),
    [
        pytest.param("P3", True, "P3", id="id"),
        pytest.param("Anna", False, "Anna", id="name"),
        pytest.param("Participant 3", True, "Participant 3", id="part with a number"),
        pytest.param("受访者2", True, "受访者2", id="Chinese part with a number"),
        pytest.param("受访者", True, "a/P01", id="part"),
        pytest.param("受访者", False, "a/P01/受访者", id="part beside another"),
        pytest.param("P", True, "a/P01", id="letter"),
        pytest.param("说话人2", True, "a/P01", id="speech recognition"),
        pytest.param("Speaker 2", False, "a/P01/Speaker 2", id="speech recognition, several"),
        pytest.param(None, True, "a/P01", id="no label"),
        pytest.param("Interviewer", True, None, id="interviewer"),
        pytest.param("家属", True, None, id="other"),
    ],
)
def test_identity(label: str | None, alone: bool, expected: str | None) -> None:  # noqa: FBT001 - a table's column
    """A label such as Participant means another person in each document; any other the same everywhere."""
    assert identify_participant(label, "a/P01", SPEAKERS, is_only_local=alone) == expected
