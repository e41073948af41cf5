"""PDF files with text: pages in their order, without heads and line numbers where these are certain.

What a page of a PDF has beside its text: running heads, page numbers and numbers of lines, if they are certain.
The pages of a PDF file as text, by pypdf, within limits of size and time.
"""

import io
import logging
import re
import struct
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from thememiner.config import Settings
from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.speakers import find_turns
from thememiner.errors import UnreadableFileError, UnsafeFileError
from thememiner.intake import first_few, raise_limit, read_bounded
from thememiner.records import Document, Note, Source
from thememiner.storage import hash_bytes

if TYPE_CHECKING:
    from pypdf import Configuration, PdfReader

_NUMBER = re.compile(r"\d{1,6}")
_FEWEST_PAGES = 3
_FEWEST_LINES = 10
"""So many consecutive numbers, each alone on a line at the end of a page, are numbers of lines."""
_MOST_EDGES = 3
_OF_LABELS = re.compile("[:：\\]】]")
Page = Sequence[str]
_MARK, _REACH = b"%PDF-", 1024
_HYPHEN = re.compile(r"[^\W\d_][-\u2010\u00ad]$", re.MULTILINE)
_TABS_FOR_SPACES = 10
_UNREADABLE = re.compile("[\ud800-\udfff\0]")
_PAGES_A_MEGABYTE = 25
_SECONDS, _SECONDS_A_MEGABYTE = 20, 0.5
_DRAWN_SHARE = 10
"""Instructions that draw the pages may be this part of what may be unpacked: a page of text has 100 kB."""
_WORK_A_STREAM = 500_000
_FAULTS = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError),
    *(RuntimeError, TypeError, ValueError, struct.error, zlib.error),
)  # what pypdf is known to let through for files that are torn or altered


class Cleaned(NamedTuple):
    """The lines of each page without its margins, and how many lines were left out."""

    pages: list[Page]
    heads: int
    line_numbers: int


def without_margins(pages: Sequence[Page]) -> Cleaned:
    """Leave out what stands on every page and is no text.

    Numbers of lines: consecutive numbers at the end of a page, at least ten on one of the pages. Running heads and
    page numbers: the first or the last line, if there are three pages or more and it is the same on every page
    but for numbers that grow by one. A line that could begin a turn stays.
    """
    stripped = [_strip_blank(page) for page in pages]
    numbered, line_numbers = _without_line_numbers(stripped)
    cleaned, heads = numbered, 0
    for edge in (0, -1):
        for _ in range(_MOST_EDGES):
            if not _is_margin([page[edge] if page else "" for page in cleaned]):
                break
            cleaned = [_strip_blank(page[1:] if edge == 0 else page[:-1]) for page in cleaned]
            heads += len(cleaned)
    return Cleaned(cleaned, heads, line_numbers)


def _strip_blank(page: Page) -> Page:
    filled = [index for index, line in enumerate(page) if line.strip()]
    return page[filled[0] : filled[-1] + 1] if filled else ()


def _without_line_numbers(pages: Sequence[Page]) -> tuple[list[Page], int]:
    counts = [_trailing_numbers(page) for page in pages]
    ends = {page[-1].strip() for page, count in zip(pages, counts, strict=True) if count >= _FEWEST_LINES}
    counts = [count if page and page[-1].strip() in ends else 0 for page, count in zip(pages, counts, strict=True)]
    left = [_strip_blank(page[: len(page) - count]) for page, count in zip(pages, counts, strict=True)]
    return left, sum(counts)


def _trailing_numbers(page: Page) -> int:
    """Return how many lines at the end hold nothing but a number each, one more than that before it."""
    count, following = 0, None
    for line in reversed(page):
        written = line.strip()
        if not _NUMBER.fullmatch(written) or (following is not None and int(written) != following - 1):
            break
        count, following = count + 1, int(written)
    return count


def _is_margin(lines: Sequence[str]) -> bool:
    """Say whether lines of all pages are one, but for numbers that are those of the pages."""
    patterns = {_NUMBER.sub("0", " ".join(line.split())) for line in lines}
    if len(lines) < _FEWEST_PAGES or len(patterns) != 1 or "" in patterns:
        return False
    if _OF_LABELS.search(lines[0]):
        return False
    columns = zip(*([int(number) for number in _NUMBER.findall(line)] for line in lines), strict=True)
    return all(_is_constant_or_counts(column) for column in columns)


def _is_constant_or_counts(numbers: Sequence[int]) -> bool:
    return any(all(n == numbers[0] + step * i for i, n in enumerate(numbers)) for step in (0, 1))


def read_pdf(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a ``.pdf`` file as one document: the lines of its pages, as pypdf finds them.

    What a PDF does not say is noted as lost: paragraphs, columns, and whether a hyphen at the end of a line is one.
    Where tabs stand between nearly all words, as some programs print, they are read as spaces.

    Raises ``UnreadableFileError`` if it is no PDF, has a password, or has no text but pictures; ``UnsafeFileError``
    if it is larger than the limits of ``read_pages``, and ``OSError``.
    """
    most = settings.corpus.max_unpacked_mb
    data = read_bounded(path, place=place, max_unpacked_mb=most)
    if _MARK not in data[:_REACH]:
        remedy = "If it is plain text, name it .txt; else save it again from its program."
        raise UnreadableFileError("is no PDF file: it does not begin as one.", place=place, remedy=remedy)
    pages = read_pages(data, place=place, max_unpacked_mb=most)
    texts = [_UNREADABLE.sub("\ufffd", page) for page in pages.texts]
    if not any(page.strip() for page in texts):
        why = "it is faulty, or asks for too much" if pages.faults else "its pages are pictures, as of a scan"
        what = f"has no text that can be read: {why}."
        remedy = "Let a program recognise the text (OCR) and save that as .docx or .txt."
        raise UnreadableFileError(what, place=place, remedy=remedy)
    spaced = _tabs_for_spaces(texts)
    cleaned = without_margins([(page.replace("\t", " ") if spaced else page).split("\n") for page in texts])
    text = "\n".join("\n".join(page) for page in cleaned.pages if page)
    talk = find_turns(text, speakers=settings.speakers)
    source = Source(place, hash_bytes(data), "pdf", None)
    document = Document(place, text, talk.form, talk.turns, source, cues=talk.cues)
    said = [_layout(cleaned, text), *_lost(texts, text, pages.faults)]
    if spaced:
        said.append("tabs stood between its words and are read as spaces.")
    return FileContents((document,), notes=tuple(Note(place, what) for what in said))


def _tabs_for_spaces(pages: Sequence[str]) -> bool:
    """Say whether nearly every space is a tab, as where a program prints with a font that has no space."""
    tabs, spaces = (sum(page.count(mark) for page in pages) for mark in "\t ")
    return tabs > _TABS_FOR_SPACES * (spaces + 1)


def _layout(cleaned: Cleaned, text: str) -> str:
    found = [f"text of {len(cleaned.pages)} pages: lines end as on the page, paragraphs and columns are not known"]
    if cleaned.heads or cleaned.line_numbers:
        found.append(f"left out: {cleaned.heads} heads or page numbers, {cleaned.line_numbers} numbers of lines")
    if hyphens := len(_HYPHEN.findall(text)):
        found.append(f"{hyphens} lines end in a hyphen, and none was joined")
    return f"{'; '.join(found)}. Compare it with the pages."


def _lost(pages: Sequence[str], text: str, faults: int) -> Iterator[str]:
    empty = [number for number, page in enumerate(pages, start=1) if not page.strip()]
    if empty:
        yield f"pages without text, perhaps pictures: {first_few(empty)}."
    if unknown := text.count("\ufffd"):
        yield f"characters that the file does not name, shown as \ufffd: {unknown}."
    if faults:
        yield f"places where the file is faulty and text may be missing: {faults}."


class Pages(NamedTuple):
    """The text of each page, and how many faults pypdf passed over to get it."""

    texts: Sequence[str]
    faults: int


def read_pages(data: bytes, *, place: str, max_unpacked_mb: int) -> Pages:
    """Return what can be read of a PDF.

    Allowed are, for each of the megabytes, 25 pages, 0.1 MB of instructions that draw them, and half a second
    beside 20 for all.

    Raises ``UnsafeFileError`` beyond that, and ``UnreadableFileError`` for a file that is broken or has a password.
    """
    from pypdf import apply_configuration  # noqa: PLC0415 - heavy, and most corpora have no PDF
    from pypdf.errors import LimitReachedError, PyPdfError  # noqa: PLC0415 - likewise

    limits = _Limits(place, max_unpacked_mb)
    try:
        with (
            _counted_faults() as faults,
            apply_configuration(limits.configuration()),
        ):
            texts = list(_texts(data, limits))
    except LimitReachedError as error:
        raise limits.exceeded("holds more than a page of text does") from error
    except (PyPdfError, *_FAULTS) as error:
        what, remedy = "is broken, or no PDF file.", "Open it in its program and save it again, or save its text."
        raise UnreadableFileError(what, place=place, remedy=remedy) from error
    return Pages(texts, len(faults))


class _Limits:
    """How much a file may ask for."""

    def __init__(self, place: str, max_unpacked_mb: int) -> None:
        self.place = place
        self.megabytes = max_unpacked_mb
        self.pages = max_unpacked_mb * _PAGES_A_MEGABYTE
        self.drawn = max_unpacked_mb * 2**20 // _DRAWN_SHARE
        self.seconds = _SECONDS + max_unpacked_mb * _SECONDS_A_MEGABYTE
        self.end = time.monotonic() + self.seconds

    def configuration(self) -> "Configuration":
        """Return what pypdf may do with one stream."""
        from pypdf import Configuration  # noqa: PLC0415 - as above

        return Configuration(
            stream_parsing_work_maximum_count=_WORK_A_STREAM,
            array_based_stream_maximum_output_length=self.drawn,
            lzw_maximum_output_length=self.drawn,
            run_length_maximum_output_length=self.drawn,
            zlib_maximum_output_length=self.drawn,
        )

    def check_time(self, *_: object) -> None:
        """Raise an error if time is up; pypdf calls this before every instruction."""
        if time.monotonic() > self.end:
            raise self.exceeded(f"takes more than {self.seconds:.0f} seconds to read")

    def exceeded(self, what: str) -> UnsafeFileError:
        """Return the error that a limit is passed."""
        return UnsafeFileError(f"{what}.", place=self.place, remedy=raise_limit(self.megabytes))


def _texts(data: bytes, limits: _Limits) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415 - as above

    reader = PdfReader(io.BytesIO(data))
    _unlock(reader, limits.place)
    if len(reader.pages) > limits.pages:
        raise limits.exceeded(f"has more than {limits.pages:,} pages")
    drawn = 0
    for page in reader.pages:
        contents = page.get_contents()
        drawn += len(contents.get_data()) if contents is not None else 0
        if drawn > limits.drawn:
            raise limits.exceeded(f"holds more than {limits.drawn // 2**20} MB of instructions that draw its pages")
        limits.check_time()
        yield page.extract_text(visitor_operand_before=limits.check_time)


def _unlock(reader: "PdfReader", place: str) -> None:
    from pypdf.errors import DependencyError  # noqa: PLC0415 - as above

    try:
        if not reader.is_encrypted or reader.decrypt(""):
            return
    except DependencyError:  # a newer encryption, for which no library is installed
        pass
    remedy = "Print it to a new PDF without a password, or save its text as .docx or .txt."
    raise UnreadableFileError("is encrypted, or protected by a password.", place=place, remedy=remedy)


@contextmanager
def _counted_faults() -> Iterator[list[int]]:
    """Count what pypdf would print: it may hold text of the file, which belongs in no log."""
    faults: list[int] = []
    counter = logging.Handler(logging.WARNING)
    counter.emit = lambda record: faults.append(record.levelno)  # type: ignore[method-assign] # the whole handler
    logger = logging.getLogger("pypdf")
    before, logger.propagate = logger.propagate, False
    logger.addHandler(counter)
    try:
        yield faults
    finally:
        logger.removeHandler(counter)
        logger.propagate = before
