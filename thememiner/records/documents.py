"""Documents and the corpus: text, speakers' turns, sources, attributes, and what was noted while reading."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from thememiner.records.codings import Coding

NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})


class Role(StrEnum):
    """The role of a speaker in the study."""

    INTERVIEWER = "interviewer"
    PARTICIPANT = "participant"
    OTHER = "other"


class Form(StrEnum):
    """How the units of a document relate to each other."""

    DIALOGUE = "dialogue"  # turns of speakers, in true order
    PROSE = "prose"  # running text without speakers
    ROWS = "rows"  # rows of a table: independent unless an order column says otherwise


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says before another speaks; the speaker's label is not part of the span.

    ``start`` and ``end`` are a half-open range of code points in ``Document.text``.
    """

    start: int
    end: int
    speaker: str | None
    role: Role
    participant: str | None
    """The person's name, the same across the corpus; None for interviewers and others."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A span of text with its media times in seconds, from a subtitle file."""

    start: int
    end: int
    media_start: float
    media_end: float | None


@dataclass(frozen=True, slots=True)
class Cut:
    """A meaning unit given by the input: a row of a table of units."""

    row_id: str
    start: int
    end: int
    turn: int
    """Index into ``Document.turns``."""


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a document was read from."""

    path: str
    """Relative to the folder given, with forward slashes; never absolute."""
    sha256: str
    format: str
    encoding: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """One transcript, essay or answer. The text is kept as written, never normalised.

    A position anywhere in the program is a half-open range of Python code points in ``text``.
    Turns are sorted and do not overlap. Text outside them (labels, headings) has no speaker.
    """

    doc_id: str
    text: str
    form: Form
    turns: tuple[Turn, ...]
    source: Source
    cuts: tuple[Cut, ...] = ()
    """Meaning units given by the input, if it is a table of units; the text is then not segmented."""
    cues: tuple[Cue, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=lambda: NO_ATTRIBUTES)
    """Attributes of the document (session, time point, site …), not of its participants."""

    @property
    def participants(self) -> tuple[str, ...]:
        """Participants who speak in this document, in the order of their first turns."""
        return tuple(dict.fromkeys(turn.participant for turn in self.turns if turn.participant is not None))


@dataclass(frozen=True, slots=True)
class Problem:
    """An input that could not be used: where it is, why it failed, and what to do."""

    place: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A decision made while reading that the researcher should know, such as a guessed encoding or a skipped file."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """All documents of a study, sorted by ``doc_id``, with problems and notes from reading them."""

    documents: tuple[Document, ...]
    participants: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """Attributes (gender, diagnosis, group …) by participant."""
    codings: tuple[Coding, ...] = ()
    """Manual codings found in code columns of the input."""
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
