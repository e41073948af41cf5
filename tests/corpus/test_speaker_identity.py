"""Who is the same person in several files, and what is noted about labels that were not read."""

from pathlib import Path

import pytest

from thememiner.corpus import read_corpus
from thememiner.records import Corpus


def corpus_of(folder: Path, files: dict[str, str]) -> Corpus:
    """Write files and read their folder."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_corpus(folder)


def people(corpus: Corpus) -> list[tuple[str, ...]]:
    """Return the participants of each document."""
    return [document.participants for document in corpus.documents]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(
            "S00: Why?\nS01: So.", "S01: Why?\nS00: So.", [("a/S00", "a/S01"), ("b/S01", "b/S00")], id="noScribe"
        ),
        pytest.param("I: Why?\nInterviewee 1: So.", "I: Why?\nInterviewee 1: No.", [("a",), ("b",)], id="same number"),
        pytest.param(
            "I: Why?\nParticipant 1: So.",
            "I: Why?\nParticipant 2: So.",
            [("Participant 1",), ("Participant 2",)],
            id="numbers of the study",
        ),
        pytest.param("I: Why?\nTeacher: So.", "I: Why?\nTeacher: No.", [("a",), ("b",)], id="bare role"),
        pytest.param("问：嗯？\n护士：好。", "问：嗯？\n护士：行。", [("a",), ("b",)], id="Chinese role"),
        pytest.param(
            "Q1: Why?\nA1: So.\nQ2: How?\nA2: Well.", "I: Why?\nP3: So.", [("a",), ("P3",)], id="numbered answers"
        ),
        pytest.param("I: Why?\nIda (Extern): So.", "I: Why?\nIda: So.", [("Ida",), ("Ida",)], id="aside"),
        pytest.param(
            "I: Why?\nIda (mother): So.\nIda (aunt): No.",
            "I: Why?\nP3: So.",
            [("Ida (mother)", "Ida (aunt)"), ("P3",)],
            id="people who differ in the aside",
        ),
        pytest.param(
            "I: Why?\nParticipant: So.\nParticpant: No.", "I: Why?\nP3: So.", [("a",), ("P3",)], id="misspelt"
        ),
    ],
)
def test_same_person(tmp_path: Path, one: str, other: str, expected: list[tuple[str, ...]]) -> None:
    """Numbers of a recogniser, bare roles and numbered answers are people of their file; names and ids of the study."""
    assert people(corpus_of(tmp_path, {"a.txt": one, "b.txt": other})) == expected


def test_a_table_names_people(tmp_path: Path) -> None:
    """A label that a table of participants names is the same person in all files."""
    files = dict.fromkeys(("a.txt", "b.txt"), "I: Why?\nInterviewee 1: So.")
    assert people(corpus_of(tmp_path, files | {"participants.csv": "participant,age\nInterviewee 1,30\n"})) == [
        ("Interviewee 1",),
        ("Interviewee 1",),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Ida = Hello.\nUlf = Hi.\n" * 3, "'Ida =' (3 times)", id="unknown mark"),
        pytest.param("I: Why?\nP1: So (I: mm) and so.\n", "'(I: mm)'", id="words in brackets"),
        pytest.param(
            "I: Why?\nP1: So.\nHow?\nWell.\nWhen?\nNow.\nWho?\nMe.", "only ask something", id="kept questions"
        ),
        pytest.param("I: Why?\nIda: So.\nInterveiwer: How?\nIda: Well.", "Interveiwer (1 turn)", id="misspelt"),
    ],
)
def test_notes(tmp_path: Path, text: str, words: str) -> None:
    """What looks like labels and was not taken for any is told, with counts and examples."""
    assert words in " ".join(note.text for note in corpus_of(tmp_path, {"a.txt": text}).notes)
