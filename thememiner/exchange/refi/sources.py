"""Where the texts of a project lie, and the sources that have one.

Selections of texts and what they were coded with.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

import numpy as np

from thememiner.errors import UndecodableFileError
from thememiner.exchange.refi.offsets import Counting, Ruler, Selected
from thememiner.exchange.refi.xml_files import RefiFile, Tally, plain_guid
from thememiner.intake import DistinctNames, decode
from thememiner.records import Note, Problem, Source
from thememiner.storage import hash_bytes

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_OUTSIDE = re.compile(r"^(?:absolute:|file:|/|\\|[A-Za-z]:[\\/])")
_SCHEME = re.compile(r"^[a-z]+://+", re.IGNORECASE)
_MEDIA = {
    "PictureSource": ("pictures", "TextDescription"),
    "PDFSource": ("pages of PDF sources, of which the text is read", "Representation"),
    "AudioSource": ("audio sources", "Transcript"),
    "VideoSource": ("video sources", "Transcript"),
}
_LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text of a project, with the element that says what was done with it."""

    element: Element
    doc_id: str
    text: str
    source: Source
    marked: bool
    """Whether a byte order mark stands before it."""


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts of a project, in the order of the file."""

    found: list[SourceText]
    problems: list[Problem]
    notes: list[Note]


class Shelved(NamedTuple):
    """A plain text and the bytes that it was."""

    text: str
    data: bytes
    encoding: str
    note: str | None = None
    """How its encoding was guessed, if it was."""


class Shelf:
    """Finds plain texts in a file, and nowhere else."""

    def __init__(self, file: RefiFile) -> None:
        self._members = file.members
        self._names = {posixpath.basename(name).casefold(): name for name in sorted(file.members, reverse=True)}

    def read(self, element: Element, *, place: str) -> Shelved | None:
        """Return the text of a source or note, None if it is not there.

        Raises ``UndecodableFileError``.
        """
        path = element.get("plainTextPath") or ""
        names = (_last(path).casefold(), f"{plain_guid(element.get('guid'))}.txt")
        member = next((self._names[name] for name in names if name in self._names), None)
        content = element.find("PlainTextContent")
        if member is not None and (path or content is None):
            data = self._members[member]
            decoded = decode(data, place=place)
            return Shelved(decoded.text, data, decoded.encoding, decoded.note)
        if content is None:
            return None
        return Shelved(content.text or "", (content.text or "").encode(), "utf-8")


def read_texts(file: RefiFile, tally: Tally, *, place: str) -> Texts:
    """Read every source that is or has a plain text; a missing one is a problem.

    A text is looked for in the file alone, by the last part of its path or the source's GUID, wherever in the archive
    and in whatever case its name is written. Of sources of one name the second is called ``name (2)``.
    """
    elements = list(_elements(file.root, tally))
    names = [name_of(element) for element in elements]
    distinct = DistinctNames(names)
    shelf = Shelf(file)
    texts = Texts([], [], [])
    for element, written in zip(elements, names, strict=True):
        doc_id = distinct.give(written)
        if doc_id != written:
            texts.notes.append(Note(place, f"has several sources called {written}; one of them is now {doc_id}."))
        try:
            found = shelf.read(element, place=doc_id)
        except UndecodableFileError as error:
            texts.problems.append(Problem(doc_id, error.what, error.remedy or ""))
            continue
        if found is None:
            tally.add("codings of sources that are missing", sum(1 for _ in element.iter("Coding")))
            texts.problems.append(_missing(element, doc_id))
        else:
            texts.notes.extend([Note(doc_id, found.note)] if found.note else [])
            source = Source(doc_id, hash_bytes(found.data), "qdpx", found.encoding)
            texts.found.append(SourceText(element, doc_id, found.text, source, found.data.startswith(_MARKS)))
            tally.add(
                "layouts of rich text, of which the plain text is read", int(element.get("richTextPath") is not None)
            )
    return texts


def name_of(element: Element) -> str:
    """Return what a source is called, else how its file is, else its GUID."""
    path = element.get("plainTextPath") or element.get("richTextPath") or ""
    return element.get("name") or _last(path) or plain_guid(element.get("guid")) or "unnamed"


def _elements(root: Element, tally: Tally) -> Iterator[Element]:
    """Yield the elements that have a text; a transcript that is a source of its own stands there once."""
    sources = root.find("Sources")
    own: set[str] = set()
    for source in [] if sources is None else list(sources):
        if source.tag == "TextSource":
            own.add(source.get("plainTextPath") or "")
            yield source
    for source in [] if sources is None else list(sources):
        if source.tag not in _MEDIA:
            continue
        what, child = _MEDIA[source.tag]
        tally.add(what)
        for element in source.findall(child):
            if element.get("plainTextPath") in own:
                continue
            if not element.get("name"):
                element.set("name", source.get("name") or "")
            yield element


def _missing(element: Element, doc_id: str) -> Problem:
    path = element.get("plainTextPath") or ""
    if not path:
        reason = "has no plain text, and positions are counted in that."
    elif _OUTSIDE.match(path):
        reason = "lies outside of the file, at a place on the computer that wrote it, which is never followed."
    else:
        reason = "is not in the file."
    return Problem(doc_id, reason, "Export the project again with its sources.")


def _last(path: str) -> str:
    return posixpath.basename(_SCHEME.sub("", path.replace("\\", "/")))


@dataclass(frozen=True, slots=True)
class Selection:
    """A range of code points that somebody marked."""

    element: Element
    """``PlainTextSelection``, or the source's own where it is coded as a whole."""
    doc_id: str
    start: int
    end: int


def selected(text: SourceText) -> Selected:
    """Return the selections of a text as they are written."""
    elements = text.element.findall("PlainTextSelection")
    places = np.array([_place(element) for element in elements], dtype=np.int64).reshape(-1, 2)
    return Selected(
        text.text, text.marked, places[:, 0], places[:, 1], [element.get("name") or "" for element in elements]
    )


def read_selections(text: SourceText, counting: Counting, tally: Tally) -> list[Selection]:
    """Return the selections of a text that have some of it, in the order of the file; a whole text is one too."""
    given = selected(text)
    ruler = Ruler(text.text, counting, marked=text.marked)
    tally.add("selections cut off at the end of their text", ruler.outside(given.starts, given.ends))
    starts, ends = ruler.ranges(given.starts, given.ends)
    elements = text.element.findall("PlainTextSelection")
    places = zip(elements, starts.tolist(), ends.tolist(), strict=True)
    all_of_them = [Selection(element, text.doc_id, start, end) for element, start, end in places]
    if text.element.find("Coding") is not None:
        all_of_them.append(Selection(text.element, text.doc_id, 0, len(text.text)))
    found = [selection for selection in all_of_them if selection.start < selection.end]
    tally.add("selections without any text", len(all_of_them) - len(found))
    tally.add("selections by time in a transcript", len(text.element.findall("TranscriptSelection")))
    return found


def count_uncarried(root: Element, tally: Tally) -> None:
    """Count selections of pictures, pages and media, but for those that are selections of text as well."""
    carried = {element.get("guid") for element in root.iter("PlainTextSelection")}
    for tag in ("PictureSelection", "PDFSelection", "AudioSelection", "VideoSelection"):
        others = [element for element in root.iter(tag) if element.get("guid") not in carried]
        tally.add("selections of pictures, pages, sound or film", len(others))


def _place(element: Element) -> tuple[int, int]:
    """Return what is written, or a place without text if that are no numbers."""
    try:
        start, end = (int(element.get(name, "")) for name in ("startPosition", "endPosition"))
    except ValueError:
        return 0, -1
    return max(-_LARGEST, min(start, _LARGEST)), max(-_LARGEST, min(end, _LARGEST))
