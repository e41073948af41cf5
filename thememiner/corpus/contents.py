"""What one file gives to the corpus."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

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
