"""Read ELAN transcripts: tiers are speakers, the times of annotations are cues."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from thememiner.config import Settings
from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.formats.timed_text import Tier, Utterance, document_from_tiers, note_tiers
from thememiner.errors import UnreadableFileError
from thememiner.intake import parse_xml, read_bounded
from thememiner.records import Source
from thememiner.storage import hash_bytes

_UNITS_PER_SECOND = {"milliseconds": 1000, "NTSC-frames": 30_000 / 1001, "PAL-frames": 25, "PAL-50-frames": 50}
_ID = re.compile(r"\S*\d\S*")
_LARGEST_TIME = 10**12  # a longer number is not a time
_UNTIMED = (None, None)

Times = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class _ElanTier:
    """A tier as the file has it."""

    name: str
    speaker: str
    parent: str | None
    values: Mapping[str, str]
    """The text of each annotation, by its id."""

    @property
    def has_speech(self) -> bool:
        """Whether it holds more than line numbers (``A_001``)."""
        return not all(_ID.fullmatch(value) for value in self.values.values() if value)


def read_elan(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read an ``.eaf`` file as one document; annotations are sorted by time.

    A tier without a parent is a speaker, named after its participant or, without one, after the tier. Tiers with a
    parent (translations, words, glosses) are left out and noted. If a tier without a parent holds only line numbers,
    its first child tier with text is read instead, with the times of the parent.

    Raises ``UnreadableFileError`` if it is not an ELAN file or has no text, ``UnsafeFileError``, and ``OSError``.
    """
    most = settings.corpus.max_unpacked_mb
    data = read_bounded(path, place=place, max_unpacked_mb=most)
    root = parse_xml(data, place=place, max_unpacked_mb=most)
    if root.tag != "ANNOTATION_DOCUMENT":
        raise UnreadableFileError("is XML, but not an ELAN file.", place=place, remedy="Export it from ELAN as .eaf.")
    tiers = [_parse_tier(element) for element in root.iter("TIER")]
    times = _annotation_times(root)
    spoken = [tier for tier in _spoken_tiers(tiers) if any(tier.values.values())]
    read = [Tier(tier.name, tuple(_utterances(tier, times))) for tier in spoken]
    document = document_from_tiers(
        read, source=Source(place, hash_bytes(data), "eaf", None), speakers=settings.speakers
    )
    left_out = [tier.name for tier in tiers if tier not in spoken and any(tier.values.values())]
    why = "they have a parent tier, or hold line numbers"
    return FileContents((document,), notes=tuple(note_tiers(read, left_out, place=place, why=why)))


def _parse_tier(tier: Element) -> _ElanTier:
    name = tier.get("TIER_ID", "")
    annotations = [element for element in tier.iter() if element.tag in {"ALIGNABLE_ANNOTATION", "REF_ANNOTATION"}]
    values = {
        element.get("ANNOTATION_ID", ""): (element.findtext("ANNOTATION_VALUE") or "").strip()
        for element in annotations
    }
    speaker = " ".join((tier.get("PARTICIPANT") or name).split())
    return _ElanTier(name, speaker, tier.get("PARENT_REF"), values)


def _spoken_tiers(tiers: Sequence[_ElanTier]) -> Iterator[_ElanTier]:
    """Yield each tier without a parent, or its first child with text if it has none."""
    names = {tier.name for tier in tiers}
    for top in tiers:
        if top.parent in names:
            continue
        children = [tier for tier in tiers if tier.parent == top.name and tier.has_speech]
        yield children[0] if children and not top.has_speech else top


def _utterances(tier: _ElanTier, times: Mapping[str, Times]) -> Iterator[Utterance]:
    for annotation, value in tier.values.items():
        yield Utterance(value, tier.speaker or None, *times.get(annotation, _UNTIMED))


def _annotation_times(root: Element) -> dict[str, Times]:
    """Return the start and end of each annotation in seconds; one that refers to another has the times of that one."""
    slots = _slot_times(root)
    times: dict[str, Times] = {}
    for element in root.iter("ALIGNABLE_ANNOTATION"):
        first, last = (slots.get(element.get(f"TIME_SLOT_REF{end}", ""), _UNTIMED) for end in (1, 2))
        start, end = first[0], last[1]
        times[element.get("ANNOTATION_ID", "")] = (start, end if start is None or end is None or end >= start else None)
    references = {e.get("ANNOTATION_ID", ""): e.get("ANNOTATION_REF", "") for e in root.iter("REF_ANNOTATION")}
    for annotation in references:
        chain, at = list[str](), annotation
        while at not in times and at in references and len(chain) < len(references):  # references may form a circle
            chain.append(at)
            at = references[at]
        times.update(dict.fromkeys(chain, times.get(at, _UNTIMED)))
    return times


def _slot_times(root: Element) -> dict[str, Times]:
    """Return the earliest and latest time of each slot; a slot without a time lies between its neighbours."""
    header = root.find("HEADER")
    time_units = header.get("TIME_UNITS", "") if header is not None else ""
    unit = _UNITS_PER_SECOND.get(time_units, _UNITS_PER_SECOND["milliseconds"])
    order = [(slot.get("TIME_SLOT_ID", ""), _number(slot.get("TIME_VALUE"))) for slot in root.iter("TIME_SLOT")]
    before = _fill_forward([value for _, value in order])
    behind = _fill_forward([value for _, value in reversed(order)])[::-1]
    return {
        slot: (None if start is None else start / unit, None if end is None else end / unit)
        for (slot, _), start, end in zip(order, before, behind, strict=True)
    }


def _fill_forward(values: Sequence[int | None]) -> list[int | None]:
    """Return the values, each missing one replaced by the one before it."""
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
