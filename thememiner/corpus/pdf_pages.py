"""The pages of a PDF file as text, by pypdf, within limits of size and time."""

import io
import logging
import struct
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from thememiner.errors import UnreadableFileError, UnsafeFileError
from thememiner.intake import raise_limit

if TYPE_CHECKING:
    from pypdf import Configuration, PdfReader

_PAGES_A_MEGABYTE = 25
_SECONDS, _SECONDS_A_MEGABYTE = 20, 0.5
_DRAWN_SHARE = 10
"""Instructions that draw the pages may be this part of what may be unpacked: a page of text has 100 kB."""
_WORK_A_STREAM = 500_000
_FAULTS = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError),
    *(RuntimeError, TypeError, ValueError, struct.error, zlib.error),
)  # what pypdf is known to let through for files that are torn or altered


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
