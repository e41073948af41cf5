"""XML from outside is parsed only if it cannot do harm."""

from itertools import chain
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from thememiner.errors import UnreadableFileError, UnsafeFileError
from thememiner.intake.bounds import raise_limit

ELEMENTS_A_MEGABYTE = 10_000
ATTRIBUTES_A_MEGABYTE = 15_000
LONGEST_TAG = 8 * 2**20
"""Bytes from one tag to the next; a parser that is fed in parts begins a tag anew with each of them."""
_DEEPEST = 100
_REMEDY = "Open it in its own program and save it anew."
_FAULTS = (ParseError, LookupError, ValueError)


class MarkupCount:
    """What a parser would have to keep of XML, counted without one; comments and text count too, if they look so."""

    def __init__(self, max_unpacked_mb: int) -> None:
        self._elements = max_unpacked_mb * ELEMENTS_A_MEGABYTE
        self._attributes = max_unpacked_mb * ATTRIBUTES_A_MEGABYTE
        self._elements_left, self._attributes_left = self._elements, self._attributes
        self._since_tag = 0

    def excess(self, plain: bytes) -> str | None:
        """Take in the next bytes, and return what there is too much of by now, or None."""
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
    """Return the root element.

    Raises ``UnsafeFileError`` for a document type, an entity, more than 10,000 elements or 15,000 attributes for each
    of the megabytes allowed, and more than 100 levels, and ``UnreadableFileError`` for what is no well-formed XML.
    """
    if excess := MarkupCount(max_unpacked_mb).excess(without_zeros(data)):
        raise UnsafeFileError(f"{excess}.", place=place, remedy=raise_limit(max_unpacked_mb))
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        what = "holds XML with a document type or an entity, which no such file needs."
        raise UnsafeFileError(what, place=place, remedy=_REMEDY) from error
    except _FAULTS as error:
        line = f" (line {error.position[0]})" if isinstance(error, ParseError) else ""
        raise UnreadableFileError(f"is broken: it is no well-formed XML{line}.", place=place, remedy=_REMEDY) from error
    _check_depth(root, place)
    return root


def without_zeros(data: bytes) -> bytes:
    """Return XML's marks as ASCII, whether it is UTF-8 or UTF-16."""
    return data.replace(b"\0", b"") if b"\0" in data else data


def _check_depth(root: Element, place: str) -> None:
    """Look at one level after the other: whoever reads the tree goes down in it by recursion."""
    level = [root]
    for _ in range(_DEEPEST):
        level = list(chain.from_iterable(level))
        if not level:
            return
    raise UnsafeFileError(f"is nested more than {_DEEPEST} levels deep.", place=place, remedy=_REMEDY)
