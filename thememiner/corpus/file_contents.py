"""What one file gives to the corpus: its contents, or the problem that it is.

A plain file's text, and where it came from.
Paragraphs of a word processor's file: their text, and which of them are headings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from thememiner.config import Settings
from thememiner.corpus.speakers import Span
from thememiner.errors import InputError, UnreadableFileError
from thememiner.intake import decode, read_bounded
from thememiner.records import Coding, Document, Note, Problem, Source
from thememiner.storage import hash_bytes

HEADINGS = ("heading", "title", "subtitle", "标题", "副标题")
"""How the names of a heading's styles begin, in lower case."""


@dataclass(frozen=True, slots=True)
class FileContents:
    """The documents of a file, and what came with them."""

    documents: tuple[Document, ...]
    codings: tuple[Coding, ...] = ()
    participants: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """Attributes by participant, from columns of a table."""
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Single rows that could not be used."""


def problem_of(error: InputError | OSError, place: str) -> Problem:
    """Return the problem that an error stands for, so that other files are read; ``place`` counts if it names none."""
    if isinstance(error, InputError):
        return Problem(error.place or place, error.what, error.remedy or "")
    reason = error.strerror or type(error).__name__
    return Problem(place, f"cannot be read ({reason}).", "Check that it is there and may be read.")


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


class Block(NamedTuple):
    """A paragraph, or a row of a table."""

    text: str
    heading: bool = False


def text_of(blocks: Iterable[Block]) -> str:
    """Return the text of a file: its blocks joined by line ends."""
    return "\n".join(block.text for block in blocks)


def heading_spans(blocks: Iterable[Block]) -> list[Span]:
    """Return where the headings stand in the text of a file."""
    spans, at = [], 0
    for block in blocks:
        if block.heading:
            spans.append((at, at + len(block.text)))
        at += len(block.text) + 1
    return spans
