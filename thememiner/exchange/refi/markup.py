"""The XML of REFI-QDA: parsed with every danger refused, and written so that no character is lost on the way."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from thememiner.errors import UnreadableFileError, UnsafeFileError

PROJECT_NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"
ELEMENTS_A_MEGABYTE = 10_000
_DEEPEST = 100
_AGAIN = "Open it in its own program and export it anew."
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = {**_TEXT, ord('"'): "&quot;", ord("\n"): "&#10;", ord("\t"): "&#9;"}


def parse(data: bytes, *, place: str, max_unpacked_mb: int) -> Element:
    """Return the root of an XML file, names without namespaces.

    Raises ``UnsafeFileError`` for a document type, an entity, more than 10,000 elements for each of the megabytes, or
    more than 100 levels, and ``UnreadableFileError`` for what is no XML.
    """
    if len(data) > max_unpacked_mb * 2**20:
        raise UnsafeFileError(
            f"is larger than {max_unpacked_mb} MB.", place=place, remedy=_raise_limit(max_unpacked_mb)
        )
    builder = _Builder(place, max_unpacked_mb)
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException as error:
        what = "holds XML with a document type or an entity, which no such file needs."
        raise UnsafeFileError(what, place=place, remedy=_AGAIN) from error
    except (ParseError, ValueError, LookupError) as error:
        raise UnreadableFileError("is broken, or no REFI-QDA file.", place=place, remedy=_AGAIN) from error
    return root


def as_xml(root: Element, namespace: str) -> bytes:
    """Return a tree as UTF-8, a line for each element without text, carriage returns and line ends kept."""
    root.set("xmlns", namespace)
    return "".join(['<?xml version="1.0" encoding="utf-8"?>\n', *_written(root)]).encode()


def replace_impossible(root: Element) -> int:
    """Put U+FFFD for each character that XML has no place for, and return how many there were."""
    count = 0
    for element in root.iter():
        if element.text:
            element.text, found = _NOT_IN_XML.subn("\ufffd", element.text)
            count += found
        for name, value in element.items():
            possible, found = _NOT_IN_XML.subn("\ufffd", value)
            if found:
                element.set(name, possible)
                count += found
    return count


def is_possible(text: str) -> bool:
    """Return whether XML can hold every character of a text."""
    return _NOT_IN_XML.search(text) is None


def text_of(parent: Element | None, name: str) -> str:
    """Return the text of a child, empty if there is none."""
    return "" if parent is None else parent.findtext(name) or ""


def _written(element: Element) -> Iterator[str]:
    attributes = "".join(f' {name}="{value.translate(_ATTRIBUTE)}"' for name, value in element.items())
    if len(element):
        yield f"<{element.tag}{attributes}>\n"
        for child in element:
            yield from _written(child)
        yield f"</{element.tag}>\n"
    elif element.text:
        yield f"<{element.tag}{attributes}>{element.text.translate(_TEXT)}</{element.tag}>\n"
    else:
        yield f"<{element.tag}{attributes}/>\n"


def _raise_limit(max_unpacked_mb: int) -> str:
    return f"If you trust it, raise max_unpacked_mb (now {max_unpacked_mb}) under [corpus] in the configuration."


class _Builder(TreeBuilder):
    """Builds a tree that is neither too large nor too deep."""

    def __init__(self, place: str, max_unpacked_mb: int) -> None:
        super().__init__()
        self._place = place
        self._max_unpacked_mb = max_unpacked_mb
        self._depth = 0
        self._elements = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._elements += 1
        most = self._max_unpacked_mb * ELEMENTS_A_MEGABYTE
        if self._elements > most:
            what = f"holds more than {most:,} XML elements."
            raise UnsafeFileError(what, place=self._place, remedy=_raise_limit(self._max_unpacked_mb))
        if self._depth > _DEEPEST:
            raise UnsafeFileError(f"is nested more than {_DEEPEST} levels deep.", place=self._place, remedy=_AGAIN)
        own = {name: value for name, value in attrs.items() if not name.startswith("{")}
        return super().start(_local(tag), own)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(_local(tag))


def _local(tag: str) -> str:
    """Return a name without its namespace: programs have written it wrongly, and no name is in two."""
    return tag.rpartition("}")[2]
