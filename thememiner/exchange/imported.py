"""What a file of other people's codings gives, over the documents of a corpus."""

from dataclasses import dataclass

from thememiner.records import Coding, Loss, Note, Problem


@dataclass(frozen=True, slots=True)
class ImportedCodings:
    """The codings of a file, sorted by coder, with the rows that could not be used."""

    codings: tuple[Coding, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
    losses: tuple[Loss, ...] = ()
    """What the file holds beside codings, or this program does not take."""
