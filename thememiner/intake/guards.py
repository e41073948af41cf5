"""Checks of files from outside before they are parsed: zip archives (docx, xlsx, odt, qdpx), XML, and sizes."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from thememiner.errors import UnreadableFileError, UnsafeFileError

_MEMBERS_A_MEGABYTE = 50
_RATIO_FLOOR = 10 * 2**20  # bytes; below this no ratio is a danger
_CHUNK = 2**16
_MEMBER_MARK = b"PK\x01\x02"
_OLD_OFFICE_MARK = b"\xd0\xcf\x11\xe0"
_PICTURES_AND_PAGES = (".svg", ".htm", ".html", ".xhtml")  # may have a DOCTYPE; this program does not parse them
_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]{0,40})", re.IGNORECASE)
_FORBIDDEN = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ABSOLUTE_OR_ODD = re.compile(r"^/|^[A-Za-z]:|[\\\0]")
_ZIP_FAULTS = (EOFError, LookupError, NotImplementedError, OSError, RuntimeError, ValueError, struct.error)
ELEMENTS_A_MEGABYTE = 10_000
ATTRIBUTES_A_MEGABYTE = 15_000
LONGEST_TAG = 8 * 2**20
"""Most bytes from one tag to the next. A parser that is fed in parts starts a tag again with each part."""
_DEEPEST = 100
_REMEDY = "Open it in its own program and save it again."
_FORBIDDEN_MARKUP = "holds XML with a document type or an entity, which such files do not need."
_XML_FAULTS = (ParseError, LookupError, ValueError)


def guard_zip(path: Path, *, place: str, max_unpacked_mb: int) -> None:
    """Raise an error if it is not safe to open an archive.

    The unpacked size may be at most ``max_unpacked_mb`` megabytes, and at most ``max_unpacked_mb`` times the size of
    the file. For each of these megabytes, 50 members, 10,000 XML elements and 15,000 attributes are allowed. Declared
    sizes may be false, so every member is unpacked once and counted, but not kept in memory.

    Raises ``UnsafeFileError`` for an archive that is too large, for a document type or an entity in any XML, and for a
    member whose name leads outside, is a link or occurs twice; ``UnreadableFileError`` for a file that is broken or has
    a password.
    """
    _Guard(path, place, max_unpacked_mb).check()


def list_zip_members(path: Path, *, place: str, max_unpacked_mb: int) -> list[str]:
    """Return the names of an archive's members in their order, without unpacking any of them.

    Raises ``UnsafeFileError`` if there are too many, and ``UnreadableFileError`` if the file is broken.
    """
    return _Guard(path, place, max_unpacked_mb).names()


class _Guard:
    """The checks of one archive."""

    def __init__(self, path: Path, place: str, max_unpacked_mb: int) -> None:
        self.path = path
        self.place = place
        self.max_unpacked_mb = max_unpacked_mb
        self.unpacked = 0
        self.markup = MarkupCount(max_unpacked_mb)

    def names(self) -> list[str]:
        """Return the names of the members after a check of the file's size."""
        try:
            self._check_file()
            with zipfile.ZipFile(self.path) as archive:
                return archive.namelist()
        except (zipfile.BadZipFile, *_ZIP_FAULTS) as error:
            raise self._unreadable_error() from error

    def check(self) -> None:
        """Check the names of the members, then their contents."""
        try:
            self._check_file()
            with zipfile.ZipFile(self.path) as archive:
                self._check_names(archive.infolist())
                self._check_declared(archive.infolist())
                for member in archive.infolist():
                    self._check_member(archive, member)
        except (zipfile.BadZipFile, zlib.error, *_ZIP_FAULTS) as error:
            raise self._unreadable_error() from error

    def _check_file(self) -> None:
        self.size = self.path.stat().st_size
        if self.size > self.max_unpacked_mb * 2**20:
            self._refuse_size(f"is larger than {self.max_unpacked_mb} MB")
        members = 0
        with self.path.open("rb") as file:
            # zipfile reads the whole directory of members into memory, so its entries are counted first.
            while chunk := file.read(2**20):
                members += chunk.count(_MEMBER_MARK)
                if members > self.max_unpacked_mb * _MEMBERS_A_MEGABYTE:
                    self._refuse_size(f"holds more than {self.max_unpacked_mb * _MEMBERS_A_MEGABYTE:,} files")

    def _check_names(self, members: list[zipfile.ZipInfo]) -> None:
        seen = set()
        for member in members:
            name = member.orig_filename
            if _ABSOLUTE_OR_ODD.search(name):
                self._refuse("holds a file whose name is absolute or has an unusual character.")
            if ".." in PurePosixPath(name).parts:
                self._refuse("holds a file whose name leads outside the archive.")
            if stat.S_ISLNK(member.external_attr >> 16):
                self._refuse("holds a link to another file.")
            if name.casefold() in seen:
                self._refuse("holds two files with the same name.")
            seen.add(name.casefold())

    def _check_declared(self, members: list[zipfile.ZipInfo]) -> None:
        for member in members:
            if member.flag_bits & 1:
                what = "is protected by a password."
                raise UnreadableFileError(what, place=self.place, remedy="Save it without the password.")
            if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                what = "is compressed in a way that documents do not use."
                raise UnsafeFileError(what, place=self.place, remedy=_REMEDY)
        self._count(sum(member.file_size for member in members))
        self.unpacked = 0  # from here on, the real size is counted

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
        declared = _DECLARED.search(remove_zero_bytes(first[:1024]))
        if declared and declared.group(1).lower() not in _ENCODINGS:
            self._refuse("holds XML in an unusual encoding, which cannot be checked.")
        rest = b""
        chunk: bytes | None = first
        while chunk:
            plain = remove_zero_bytes(chunk)
            if excess := self.markup.excess(plain):
                self._refuse_size(excess)
            if _FORBIDDEN.search(rest + plain):
                self._refuse(_FORBIDDEN_MARKUP)
            rest = plain[-20:]
            chunk = next(chunks, None)
            self._count(len(chunk or b""))

    def _count(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > self.max_unpacked_mb * 2**20:
            self._refuse_size(f"unpacks to more than {self.max_unpacked_mb} MB")
        if self.unpacked > max(_RATIO_FLOOR, self.max_unpacked_mb * self.size):
            self._refuse_size(f"unpacks to more than {self.max_unpacked_mb} times its size")

    def _refuse_size(self, what: str) -> NoReturn:
        raise UnsafeFileError(f"{what}.", place=self.place, remedy=suggest_higher_limit(self.max_unpacked_mb))

    def _refuse(self, what: str) -> NoReturn:
        raise UnsafeFileError(what, place=self.place, remedy=_REMEDY)

    def _unreadable_error(self) -> UnreadableFileError:
        try:
            with self.path.open("rb") as file:
                mark = file.read(4)
        except OSError as error:
            return UnreadableFileError(f"cannot be read ({error.strerror}).", place=self.place)
        if mark == _OLD_OFFICE_MARK:
            what = "is protected by a password, or was written by Office before 2007."
            return UnreadableFileError(what, place=self.place, remedy="Save it without a password as .docx or .xlsx.")
        what = "is broken, or is not the kind of file that its name says."
        return UnreadableFileError(what, place=self.place, remedy=_REMEDY)


def _is_xml(name: str, beginning: bytes) -> bool:
    """Return whether a member is XML by name or content; parsers open XML under any name."""
    if name.lower().endswith((".xml", ".rels")):
        return True
    marked = remove_zero_bytes(beginning[:64]).lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return marked.startswith(b"<") and not name.lower().endswith(_PICTURES_AND_PAGES)


def read_bounded(path: Path, *, place: str, max_unpacked_mb: int) -> bytes:
    """Return the bytes of a file. Raises ``UnsafeFileError`` if it is too large, and ``OSError``."""
    if path.stat().st_size > max_unpacked_mb * 2**20:
        what = f"is larger than {max_unpacked_mb} MB."
        raise UnsafeFileError(what, place=place, remedy=suggest_higher_limit(max_unpacked_mb))
    return path.read_bytes()


def suggest_higher_limit(max_unpacked_mb: int) -> str:
    """Return the advice for a file that is too large."""
    return f"If you trust it, raise max_unpacked_mb (now {max_unpacked_mb}) under [corpus] in the configuration."


class MarkupCount:
    """Counts the elements and attributes of XML without parsing it; text that looks like markup counts too."""

    def __init__(self, max_unpacked_mb: int) -> None:
        self._elements = max_unpacked_mb * ELEMENTS_A_MEGABYTE
        self._attributes = max_unpacked_mb * ATTRIBUTES_A_MEGABYTE
        self._elements_left, self._attributes_left = self._elements, self._attributes
        self._since_tag = 0

    def excess(self, plain: bytes) -> str | None:
        """Count the next bytes, and return a description of the limit that is exceeded, or None."""
        self._elements_left -= plain.count(b"<") - plain.count(b"</")
        self._attributes_left -= plain.count(b"=")
        last = plain.rfind(b"<")
        first = plain.find(b"<")
        stretch = self._since_tag + (len(plain) if first < 0 else first)
        self._since_tag = stretch if last < 0 else len(plain) - last
        if self._elements_left < 0:
            return f"holds more than {self._elements:,} XML elements"
        if self._attributes_left < 0:
            return f"holds more than {self._attributes:,} XML attributes"
        return None if stretch <= LONGEST_TAG else f"holds a piece of XML of more than {LONGEST_TAG // 2**20} MB"


def parse_xml(data: bytes, *, place: str, max_unpacked_mb: int) -> Element:
    """Parse XML and return its root element.

    Raises ``UnsafeFileError`` for a document type, an entity, more than 10,000 elements or 15,000 attributes for each
    allowed megabyte, and more than 100 levels; ``UnreadableFileError`` if the XML is not well-formed.
    """
    if excess := MarkupCount(max_unpacked_mb).excess(remove_zero_bytes(data)):
        raise UnsafeFileError(f"{excess}.", place=place, remedy=suggest_higher_limit(max_unpacked_mb))
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise UnsafeFileError(_FORBIDDEN_MARKUP, place=place, remedy=_REMEDY) from error
    except _XML_FAULTS as error:
        line = f" (line {error.position[0]})" if isinstance(error, ParseError) else ""
        raise UnreadableFileError(
            f"is broken: its XML is not well-formed{line}.", place=place, remedy=_REMEDY
        ) from error
    _check_depth(root, place)
    return root


def remove_zero_bytes(data: bytes) -> bytes:
    """Return XML in UTF-8 or UTF-16 with its markup as ASCII bytes."""
    return data.replace(b"\0", b"") if b"\0" in data else data


def _check_depth(root: Element, place: str) -> None:
    """Refuse a tree that is too deep for recursion, level by level."""
    level = [root]
    for _ in range(_DEEPEST):
        level = list(chain.from_iterable(level))
        if not level:
            return
    raise UnsafeFileError(f"is nested more than {_DEEPEST} levels deep.", place=place, remedy=_REMEDY)
