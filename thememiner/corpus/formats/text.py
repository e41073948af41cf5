"""Plain text and Markdown files."""

import re
from pathlib import Path

from thememiner.config import Settings
from thememiner.corpus.file_contents import FileContents, read_plain
from thememiner.corpus.speakers import Span, find_turns
from thememiner.records import Document

_HEADING = re.compile(r"^(?:#{1,6}[ \t][^\r\n]*|(?:-{3,}|\*{3,}|_{3,})[ \t]*(?=[\r\n]|\Z))", re.MULTILINE)


def read_text(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a ``.txt`` or ``.md`` file as one document; its text is the decoded text exactly, line ends included.

    Raises ``UnreadableFileError`` for a file without text, ``UndecodableFileError``, and ``OSError``.
    """
    file = read_plain(path, place=place, settings=settings)
    headings = _headings(file.text) if file.source.format == "md" else []
    talk = find_turns(file.text, speakers=settings.speakers, headings=headings)
    document = Document(place, file.text, talk.form, talk.turns, file.source, cues=talk.cues)
    return FileContents((document,), notes=file.notes)


def _headings(text: str) -> list[Span]:
    return [match.span() for match in _HEADING.finditer(text)]
