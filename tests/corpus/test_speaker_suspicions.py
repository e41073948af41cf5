"""What looks wrong about who speaks where is said before anything is mined, and nothing is said of what is right."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from thememiner import Settings, read_corpus
from thememiner.config import SpeakerSettings
from thememiner.corpus import RoleReason, SpeakerCounts, count_speakers, find_suspicions
from thememiner.records import Corpus, Role

QUESTIONS = (
    "How did that feel?",
    "What happened then?",
    "Who was there?",
    "Why was that?",
    "And at home?",
    "When was it?",
)
ANSWERS = ("It was cold.", "We went inside.", "My aunt.", "The bus was late.", "At home it was warm.", "In May.")


def dialogue(asking: str, answering: str) -> str:
    """Return six questions of one speaker and six answers of another."""
    pairs = zip(QUESTIONS, ANSWERS, strict=True)
    return "\n".join(f"{asking}: {question}\n{answering}: {answer}" for question, answer in pairs) + "\n"


def same_beginnings(asking: str, answering: str) -> str:
    """Return the same talk with any beginnings of its paragraphs."""
    pairs = zip(QUESTIONS, ANSWERS, strict=True)
    return "\n\n".join(f"{asking}{question}\n\n{answering}{answer}" for question, answer in pairs) + "\n"


def read(folder: Path, files: Mapping[str, str], settings: Settings | None = None) -> Corpus:
    """Return the corpus of files with these texts."""
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return read_corpus(folder, settings=settings or Settings())


def rows(corpus: Corpus, settings: Settings | None = None) -> dict[str, SpeakerCounts]:
    """Return the table of speakers by label."""
    speakers = (settings or Settings()).speakers
    suspicions = find_suspicions(corpus.documents, speakers)
    return {row.label: row for row in count_speakers(corpus.documents, suspicions, speakers)}


PROSE = " ".join(f"{question} {answer}" for question, answer in zip(QUESTIONS, ANSWERS, strict=True))
SUSPICIOUS = {
    "no interviewer": ({"a.txt": dialogue("Anna", "Mia")}, 'give --interviewer "Anna"'),
    "reversed roles": ({"a.txt": dialogue("R", "I")}, "roles look reversed"),
    "an interviewer who never asks": (
        {"a.txt": "".join(f"Moderator: {one}\nMia: {one} Yes.\n" for one in ANSWERS)},
        "Moderator is taken for an interviewer, but none of 6 turns asks anything",
    ),
    "a participant who asks": (
        {"a.txt": dialogue("I", "Mia") + "".join(f"Ben: {one}\n" for one in QUESTIONS)},
        "Ben is taken for a participant, but asks something in 6 of 6 turns",
    ),
    "a misspelt interviewer": (
        {"a.txt": dialogue("Interviewer", "Mia") + "Interveiwer: And then?\nMia: Nothing.\n"},
        "the label Interveiwer (1 turn) differs by one letter from Interviewer (6 turns)",
    ),
    "a misspelt role in Chinese": (
        {"a.txt": dialogue("访谈者", "小林") + "访淡者：后来呢？\n小林：没有了。\n"},
        "访淡者",
    ),
    "a misspelt name": (
        {"a.txt": dialogue("I", "Annabel") + "I: And?\nAnabel: Well.\n"},
        "the label Anabel (1 turn) differs by one letter from Annabel (6 turns)",
    ),
    "a single turn": (
        {"a.txt": dialogue("I", "Mia") + "Weather: Rain all day.\n"},
        "Weather has a single turn and counts as a participant",
    ),
    "only one speaker": (
        {"a.txt": "".join(f"Mia: {one}\n" for one in ANSWERS)},
        "Mia is the only speaker who was recognised",
    ),
    "one participant in all files": (
        {f"{name}.txt": dialogue("I", "Smith") for name in "abc"},
        "Smith is the only participant in all 3 files",
    ),
    "no speakers beside dialogues": (
        {"a.txt": dialogue("I", "P1"), "b.txt": dialogue("I", "P2"), "c.txt": " ".join(ANSWERS)},
        "no speakers were recognised, but in 2 other files",
    ),
    "joint labels": (
        {"a.txt": dialogue("Interviewer", "Interviewee 1 and 2")},
        "6 turns of several people at once belong to no participant and are set aside: Interviewee 1 and 2 (6 turns)",
    ),
    "lines that begin alike": (
        {"a.txt": same_beginnings("小林。", "王老师。")},
        "lines begin with '小林。' (6 times), '王老师。'",
    ),
    "lines in strange brackets": ({"a.txt": same_beginnings("«Ida» ", "«Ulf» ")}, "lines begin with '«Ida»' (6 times)"),
    "names on their lines": ({"a.txt": same_beginnings("(Ida)\n", "(Ulf)\n")}, "lines begin with '(Ida)' (6 times)"),
    "names before a space": ({"a.txt": same_beginnings("Ida ", "Ulf ")}, "lines begin with 'Ida' (6 times), 'Ulf'"),
    "only one side is read": (
        {"a.txt": same_beginnings("Interviewer: ", "Ida… ")},
        "lines begin with 'Ida…' (6 times)",
    ),
    "questions in prose": ({"a.txt": PROSE}, "6 of 12 sentences are questions"),
}


@pytest.mark.parametrize("case", SUSPICIOUS)
def test_what_looks_wrong_is_said_with_counts(case: str, tmp_path: Path) -> None:
    """The note is among those of the corpus, before all others, with what to do."""
    files, words = SUSPICIOUS[case]
    corpus = read(tmp_path, files)
    found = [suspicion.note for suspicion in find_suspicions(corpus.documents, SpeakerSettings())]
    assert [note for note in found if words in note.text]
    assert list(corpus.notes[: len(found)]) == found


FINE = {
    "an interview": {"a.txt": dialogue("I", "P1"), "b.txt": dialogue("I", "P2")},
    "names that differ by one letter": {"a.txt": dialogue("I", "Anna"), "b.txt": dialogue("I", "Anne")},
    "numbered people": {"a.txt": dialogue("I", "P1") + dialogue("I", "P2") + "P12: Yes.\nP12: I think so.\n"},
    "a surname before a title": {"a.txt": dialogue("访谈者", "李老师")},
    "numbered questions and answers": {
        "a.txt": "".join(f"Q{n}: {QUESTIONS[n]}\nA{n}: {ANSWERS[n]}\n" for n in range(1, 6))
    },
    "Chinese numbers": {"a.txt": "".join(f"问题{n}：怎么样？\n回答{n}：很好。\n" for n in "一二三四五")},
    "a client of a counsellor": {"a.txt": dialogue("访谈者", "来访者")},
    "a poem": {"a.txt": "I went\nI saw\nI came\nAnd then\nAnd so\nAnd on\nThe sea\nThe sky\nThe end\n"},
    "an essay": {"a.txt": " ".join(ANSWERS * 4) + " Why?"},
    "two essays": {"a.txt": " ".join(ANSWERS * 4), "b.txt": " ".join(ANSWERS)},
    "one participant with sessions": {"a.txt": dialogue("I", "Mia"), "b.txt": dialogue("I", "Mia") * 2},
}


@pytest.mark.parametrize("case", FINE)
def test_of_what_is_right_nothing_is_said(case: str, tmp_path: Path) -> None:
    """Known roles, clear names and running text give no suspicion."""
    assert find_suspicions(read(tmp_path, FINE[case]).documents, SpeakerSettings()) == []


def test_the_same_suspicion_in_many_files_is_one_note(tmp_path: Path) -> None:
    """It names the first files and says how many there are."""
    corpus = read(tmp_path, {f"{number}.txt": dialogue("Anna", f"Person {name}") for number, name in enumerate("BCDE")})
    (note,) = corpus.notes
    assert "in 4 files (0.txt, 1.txt, 2.txt and 1 more)" in note.text


def test_numbers_of_speech_recognition_are_not_settled_by_an_option(tmp_path: Path) -> None:
    """A number that asks in one file and answers in another cannot be named as the interviewer of both."""
    files = {"a.txt": dialogue("Speaker 1", "Speaker 2"), "b.txt": dialogue("Speaker 2", "Speaker 1")}
    first, second = (
        suspicion.note for suspicion in find_suspicions(read(tmp_path, files).documents, SpeakerSettings())
    )
    assert "write Interviewer instead of Speaker 1 in these files: in b.txt Speaker 1 is somebody else" in first.text
    assert "in a.txt Speaker 2 is somebody else" in second.text


def test_a_setting_settles_a_suspicion(tmp_path: Path) -> None:
    """With the roles that the note asks for, nothing is suspicious, and the table says where the roles come from."""
    settings = Settings(speakers=SpeakerSettings(interviewer=("R",), participant=("I",)))
    corpus = read(tmp_path, {"a.txt": dialogue("R", "I"), "b.txt": dialogue("R", "I") * 2}, settings)
    assert corpus.notes == ()
    table = rows(corpus, settings)
    assert {label: (row.role, row.reason, row.people) for label, row in table.items()} == {
        "R": (Role.INTERVIEWER, RoleReason.SETTING, 0),
        "I": (Role.PARTICIPANT, RoleReason.SETTING, 2),
    }


def test_the_table_counts_each_label_over_all_files(tmp_path: Path) -> None:
    """Files, turns, words and questions are those of the label; a Chinese character is a word."""
    files = {"a.txt": dialogue("I", "P1"), "b.txt": "I: 您累吗？\nSpeaker 2: It's so-so.\nI: 好。\nSpeaker 2: Yes.\n"}
    table = rows(read(tmp_path, files))
    assert (table["I"].documents, table["I"].turns, table["I"].questions) == (2, 8, 7)
    assert (table["Speaker 2"].words, table["Speaker 2"].reason) == (3, RoleReason.NUMBERED)
    assert (table["I"].reason, table["P1"].reason) == (RoleReason.USUAL, RoleReason.USUAL)


def test_suspicious_speakers_come_first(tmp_path: Path) -> None:
    """Whoever asks most questions without being known as the interviewer is the first row."""
    first = next(iter(rows(read(tmp_path, {"a.txt": dialogue("Zoe", "Anna")})).values()))
    assert (first.label, first.is_suspicious, first.reason) == ("Zoe", True, RoleReason.ASKS)


def test_whoever_a_table_names_has_that_reason(tmp_path: Path) -> None:
    """``documents.csv`` says who the participant is."""
    files = {"a.txt": dialogue("I", "Participant"), "documents.csv": "document,participants\na.txt,P07\n"}
    assert rows(read(tmp_path, files))["Participant"].reason is RoleReason.TABLE


def test_a_participant_label_beats_a_usual_one_and_keeps_its_number(tmp_path: Path) -> None:
    """A label in the setting ``participant`` is a participant; one of the same words in another role is not."""
    settings = Settings(speakers=SpeakerSettings(participant=("Host",), interviewer=("Host 2",)))
    corpus = read(tmp_path, {"a.txt": dialogue("Host 2", "Host")}, settings)
    assert {turn.speaker: turn.role for turn in corpus.documents[0].turns} == {
        "Host 2": Role.INTERVIEWER,
        "Host": Role.PARTICIPANT,
    }
