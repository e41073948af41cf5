"""A plain file's text, and where it came from."""

from pathlib import Path
from typing import NamedTuple

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.intake import decode, read_bounded
from thememiner.records import Note, Source
from thememiner.storage import hash_bytes


class PlainFile(NamedTuple):
    """The decoded text of a file exactly, its source, and a note if its encoding was guessed."""

    text: str
    source: Source
    notes: tuple[Note, ...]


def read_plain(path: Path, *, place: str, settings: Settings) -> PlainFile:
    """Read and decode a file.

    Raises ``UnreadableFileError`` for a file without text, ``UndecodableFileError``, ``UnsafeFileError`` for one that
    is too large, and ``OSError``.
    """
    data = read_bounded(path, place=place, max_unpacked_mb=settings.corpus.max_unpacked_mb)
    decoded = decode(data, place=place, encoding=settings.corpus.encoding)
    if not decoded.text.strip():
        raise UnreadableFileError("has no text.", place=place, remedy="Save it again from its program, or take it out.")
    source = Source(place, hash_bytes(data), path.suffix.lower().removeprefix("."), decoded.encoding)
    return PlainFile(decoded.text, source, (Note(place, decoded.note),) if decoded.note else ())
