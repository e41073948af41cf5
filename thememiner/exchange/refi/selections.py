"""Selections in the texts of a REFI-QDA project, by position, by times of a transcript, or by words of a PDF."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

import numpy as np

from thememiner.errors import UndecodableFileError
from thememiner.exchange.quote_search import SearchedText, is_long_quote
from thememiner.exchange.refi.offset_detection import SourceSelections
from thememiner.exchange.refi.offsets import OffsetConvention, OffsetConverter
from thememiner.exchange.refi.source_texts import MediaText, PlainTextReader, SourceText
from thememiner.exchange.refi.xml_files import LossCounter, normalise_guid
from thememiner.phrasing import format_count, inflect

_MAX_OFFSET = 2**62
_TIMED_SELECTIONS = ("AudioSelection", "VideoSelection")
_OTHER_SELECTIONS = ("PictureSelection", "PDFSelection", *_TIMED_SELECTIONS)
_BY_TIME = "by synchronisation points of a transcript"
_BY_WORDS = "by words in the text of a PDF"


@dataclass(frozen=True, slots=True)
class Selection:
    """A range of code points that was selected by a coder."""

    element: Element
    """The selection, or the element of the source if it is coded as a whole."""
    doc_id: str
    start: int
    end: int
    is_whole: bool = False
    """Whether the element is that of the source."""


@dataclass(slots=True)
class ReadSelections:
    """The selections of all texts that are not empty, in the order of the file."""

    selections: list[Selection] = field(default_factory=list)
    located: Counter[str] = field(default_factory=Counter)
    """Selections that state no position in a text, by how they were located."""

    def describe(self) -> Iterator[str]:
        """Yield a sentence for each way in which selections without a position were located."""
        for how, count in sorted(self.located.items()):
            selections = format_count(count, "selection")
            yield f"{selections} without a position {inflect(count, 'was', 'were')} located {how}."


class _StatedRange(NamedTuple):
    """A selection with its positions as the file states them."""

    element: Element
    start: int
    end: int
    is_timed: bool = False
    """Whether its ends are synchronisation points, which stand before or after a line end."""


def list_selections(text: SourceText) -> SourceSelections:
    """Return the selections of a text as the file states them."""
    stated = list(_iterate_stated(text))
    places = np.array([(one.start, one.end) for one in stated], dtype=np.int64).reshape(-1, 2)
    names = [one.element.get("name") or "" for one in stated]
    return SourceSelections(text.text, text.has_bom, places[:, 0], places[:, 1], names)


def read_selections(
    texts: Sequence[SourceText], convention: OffsetConvention, reader: PlainTextReader, losses: LossCounter
) -> ReadSelections:
    """Return the selections of all texts, and codings of texts as a whole; count those without a place in a text.

    A selection between two synchronisation points, or between their times, is the text between them. A selection of a
    page is located if its words stand once in the text of the PDF.
    """
    read = ReadSelections()
    of_text = {element.get("guid") for text in texts for element in text.element.iter("PlainTextSelection")}
    for text in texts:
        selections = _read_stated(text, convention, read, losses)
        selections += _locate_words(text, reader, of_text, read)
        wholes = {id(one): one for one in (text.element, *(media.source for media in text.media))}.values()
        coded = (one for one in wholes if one.find("Coding") is not None)
        selections += (Selection(one, text.doc_id, 0, len(text.text), is_whole=True) for one in coded)
        filled = [selection for selection in selections if selection.start < selection.end]
        losses.add("selections without any text", len(selections) - len(filled))
        timed = sum(len(media.element.findall("TranscriptSelection")) for media in text.media)
        placed = sum(selection.element.tag == "TranscriptSelection" for selection in selections)
        losses.add("selections by time in a transcript whose points are missing", timed - placed)
        read.selections += filled
    return read


def count_other_selections(root: Element, read: ReadSelections, losses: LossCounter) -> None:
    """Count selections and codings of pictures, pages and media that have no place in a text."""
    placed = {id(selection.element) for selection in read.selections}
    of_text = {element.get("guid") for element in root.iter("PlainTextSelection")}
    for tag in _OTHER_SELECTIONS:
        others = (one for one in root.iter(tag) if id(one) not in placed and one.get("guid") not in of_text)
        losses.add("selections of pictures, pages, sound or film", sum(1 for _ in others))
    media = (one for one in root.findall("Sources/*") if one.tag != "TextSource" and id(one) not in placed)
    losses.add("codings of whole pictures, PDFs, sound or film", sum(len(one.findall("Coding")) for one in media))


def _read_stated(
    text: SourceText, convention: OffsetConvention, read: ReadSelections, losses: LossCounter
) -> list[Selection]:
    stated, places = list(_iterate_stated(text)), list_selections(text)
    converter = OffsetConverter(text.text, convention, has_bom=text.has_bom)
    outside = converter.count_outside(places.starts, places.ends)
    losses.add("selections cut off at the end of their text", outside)
    starts, ends = converter.to_code_points(places.starts, places.ends)
    selections = []
    for one, *place in zip(stated, starts.tolist(), ends.tolist(), strict=True):
        start, end = _strip_range(text.text, *place) if one.is_timed else place
        read.located.update([_BY_TIME] * one.is_timed)
        selections.append(Selection(one.element, text.doc_id, start, end))
    return selections


def _iterate_stated(text: SourceText) -> Iterator[_StatedRange]:
    """Yield the selections of a text by position, then those by the synchronisation points of its transcript."""
    for element in text.element.findall("PlainTextSelection"):
        offsets = _read_whole_number(element, "startPosition"), _read_whole_number(element, "endPosition")
        start, end = (0, -1) if None in offsets else offsets
        yield _StatedRange(element, start or 0, end or 0)
    for media in text.media:
        by_guid = {normalise_guid(one.get("guid")): one for one in media.element.findall("SyncPoint")}
        for element in media.element.findall("TranscriptSelection"):
            points = (by_guid.get(normalise_guid(element.get(name))) for name in ("fromSyncPoint", "toSyncPoint"))
            yield from _make_timed(element, *points)
        for element in (one for tag in _TIMED_SELECTIONS for one in media.source.findall(tag)):
            if _find_transcript(media.source, element) is media.element:
                yield from _make_timed(element, *_find_points(media.element, element))


def _make_timed(element: Element, first: Element | None, last: Element | None) -> Iterator[_StatedRange]:
    ends = [None if point is None else _read_whole_number(point, "position") for point in (first, last)]
    if ends[0] is not None and ends[1] is not None:
        yield _StatedRange(element, ends[0], ends[1], is_timed=True)


def _find_transcript(source: Element, selection: Element) -> Element | None:
    """Return the first transcript of a recording that has a point at the begin and at the end of a selection."""
    transcripts = source.findall("Transcript")
    return next((one for one in transcripts if None not in _find_points(one, selection)), None)


def _find_points(transcript: Element, selection: Element) -> tuple[Element | None, Element | None]:
    points = {_read_whole_number(one, "timeStamp"): one for one in transcript.findall("SyncPoint")}
    begin, end = (_read_whole_number(selection, name) for name in ("begin", "end"))
    return (None if begin is None else points.get(begin)), (None if end is None else points.get(end))


def _strip_range(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range without the white space at its ends; an empty one if it has nothing else."""
    quote = text[start:end]
    return start + len(quote) - len(quote.lstrip()), start + len(quote.rstrip())


def _locate_words(
    text: SourceText, reader: PlainTextReader, of_text: set[str | None], read: ReadSelections
) -> Iterator[Selection]:
    """Yield the selections of a PDF whose words stand once in its text; others with the same GUID are not repeated."""
    searched = SearchedText(text.text)
    for media in text.media:
        for element in media.source.findall("PDFSelection"):
            words = _read_words(element, media, reader) if element.get("guid") not in of_text else ""
            places = searched.find(words) if words else []
            if len(places) == 1:
                read.located[_BY_WORDS] += 1
                yield Selection(element, text.doc_id, *places[0])


def _read_words(selection: Element, media: MediaText, reader: PlainTextReader) -> str:
    """Return the words that a selection covers: its own text, or else its name if that is long enough to be a quote."""
    representation = selection.find("Representation")
    try:
        plain = None if representation is None else reader.read(representation, place=media.source.get("name") or "")
    except UndecodableFileError:
        plain = None
    name = selection.get("name") or ""
    return plain.text if plain and plain.text.strip() else name if is_long_quote(name) else ""


def _read_whole_number(element: Element, name: str) -> int | None:
    """Return an attribute as a number that a position can be; None if it is none."""
    try:
        return max(-_MAX_OFFSET, min(int(element.get(name, "")), _MAX_OFFSET))
    except ValueError:
        return None
