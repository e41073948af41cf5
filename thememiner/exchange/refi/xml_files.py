"""REFI-QDA files: archives and their XML, read safely and written in schema order, with GUIDs and losses."""

import io
import posixpath
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

_ZIP_SIGNATURE = b"PK"
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
SOURCES_FOLDER = "sources"
PROJECT_NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE_ESCAPES = {**_TEXT_ESCAPES, ord('"'): "&quot;", ord("\n"): "&#10;", ord("\t"): "&#9;"}
_CHILD_ORDER: Mapping[str, tuple[str, ...]] = MappingProxyType(
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
_GUID_NAMESPACE = UUID("3f2c8f0e-6a52-5d0b-9a0e-6b7c1d8e4f21")


@dataclass(frozen=True, slots=True)
class RefiFile:
    """The content of a REFI-QDA file."""

    root: Element
    project_name: str
    """Name of the member that holds the project."""
    members: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    """All other members of the archive, by name."""


def open_refi(path: Path, *, root: str, max_unpacked_mb: int) -> RefiFile:
    """Read an archive or a bare XML file, distinguished by content.

    Raises ``UnsafeFileError`` if it could do harm, and ``UnreadableFileError`` if its root element is not ``root``.
    """
    place = path.name
    try:
        with path.open("rb") as file:
            is_archive = file.read(2) == _ZIP_SIGNATURE
        members = _read_members(path, max_unpacked_mb) if is_archive else _read_bare_project(path, max_unpacked_mb)
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror}).", place=place) from error
    name = _find_project_member(members) if is_archive else path.name
    if name is None:
        what = "is an archive without a project (a .qde file)."
        raise UnreadableFileError(what, place=place, remedy="Export it again as a REFI-QDA project.")
    tree = parse_refi_xml(
        members.pop(name), place=f"{place}/{name}" if is_archive else place, max_unpacked_mb=max_unpacked_mb
    )
    if tree.tag != root:
        what = f"is not a REFI-QDA file that begins with <{root}>."
        raise UnreadableFileError(what, place=place, remedy="Projects end with .qdpx, codebooks with .qdc.")
    return RefiFile(tree, name, MappingProxyType(members))


def to_archive(file: RefiFile) -> bytes:
    """Return a file as the bytes of an archive: the project first, then all members by name, without timestamps."""
    content = {file.project_name: to_xml(file.root, PROJECT_NAMESPACE), **dict(sorted(file.members.items()))}
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, member in content.items():
            archive.writestr(zipfile.ZipInfo(name, _FIXED_DATE), member, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def _read_bare_project(path: Path, max_unpacked_mb: int) -> dict[str, bytes]:
    return {path.name: read_bounded(path, place=path.name, max_unpacked_mb=max_unpacked_mb)}


def _read_members(path: Path, max_unpacked_mb: int) -> dict[str, bytes]:
    guard_zip(path, place=path.name, max_unpacked_mb=max_unpacked_mb)
    with zipfile.ZipFile(path) as archive:
        files = (info for info in archive.infolist() if not info.is_dir() and not is_mac_file(info.filename))
        return {info.filename: archive.read(info) for info in files}


def is_mac_file(name: str) -> bool:
    """Tell whether a member of an archive is one that macOS adds for itself when a folder is compressed."""
    return "__MACOSX" in name.split("/") or posixpath.basename(name).startswith(("._", ".DS_Store"))


def _find_project_member(members: Mapping[str, bytes]) -> str | None:
    """Return the name of the project in an archive: a ``.qde`` file near the top, by its usual name if possible."""
    projects = [name for name in members if name.lower().endswith(".qde")]
    return min(
        projects, key=lambda one: (one.count("/"), posixpath.basename(one).lower() != "project.qde", one), default=None
    )


def parse_refi_xml(data: bytes, *, place: str, max_unpacked_mb: int) -> Element:
    """Parse an XML file and return its root; namespaces are removed, since some programs write wrong ones.

    Raises what ``parse_xml`` raises.
    """
    root = parse_xml(data, place=place, max_unpacked_mb=max_unpacked_mb)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for name in [name for name in element.attrib if name.startswith("{")]:
            del element.attrib[name]
    return root


def to_xml(root: Element, namespace: str) -> bytes:
    """Return a tree as UTF-8 XML, one line per element without text; carriage returns and line ends are kept."""
    root.set("xmlns", namespace)
    return "".join(['<?xml version="1.0" encoding="utf-8"?>\n', *_serialise(root)]).encode()


def replace_invalid_characters(root: Element) -> int:
    """Replace each character that XML cannot hold by U+FFFD, and return how many there were."""
    count = 0
    for element in root.iter():
        if element.text:
            element.text, found = _NOT_IN_XML.subn("\ufffd", element.text)
            count += found
        for name, value in element.items():
            valid, found = _NOT_IN_XML.subn("\ufffd", value)
            if found:
                element.set(name, valid)
                count += found
    return count


def is_valid_xml_text(text: str) -> bool:
    """Tell whether XML can hold every character of a text."""
    return _NOT_IN_XML.search(text) is None


def child_text(parent: Element | None, name: str) -> str:
    """Return the text of a child element; an empty string if there is none."""
    return "" if parent is None else parent.findtext(name) or ""


def _serialise(element: Element) -> Iterator[str]:
    attributes = "".join(f' {name}="{value.translate(_ATTRIBUTE_ESCAPES)}"' for name, value in element.items())
    if len(element):
        yield f"<{element.tag}{attributes}>\n"
        for child in element:
            yield from _serialise(child)
        yield f"</{element.tag}>\n"
    elif element.text:
        yield f"<{element.tag}{attributes}>{element.text.translate(_TEXT_ESCAPES)}</{element.tag}>\n"
    else:
        yield f"<{element.tag}{attributes}/>\n"


def add_element(parent: Element, tag: str, **attributes: str) -> Element:
    """Add a child element where the schema wants it among its siblings, and return it."""
    child = Element(tag, attributes)
    order = _CHILD_ORDER.get(parent.tag, ())
    index = len(parent)
    if tag in order:
        later = frozenset(order[order.index(tag) + 1 :])
        while index and parent[index - 1].tag in later:
            index -= 1
    parent.insert(index, child)
    return child


def get_or_add(parent: Element, tag: str) -> Element:
    """Return the only child element with a tag; add it if it is missing."""
    found = parent.find(tag)
    return add_element(parent, tag) if found is None else found


def make_guid(kind: str, *content: object) -> str:
    """Return a GUID made from kind and content (version 5, RFC 9562), so that equal projects give equal files."""
    return str(uuid5(_GUID_NAMESPACE, "\0".join((kind, *map(str, content)))))


def normalise_guid(written: str | None) -> str:
    """Return a GUID in lower case and without braces, since programs write GUIDs in several ways."""
    return (written or "").strip().strip("{}").lower()


class LossCounter:
    """Counts losses by kind."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, what: str, count: int = 1) -> None:
        """Add to the count of a kind; ``what`` is plural."""
        self._counts[what] += count

    def to_losses(self) -> tuple[Loss, ...]:
        """Return the losses, sorted by kind."""
        return tuple(Loss(what, count) for what, count in sorted(self._counts.items()) if count)
