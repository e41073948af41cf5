"""PDF files: text, margins, losses, and files that are refused."""

import io
import logging
import zlib
from pathlib import Path

import pytest
from pdf_files import pdf_of
from pypdf import PdfReader, PdfWriter
from sample_transcripts import said

from thememiner.config import CorpusSettings, Settings
from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.formats.pdf import read_pdf
from thememiner.errors import InputError, UnreadableFileError, UnsafeFileError

SETTINGS = Settings()
SMALL = Settings(corpus=CorpusSettings(max_unpacked_mb=1))
TALK = ("Interviewer: How was it?", "P1: Well (so-", "so).", "Interviewer: And?", "P1: Yes.")


def read(folder: Path, data: bytes, settings: Settings = SETTINGS) -> FileContents:
    """Write a PDF and read it."""
    path = folder / "a.pdf"
    path.write_bytes(data)
    return read_pdf(path, place="a.pdf", settings=settings)


def test_text_and_what_is_lost(tmp_path: Path) -> None:
    """Lines are those of the page, and the note says what a PDF does not hold."""
    contents = read(tmp_path, pdf_of([TALK]))
    assert contents.documents[0].text == "\n".join(TALK)
    assert said(contents.documents[0])[1] == ("P1", "Well (so-\nso).")
    assert "1 lines end in a hyphen, and none was joined" in contents.notes[0].text


def test_heads_and_page_numbers(tmp_path: Path) -> None:
    """A head that is the same on every page, and page numbers, are left out and counted."""
    talk = [[f"{who}: line {number} of {len(who)}." for who in "ABC"[: number - 5]] for number in (7, 8, 9)]
    pages = [[f"Study 3, page {7 + index}", *lines, f"- {7 + index} -"] for index, lines in enumerate(talk)]
    contents = read(tmp_path, pdf_of(pages))
    assert contents.documents[0].text == "\n".join(line for lines in talk for line in lines)
    assert "left out: 6 heads or page numbers, 0 line numbers" in contents.notes[0].text


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param([["Study", "a"], ["Study", "b"]], id="two pages"),
        pytest.param([["Study", "a"], ["Study", "b"], ["study", "c"]], id="not the same"),
        pytest.param([["1", "a"], ["2", "b"], ["4", "c"]], id="numbers that do not count"),
        pytest.param([["Anna:", "a"], ["Anna:", "b"], ["Anna:", "c"]], id="a speaker"),
    ],
)
def test_uncertain_margins_stay(tmp_path: Path, pages: list[list[str]]) -> None:
    """A line is left out only if it is certainly a head or a number."""
    assert read(tmp_path, pdf_of(pages)).documents[0].text == "\n".join(line for page in pages for line in page)


def test_line_numbers(tmp_path: Path) -> None:
    """Line numbers after the text of a page are left out, also on a last page with few lines."""
    pages = [[*TALK, *map(str, range(1, 21))], ["P1: More.", *map(str, range(17, 21))]]
    contents = read(tmp_path, pdf_of(pages))
    assert contents.documents[0].text == "\n".join([*TALK, "P1: More."])
    assert "24 line numbers" in contents.notes[0].text


def test_text_is_read_as_it_looks(tmp_path: Path) -> None:
    """Radicals that a font writes for characters, and ligatures, are read as what they look like, with notes."""
    to_unicode = (
        b"1 beginbfchar <41> <2F08> endbfchar 1 beginbfchar <42> <FB01> endbfchar 1 beginbfchar <43> <4E3B> endbfchar"
    )
    stream = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(to_unicode), to_unicode)
    page = pdf_of([["CA", "Bnd"], ["CAA"]])
    font = b"/Subtype /Type1 /BaseFont /Helvetica"
    data = page.replace(font, b"%b /ToUnicode 99 0 R" % font).replace(
        b"xref\n0", b"99 0 obj\n%b\nendobj\nxref\n0" % stream
    )
    contents = read(tmp_path, data)
    assert contents.documents[0].text == "主人\n\ufb01nd\n主人人".replace("\ufb01", "fi")
    notes = [note.text for note in contents.notes]
    assert (
        "3 characters written as radicals or variants, read as the characters that they look like: 人 (U+2F08)."
        in notes
    )
    assert "1 ligature such as \ufb01, read as letters." in notes


def test_a_page_without_text(tmp_path: Path) -> None:
    """A page without text, perhaps a picture, is noted."""
    notes = [note.text for note in read(tmp_path, pdf_of([TALK, []])).notes]
    assert "pages without text, perhaps pictures: 2." in notes


def encrypted(password: str) -> bytes:
    """Return a PDF that asks for a password if it has one."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of([TALK]))))
    writer.encrypt(password, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_encryption_without_a_password(tmp_path: Path) -> None:
    """A file that is encrypted but opens without a password is read."""
    assert read(tmp_path, encrypted("")).documents[0].text == "\n".join(TALK)


def drawn(content: bytes) -> bytes:
    """Return a PDF of one page that is drawn by this, packed."""
    packed = zlib.compress(content)
    return pdf_of([[]], content=b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed))


@pytest.mark.parametrize(
    ("data", "kind", "message"),
    [
        pytest.param(b"Interviewer: Hello.", UnreadableFileError, "not a PDF file", id="plain text"),
        pytest.param(b"%PDF-1.4\nnothing", UnreadableFileError, "broken", id="torn"),
        pytest.param(pdf_of([[], []]), UnreadableFileError, r"OCR", id="a scan"),
        pytest.param(encrypted("secret"), UnreadableFileError, "password", id="a password"),
        pytest.param(pdf_of([["a"]] * 26), UnsafeFileError, "more than 25 pages.*max_unpacked_mb", id="many pages"),
        pytest.param(drawn(b" " * 2**22), UnsafeFileError, "max_unpacked_mb", id="a bomb"),
        pytest.param(drawn(b"q Q " * 20_000), UnreadableFileError, "OCR", id="much drawing"),
        pytest.param(pdf_of([TALK]) + b" " * 2**20, UnsafeFileError, "max_unpacked_mb", id="too large"),
    ],
)
def test_what_is_refused(tmp_path: Path, data: bytes, kind: type[InputError], message: str) -> None:
    """A file without text, or one that could do harm, is refused with the reason and the limit."""
    with pytest.raises(kind, match=message):
        read(tmp_path, data, SMALL)


def test_nothing_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Faults that pypdf skips are counted in a note and not logged, because they may quote the text."""
    data = pdf_of([TALK]).replace(b"/Size 6", b"/Size 2").replace(b"startxref\n", b"startxref\n9")
    with caplog.at_level(logging.DEBUG):
        contents = read(tmp_path, data)
    assert not caplog.records
    assert contents.documents[0].text == "\n".join(TALK)
    assert any("text may be missing" in note.text for note in contents.notes)


def test_a_real_transcript(shared: Path) -> None:
    """In a transcript printed by MAXQDA, page and line numbers are removed, tabs are spaces, and turns are found."""
    path = shared / "formats/pdf/pdpilot_P1_transcript.pdf"
    contents = read_pdf(path, place="a.pdf", settings=SETTINGS)
    turns = said(contents.documents[0])
    assert len(turns) == 94
    assert turns[2] == ("Dan", "Okay. Okay. So my first question is if you currently use ICE plots in your work?")
    assert "left out: 5 heads or page numbers, 248 line numbers" in contents.notes[0].text
