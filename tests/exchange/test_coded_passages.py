"""Codes beside a transcript in a word processor: working tables and comments as a manual coding."""

from pathlib import Path

import docx
import pytest

from thememiner.corpus import read_corpus
from thememiner.errors import UnreadableFileError
from thememiner.exchange import detect_format, read_codings

Rows = list[tuple[str, ...]]
TALK: Rows = [("Interviewer", "How was it?", ""), ("Mia", "Lonely.", "alone"), ("Mia", "Cold, too.", "cold; alone")]


def write_table(path: Path, header: tuple[str, ...], rows: Rows) -> Path:
    """Write a Word file with a working table."""
    word = docx.Document()
    table = word.add_table(rows=0, cols=len(header))
    for row in (header, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    word.save(str(path))
    return path


def coded(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Return by coder the coded words and codes that a transcript holds for itself."""
    documents = read_corpus([path]).documents
    imported = read_codings(path, documents)
    assert imported.problems == ()
    texts = {document.doc_id: document.text for document in documents}
    return {
        coding.coder: [
            (texts[doc_id][start:end], code)
            for doc_id, start, end, code in zip(
                *(coding.segments[name] for name in ("doc_id", "start", "end", "code_id")), strict=True
            )
        ]
        for coding in imported.codings
    }


@pytest.mark.parametrize("header", [("Speaker", "Transcript", "Codes"), ("Speaker", "Text", "Code")])
def test_codes_of_a_working_table(tmp_path: Path, header: tuple[str, ...]) -> None:
    """The column of codes is a coding of the speech beside it; rows without codes are no problem."""
    path = write_table(tmp_path / "i1.docx", header, TALK)
    assert detect_format(path) == "coded-passages"
    assert coded(path) == {"i1": [("Lonely.", "alone"), ("Cold, too.", "alone"), ("Cold, too.", "cold")]}


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        pytest.param(("cold room", "alone, cold"), {"cold room", "alone", "cold"}, id="commas"),
        pytest.param(("cold; wet", "alone, at home"), {"cold", "wet", "alone, at home"}, id="semicolons before commas"),
        pytest.param(("- cold\n- wet", "• alone"), {"cold", "wet", "alone"}, id="bullets"),
        pytest.param(("孤独、寒冷", "搬家"), {"孤独", "寒冷", "搬家"}, id="Chinese"),
    ],
)
def test_codes_of_a_cell(tmp_path: Path, cells: tuple[str, str], codes: set[str]) -> None:
    """Codes are separated as the table separates them."""
    rows: Rows = [("Mia", f"Words of hers {number}.", cell) for number, cell in enumerate(cells)]
    path = write_table(tmp_path / "i1.docx", ("Speaker", "Transcript", "Codes"), rows)
    assert {code for _, code in coded(path)["i1"]} == codes


def test_words_that_are_said_twice(tmp_path: Path) -> None:
    """A passage that occurs twice is located by the rows around it."""
    rows: Rows = [
        ("Mia", "Once.", "a"),
        ("Mia", "Yes.", "b"),
        ("Mia", "Twice.", "c"),
        ("Mia", "Yes.", "d"),
        ("Mia", "End.", "e"),
    ]
    path = write_table(tmp_path / "i1.docx", ("Speaker", "Transcript", "Codes"), rows)
    assert [code for _, code in coded(path)["i1"]] == ["a", "b", "c", "d", "e"]


def test_comments_are_codes(tmp_path: Path) -> None:
    """Short comments are codes of their authors; a long one is a memo, which a note counts."""
    word = docx.Document()
    paragraph = word.add_paragraph("Mia: I was ")
    word.add_comment(paragraph.add_run("lonely"), text="alone", author="Ana")
    word.add_comment(paragraph.add_run(" and cold"), text="cold; alone", author="Bo")
    word.add_comment(paragraph.add_run(" then"), text="I wonder " * 20, author="Bo")
    path = tmp_path / "i1.docx"
    word.save(str(path))
    assert coded(path) == {"Ana": [("lonely", "alone")], "Bo": [("and cold", "alone"), ("and cold", "cold")]}
    notes = [note.text for note in read_codings(path, read_corpus([path]).documents).notes]
    assert "1 comment of more than 80 characters is left out, as memos rather than codes." in notes


def test_a_transcript_without_codes(tmp_path: Path) -> None:
    """A Word file without codes is refused as a coding."""
    word = docx.Document()
    word.add_paragraph("Mia: I was lonely.")
    word.save(str(tmp_path / "i1.docx"))
    with pytest.raises(UnreadableFileError, match="no codes in comments"):
        read_codings(tmp_path / "i1.docx", [])
