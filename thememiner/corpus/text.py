"""Plain text and Markdown files."""

import hashlib
import re
from pathlib import Path

from thememiner.config import Settings
from thememiner.corpus.contents import FileContents
from thememiner.corpus.turns import Span, find_turns
from thememiner.errors import UnreadableFileError
from thememiner.intake import decode
from thememiner.records import Document, Note, Source

_HEADING = re.compile(r"^(?:#{1,6}[ \t][^\r\n]*|(?:-{3,}|\*{3,}|_{3,})[ \t]*(?=[\r\n]|\Z))", re.MULTILINE)


def read_text(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a ``.txt`` or ``.md`` file as one document; its text is the decoded text exactly, line ends included.

    Raises ``UnreadableFileError`` for a file without text, ``UndecodableFileError``, and ``OSError``.
    """
    data = path.read_bytes()
    decoded = decode(data, place=place, encoding=settings.corpus.encoding)
    if not decoded.text.strip():
        raise UnreadableFileError("the file has no text", place=place)
    form = path.suffix.lower().removeprefix(".")
    source = Source(place, hashlib.sha256(data).hexdigest(), form, decoded.encoding)
    headings = _headings(decoded.text) if form == "md" else []
    talk = find_turns(decoded.text, speakers=settings.speakers, headings=headings)
    document = Document(place, decoded.text, talk.form, talk.turns, source, cues=talk.cues)
    return FileContents((document,), notes=(Note(place, decoded.note),) if decoded.note else ())


def _headings(text: str) -> list[Span]:
    return [match.span() for match in _HEADING.finditer(text)]
