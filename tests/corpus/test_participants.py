"""Tests of the names of participants over the whole corpus, and of attributes of people and documents."""

from pathlib import Path

import pytest

from thememiner.config import Settings, SpeakerSettings
from thememiner.corpus import read_corpus
from thememiner.records import Corpus


def corpus_of(folder: Path, files: dict[str, str], settings: Settings | None = None) -> Corpus:
    """Write files and read their folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_corpus(folder, settings=settings or Settings())


def people(corpus: Corpus) -> list[tuple[str, ...]]:
    """Return the participants of each document."""
    return [document.participants for document in corpus.documents]


def test_same_label(tmp_path: Path) -> None:
    """An id or a name is one person in all documents, written as it is first."""
    files = {
        "a.txt": "I: Why?\nP3: So.",
        "b.txt": "I: Why?\np3: So.\nAnna: Yes.",
        "c.txt": "anna: So.\nInterviewer: Why?\nanna: So.",
    }
    assert people(corpus_of(tmp_path, files)) == [("P3",), ("P3", "Anna"), ("Anna",)]


def test_part(tmp_path: Path) -> None:
    """A label such as Participant is another person in each document."""
    files = {"a.txt": "访谈者：嗯？\n受访者：好。", "s/b.txt": "访谈者：嗯？\n受访者：好。\n受访者2：行。"}
    assert people(corpus_of(tmp_path, files)) == [("a",), ("s/b", "受访者2")]


def test_part_in_files_of_one_name(tmp_path: Path) -> None:
    """Files that differ only in suffix are taken for one person's, with a note if that is a guess."""
    files = {"a.txt": "I: Why?\nParticipant: So.", "a.md": "I: Why?\nParticipant: Well.", "b.txt": "I: Who?\nP: Me."}
    corpus = corpus_of(tmp_path, files)
    assert people(corpus) == [("a",), ("a",), ("b",)]
    assert [(note.place, "as a.md" in note.text) for note in corpus.notes] == [("a.txt", True)]
    listed = {"documents.csv": "document,participant\na.txt,W1\na.md,W2\n"}
    corpus = corpus_of(tmp_path, listed)
    assert (people(corpus), corpus.notes) == ([("W2",), ("W1",), ("b",)], ())


def test_several_parts(tmp_path: Path) -> None:
    """Several speakers numbered by speech recognition are different people of their document."""
    files = dict.fromkeys(("a.txt", "b.txt"), "说话人1 00:01\n嗯？\n说话人2 00:02\n好。")
    assert people(corpus_of(tmp_path, files)) == [("a/说话人1", "a/说话人2"), ("b/说话人1", "b/说话人2")]


def test_prose(tmp_path: Path) -> None:
    """Without speakers, the document's participant is named after it."""
    assert people(corpus_of(tmp_path, {"a.txt": "Only text."})) == [("a",)]


def test_interviewers_are_not_participants(tmp_path: Path) -> None:
    """Interviewers and others have no participant's name."""
    corpus = corpus_of(tmp_path, {"a.txt": "Interviewer: Why?\nInterpreter: 为什么？\nP1: So."})
    assert [turn.participant for turn in corpus.documents[0].turns] == [None, None, "P1"]


@pytest.mark.parametrize(
    ("text", "listed", "expected"),
    [
        pytest.param("I: Why?\nParticipant: So.", "W1", ("W1",), id="one speaker, one listed"),
        pytest.param("I: Why?\nAnna: So.", "W1", ("W1",), id="a name"),
        pytest.param("Only text.", "W1", ("W1",), id="prose"),
        pytest.param("I: Why?\nw1: So.\nSister: Me.", "W1", ("W1", "Sister"), id="a label that is listed"),
        pytest.param("I: Why?\nW1: So.\nHusband: Me.", "W1; H1", ("W1", "H1"), id="one left of two"),
        pytest.param("I: Why?\nW1: So.\nW2: Me.", "W1；W2", ("W1", "W2"), id="two listed"),
        pytest.param("I: Why?\nAnna: So.\nBen: Me.", "W1; W2", ("Anna", "Ben"), id="unclear"),
    ],
)
def test_listed(tmp_path: Path, text: str, listed: str, expected: tuple[str, ...]) -> None:
    """A person listed for a document is recognised by label, or as the only one left."""
    table = f'document,participants,session\na.txt,"{listed}",2\n'
    corpus = corpus_of(tmp_path, {"a.txt": text, "documents.csv": table})
    assert people(corpus) == [expected]
    assert dict(corpus.documents[0].attributes) == {"session": "2"}
    assert bool(corpus.notes) is (expected == ("Anna", "Ben"))


@pytest.mark.parametrize("name", ["sub/a.txt", "a.txt", "a", "sub\\a.txt"])
def test_document_names(tmp_path: Path, name: str) -> None:
    """A document is named by its id, its file or its file without suffix."""
    table = f"file;participants;site\n{name};W1;here\n"
    corpus = corpus_of(tmp_path, {"sub/a.txt": "Text.", "b.txt": "Text!", "documents.csv": table})
    assert [dict(document.attributes) for document in corpus.documents] == [{}, {"site": "here"}]


def test_names_are_relative_to_their_table(tmp_path: Path) -> None:
    """Names in a table inside a folder mean that folder's documents."""
    table = "document,site\na.txt,here\n"
    corpus = corpus_of(tmp_path, {"a.txt": "Text.", "sub/a.txt": "Text!", "sub/documents.csv": table})
    assert [dict(document.attributes) for document in corpus.documents] == [{}, {"site": "here"}]


def test_another_folder_is_another_document(tmp_path: Path) -> None:
    """Attributes of a file that is not read are not given to a file with the same name in another folder."""
    table = "document,site\nwave1/a.txt,here\nwave2/a.txt,there\n"
    corpus = corpus_of(tmp_path, {"wave2/a.txt": "Text.", "documents.csv": table})
    assert [dict(document.attributes) for document in corpus.documents] == [{"site": "there"}]
    assert [note.text for note in corpus.notes] == ["names documents that are not read: wave1/a.txt."]


def test_names_without_match(tmp_path: Path) -> None:
    """Missing documents, ambiguous names, people who do not speak and speakers without a row are noted."""
    files = {
        "one/a.txt": "I: Why?\nP1: So.",
        "two/a.txt": "I: Who?\nP2: Me.",
        "documents.csv": "document,site\na.txt,x\nz.txt,y\n",
        "participants.csv": "participant,gender\nP1,f\nP9,m\n",
    }
    corpus = corpus_of(tmp_path, files)
    places = [note.place for note in corpus.notes]
    assert places == ["documents.csv:2", "documents.csv", "participants.csv", "participants.csv"]
    assert corpus.notes[-1].text.startswith("has no row for: P2 (counted as participants).")
    assert {person: dict(known) for person, known in corpus.participants.items()} == {"P1": {"gender": "f"}}


def test_participants(tmp_path: Path) -> None:
    """Attributes find their person however the name is written, also a person named after a document."""
    table = "id,gender,age\np3,f,58\na,m,\n"
    corpus = corpus_of(tmp_path, {"s/a.txt": "Text.", "b.txt": "I: Why?\nP3: So.", "participants.csv": table})
    known = {person: dict(attributes) for person, attributes in corpus.participants.items()}
    assert known == {"P3": {"gender": "f", "age": "58"}, "s/a": {"gender": "m"}}
    assert corpus.notes == ()


def test_participants_of_tables(tmp_path: Path) -> None:
    """Attributes from a table of turns find their speaker, however a transcript writes the label."""
    files = {"a.txt": "I: Why?\nP3: So.", "b.csv": "id,speaker,age,text\n1,p3,58,I said no to all of them.\n"}
    corpus = corpus_of(tmp_path, files, Settings.model_validate({"table": {"participant_attributes": "age"}}))
    assert {person: dict(known) for person, known in corpus.participants.items()} == {"P3": {"age": "58"}}


@pytest.mark.parametrize(
    ("table", "is_noted"),
    [
        pytest.param("text\nOne.\nTwo.\n", True, id="nobody named"),
        pytest.param("text,participant\nOne.,P1\nTwo.,P2\n", False, id="participants named"),
        pytest.param("text,document\nOne.,P1\nTwo.,P1\n", False, id="a document named"),
        pytest.param("text\nOne.\n", False, id="a single row"),
    ],
)
def test_rows_without_participants(tmp_path: Path, table: str, is_noted: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A table that names no participants may hold those of many; it counts as one participant's, with a note."""
    corpus = corpus_of(tmp_path, {"answers.csv": table}, Settings.model_validate({"table": {"rows": "units"}}))
    assert [note.place for note in corpus.notes] == ["answers.csv"] * is_noted


def test_several_sessions(tmp_path: Path) -> None:
    """Several documents of one person are one participant."""
    table = "document,participants\na.txt,W1\nb.txt,W1\n"
    files = {"a.txt": "I: Why?\nParticipant: So.", "b.txt": "I: Who?\nParticipant: Me.", "documents.csv": table}
    assert people(corpus_of(tmp_path, files)) == [("W1",), ("W1",)]


def test_table_without_names(tmp_path: Path) -> None:
    """A table of attributes without a column of names is a problem with its columns; the transcripts are read."""
    corpus = corpus_of(tmp_path, {"a.txt": "Text.", "participants.csv": "colour,size\nred,1\n"})
    assert len(corpus.documents) == 1
    assert [problem.place for problem in corpus.problems] == ["participants.csv"]
    assert "colour" in corpus.problems[0].reason
    assert corpus.problems[0].remedy


def test_likely_interviewer(tmp_path: Path) -> None:
    """Without a known interviewer, a note names the speaker who asks most questions, and no role is guessed."""
    text = "说话人1 00:01\n您来多久了？\n说话人2 00:02\n三年。\n说话人1 00:03\n喜欢吗\n说话人2 00:04\n喜欢。"
    corpus = corpus_of(tmp_path, {"a.txt": text})
    assert [note.place for note in corpus.notes] == ["a.txt"]
    assert "说话人1" in corpus.notes[0].text
    assert "[speakers]" in corpus.notes[0].text
    settings = Settings(speakers=SpeakerSettings(interviewer=("说话人1",)))
    known = read_corpus(tmp_path, settings=settings)
    assert known.notes == ()
    assert known.documents[0].participants == ("a",)
