"""Selections of texts and what they were coded with."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

import numpy as np

from thememiner.exchange.refi.detection import Selected
from thememiner.exchange.refi.positions import Counting, Ruler
from thememiner.exchange.refi.tally import Tally
from thememiner.exchange.refi.texts import SourceText

_LARGEST = 2**62


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
