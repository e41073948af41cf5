"""Documents: text, the turns of those who speak, and what is known of both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from thememiner.records.codings import Coding

NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})


class Role(StrEnum):
    """What a speaker is to the study."""

    INTERVIEWER = "interviewer"
    PARTICIPANT = "participant"
    OTHER = "other"


class Form(StrEnum):
    """How the units of a document hang together."""

    DIALOGUE = "dialogue"  # turns of speakers, in true order
    PROSE = "prose"  # running text without speakers
    ROWS = "rows"  # rows of a table: independent unless an order column says otherwise


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says before another speaks; the span leaves the speaker's label out.

    ``start`` and ``end`` are a half-open range of code points in ``Document.text``.
    """

    start: int
    end: int
    speaker: str | None
    role: Role
    participant: str | None
    """The person's identity over the whole corpus; None for interviewers and others."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A stretch of text with its media times, in seconds, as a subtitle file gives them."""

    start: int
    end: int
    media_start: float
    media_end: float | None


@dataclass(frozen=True, slots=True)
class Cut:
    """A meaning unit that the input had cut already: a row of a table of units."""

    row_id: str
    start: int
    end: int
    turn: int
    """Index into ``Document.turns``."""


@dataclass(frozen=True, slots=True)
class Source:
    """The file a document came from, as it was."""

    path: str
    """Relative to the folder given, with forward slashes; never absolute."""
    sha256: str
    format: str
    encoding: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """One transcript, essay or answer: the text as it was written, never normalised.

    A position anywhere in the program is a half-open range of Python code points in ``text``.
    Turns do not overlap and are sorted by place; text outside them (labels, headings) belongs to nobody.
    """

    doc_id: str
    text: str
    form: Form
    turns: tuple[Turn, ...]
    source: Source
    cuts: tuple[Cut, ...] = ()
    """Not empty if the input is a table of meaning units; the text is then not segmented again."""
    cues: tuple[Cue, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=lambda: NO_ATTRIBUTES)
    """Of the document (session, time point, site …), not of its participants."""

    @property
    def participants(self) -> tuple[str, ...]:
        """Return the participants who speak here, in the order in which they first do."""
        return tuple(dict.fromkeys(turn.participant for turn in self.turns if turn.participant is not None))


@dataclass(frozen=True, slots=True)
class Problem:
    """An input that could not be used: the file, the place in it, why, and what to do."""

    place: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something decided while reading that the researcher should see (a guessed encoding, a skipped file)."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """All documents of a study, sorted by ``doc_id``, with what went wrong and what was decided."""

    documents: tuple[Document, ...]
    participants: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """Attributes of each participant (gender, diagnosis, group …), by participant."""
    codings: tuple[Coding, ...] = ()
    """Manual codings found in code columns of the input."""
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
