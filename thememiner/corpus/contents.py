"""What one file gives to the corpus: its contents, or the problem that it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from thememiner.errors import InputError
from thememiner.records import Coding, Document, Note, Problem


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
