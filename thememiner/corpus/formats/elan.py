"""ELAN transcripts: tiers are speakers, the times of annotations are cues."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from thememiner.config import Settings
from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.formats.timed_text import Piece, Tier, document_of_tiers, note_tiers
from thememiner.errors import UnreadableFileError
from thememiner.intake import parse_xml, read_bounded
from thememiner.records import Source
from thememiner.storage import hash_bytes

_A_SECOND = {"milliseconds": 1000, "NTSC-frames": 30_000 / 1001, "PAL-frames": 25, "PAL-50-frames": 50}
_ID = re.compile(r"\S*\d\S*")
_LARGEST_TIME = 10**12  # a number of more digits is no time
_UNTIMED = (None, None)

Times = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class _Annotations:
    """A tier as it stands in the file."""

    name: str
    speaker: str
    parent: str | None
    values: Mapping[str, str]
    """What each annotation says, by its id."""

    @property
    def has_talk(self) -> bool:
        """Whether it holds more than numbers of its lines (``A_001``)."""
        return not all(_ID.fullmatch(value) for value in self.values.values() if value)


def read_elan(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read an ``.eaf`` file as one document; annotations are sorted by time.

    A tier that stands by itself is a speaker, called as its participant or else as the tier. Tiers that hang on
    others (translations, words, glosses) are left out and noted; but where one holds only numbers of lines, the first
    tier with text that hangs on it takes its place, with its times.

    Raises ``UnreadableFileError`` if it is no ELAN file or has no text, ``UnsafeFileError``, and ``OSError``.
    """
    most = settings.corpus.max_unpacked_mb
    data = read_bounded(path, place=place, max_unpacked_mb=most)
    root = parse_xml(data, place=place, max_unpacked_mb=most)
    if root.tag != "ANNOTATION_DOCUMENT":
        raise UnreadableFileError("is XML, but no ELAN file.", place=place, remedy="Export it from ELAN as .eaf.")
    tiers = [_annotations(element) for element in root.iter("TIER")]
    times = _times(root)
    spoken = [tier for tier in _spoken(tiers) if any(tier.values.values())]
    read = [Tier(tier.name, tuple(_pieces(tier, times))) for tier in spoken]
    document = document_of_tiers(read, source=Source(place, hash_bytes(data), "eaf", None), speakers=settings.speakers)
    left_out = [tier.name for tier in tiers if tier not in spoken and any(tier.values.values())]
    why = "they hang on others, or hold numbers of lines"
    return FileContents((document,), notes=tuple(note_tiers(read, left_out, place=place, why=why)))


def _annotations(tier: Element) -> _Annotations:
    name = tier.get("TIER_ID", "")
    found = [element for element in tier.iter() if element.tag in {"ALIGNABLE_ANNOTATION", "REF_ANNOTATION"}]
    values = {
        element.get("ANNOTATION_ID", ""): (element.findtext("ANNOTATION_VALUE") or "").strip() for element in found
    }
    speaker = " ".join((tier.get("PARTICIPANT") or name).split())
    return _Annotations(name, speaker, tier.get("PARENT_REF"), values)


def _spoken(tiers: Sequence[_Annotations]) -> Iterator[_Annotations]:
    """Yield what was said: each tier that stands by itself, or the first with text that hangs on it if it has none."""
    names = {tier.name for tier in tiers}
    for top in tiers:
        if top.parent in names:
            continue
        below = [tier for tier in tiers if tier.parent == top.name and tier.has_talk]
        yield below[0] if below and not top.has_talk else top


def _pieces(tier: _Annotations, times: Mapping[str, Times]) -> Iterator[Piece]:
    for annotation, value in tier.values.items():
        yield Piece(value, tier.speaker or None, *times.get(annotation, _UNTIMED))


def _times(root: Element) -> dict[str, Times]:
    """Return when each annotation begins and ends, in seconds; one that refers to another has the times of that."""
    slots = _slots(root)
    times: dict[str, Times] = {}
    for element in root.iter("ALIGNABLE_ANNOTATION"):
        first, last = (slots.get(element.get(f"TIME_SLOT_REF{end}", ""), _UNTIMED) for end in (1, 2))
        start, end = first[0], last[1]
        times[element.get("ANNOTATION_ID", "")] = (start, end if start is None or end is None or end >= start else None)
    meant = {e.get("ANNOTATION_ID", ""): e.get("ANNOTATION_REF", "") for e in root.iter("REF_ANNOTATION")}
    for annotation in meant:
        chain, at = list[str](), annotation
        while at not in times and at in meant and len(chain) < len(meant):  # a reference may lead in a circle
            chain.append(at)
            at = meant[at]
        times.update(dict.fromkeys(chain, times.get(at, _UNTIMED)))
    return times


def _slots(root: Element) -> dict[str, Times]:
    """Return the time of each slot; one without time lies between those beside it, which stand for it."""
    header = root.find("HEADER")
    unit = _A_SECOND.get(header.get("TIME_UNITS", "") if header is not None else "", _A_SECOND["milliseconds"])
    order = [(slot.get("TIME_SLOT_ID", ""), _number(slot.get("TIME_VALUE"))) for slot in root.iter("TIME_SLOT")]
    before = _filled([value for _, value in order])
    behind = _filled([value for _, value in reversed(order)])[::-1]
    return {
        slot: (None if start is None else start / unit, None if end is None else end / unit)
        for (slot, _), start, end in zip(order, before, behind, strict=True)
    }


def _filled(values: Sequence[int | None]) -> list[int | None]:
    """Return the values, each missing one as the one before it."""
    filled: list[int | None] = []
    for value in values:
        filled.append(filled[-1] if value is None and filled else value)
    return filled


def _number(value: str | None) -> int | None:
    try:
        number = int(value or "")
    except ValueError:
        return None
    return number if 0 <= number < _LARGEST_TIME else None
