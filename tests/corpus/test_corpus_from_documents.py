"""Texts of projects become transcripts with turns and named people, without a changed letter."""

from dataclasses import replace
from pathlib import Path

import pytest

from thememiner.config import Settings
from thememiner.corpus import corpus_from_documents
from thememiner.exchange.project_building import build_document
from thememiner.records import Corpus, Document, Form, Role

TALK = "Interviewer: How was it?\nAnna: I was tired.\nInterviewer: And now?\nAnna: I hope."
TWO = TALK + "\nInterviewer: And you?\nBo: So do I.\nInterviewer: Since when?\nBo: Since May."


def document(text: str, doc_id: str = "P1", participant: str | None = None) -> Document:
    """Return a document of a project."""
    return build_document(doc_id, text, Path("x.qdpx"), "txt", participant=participant)


def read(*documents: Document) -> Corpus:
    """Return the corpus of a project with an attribute of Anna."""
    return corpus_from_documents(documents, {"Anna": {"age": "40"}}, settings=Settings())


@pytest.mark.parametrize(
    ("text", "case", "people"),
    [
        pytest.param(TALK, None, ("Anna",), id="a label names the person"),
        pytest.param(TALK, "A7", ("A7",), id="the project knows whose document it is"),
        pytest.param(TWO, "A7", ("Anna", "Bo"), id="several speak"),
        pytest.param("I was tired. I hope.", None, ("P1",), id="without labels, the document's own"),
        pytest.param("I was tired. I hope.", "Anna", ("Anna",), id="without labels, the project's"),
    ],
)
def test_labels_in_the_text_are_turns(text: str, case: str | None, people: tuple[str, ...]) -> None:
    """The text stays as it is, and interviewers are not participants."""
    (found,) = read(document(text, participant=case)).documents
    assert (found.text, found.participants) == (text, people)
    assert found.form is (Form.DIALOGUE if ":" in text else Form.PROSE)
    assert any(turn.role is Role.INTERVIEWER for turn in found.turns) is (":" in text)


def test_turns_that_are_known_stay() -> None:
    """A document that has its turns already is not searched for others."""
    (known,) = read(document(TALK)).documents
    own = replace(known, turns=known.turns[:2])
    assert read(own).documents[0].turns == own.turns


def test_documents_are_sorted_and_their_people_described() -> None:
    """Attributes of the project belong to the participant with that label."""
    corpus = read(document(TALK, "P2"), document("   ", "P1"))
    assert [found.doc_id for found in corpus.documents] == ["P1", "P2"]
    assert corpus.participants == {"Anna": {"age": "40"}}
    assert corpus.documents[0].turns == ()
