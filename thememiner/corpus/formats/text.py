"""Plain text and Markdown files."""

import re
from pathlib import Path

from thememiner.config import Settings
from thememiner.corpus.file_contents import FileContents, document_from_text, read_plain

_HEADING = re.compile(r"^(?:#{1,6}[ \t][^\r\n]*|(?:-{3,}|\*{3,}|_{3,})[ \t]*(?=[\r\n]|\Z))", re.MULTILINE)


def read_text(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a ``.txt`` or ``.md`` file as one document; its text is exactly the decoded text, with its line ends.

    Raises ``UnreadableFileError`` for a file without text, ``UndecodableFileError``, and ``OSError``.
    """
    file = read_plain(path, place=place, settings=settings)
    headings = [match.span() for match in _HEADING.finditer(file.text)] if file.source.format == "md" else []
    document = document_from_text(file.text, file.source, speakers=settings.speakers, headings=headings)
    return FileContents((document,), notes=file.notes)
