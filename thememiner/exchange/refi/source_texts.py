"""Sources of a REFI-QDA project and their plain texts."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from thememiner.errors import UndecodableFileError
from thememiner.exchange.refi.xml_files import LossCounter, RefiFile, normalise_guid
from thememiner.intake import DistinctNames, decode
from thememiner.records import Note, Problem, Source
from thememiner.storage import hash_bytes

_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_RESAVE = "In the program of the project, replace this source by a copy that is saved as UTF-8, and export again."
_OUTSIDE_PATH = re.compile(r"^(?:absolute:|file:|/|\\|[A-Za-z]:[\\/])")
_SCHEME = re.compile(r"^[a-z]+://+", re.IGNORECASE)
_MEDIA_SOURCES = {
    "PictureSource": ("pictures", "pictures", "TextDescription"),
    "PDFSource": ("PDFs", "pages of PDFs", "Representation"),
    "AudioSource": ("audio sources", "audio sources", "Transcript"),
    "VideoSource": ("video sources", "video sources", "Transcript"),
}
"""For each kind of source what it is, what of it is lost where it has a text, and the element that has the text."""


class MediaText(NamedTuple):
    """The text of a picture, a PDF or a recording."""

    source: Element
    """The picture, PDF or recording."""
    element: Element
    """Its description, representation or transcript."""


@dataclass(frozen=True, slots=True)
class TextElement:
    """An element that has a text, and what else that text belongs to."""

    element: Element
    media: list[MediaText] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text of a project, and the element that holds its selections."""

    element: Element
    doc_id: str
    text: str
    source: Source
    has_bom: bool
    """Whether the file begins with a byte order mark."""
    media: tuple[MediaText, ...] = ()
    """The pictures, PDFs and recordings whose text it is."""

    @property
    def guids(self) -> tuple[str, ...]:
        """The GUIDs by which other elements refer to the source of this text."""
        elements = (self.element, *(one.source for one in self.media))
        return tuple(normalise_guid(element.get("guid")) for element in elements)


@dataclass(frozen=True, slots=True)
class SourceTexts:
    """All texts of a project, in the order of the file."""

    texts: list[SourceText]
    problems: list[Problem]
    notes: list[Note]


class PlainText(NamedTuple):
    """A plain text and its bytes in the file."""

    text: str
    data: bytes
    encoding: str
    note: str | None = None
    """How the encoding was guessed, if it was guessed."""


class PlainTextReader:
    """Finds plain texts in a file, and nowhere else."""

    def __init__(self, file: RefiFile) -> None:
        self._members = file.members
        self._names = {posixpath.basename(name).casefold(): name for name in sorted(file.members, reverse=True)}

    def read(self, element: Element, *, place: str) -> PlainText | None:
        """Return the text of a source or note; None if it is not in the file.

        Raises ``UndecodableFileError``.
        """
        path = element.get("plainTextPath") or ""
        names = (_file_name(path).casefold(), f"{normalise_guid(element.get('guid'))}.txt")
        member = next((self._names[name] for name in names if name in self._names), None)
        content = element.find("PlainTextContent")
        if member is not None and (path or content is None):
            data = self._members[member]
            decoded = decode(data, place=place)
            return PlainText(decoded.text, data, decoded.encoding, decoded.note)
        if content is None:
            return None
        return PlainText(content.text or "", (content.text or "").encode(), "utf-8")


def read_texts(file: RefiFile, losses: LossCounter, *, place: str) -> SourceTexts:
    """Read every source that is or has a plain text; a missing text is a problem.

    A text is searched only in the file: by the last part of its path or the source's GUID, in any folder of the
    archive, with case ignored. The second of two sources with the same name is called ``name (2)``.
    """
    elements = list(_iterate_text_elements(file.root, losses))
    names = [source_name(one.element) for one in elements]
    distinct = DistinctNames(names)
    reader = PlainTextReader(file)
    texts = SourceTexts([], [], [])
    for (element, media), written in zip(((one.element, one.media) for one in elements), names, strict=True):
        doc_id = distinct.give(written)
        if doc_id != written:
            texts.notes.append(Note(place, f"has several sources called {written}; one of them is now {doc_id}."))
        plain, problem = None, _report_missing(element, doc_id)
        try:
            plain = reader.read(element, place=doc_id)
        except UndecodableFileError as error:
            problem = Problem(doc_id, error.what, _RESAVE)
        if plain is None:
            parts = {id(one): one for one in (element, *(part.element for part in media))}.values()
            losses.add("codings of sources that are missing", sum(1 for one in parts for _ in one.iter("Coding")))
            texts.problems.append(problem)
        else:
            texts.notes.extend([Note(doc_id, plain.note)] if plain.note else [])
            source = Source(doc_id, hash_bytes(plain.data), "qdpx", plain.encoding)
            has_bom = plain.data.startswith(_BYTE_ORDER_MARKS)
            texts.texts.append(SourceText(element, doc_id, plain.text, source, has_bom, tuple(media)))
            losses.add("layouts of rich text (the plain text is read)", int(element.get("richTextPath") is not None))
    return texts


def source_name(element: Element) -> str:
    """Return the name of a source, or that of its file, or its GUID."""
    path = element.get("plainTextPath") or element.get("richTextPath") or ""
    return element.get("name") or _file_name(path) or normalise_guid(element.get("guid")) or "unnamed"


def _iterate_text_elements(root: Element, losses: LossCounter) -> Iterator[TextElement]:
    """Yield the elements that have a text; a transcript that is also a source is yielded once."""
    sources = root.find("Sources")
    by_path: dict[str, TextElement] = {}
    for source in [] if sources is None else list(sources):
        if source.tag == "TextSource":
            text = TextElement(source)
            if path := source.get("plainTextPath"):
                by_path.setdefault(path, text)
            yield text
    for source in [] if sources is None else list(sources):
        if source.tag not in _MEDIA_SOURCES:
            continue
        what, lost, child = _MEDIA_SOURCES[source.tag]
        elements = source.findall(child)
        losses.add(lost if elements else f"{what} without a text")
        for element in elements:
            shared = by_path.get(element.get("plainTextPath") or "")
            if shared is not None:
                shared.media.append(MediaText(source, element))
                continue
            if not element.get("name"):
                element.set("name", source.get("name") or "")
            yield TextElement(element, [MediaText(source, element)])


def _report_missing(element: Element, doc_id: str) -> Problem:
    path = element.get("plainTextPath") or ""
    if not path:
        reason = "has no plain text, in which positions are counted."
        return Problem(doc_id, reason, "Export the project again with plain texts, not with rich texts or links alone.")
    if _OUTSIDE_PATH.match(path):
        reason = "lies outside of the file, on the computer that wrote it; such paths are never followed."
    else:
        reason = "is not in the file."
    return Problem(doc_id, reason, "Export the project again with its sources.")


def _file_name(path: str) -> str:
    return posixpath.basename(_SCHEME.sub("", path.replace("\\", "/")))
