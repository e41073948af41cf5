"""Read PDF files with text, within limits of size and time: pages by pypdf, without running heads and line numbers."""

import io
import logging
import re
import struct
import time
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from thememiner.config import Settings
from thememiner.corpus.file_contents import FileContents, document_from_text
from thememiner.corpus.formats.pdf_overprint import remove_overprint
from thememiner.errors import UnreadableFileError, UnsafeFileError
from thememiner.intake import read_bounded, suggest_higher_limit
from thememiner.language import unify_ideographs
from thememiner.phrasing import format_count, list_some
from thememiner.records import Note, Source
from thememiner.storage import hash_bytes

if TYPE_CHECKING:
    from pypdf import Configuration, PageObject, PdfReader

_NUMBER = re.compile(r"\d{1,6}")
_MIN_PAGES = 3
_MIN_LINE_NUMBERS = 10
"""This many consecutive numbers, each alone on a line at the end of a page, are line numbers."""
_MAX_MARGIN_LINES = 3
_LABEL_MARKS = re.compile("[:：\\]】]")
Page = Sequence[str]
_BEGINNING, _BEGINNING_LENGTH = b"%PDF-", 1024
_HYPHEN = re.compile(r"[^\W\d_][-\u2010\u00ad]$", re.MULTILINE)
_TABS_FOR_SPACES = 10
_LIGATURE = re.compile("[\ufb00-\ufb06]")  # such as fi in one character
_UNREADABLE = re.compile("[\ud800-\udfff\0]")
_PAGES_PER_MEGABYTE = 25
_SECONDS, _SECONDS_PER_MEGABYTE = 20, 0.5
_DRAWING_FRACTION = 10
"""Drawing instructions may take one tenth of the allowed size; a page of text has 100 kB of them."""
_MAX_STREAM_WORK = 500_000
_FAULTS = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError),
    *(RuntimeError, TypeError, ValueError, struct.error, zlib.error),
)  # errors that pypdf raises, beside its own, for files that are torn or altered


class CleanedPages(NamedTuple):
    """The lines of each page without its margins, and the number of lines left out."""

    pages: list[Page]
    heads: int
    line_numbers: int


def remove_margins(pages: Sequence[Page]) -> CleanedPages:
    """Leave out running heads, page numbers and line numbers, where they are certain.

    Line numbers are consecutive numbers at the end of a page, at least ten on one of the pages. A running head or page
    number is the first or last line, if there are at least three pages and it is the same on every page except for
    numbers that grow by one. A line that could begin a turn stays.
    """
    stripped = [_strip_blank(page) for page in pages]
    cleaned, line_numbers = _remove_line_numbers(stripped)
    heads = 0
    for edge in (0, -1):
        for _ in range(_MAX_MARGIN_LINES):
            if not _is_margin([page[edge] if page else "" for page in cleaned]):
                break
            cleaned = [_strip_blank(page[1:] if edge == 0 else page[:-1]) for page in cleaned]
            heads += len(cleaned)
    return CleanedPages(cleaned, heads, line_numbers)


def _strip_blank(page: Page) -> Page:
    filled = [index for index, line in enumerate(page) if line.strip()]
    return page[filled[0] : filled[-1] + 1] if filled else ()


def _remove_line_numbers(pages: Sequence[Page]) -> tuple[list[Page], int]:
    counts = [_count_trailing_numbers(page) for page in pages]
    ends = {page[-1].strip() for page, count in zip(pages, counts, strict=True) if count >= _MIN_LINE_NUMBERS}
    counts = [count if page and page[-1].strip() in ends else 0 for page, count in zip(pages, counts, strict=True)]
    left = [_strip_blank(page[: len(page) - count]) for page, count in zip(pages, counts, strict=True)]
    return left, sum(counts)


def _count_trailing_numbers(page: Page) -> int:
    """Count the lines at the end of a page that hold only a number, each greater by one than that before it."""
    count, following = 0, None
    for line in reversed(page):
        written = line.strip()
        if not _NUMBER.fullmatch(written) or (following is not None and int(written) != following - 1):
            break
        count, following = count + 1, int(written)
    return count


def _is_margin(lines: Sequence[str]) -> bool:
    """Say whether the lines, one of each page, are equal except for page numbers."""
    patterns = {_NUMBER.sub("0", " ".join(line.split())) for line in lines}
    if len(lines) < _MIN_PAGES or len(patterns) != 1 or "" in patterns:
        return False
    if _LABEL_MARKS.search(lines[0]):
        return False
    columns = zip(*([int(number) for number in _NUMBER.findall(line)] for line in lines), strict=True)
    return all(_is_constant_or_counts(column) for column in columns)


def _is_constant_or_counts(numbers: Sequence[int]) -> bool:
    return any(all(n == numbers[0] + step * i for i, n in enumerate(numbers)) for step in (0, 1))


def read_pdf(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a ``.pdf`` file as one document: the lines of its pages, as pypdf finds them.

    A note names what a PDF does not hold: paragraphs, columns, and whether a hyphen at the end of a line belongs to the
    word. Where tabs stand between nearly all words, as some programs print, they are read as spaces. Text is read as it
    looks: overprinted words once, and radicals, which browsers write for Chinese characters, as these characters.

    Raises ``UnreadableFileError`` if it is not a PDF, has a password, or holds pictures instead of text;
    ``UnsafeFileError`` if it exceeds the limits of ``read_pages``, and ``OSError``.
    """
    most = settings.corpus.max_unpacked_mb
    data = read_bounded(path, place=place, max_unpacked_mb=most)
    if _BEGINNING not in data[:_BEGINNING_LENGTH]:
        remedy = "If it is plain text, name it .txt; else save it again from its program."
        raise UnreadableFileError("is not a PDF file: it does not begin like one.", place=place, remedy=remedy)
    pages = read_pages(data, place=place, max_unpacked_mb=most)
    texts = [_UNREADABLE.sub("\ufffd", page) for page in pages.texts]
    if not any(page.strip() for page in texts):
        why = "it is faulty, or exceeds the limits" if pages.faults else "its pages are pictures, as in a scan"
        what = f"has no text that can be read: {why}."
        remedy = "Let a program recognise the text (OCR) and save that as .docx or .txt."
        raise UnreadableFileError(what, place=place, remedy=remedy)
    has_tabs = _has_tabs_for_spaces(texts)
    as_written, texts = texts, [_LIGATURE.sub(_spell_out, unify_ideographs(page)) for page in texts]
    cleaned = remove_margins([(page.replace("\t", " ") if has_tabs else page).split("\n") for page in texts])
    text = "\n".join("\n".join(page) for page in cleaned.pages if page)
    source = Source(place, hash_bytes(data), "pdf", None)
    document = document_from_text(text, source, speakers=settings.speakers)
    notes = [_describe_layout(cleaned, text), *_describe_losses(texts, text, pages.faults)]
    if has_tabs:
        notes.append("tabs stood between its words and are read as spaces.")
    notes += [*_describe_overprint(pages.repeated), *_describe_characters(as_written)]
    return FileContents((document,), notes=tuple(Note(place, note) for note in notes))


def _has_tabs_for_spaces(pages: Sequence[str]) -> bool:
    """Say whether nearly every space is a tab, as when a program prints with a font that has no space."""
    tabs, spaces = (sum(page.count(mark) for page in pages) for mark in "\t ")
    return tabs > _TABS_FOR_SPACES * (spaces + 1)


def _describe_layout(cleaned: CleanedPages, text: str) -> str:
    parts = [f"text of {len(cleaned.pages)} pages: lines end as on the page, paragraphs and columns are not known"]
    if cleaned.heads or cleaned.line_numbers:
        parts.append(f"left out: {cleaned.heads} heads or page numbers, {cleaned.line_numbers} line numbers")
    if hyphens := len(_HYPHEN.findall(text)):
        parts.append(f"{hyphens} lines end in a hyphen, and none was joined")
    return f"{'; '.join(parts)}. Compare it with the pages."


def _describe_losses(pages: Sequence[str], text: str, faults: int) -> Iterator[str]:
    empty = [number for number, page in enumerate(pages, start=1) if not page.strip()]
    if empty:
        yield f"pages without text, perhaps pictures: {list_some(empty)}."
    if unknown := text.count("\ufffd"):
        yield f"characters that the file does not identify, shown as \ufffd: {unknown}."
    if faults:
        yield f"places where the file is faulty and text may be missing: {faults}."


def _describe_overprint(repeated: int) -> Iterator[str]:
    if repeated:
        yield f"{format_count(repeated, 'piece')} of text drawn twice at the same place, as for bold, read once."


def _describe_characters(pages: Sequence[str]) -> Iterator[str]:
    pairs = Counter(
        (written, seen)
        for page in pages
        for written, seen in zip(page, unify_ideographs(page), strict=True)
        if written != seen
    )
    if pairs:
        examples = list_some(f"{seen} (U+{ord(written):04X})" for (written, seen), _ in pairs.most_common())
        count = format_count(pairs.total(), "character")
        yield f"{count} written as radicals or variants, read as the characters that they look like: {examples}."
    if ligatures := sum(len(_LIGATURE.findall(page)) for page in pages):
        yield f"{format_count(ligatures, 'ligature')} such as \ufb01, read as letters."


def _spell_out(ligature: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", ligature.group())


class Pages(NamedTuple):
    """The text of each page, the number of faults that pypdf skipped, and of overprinted pieces of text."""

    texts: Sequence[str]
    faults: int
    repeated: int


def read_pages(data: bytes, *, place: str, max_unpacked_mb: int) -> Pages:
    """Return the text of the pages of a PDF.

    The limits are, for each of the megabytes allowed, 25 pages, 0.1 MB of drawing instructions and half a second, and
    20 more seconds for the file.

    Raises ``UnsafeFileError`` beyond these limits, and ``UnreadableFileError`` for a file that is broken or has a
    password.
    """
    from pypdf import apply_configuration  # noqa: PLC0415 - heavy, and most corpora have no PDF
    from pypdf.errors import LimitReachedError, PyPdfError  # noqa: PLC0415 - heavy, and most corpora have no PDF

    limits = _Limits(place, max_unpacked_mb)
    try:
        with _count_faults() as faults, apply_configuration(limits.to_configuration()):
            pages = list(_extract_texts(data, limits))
    except LimitReachedError as error:
        raise limits.to_error("holds more than a page of text does") from error
    except (PyPdfError, *_FAULTS) as error:
        what, remedy = "is broken, or not a PDF file.", "Open it in its program and save it again, or save its text."
        raise UnreadableFileError(what, place=place, remedy=remedy) from error
    return Pages([text for text, _ in pages], len(faults), sum(repeated for _, repeated in pages))


class _Limits:
    """The size and time that a file may take."""

    def __init__(self, place: str, max_unpacked_mb: int) -> None:
        self.place = place
        self.megabytes = max_unpacked_mb
        self.pages = max_unpacked_mb * _PAGES_PER_MEGABYTE
        self.drawing_bytes = max_unpacked_mb * 2**20 // _DRAWING_FRACTION
        self.seconds = _SECONDS + max_unpacked_mb * _SECONDS_PER_MEGABYTE
        self.end = time.monotonic() + self.seconds

    def to_configuration(self) -> "Configuration":
        """Return the limits as pypdf's configuration for one stream."""
        from pypdf import Configuration  # noqa: PLC0415 - heavy, and most corpora have no PDF

        return Configuration(
            stream_parsing_work_maximum_count=_MAX_STREAM_WORK,
            array_based_stream_maximum_output_length=self.drawing_bytes,
            lzw_maximum_output_length=self.drawing_bytes,
            run_length_maximum_output_length=self.drawing_bytes,
            zlib_maximum_output_length=self.drawing_bytes,
        )

    def check_time(self, *_: object) -> None:
        """Raise an error if time is up; pypdf calls this before every instruction."""
        if time.monotonic() > self.end:
            raise self.to_error(f"takes more than {self.seconds:.0f} seconds to read")

    def to_error(self, what: str) -> UnsafeFileError:
        """Return the error for an exceeded limit."""
        return UnsafeFileError(f"{what}.", place=self.place, remedy=suggest_higher_limit(self.megabytes))


def _extract_texts(data: bytes, limits: _Limits) -> Iterator[tuple[str, int]]:
    """Yield the text of each page, and the number of overprinted pieces of text that were removed from it."""
    from pypdf import PdfReader  # noqa: PLC0415 - heavy, and most corpora have no PDF

    reader = PdfReader(io.BytesIO(data))
    _unlock(reader, limits.place)
    if len(reader.pages) > limits.pages:
        raise limits.to_error(f"has more than {limits.pages:,} pages")
    drawing_bytes = 0
    for page in reader.pages:
        contents = page.get_contents()
        drawing_bytes += len(contents.get_data()) if contents is not None else 0
        if drawing_bytes > limits.drawing_bytes:
            raise limits.to_error(f"holds more than {limits.drawing_bytes // 2**20} MB of drawing instructions")
        limits.check_time()
        repeated = _remove_overprint(page) if contents is not None else 0
        limits.check_time()
        yield page.extract_text(visitor_operand_before=limits.check_time), repeated


def _remove_overprint(page: "PageObject") -> int:
    """Remove overprinted text from the instructions of a page, in memory, and return how many pieces were removed."""
    from pypdf.generic import ContentStream, NameObject  # noqa: PLC0415 - heavy, and most corpora have no PDF

    contents = ContentStream(page["/Contents"], page.pdf, "bytes")  # the encoding that text is extracted with
    cleaned = remove_overprint(contents.operations)
    if cleaned.removed:
        contents.operations = cleaned.operations
    page[NameObject("/Contents")] = contents
    return cleaned.removed


def _unlock(reader: "PdfReader", place: str) -> None:
    from pypdf.errors import DependencyError  # noqa: PLC0415 - heavy, and most corpora have no PDF

    try:
        if not reader.is_encrypted or reader.decrypt(""):
            return
    except DependencyError:  # a newer encryption, for which no library is installed
        pass
    remedy = "Print it to a new PDF without a password, or save its text as .docx or .txt."
    raise UnreadableFileError("is encrypted, or protected by a password.", place=place, remedy=remedy)


@contextmanager
def _count_faults() -> Iterator[list[int]]:
    """Count pypdf's log messages instead of printing them: they may hold text of the file."""
    faults: list[int] = []
    counter = logging.Handler(logging.WARNING)
    counter.emit = lambda record: faults.append(record.levelno)  # type: ignore[method-assign] # the handler does nothing else
    logger = logging.getLogger("pypdf")
    before, logger.propagate = logger.propagate, False
    logger.addHandler(counter)
    try:
        yield faults
    finally:
        logger.removeHandler(counter)
        logger.propagate = before
