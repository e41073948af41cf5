"""What a reader returns for one file, and what readers share: plain text, blocks of text, documents, problems."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from thememiner.config import Settings, SpeakerSettings
from thememiner.corpus.speakers import Span, find_turns
from thememiner.errors import InputError, UnreadableFileError
from thememiner.intake import decode, read_bounded
from thememiner.records import Coding, Document, Note, Problem, Source
from thememiner.storage import hash_bytes

HEADING_STYLES = ("heading", "title", "subtitle", "标题", "副标题")
"""The names of heading styles begin like this, in lower case."""


@dataclass(frozen=True, slots=True)
class FileContents:
    """The documents of a file, with the codings, attributes, notes and problems that come with them."""

    documents: tuple[Document, ...]
    codings: tuple[Coding, ...] = ()
    participants: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """Attributes by participant, from the columns of a table."""
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Single rows or cues that could not be used."""


def to_problem(error: InputError | OSError, place: str) -> Problem:
    """Return an error as a problem, so that other files can be read; ``place`` is used if the error has none."""
    if isinstance(error, InputError):
        return Problem(error.place or place, error.what, error.remedy or "")
    reason = error.strerror or type(error).__name__
    return Problem(place, f"cannot be read ({reason}).", "Check that it exists and that you may read it.")


class PlainFile(NamedTuple):
    """The exact decoded text of a file, its source, and a note if its encoding was guessed."""

    text: str
    source: Source
    notes: tuple[Note, ...]


def read_plain(path: Path, *, place: str, settings: Settings) -> PlainFile:
    """Read and decode a file.

    Raises ``UnreadableFileError`` for a file without text, ``UndecodableFileError`` if no encoding fits,
    ``UnsafeFileError`` for a file that is too large, and ``OSError``.
    """
    data = read_bounded(path, place=place, max_unpacked_mb=settings.corpus.max_unpacked_mb)
    decoded = decode(data, place=place, encoding=settings.corpus.encoding)
    if not decoded.text.strip():
        raise UnreadableFileError("has no text.", place=place, remedy="Save it again from its program, or remove it.")
    source = Source(place, hash_bytes(data), path.suffix.lower().removeprefix("."), decoded.encoding)
    return PlainFile(decoded.text, source, (Note(place, decoded.note),) if decoded.note else ())


def document_from_text(
    text: str, source: Source, *, speakers: SpeakerSettings, headings: Sequence[Span] = ()
) -> Document:
    """Return the text of a file as one document, with the turns that are found in it."""
    found = find_turns(text, speakers=speakers, headings=headings)
    return Document(source.path, text, found.form, found.turns, source, cues=found.cues)


class Block(NamedTuple):
    """A paragraph, or a row of a table."""

    text: str
    is_heading: bool = False


def join_blocks(blocks: Iterable[Block]) -> str:
    """Return the text of a file: its blocks, joined by line ends."""
    return "\n".join(block.text for block in blocks)


def locate_headings(blocks: Iterable[Block]) -> list[Span]:
    """Return the spans of the headings in the text that ``join_blocks`` returns."""
    spans, at = [], 0
    for block in blocks:
        if block.is_heading:
            spans.append((at, at + len(block.text)))
        at += len(block.text) + 1
    return spans
