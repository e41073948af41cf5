"""Zip-based files (docx, xlsx, odt, qdpx) are looked through before any parser sees them."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NoReturn

from thememiner.errors import UnreadableFileError, UnsafeFileError
from thememiner.intake.bounds import raise_limit
from thememiner.intake.markup import MarkupCount, without_zeros

_MEMBERS_A_MEGABYTE = 50
_RATIO_FLOOR = 10 * 2**20  # bytes; below this no ratio is a danger
_CHUNK = 2**16
_MEMBER_MARK = b"PK\x01\x02"
_OLD_OFFICE_MARK = b"\xd0\xcf\x11\xe0"
_PICTURES_AND_PAGES = (".svg", ".htm", ".html", ".xhtml")  # may have a DOCTYPE, and no parser of ours opens them
_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]{0,40})", re.IGNORECASE)
_FORBIDDEN = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ABSOLUTE_OR_ODD = re.compile(r"^/|^[A-Za-z]:|[\\\0]")
_FAULTS = (EOFError, LookupError, NotImplementedError, OSError, RuntimeError, ValueError, struct.error)


def guard_zip(path: Path, *, place: str, max_unpacked_mb: int) -> None:
    """Raise an error if opening the file could do harm; otherwise do nothing.

    What a parser would unpack may be at most ``max_unpacked_mb`` megabytes, so many times the size of the
    file, and for each megabyte 50 members, 10,000 XML elements and 15,000 attributes. Every member is unpacked once and
    counted, since declared sizes lie, but never held: time is bounded by the limit and memory stays small.

    Raises ``UnsafeFileError`` for a bomb, for a document type or an entity in any XML, and for a member whose name
    leads outside, is a link or stands twice; ``UnreadableFileError`` for a file that is broken or has a password.
    """
    _Guard(path, place, max_unpacked_mb).check()


def names_in_zip(path: Path, *, place: str, max_unpacked_mb: int) -> list[str]:
    """Return the names of an archive's members, of which nothing is unpacked, in the order in which they stand.

    Raises ``UnsafeFileError`` for too many of them, and ``UnreadableFileError`` for a file that is broken.
    """
    return _Guard(path, place, max_unpacked_mb).names()


class _Guard:
    """One look through one archive."""

    def __init__(self, path: Path, place: str, max_unpacked_mb: int) -> None:
        self.path = path
        self.place = place
        self.max_unpacked_mb = max_unpacked_mb
        self.unpacked = 0
        self.markup = MarkupCount(max_unpacked_mb)

    def names(self) -> list[str]:
        """Look at the list of members alone."""
        try:
            self._check_file()
            with zipfile.ZipFile(self.path) as archive:
                return archive.namelist()
        except (zipfile.BadZipFile, *_FAULTS) as error:
            raise self._unreadable() from error

    def check(self) -> None:
        """Look at the list of members, then at what they hold."""
        try:
            self._check_file()
            with zipfile.ZipFile(self.path) as archive:
                self._check_names(archive.infolist())
                self._check_declared(archive.infolist())
                for member in archive.infolist():
                    self._check_member(archive, member)
        except (zipfile.BadZipFile, zlib.error, *_FAULTS) as error:
            raise self._unreadable() from error

    def _check_file(self) -> None:
        self.size = self.path.stat().st_size
        if self.size > self.max_unpacked_mb * 2**20:
            self._too_much(f"is larger than {self.max_unpacked_mb} MB")
        members = 0
        with self.path.open("rb") as file:
            # The directory of members is read whole by zipfile, so its entries are counted before.
            while chunk := file.read(2**20):
                members += chunk.count(_MEMBER_MARK)
                if members > self.max_unpacked_mb * _MEMBERS_A_MEGABYTE:
                    self._too_much(f"holds more than {self.max_unpacked_mb * _MEMBERS_A_MEGABYTE:,} files")

    def _check_names(self, members: list[zipfile.ZipInfo]) -> None:
        seen = set()
        for member in members:
            name = member.orig_filename
            if _ABSOLUTE_OR_ODD.search(name):
                self._refuse("holds a file whose name is absolute, or has a character that no such file uses.")
            if ".." in PurePosixPath(name).parts:
                self._refuse("holds a file whose name leads outside.")
            if stat.S_ISLNK(member.external_attr >> 16):
                self._refuse("holds a link to another file.")
            if name.casefold() in seen:
                self._refuse("holds two files of one name.")
            seen.add(name.casefold())

    def _check_declared(self, members: list[zipfile.ZipInfo]) -> None:
        for member in members:
            if member.flag_bits & 1:
                what = "is protected by a password."
                raise UnreadableFileError(what, place=self.place, remedy="Save it without the password.")
            if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                what = "is packed in a way that no document is."
                raise UnsafeFileError(what, place=self.place, remedy="Open it in its own program and save it anew.")
        self._count(sum(member.file_size for member in members))
        self.unpacked = 0  # now what is really there

    def _check_member(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        with archive.open(member) as file:
            chunks = iter(lambda: file.read(_CHUNK), b"")
            first = next(chunks, b"")
            self._count(len(first))
            if _is_xml(member.filename, first):
                self._check_xml(first, chunks)
            else:
                for chunk in chunks:
                    self._count(len(chunk))

    def _check_xml(self, first: bytes, chunks: Iterator[bytes]) -> None:
        declared = _DECLARED.search(without_zeros(first[:1024]))
        if declared and declared.group(1).lower() not in _ENCODINGS:
            self._refuse("holds XML in an unusual encoding, in which a danger could hide.")
        rest = b""
        chunk: bytes | None = first
        while chunk:
            plain = without_zeros(chunk)
            if excess := self.markup.excess(plain):
                self._too_much(excess)
            if _FORBIDDEN.search(rest + plain):
                self._refuse("holds XML with a document type or an entity, which no such file needs.")
            rest = plain[-20:]
            chunk = next(chunks, None)
            self._count(len(chunk or b""))

    def _count(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > self.max_unpacked_mb * 2**20:
            self._too_much(f"unpacks to more than {self.max_unpacked_mb} MB")
        if self.unpacked > max(_RATIO_FLOOR, self.max_unpacked_mb * self.size):
            self._too_much(f"unpacks to more than {self.max_unpacked_mb} times its size")

    def _too_much(self, what: str) -> NoReturn:
        raise UnsafeFileError(f"{what}.", place=self.place, remedy=raise_limit(self.max_unpacked_mb))

    def _refuse(self, what: str) -> NoReturn:
        raise UnsafeFileError(what, place=self.place, remedy="Open it in its own program and save it anew.")

    def _unreadable(self) -> UnreadableFileError:
        try:
            with self.path.open("rb") as file:
                mark = file.read(4)
        except OSError as error:
            return UnreadableFileError(f"cannot be read ({error.strerror}).", place=self.place)
        if mark == _OLD_OFFICE_MARK:
            what = "is protected by a password, or of an Office before 2007."
            return UnreadableFileError(what, place=self.place, remedy="Save it without a password as .docx or .xlsx.")
        what = "is broken, or not what its name says."
        return UnreadableFileError(what, place=self.place, remedy="Open it in its own program and save it anew.")


def _is_xml(name: str, beginning: bytes) -> bool:
    """Tell by name and by content: a parser opens what the archive calls XML, whatever its name."""
    if name.lower().endswith((".xml", ".rels")):
        return True
    marked = without_zeros(beginning[:64]).lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return marked.startswith(b"<") and not name.lower().endswith(_PICTURES_AND_PAGES)
