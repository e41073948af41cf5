"""Codings of a project are transferred to the texts of a corpus."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from thememiner.errors import UnreadableFileError, UsageError
from thememiner.exchange import FORMATS, ImportedCodings, detect_format, read_codings, read_project
from thememiner.exchange.document_matching import transfer_codings
from thememiner.exchange.project_building import build_codings, build_document
from thememiner.intake import CodedSpan
from thememiner.records import CODED_ONLY, Document, Form, Loss, Project, Scope, Source

TEXT = "I am tired.\nBut I hope.\nI am tired."


def project(text: str = TEXT, *ranges: tuple[int, int], doc_id: str = "P1.odt") -> Project:
    """Return a project with one document, in which ranges are coded."""
    document = build_document(doc_id, text, Path("x.sqlite3"), "taguette")
    spans = [CodedSpan(doc_id, start, end, (("T", "a"),)) for start, end in ranges]
    codings = build_codings({"ana": spans}, {("T", "a"): "said", ("unused",): ""}, default_coder="ana")
    return Project((document,), codings, losses=(Loss("pictures", 2),))


def corpus(**texts: str) -> list[Document]:
    """Return documents with these texts."""
    return [
        Document(f"{name}.txt", text, Form.PROSE, (), Source(name, "", "txt", None)) for name, text in texts.items()
    ]


def places(imported: ImportedCodings) -> list[list[object]]:
    """Return the places of the segments."""
    return [
        row for coding in imported.codings for row in coding.segments[["doc_id", "start", "end"]].to_numpy().tolist()
    ]


def transferred(found: Project, documents: Sequence[Document]) -> ImportedCodings:
    """Transfer the codings of a project."""
    return transfer_codings(found, documents, place="x.sqlite3")


def test_equal_texts_keep_every_position() -> None:
    """Repeated quotes keep their places; unused codes are left out, descriptions are kept, losses are counted."""
    imported = transferred(project(TEXT, (24, 34)), corpus(P1=TEXT, P2="else"))
    assert places(imported) == [["P1.txt", 24, 34]]
    assert [(code.code_id, code.description) for code in imported.codings[0].codebook.codes] == [
        ("T", ""),
        ("T > a", "said"),
    ]
    losses = [(loss.what, loss.count) for loss in imported.losses]
    assert losses == [("pictures", 2), ("codes without a coded segment", 1)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(TEXT.replace("\n", "\n\n  "), id="more white space"),
        pytest.param("\ufeff" + TEXT.replace("I am", "I\u200b am"), id="invisible characters"),
        pytest.param(TEXT.replace(".", "．"), id="marks of another width"),
    ],
)
def test_texts_that_differ_in_white_space_or_marks_give_every_position(text: str) -> None:
    """The second of two equal quotes stays the second."""
    ((doc_id, start, end),) = places(transferred(project(TEXT, (24, 34)), corpus(P1=text)))
    assert doc_id == "P1.txt"
    assert isinstance(start, int)
    assert start > text.index("hope")
    assert text[start : int(str(end))].replace("\u200b", "") == "I am tired"


def test_a_different_text_is_searched_for_the_quote() -> None:
    """A quote that occurs once is located; otherwise it is a problem with its place in the project."""
    text = f"Interview 1\n{TEXT}"
    imported = transferred(project(TEXT, (12, 22), (24, 34)), corpus(P1=text))
    assert places(imported) == [["P1.txt", 24, 34]]
    (problem,) = imported.problems
    assert (problem.place, "2 times" in problem.reason) == ("x.sqlite3:P1.odt:24", True)
    assert len(transferred(project(TEXT, (12, 22)), corpus(P1="nothing of it")).problems) == 1


def test_a_quote_that_still_stands_at_its_place_keeps_it() -> None:
    """In a text that was continued, the second of two equal quotes stays the second."""
    imported = transferred(project(TEXT, (24, 34)), corpus(P1=f"{TEXT}\nI am tired of it."))
    assert places(imported) == [["P1.txt", 24, 34]]
    assert imported.problems == ()


def test_a_segment_of_white_space_has_no_place_in_a_text_with_other_spaces() -> None:
    """It is a problem with its place in the project, and the other segments are read."""
    imported = transferred(project(TEXT, (11, 12), (24, 34)), corpus(P1=TEXT.replace("\n", "\n\n")))
    assert len(places(imported)) == 1
    assert [one.place for one in imported.problems] == ["x.sqlite3:P1.odt:11"]
    assert "has no letters" in imported.problems[0].reason


def test_documents_are_matched_by_text_if_names_differ() -> None:
    """Two with the same text are distinguished by name; if no name fits, neither is taken."""
    documents = corpus(first=TEXT, second="else")
    assert places(transferred(project(TEXT, (0, 4)), documents)) == [["first.txt", 0, 4]]
    twice = corpus(P1=TEXT, P2=TEXT)
    assert places(transferred(project(TEXT, (0, 4)), twice)) == [["P1.txt", 0, 4]]
    imported = transferred(project(TEXT, (0, 4), (5, 9), doc_id="other"), twice)
    assert imported.codings == ()
    assert "2 coded segments belong to documents" in imported.problems[0].reason


def test_the_scope_is_transferred_if_all_of_it_is_there() -> None:
    """Otherwise only the coded segments are known to have been read."""
    found = project(TEXT, (12, 22))
    seen = Project(found.documents, (replace(found.codings[0], scope=Scope({"P1.odt": ((0, 35),)})),))
    assert transferred(seen, corpus(P1=TEXT)).codings[0].scope.spans == {"P1.txt": ((0, 35),)}
    assert transferred(seen, corpus(P1=f"more {TEXT}")).codings[0].scope == CODED_ONLY


def test_an_unknown_format_name_is_refused(tmp_path: Path) -> None:
    """The message lists the known formats."""
    path = tmp_path / "x.bin"
    path.write_bytes(bytes(range(256)))
    with pytest.raises(UnreadableFileError, match="not in a format that codings can be read from"):
        detect_format(path)
    with pytest.raises(UsageError, match="word is not a known format"):
        read_project(path, format="word")
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        detect_format(tmp_path / "missing.qdpx")


def test_a_project_of_another_program_serves_as_manual_coding(shared: Path) -> None:
    """All codings of a REFI-QDA project are transferred to the same texts under other names."""
    path = shared / "formats" / "qdpx" / "qc_demo_interview_and_board.qdpx"
    documents = read_project(path).documents
    texts = corpus(**{f"text{number}": document.text for number, document in enumerate(documents)})
    imported = read_codings(path, texts)
    assert (len(places(imported)), imported.problems) == (205, ())


def test_every_sample_is_read_or_refused_with_a_message(shared: Path) -> None:
    """Files without codings are refused."""
    for path in sorted((shared / "formats").rglob("*")):
        if path.is_file() and path.suffix not in {".xlsx", ".docx"}:
            try:
                assert detect_format(path) in FORMATS
            except UnreadableFileError as error:
                assert error.place  # noqa: PT017 - either of two outcomes is right
