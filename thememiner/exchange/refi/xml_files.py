"""The files that REFI-QDA comes in: an archive with a project and its sources, or the bare project.

The XML of REFI-QDA: parsed with every danger refused, and written so that no character is lost on the way.
Elements are put where the schema wants them among their siblings.
Ids of a REFI-QDA file: made from what they stand for, so that the same project gives the same file.
Counts what is left behind on the way in or out.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element

from thememiner.errors import UnreadableFileError
from thememiner.intake import guard_zip, parse_xml, read_bounded
from thememiner.records import Loss

_ZIP = b"PK"
_NO_DAY = (1980, 1, 1, 0, 0, 0)
SOURCES = "sources"
PROJECT_NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = {**_TEXT, ord('"'): "&quot;", ord("\n"): "&#10;", ord("\t"): "&#9;"}
_ORDER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Project": (
            "Users",
            "CodeBook",
            "Variables",
            "Cases",
            "Sources",
            "Notes",
            "Links",
            "Sets",
            "Graphs",
            "Description",
            "NoteRef",
        ),
        "Code": ("Description", "NoteRef", "Code"),
        "Case": ("Description", "CodeRef", "VariableValue", "SourceRef", "SelectionRef"),
        "Set": ("Description", "MemberCode", "MemberSource", "MemberNote"),
        "PlainTextSelection": ("Description", "Coding", "NoteRef"),
        "Coding": ("CodeRef", "NoteRef"),
        **dict.fromkeys(
            ("TextSource", "Note", "Representation", "TextDescription"),
            ("Description", "PlainTextContent", "PlainTextSelection", "Coding", "NoteRef", "VariableValue"),
        ),
    }
)
_OURS = UUID("3f2c8f0e-6a52-5d0b-9a0e-6b7c1d8e4f21")


@dataclass(frozen=True, slots=True)
class RefiFile:
    """What lies in a file."""

    root: Element
    project_name: str
    """Of the member that holds the project."""
    members: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    """What else the archive holds, by its name there."""


def open_refi(path: Path, *, root: str, max_unpacked_mb: int) -> RefiFile:
    """Read an archive or a bare XML file, told apart by content.

    Raises ``UnsafeFileError`` for what could do harm, and ``UnreadableFileError`` if no file of it has ``root``.
    """
    place = path.name
    try:
        with path.open("rb") as file:
            is_archive = file.read(2) == _ZIP
        members = _members(path, max_unpacked_mb) if is_archive else _bare(path, max_unpacked_mb)
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror}).", place=place) from error
    name = _project_member(members) if is_archive else path.name
    if name is None:
        what = "is an archive without a project (a .qde file)."
        raise UnreadableFileError(what, place=place, remedy="Export it again as a REFI-QDA project.")
    tree = parse(members.pop(name), place=f"{place}/{name}" if is_archive else place, max_unpacked_mb=max_unpacked_mb)
    if tree.tag != root:
        what = f"is no REFI-QDA file of the kind that begins with <{root}>."
        raise UnreadableFileError(what, place=place, remedy="Projects end with .qdpx, codebooks with .qdc.")
    return RefiFile(tree, name, MappingProxyType(members))


def packed(file: RefiFile) -> bytes:
    """Return an archive: the project first, then all else by name, none with a time."""
    content = {file.project_name: as_xml(file.root, PROJECT_NAMESPACE), **dict(sorted(file.members.items()))}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_DAY), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _bare(path: Path, max_unpacked_mb: int) -> dict[str, bytes]:
    return {path.name: read_bounded(path, place=path.name, max_unpacked_mb=max_unpacked_mb)}


def _members(path: Path, max_unpacked_mb: int) -> dict[str, bytes]:
    guard_zip(path, place=path.name, max_unpacked_mb=max_unpacked_mb)
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}


def _project_member(members: Mapping[str, bytes]) -> str | None:
    """Return the project of an archive: programs call it ``project.qde``, ``Project.qde`` or after itself."""
    named = [name for name in sorted(members) if name.lower().endswith(".qde")]
    usual = [name for name in named if name.lower() == "project.qde"]
    at_top = [name for name in named if "/" not in name]
    return next(iter((*usual, *at_top, *named)), None)


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


def add(parent: Element, tag: str, **attributes: str) -> Element:
    """Add a child behind its kind and what the schema puts before it, and return it."""
    child = Element(tag, attributes)
    order = _ORDER.get(parent.tag, ())
    index = len(parent)
    if tag in order:
        behind = frozenset(order[order.index(tag) + 1 :])
        while index and parent[index - 1].tag in behind:
            index -= 1
    parent.insert(index, child)
    return child


def only(parent: Element, tag: str) -> Element:
    """Return the child of a kind of which there is one, made if it is not there."""
    found = parent.find(tag)
    return add(parent, tag) if found is None else found


def guid(kind: str, *content: object) -> str:
    """Return the id of a thing from its kind and content (version 5, RFC 9562)."""
    return str(uuid5(_OURS, "\0".join((kind, *map(str, content)))))


def plain_guid(written: str | None) -> str:
    """Return an id as it is compared: programs write it in either case, with braces or without."""
    return (written or "").strip().strip("{}").lower()


class Tally:
    """Losses by kind, each named once."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, what: str, count: int = 1) -> None:
        """Count further things of a kind, or none."""
        self._counts[what] += count

    def losses(self) -> tuple[Loss, ...]:
        """Return what was counted, sorted by kind."""
        return tuple(Loss(what, count) for what, count in sorted(self._counts.items()) if count)
