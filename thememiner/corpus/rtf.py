"""Rich text files (WordPad, TextEdit, Word, NVivo): paragraphs and tables in their order."""

from collections.abc import Iterator
from pathlib import Path

from thememiner.config import Settings
from thememiner.corpus.blocks import heading_spans, text_of
from thememiner.corpus.contents import FileContents
from thememiner.corpus.rtf_text import RtfText, read_rtf_text
from thememiner.corpus.turns import find_turns
from thememiner.errors import UndecodableFileError, UnreadableFileError, UnsafeFileError
from thememiner.intake import raise_limit, read_bounded
from thememiner.records import Document, Note, Source
from thememiner.storage import hash_bytes

_BEGINNING = b"{\\rtf"
_MARKS_A_MEGABYTE = 10_000
_REMEDY = "Open it in a word processor and save it again as .docx."


def read_rtf(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read an ``.rtf`` file as one document: paragraphs joined by line ends, cells of a row by tabs.

    Deleted and hidden text, comments, notes and text boxes are not read, and are counted; headers and footers are
    not read.

    Raises ``UnreadableFileError`` if it is no RTF or has no text, ``UndecodableFileError`` if it holds bytes that
    are none of the code page it names, ``UnsafeFileError`` for one that is too large or has more than 10,000 control
    words and brackets for each of the megabytes allowed, and ``OSError``.
    """
    data = read_bounded(path, place=place, max_unpacked_mb=settings.corpus.max_unpacked_mb)
    if not data.lstrip().startswith(_BEGINNING):
        remedy = "If it is plain text, name it .txt."
        raise UnreadableFileError("is no RTF file: it does not begin as one.", place=place, remedy=remedy)
    _check_marks(data, place, settings.corpus.max_unpacked_mb)
    try:
        found = read_rtf_text(data.lstrip())
    except UnicodeError as error:
        what = "holds bytes that are none of the code page which it names."
        raise UndecodableFileError(what, place=place, remedy=_REMEDY) from error
    text = text_of(found.blocks)
    if not text.strip():
        raise UnreadableFileError("has no text.", place=place, remedy="Pictures of pages cannot be read.")
    talk = find_turns(text, speakers=settings.speakers, headings=heading_spans(found.blocks))
    source = Source(place, hash_bytes(data), "rtf", None)
    document = Document(place, text, talk.form, talk.turns, source, cues=talk.cues)
    return FileContents((document,), notes=tuple(_notes(found, place)))


def _check_marks(data: bytes, place: str, max_unpacked_mb: int) -> None:
    """Count what takes time: pictures, the bulk of a large file, have but a few brackets."""
    most = max_unpacked_mb * _MARKS_A_MEGABYTE
    if sum(data.count(mark) for mark in (b"\\", b"{", b"}")) > most:
        what = f"holds more than {most:,} control words and brackets."
        raise UnsafeFileError(what, place=place, remedy=raise_limit(max_unpacked_mb))


def _notes(found: RtfText, place: str) -> Iterator[Note]:
    if found.left_out:
        counted = ", ".join(f"{count} {kind}" for kind, count in sorted(found.left_out.items()))
        yield Note(place, f"left out: {counted}.")
    if not found.whole:
        yield Note(place, "ends before its last bracket, as if it were cut off; what is there is read.")
