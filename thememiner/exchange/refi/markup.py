"""The XML of REFI-QDA: parsed with every danger refused, and written so that no character is lost on the way."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from thememiner.intake import parse_xml

PROJECT_NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = {**_TEXT, ord('"'): "&quot;", ord("\n"): "&#10;", ord("\t"): "&#9;"}


def parse(data: bytes, *, place: str, max_unpacked_mb: int) -> Element:
    """Return the root of an XML file; names lose their namespace, for programs have written it wrongly.

    Raises what ``parse_xml`` does.
    """
    root = parse_xml(data, place=place, max_unpacked_mb=max_unpacked_mb)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for name in [name for name in element.attrib if name.startswith("{")]:
            del element.attrib[name]
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
