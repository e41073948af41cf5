"""Rich text files: characters in all their forms, what is left out, headings, tables, and broken files."""

from pathlib import Path

import pytest
from sample_transcripts import RTF, said

from thememiner.config import CorpusSettings, Settings
from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.formats.rtf import read_rtf
from thememiner.errors import InputError, UndecodableFileError, UnreadableFileError, UnsafeFileError

SETTINGS = Settings()


def read(folder: Path, data: bytes, settings: Settings = SETTINGS) -> FileContents:
    """Write a rich text file and read it."""
    path = folder / "a.rtf"
    path.write_bytes(data)
    return read_rtf(path, place="a.rtf", settings=settings)


def text_of(folder: Path, inside: bytes) -> str:
    """Return the text of a file with this content."""
    return read(folder, rb"{\rtf1\ansi " + inside + b"}").documents[0].text


def test_a_file(tmp_path: Path) -> None:
    """Only the text of the document is read, its heading belongs to no turn, and rows are lines with tabs."""
    document = read(tmp_path, RTF).documents[0]
    assert document.text == (
        "Interview\nInterviewer: 你好你new seen\nP1: 😀 {ok}\nmore—\nInterviewer: And?\nP1: Yes, bold.\na\tb"
    )
    assert said(document)[:2] == [("Interviewer", "你好你new seen"), ("P1", "😀 {ok}\nmore—")]


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    """Deleted and hidden text and notes are left out, with a note."""
    notes = [note.text for note in read(tmp_path, RTF).notes]
    assert notes == ["left out: 1 deleted passage, 1 hidden passage, 1 note at the foot or end, 1 header or footer."]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        pytest.param(rb"\'93a\'94 \'e9", "“a” é", id="Windows"),
        pytest.param(rb"\mac \'8e", "é", id="Macintosh"),
        pytest.param(rb"\ansicpg950 \'a7\'41", "你", id="a second byte that is an escaped letter"),
        pytest.param(b"\\ansicpg950 \\'a7A", "你", id="a second byte that is a plain letter"),
        pytest.param(rb"\ansicpg936\deff0{\fonttbl{\f0\fcharset204 A;}}\'ff", "я", id="the code page of the font"),
        pytest.param(
            rb"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset134 B;}}\f0 a{\f1 \'c4\'e3}\'e9", "a你é", id="two fonts"
        ),
        pytest.param(rb"\uc0\u8212 x{\uc2\u20320 ab}\u8212 y", "—x你—y", id="what stands for a Unicode character"),
        pytest.param(rb"\u8212\'97\u8212 {x}", "——x", id="a group ends what stands for it"),
        pytest.param(b"a\\\nb\\\r\nc", "a\nb\nc", id="line ends of a Macintosh"),
        pytest.param(rb"a\~b\_c\-d\tab e\lquote f", "a\u00a0b-cd\te‘f", id="symbols"),
        pytest.param(rb"{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}", "link", id="a link"),
        pytest.param(rb"{\pict\bin5 }}}}}a}b", "b", id="bytes of a picture"),
        pytest.param(rb"\pard\outlinelevel0 a\par\pard b\plain", "a\nb", id="an outline"),
        pytest.param(b"a}b", "a", id="behind the end"),
    ],
)
def test_characters(tmp_path: Path, inside: bytes, text: str) -> None:
    """Every way to write a character gives that character."""
    assert text_of(tmp_path, inside) == text


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    """The text before the cut is read, and a note says that the end is missing."""
    contents = read(tmp_path, rb"{\rtf1 {\b half")
    assert contents.documents[0].text == "half"
    assert "cut off" in contents.notes[0].text


@pytest.mark.parametrize(
    ("data", "kind", "message"),
    [
        pytest.param(b"Interviewer: Hello.", UnreadableFileError, "not an RTF file", id="plain text"),
        pytest.param(rb"{\rtf1 {\info secret}}", UnreadableFileError, "no text", id="empty"),
        pytest.param(rb"{\rtf1\ansi\ansicpg936 \'ff\'ff}", UndecodableFileError, "code page", id="no such character"),
        pytest.param(rb"{\rtf1\u-10179?x}", UndecodableFileError, "code page", id="half of a character"),
        pytest.param(b"{\\rtf1 " + b"x" * 2**20, UnsafeFileError, "max_unpacked_mb", id="too large"),
        pytest.param(b"{\\rtf1 " + b"\\b{}" * 4_000, UnsafeFileError, "10,000 control words", id="a flood of marks"),
    ],
)
def test_what_is_refused(tmp_path: Path, data: bytes, kind: type[InputError], message: str) -> None:
    """A file that is not rich text, or has no text, is refused with the reason."""
    with pytest.raises(kind, match=message):
        read(tmp_path, data, Settings(corpus=CorpusSettings(max_unpacked_mb=1)))


def test_many_brackets(tmp_path: Path) -> None:
    """Groups in groups, a hundred thousand deep, are read."""
    assert text_of(tmp_path, b"{" * 100_000 + b"x") == "x"
