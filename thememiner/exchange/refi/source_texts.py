"""Sources of a REFI-QDA project: their plain texts and the selections in them."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

import numpy as np

from thememiner.errors import UndecodableFileError
from thememiner.exchange.refi.offsets import OffsetConvention, OffsetConverter, SourceSelections
from thememiner.exchange.refi.xml_files import LossCounter, RefiFile, normalise_guid
from thememiner.intake import DistinctNames, decode
from thememiner.records import Note, Problem, Source
from thememiner.storage import hash_bytes

_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_OUTSIDE_PATH = re.compile(r"^(?:absolute:|file:|/|\\|[A-Za-z]:[\\/])")
_SCHEME = re.compile(r"^[a-z]+://+", re.IGNORECASE)
_MEDIA_SOURCES = {
    "PictureSource": ("pictures", "TextDescription"),
    "PDFSource": ("pages of PDF sources (their text is read)", "Representation"),
    "AudioSource": ("audio sources", "Transcript"),
    "VideoSource": ("video sources", "Transcript"),
}
_MAX_OFFSET = 2**62


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text of a project, and the element that holds its selections."""

    element: Element
    doc_id: str
    text: str
    source: Source
    has_bom: bool
    """Whether the file begins with a byte order mark."""


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
    names = [source_name(element) for element in elements]
    distinct = DistinctNames(names)
    reader = PlainTextReader(file)
    texts = SourceTexts([], [], [])
    for element, written in zip(elements, names, strict=True):
        doc_id = distinct.give(written)
        if doc_id != written:
            texts.notes.append(Note(place, f"has several sources called {written}; one of them is now {doc_id}."))
        try:
            plain = reader.read(element, place=doc_id)
        except UndecodableFileError as error:
            texts.problems.append(Problem(doc_id, error.what, error.remedy or ""))
            continue
        if plain is None:
            losses.add("codings of sources that are missing", sum(1 for _ in element.iter("Coding")))
            texts.problems.append(_report_missing(element, doc_id))
        else:
            texts.notes.extend([Note(doc_id, plain.note)] if plain.note else [])
            source = Source(doc_id, hash_bytes(plain.data), "qdpx", plain.encoding)
            has_bom = plain.data.startswith(_BYTE_ORDER_MARKS)
            texts.texts.append(SourceText(element, doc_id, plain.text, source, has_bom))
            losses.add("layouts of rich text (the plain text is read)", int(element.get("richTextPath") is not None))
    return texts


def source_name(element: Element) -> str:
    """Return the name of a source, or that of its file, or its GUID."""
    path = element.get("plainTextPath") or element.get("richTextPath") or ""
    return element.get("name") or _file_name(path) or normalise_guid(element.get("guid")) or "unnamed"


def _iterate_text_elements(root: Element, losses: LossCounter) -> Iterator[Element]:
    """Yield the elements that have a text; a transcript that is also a source is yielded once."""
    sources = root.find("Sources")
    paths: set[str] = set()
    for source in [] if sources is None else list(sources):
        if source.tag == "TextSource":
            paths.add(source.get("plainTextPath") or "")
            yield source
    for source in [] if sources is None else list(sources):
        if source.tag not in _MEDIA_SOURCES:
            continue
        what, child = _MEDIA_SOURCES[source.tag]
        losses.add(what)
        for element in source.findall(child):
            if element.get("plainTextPath") in paths:
                continue
            if not element.get("name"):
                element.set("name", source.get("name") or "")
            yield element


def _report_missing(element: Element, doc_id: str) -> Problem:
    path = element.get("plainTextPath") or ""
    if not path:
        reason = "has no plain text, in which positions are counted."
    elif _OUTSIDE_PATH.match(path):
        reason = "lies outside of the file, on the computer that wrote it; such paths are never followed."
    else:
        reason = "is not in the file."
    return Problem(doc_id, reason, "Export the project again with its sources.")


def _file_name(path: str) -> str:
    return posixpath.basename(_SCHEME.sub("", path.replace("\\", "/")))


@dataclass(frozen=True, slots=True)
class Selection:
    """A range of code points that was selected by a coder."""

    element: Element
    """``PlainTextSelection``, or the element of the source if it is coded as a whole."""
    doc_id: str
    start: int
    end: int


def list_selections(text: SourceText) -> SourceSelections:
    """Return the selections of a text as the file states them."""
    elements = text.element.findall("PlainTextSelection")
    places = np.array([_read_offsets(element) for element in elements], dtype=np.int64).reshape(-1, 2)
    return SourceSelections(
        text.text, text.has_bom, places[:, 0], places[:, 1], [element.get("name") or "" for element in elements]
    )


def read_selections(text: SourceText, convention: OffsetConvention, losses: LossCounter) -> list[Selection]:
    """Return the selections of a text that are not empty, in the order of the file, and its coding as a whole."""
    stated = list_selections(text)
    converter = OffsetConverter(text.text, convention, has_bom=text.has_bom)
    outside = converter.count_outside(stated.starts, stated.ends)
    losses.add("selections cut off at the end of their text", outside)
    starts, ends = converter.to_code_points(stated.starts, stated.ends)
    elements = text.element.findall("PlainTextSelection")
    places = zip(elements, starts.tolist(), ends.tolist(), strict=True)
    selections = [Selection(element, text.doc_id, start, end) for element, start, end in places]
    if text.element.find("Coding") is not None:
        selections.append(Selection(text.element, text.doc_id, 0, len(text.text)))
    filled = [selection for selection in selections if selection.start < selection.end]
    losses.add("selections without any text", len(selections) - len(filled))
    losses.add("selections by time in a transcript", len(text.element.findall("TranscriptSelection")))
    return filled


def count_other_selections(root: Element, losses: LossCounter) -> None:
    """Count selections of pictures, pages and media as losses, unless they are also selections of text."""
    of_text = {element.get("guid") for element in root.iter("PlainTextSelection")}
    for tag in ("PictureSelection", "PDFSelection", "AudioSelection", "VideoSelection"):
        others = [element for element in root.iter(tag) if element.get("guid") not in of_text]
        losses.add("selections of pictures, pages, sound or film", len(others))


def _read_offsets(element: Element) -> tuple[int, int]:
    """Return start and end as written; an empty range if they are not numbers."""
    try:
        start, end = (int(element.get(name, "")) for name in ("startPosition", "endPosition"))
    except ValueError:
        return 0, -1
    return max(-_MAX_OFFSET, min(start, _MAX_OFFSET)), max(-_MAX_OFFSET, min(end, _MAX_OFFSET))
