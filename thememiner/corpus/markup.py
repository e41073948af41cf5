"""XML from outside is parsed only if it cannot do harm."""

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from thememiner.corpus.bounds import raise_limit
from thememiner.errors import UnreadableFileError, UnsafeFileError

_ELEMENTS_A_MEGABYTE = 10_000
_REMEDY = "Open it in its own program and save it anew."
_FAULTS = (ParseError, LookupError, ValueError, RecursionError)


def parse_xml(data: bytes, *, place: str, max_unpacked_mb: int) -> Element:
    """Return the root element.

    Raises ``UnsafeFileError`` for a document type, an entity, or more than 10,000 elements for each of the megabytes
    allowed, and ``UnreadableFileError`` for what is no well-formed XML.
    """
    plain = data.replace(b"\0", b"")  # the marks of UTF-16 as ASCII
    most = max_unpacked_mb * _ELEMENTS_A_MEGABYTE
    if plain.count(b"<") - plain.count(b"</") > most:
        raise UnsafeFileError(
            f"holds more than {most:,} XML elements.", place=place, remedy=raise_limit(max_unpacked_mb)
        )
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        what = "holds XML with a document type or an entity, which no such file needs."
        raise UnsafeFileError(what, place=place, remedy=_REMEDY) from error
    except _FAULTS as error:
        line = f" (line {error.position[0]})" if isinstance(error, ParseError) else ""
        raise UnreadableFileError(f"is broken: it is no well-formed XML{line}.", place=place, remedy=_REMEDY) from error
    return root
