"""A run is added to a project whose texts differ in line ends, white space or marks only."""

from dataclasses import replace
from pathlib import Path

import pytest
from refi_files import project as xml_of
from refi_files import qdpx, selection, source

from thememiner.exchange.project_building import build_codings, build_document
from thememiner.exchange.refi import merge_refi_project, read_refi_project
from thememiner.intake import CodedSpan
from thememiner.records import Memo, Project

OURS = "Well, 😀 I worry.\nA lot.\n\nI worry. Still.\n"
QUOTES = ("I worry.", "A lot.\n\nI worry.")


def ours(text: str = OURS, doc_id: str = "P1.txt") -> Project:
    """Return a project of the program: the second of two equal quotes, a range over line ends, and a memo."""
    document = build_document(doc_id, text, Path("run"), "txt")
    second, lot = text.rindex("I worry."), text.index("A lot.")
    ranges = [(second, second + 8), (lot, second + 8)]
    spans = [CodedSpan(doc_id, *range_, (("T1",),)) for range_ in ranges]
    codings = build_codings({"ThemeMiner": spans}, {("T1",): ""}, default_coder="")
    memos = (Memo("typical", "ThemeMiner", doc_id, *ranges[0], "T1"),)
    return Project((document,), codings, memos=memos)


def theirs(path: Path, text: str) -> Path:
    """Write a project of Ana's, in which she coded the first ``worry``."""
    start = text.index("worry")
    selected = source("P1.txt", selection(start, start + 5, "worry"))
    return qdpx(path, xml_of(selected), {"P1.txt": text.encode()})


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(OURS.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(OURS.replace("\n", "\r"), id="CR"),
        pytest.param("\ufeff" + OURS, id="a byte order mark"),
        pytest.param(OURS.replace("\n", " \n").rstrip(), id="white space"),
        pytest.param(OURS.replace(",", "，"), id="marks of another width"),
    ],
)
def test_texts_that_differ_in_white_space_or_marks_only_are_the_same_document(tmp_path: Path, text: str) -> None:
    """The added segments are at the same words of the existing text, which is not changed or added again."""
    human = theirs(tmp_path / "human.qdpx", text)
    losses, notes = merge_refi_project(ours(), human, tmp_path / "both.qdpx")
    both = read_refi_project(tmp_path / "both.qdpx")
    (document,) = both.documents
    assert document.text == read_refi_project(human).documents[0].text
    places = next(c for c in both.codings if c.is_proposal).segments[["start", "end"]]
    quotes = {document.text[start:end] for start, end in places.itertuples(index=False)}
    assert {"".join(quote.split()) for quote in quotes} == {"".join(quote.split()) for quote in QUOTES}
    assert places["end"].nunique() == 1
    assert both.memos[0].start == places["start"].max()
    assert losses == ()
    same = document.text == OURS
    moved = "of these, 1 differs in line ends, white space or marks; positions were converted."
    assert [note.text for note in notes] == ["1 of 1 document was found in this project.", *([] if same else [moved])]


def test_adding_twice_to_a_text_with_other_white_space_adds_once(tmp_path: Path) -> None:
    """The second time, the selections exist already."""
    human = theirs(tmp_path / "human.qdpx", OURS.replace("\n", "\r\n"))
    merge_refi_project(ours(), human, tmp_path / "both.qdpx")
    merge_refi_project(ours(), tmp_path / "both.qdpx", tmp_path / "again.qdpx")
    assert (tmp_path / "again.qdpx").read_bytes() == (tmp_path / "both.qdpx").read_bytes()


def test_a_project_of_other_documents_is_reported(tmp_path: Path) -> None:
    """If no document is shared, the first note says so, and the documents are added."""
    human = theirs(tmp_path / "human.qdpx", "Nothing to worry about.")
    _, notes = merge_refi_project(ours(doc_id="P9.txt"), human, tmp_path / "both.qdpx")
    assert [note.text for note in notes] == [
        "0 of 1 document was found in this project.",
        "its codings are on other texts; is it the project of these documents?",
        "documents that were missing and were added: 1 (P9.txt).",
    ]
    assert len(read_refi_project(tmp_path / "both.qdpx").documents) == 2


def test_a_coded_segment_of_white_space_alone_is_counted(tmp_path: Path) -> None:
    """It has no letter that could be located in a text with other white space."""
    human = theirs(tmp_path / "human.qdpx", OURS.replace("\n", "\r\n"))
    at = OURS.index("\n\n")
    blank = build_codings(
        {"ThemeMiner": [CodedSpan("P1.txt", at, at + 2, (("T1",),))]}, {("T1",): ""}, default_coder=""
    )
    losses, _ = merge_refi_project(replace(ours(), codings=blank, memos=()), human, tmp_path / "both.qdpx")
    assert [(loss.what, loss.count) for loss in losses] == [("coded segments without a text or a code", 1)]
