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
        pytest.param("I: Why?\nB: So.", "I: Why?\nB: No.", [("a",), ("b",)], id="bare letter"),
        pytest.param(
            "A: Why?\nB: So.", "A: Why?\nB: No.\nC: Yes.", [("a/A", "a/B"), ("b/A", "b/B", "b/C")], id="letters"
        ),
        pytest.param("I: Why?\nJ: So.", "I: Why?\nM: No.", [("J",), ("M",)], id="letters of the study"),
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


def test_letters_that_may_be_those_of_the_study_are_noted(tmp_path: Path) -> None:
    """If each file has one letter and some share it, a note says that it is another person in each, until a table."""
    files = {"a.txt": "I: Why?\nJ: So.", "b.txt": "I: Why?\nJ: No.", "c.txt": "I: Why?\nM: Yes."}
    corpus = corpus_of(tmp_path, files)
    assert people(corpus) == [("a",), ("b",), ("c",)]
    (note,) = [note.text for note in corpus.notes if "labels of one letter" in note.text]
    assert "in 2 files (a.txt, b.txt) count as another person in each: J (2 files)" in note
    listed = corpus_of(tmp_path, {"participants.csv": "participant,age\nJ,30\n"})
    assert people(listed) == [("J",), ("J",), ("M",)]
    assert not [note for note in listed.notes if "labels of one letter" in note.text]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Ida Moe", "Moe, Ida", id="family name first"),
        pytest.param("Ida Moe", "Dr. Ida Moe", id="title"),
        pytest.param("Ida Moe", "Ida M.", id="initial of the family name"),
        pytest.param("I. Moe", "Ida Moe", id="initial of the first name"),
        pytest.param("Anne-Marie Moe", "Anne Marie Moe", id="hyphen"),
        pytest.param("José Moe", "Jose Moe", id="accent"),
        pytest.param("Ida Moe (Extern)", "Moe, Ida", id="guest"),
        pytest.param("李明", "李 明", id="Chinese"),
    ],
)
def test_one_name_in_two_ways_is_noted_once(tmp_path: Path, one: str, other: str) -> None:
    """One note names both labels with their turns; a table that says who it is settles it."""
    files = {"a.txt": f"Interviewer: Why?\n{one}: So.\n" * 2, "b.txt": f"Interviewer: Why?\n{other}: No.\n" * 3}
    (note,) = corpus_of(tmp_path, files).notes
    assert "1 name is written in several ways in 2 files (a.txt, b.txt)" in note.text
    assert {f"{one} (2 turns)", f"{other} (3 turns)"} <= set(
        note.text.partition(": ")[2].split(". If ")[0].split(" and ")
    )
    listed = corpus_of(tmp_path, {"documents.csv": "document,participants\na.txt,P1\nb.txt,P1\n"})
    assert (people(listed), listed.notes) == ([("P1",), ("P1",)], ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Mr Moe", "Mrs Moe", id="forms of address"),
        pytest.param("Ida Moe", "Ida Lind", id="family names"),
        pytest.param("Ida M.", "Ida Lind", id="initials"),
        pytest.param("Ida 1", "1 Ida", id="numbers"),
        pytest.param("Ida (aunt)", "Ida (mother)", id="asides"),
        pytest.param("Teacher A", "Student A", id="roles"),
    ],
)
def test_different_names_are_not_noted(tmp_path: Path, one: str, other: str) -> None:
    """Names that differ in a word, a form of address or what stands in brackets are those of different people."""
    files = {"a.txt": f"Interviewer: Why?\n{one}: So.\n" * 2, "b.txt": f"Interviewer: Why?\n{other}: No.\n" * 2}
    assert not [note for note in corpus_of(tmp_path, files).notes if "several ways" in note.text]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Ida = Hello.\nUlf = Hi.\n" * 3, "'Ida =' (3 times)", id="unknown mark"),
        pytest.param("I: Why?\nP1: So (I: mm) and so.\n", "'(I: mm)'", id="words in brackets"),
        pytest.param(
            "I: Why?\nP1: So.\nHow?\nWell.\nWhen?\nNow.\nWho?\nMe.", "only ask something", id="kept questions"
        ),
        pytest.param("I: Why?\nIda: So.\nInterveiwer: How?\nIda: Well.", "Interveiwer (1 turn)", id="misspelt"),
        pytest.param(
            "".join(f"{n}\n{label}: So.\n" for n, label in enumerate(("I", "P1") * 3, start=1)),
            "6 lines with only a number are left out ('1', '2', '3')",
            id="running numbers",
        ),
        pytest.param("I: Why?\nP1: <i>So</i> and <i>so</i>.", "2 closing tags stand among", id="closing tags"),
    ],
)
def test_notes(tmp_path: Path, text: str, words: str) -> None:
    """What looks like labels and was not taken for any is told, with counts and examples."""
    assert words in " ".join(note.text for note in corpus_of(tmp_path, {"a.txt": text}).notes)
