"""Codings of other programs and people, whatever the file, over the documents of a corpus."""

from collections.abc import Sequence
from pathlib import Path

from thememiner.config import Settings
from thememiner.exchange.carrying import carry_over
from thememiner.exchange.formats import detect, format_called
from thememiner.exchange.imported import ImportedCodings
from thememiner.exchange.segments import read_segments
from thememiner.records import Document

DEFAULTS = Settings()


def read_codings(
    path: Path,
    documents: Sequence[Document],
    *,
    settings: Settings = DEFAULTS,
    format: str | None = None,  # noqa: A002 - as the option is called
) -> ImportedCodings:
    """Read the codings of a file, with positions in ``documents``: a coding for each coder.

    The format is found out (``detect``) unless named. Segments of a table are located as ``read_segments`` says, those
    of a project, which has texts of its own, as ``carry_over`` says. What cannot be located is a problem, not guessed.

    Raises ``UsageError`` for a ``format`` that there is not, ``UnreadableFileError`` and ``UnsafeFileError``.
    """
    path = Path(path)
    found = format_called(format or detect(path, settings=settings))
    if found.is_table:
        return read_segments(path, documents, settings=settings, dialect=found.dialect)
    return carry_over(found.read(path, settings=settings), documents, place=path.name)
