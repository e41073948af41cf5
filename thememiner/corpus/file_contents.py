"""What a reader returns for one file, and what readers share: plain text, blocks of text, documents, problems."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from thememiner.config import Settings, SpeakerSettings
from thememiner.corpus.speakers import Span, find_turns, role_of
from thememiner.errors import InputError, UnreadableFileError
from thememiner.intake import decode, read_bounded
from thememiner.records import Coding, Document, Form, Note, Problem, Role, Source, Turn
from thememiner.storage import hash_bytes

HEADING_STYLES = ("heading", "title", "subtitle", "标题", "副标题")
"""The names of heading styles begin like this, in lower case."""
_MOST_AROUND_TABLES = 0.2
"""The share of text around tables up to which the tables alone say who speaks."""
_FEW_CHARACTERS = 300
"""So much text may always be around tables, such as a title and a date."""


class CodedPassage(NamedTuple):
    """What somebody wrote beside a passage in a word processor: codes in a table, or a comment."""

    passage: str
    codes: str
    """As written."""
    coder: str | None = None
    """None if the file does not say who."""


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
    passages: tuple[CodedPassage, ...] = ()
    """What working tables and comments of a file code; a coding only if somebody asks for it."""


def to_problem(error: InputError | OSError, place: str) -> Problem:
    """Return an error as a problem, so that other files can be read; ``place`` is used if the error has none."""
    if isinstance(error, InputError):
        return Problem(error.place or place, error.summary, error.remedy or "")
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
    speech_start: int | None = None
    """Where in the text the speech begins, if a table says what is speech and who speaks."""
    speaker: str | None = None
    """Who speaks, as the table says."""
    role: Role | None = None
    """The role of who speaks, if the table says it."""


def join_blocks(blocks: Iterable[Block]) -> str:
    """Return the text of a file: its blocks, joined by line ends."""
    return "\n".join(block.text for block in blocks)


def document_from_blocks(blocks: Sequence[Block], source: Source, *, speakers: SpeakerSettings) -> Document:
    """Return the blocks of a file as one document.

    If tables say who speaks in nearly all of it, its turns are theirs; the text around the tables is nobody's.
    Otherwise turns are found in the text.
    """
    text = join_blocks(blocks)
    spoken = list(_locate_speech(blocks, speakers))
    around = "\n".join(block.text for block in blocks if block.speech_start is None)
    is_long = len(around) > max(_MOST_AROUND_TABLES * len(text), _FEW_CHARACTERS)
    if not spoken or is_long or find_turns(around, speakers=speakers).form is Form.DIALOGUE:
        return document_from_text(text, source, speakers=speakers, headings=locate_headings(blocks))
    return Document(source.path, text, Form.DIALOGUE, tuple(spoken), source)


def _locate_speech(blocks: Iterable[Block], speakers: SpeakerSettings) -> Iterator[Turn]:
    """Yield what tables say is speech as turns; rows of one speaker that follow one another are one turn."""
    at, last = 0, None
    for block in blocks:
        if block.speech_start is not None:
            role = block.role or role_of(block.speaker, speakers)
            speech = block.text[block.speech_start :]
            start = at + block.speech_start + len(speech) - len(speech.lstrip())
            turn = Turn(start, at + len(block.text.rstrip()), block.speaker, role, None)
            is_unlabelled = not block.text[: block.speech_start].strip()
            continues = last is not None and is_unlabelled and last.speaker == block.speaker
            if last is not None and not continues:
                yield last
            last = replace(last, end=turn.end) if last is not None and continues else turn
        elif last is not None:
            yield last
            last = None
        at += len(block.text) + 1
    if last is not None:
        yield last


def locate_headings(blocks: Iterable[Block]) -> list[Span]:
    """Return the spans of the headings in the text that ``join_blocks`` returns."""
    spans, at = [], 0
    for block in blocks:
        if block.is_heading:
            spans.append((at, at + len(block.text)))
        at += len(block.text) + 1
    return spans
