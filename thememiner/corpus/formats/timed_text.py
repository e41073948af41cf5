"""Make a document with turns and media times of captions, or of the tiers of a time-aligned transcript."""

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers import Span, TurnDetection, find_turns, role_of, trim_speech
from thememiner.errors import UnreadableFileError
from thememiner.phrasing import list_some
from thememiner.records import Cue, Document, Form, Note, Problem, Source, Turn

_TAG = re.compile(
    r"<(?:v(?P<voice>[.\s][^<>]*)|/v|/?(?:c|i|b|u|s|ruby|rt)(?:\.[^<>]*)?|/?(?:lang|font)(?:\s[^<>]*)?|\d+:[\d:.]+)>"
    r"|\{\\[^{}]*\}",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_MIN_REPEATED_SHARE = 1 / 3
"""Captions roll if at least this share of them repeats lines of the one before."""
_MAX_REPEATED_LINES = 4


@dataclass(frozen=True, slots=True)
class Caption:
    """Lines that are shown together, with tags, and when: seconds from the start of the recording."""

    lines: tuple[str, ...]
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Utterance:
    """Plain text in one voice, with its times in seconds if they are known."""

    text: str
    voice: str | None
    start: float | None
    end: float | None
    is_speech: bool = True
    """Whether it belongs to a turn, rather than to a title or a closing remark."""


def split_caption(caption: Caption, *, entities: bool) -> Iterator[Utterance]:
    """Yield the plain text of a caption, cut where another voice begins."""
    raw = "\n".join(caption.lines)
    unescape = _unescape if entities else str
    voice: str | None = None
    plain: list[str] = []
    at = 0
    for tag in _TAG.finditer(raw):
        plain.append(unescape(raw[at : tag.start()]))
        at = tag.end()
        if tag["voice"]:
            yield _utterance(plain, voice, caption)
            voice, plain = _voice_name(unescape(tag["voice"])), []
    yield _utterance([*plain, unescape(raw[at:])], voice, caption)


def _utterance(plain: Sequence[str], voice: str | None, caption: Caption) -> Utterance:
    lines = (line.strip() for line in "".join(plain).split("\n"))
    return Utterance("\n".join(line for line in lines if line), voice, caption.start, caption.end)


def _unescape(text: str) -> str:
    return _ENTITY.sub(_unescape_entity, text)


def _unescape_entity(entity: re.Match[str]) -> str:
    character = html.unescape(entity.group())
    return entity.group() if character in {"", "\ufffd"} else character  # an unknown entity stays as written


def _voice_name(annotation: str) -> str | None:
    """Return the name in a voice tag from the text after ``v``: classes, then white space, then the name."""
    if annotation.startswith("."):
        annotation = annotation.partition(" ")[2]
    return " ".join(annotation.split()) or None


def remove_repeats(utterances: Sequence[Utterance]) -> list[Utterance]:
    """Leave out repeated lines if the file has rolling captions, which show the previous line above a new one."""
    lines = [utterance.text.split("\n") for utterance in utterances if utterance.text]
    repeated = [_count_repeated(before, after) for before, after in pairwise(lines)]
    rolls = any(0 < count < len(after) for count, after in zip(repeated, lines[1:], strict=True))
    if not rolls or sum(count > 0 for count in repeated) < _MIN_REPEATED_SHARE * len(repeated):
        return list(utterances)
    with_text = [utterance for utterance in utterances if utterance.text]
    return [
        Utterance("\n".join(own[count:]), utterance.voice, utterance.start, utterance.end)
        for utterance, own, count in zip(with_text, lines, [0, *repeated], strict=True)
    ]


def _count_repeated(before: Sequence[str], after: Sequence[str]) -> int:
    """Count the lines at the end of one caption that the next one repeats at its beginning."""
    sizes = range(min(len(before), len(after), _MAX_REPEATED_LINES), 0, -1)
    return next((size for size in sizes if list(before[-size:]) == list(after[:size])), 0)


def document_from_captions(
    captions: Sequence[Caption], *, source: Source, speakers: SpeakerSettings, entities: bool
) -> Document:
    """Make a document of captions: their plain text, joined by line ends, with one cue per caption.

    ``entities`` says whether ``&amp;`` and the like stand for characters. Consecutive captions with one voice are one
    turn. Without voices, labels in the text say who speaks; they are removed, so that a turn may continue through
    several captions. Lines that a rolling caption repeats are left out.

    Raises ``UnreadableFileError`` if no caption has text.
    """
    utterances = [part for caption in captions for part in split_caption(caption, entities=entities)]
    document = document_from_utterances(remove_repeats(utterances), source=source, speakers=speakers)
    if document is None:
        raise UnreadableFileError("has no caption with text.", place=source.path, remedy="Export it again.")
    return document


def document_from_utterances(
    utterances: Iterable[Utterance], *, source: Source, speakers: SpeakerSettings
) -> Document | None:
    """Make a document of utterances in order, joined by line ends; None if none has text.

    Consecutive utterances with one voice are one turn, and each with a time is a cue. Without any voice, labels in the
    text say who speaks.
    """
    utterances = [utterance for utterance in utterances if utterance.text]
    form = Form.DIALOGUE
    if not any(utterance.voice for utterance in utterances):
        text = "\n".join(utterance.text for utterance in utterances)
        detection = find_turns(text, speakers=speakers, allow_bare=False)
        form, utterances = detection.form, _labels_to_voices(text, utterances, detection)
    if not utterances:
        return None
    pairs = zip(_spans(utterances), utterances, strict=True)
    cues = tuple(Cue(*span, timed.start, timed.end) for span, timed in pairs if timed.start is not None)
    text = "\n".join(utterance.text for utterance in utterances)
    return Document(source.path, text, form, tuple(_turns(utterances, speakers)), source, cues=cues)


def _spans(utterances: Sequence[Utterance]) -> Iterator[Span]:
    at = 0
    for utterance in utterances:
        yield at, at + len(utterance.text)
        at += len(utterance.text) + 1


def _turns(utterances: Sequence[Utterance], speakers: SpeakerSettings) -> Iterator[Turn]:
    pairs = zip(utterances, _spans(utterances), strict=True)
    for (is_speech, voice), group in groupby(pairs, key=lambda pair: (pair[0].is_speech, pair[0].voice)):
        spans = [span for _, span in group]
        if is_speech:
            yield Turn(spans[0][0], spans[-1][1], voice, role_of(voice, speakers), None)


def _labels_to_voices(text: str, utterances: Sequence[Utterance], detection: TurnDetection) -> list[Utterance]:
    """Cut each utterance at the labels found in the whole text, remove these, and use them as voices."""
    labels, parts = detection.labels, []
    for (start, end), utterance in zip(_spans(utterances), utterances, strict=True):
        inside = labels[bisect_left(labels, (start, 0)) : bisect_left(labels, (end, 0))]
        edges = [start, *(edge for label in inside for edge in label), end]
        for span in zip(edges[::2], edges[1::2], strict=True):
            first, last = trim_speech(text, *span)
            turn = _turn_at(detection, first, last)
            if first < last:
                voice = turn.speaker if turn else None
                is_speech = turn is not None
                parts.append(Utterance(text[first:last], voice, utterance.start, utterance.end, is_speech=is_speech))
    return parts


def _turn_at(detection: TurnDetection, first: int, last: int) -> Turn | None:
    turns = detection.turns
    index = bisect_right(turns, first, key=lambda turn: turn.end)
    return turns[index] if index < len(turns) and turns[index].start < last else None


def note_empty_captions(captions: Sequence[Caption], place: str) -> list[Note]:
    """Return a note with the number of captions without text, if there are any."""
    empty = sum(not any(line.strip() for line in caption.lines) for caption in captions)
    return [Note(place, f"cues without text, left out: {empty}.")] if empty else []


def to_time_problem(place: str, line: int) -> Problem:
    """Return the problem of a cue that is left out because its times cannot be read."""
    reason = "holds a cue whose times cannot be read; it is left out."
    return Problem(f"{place}:{line}", reason, "Correct the time line.")


@dataclass(frozen=True, slots=True)
class Tier:
    """The utterances of one tier of a file, in the order of the file; their voice is the speaker."""

    name: str
    utterances: tuple[Utterance, ...]


def document_from_tiers(tiers: Sequence[Tier], *, source: Source, speakers: SpeakerSettings) -> Document:
    """Make a document of tiers, sorted by time, with one cue per utterance.

    Of utterances that begin at the same time, that of the first tier comes first. If there is only one voice, labels in
    the text may say who speaks, as in a subtitle file.

    Raises ``UnreadableFileError`` if no tier has text.
    """
    utterances = [utterance for tier in tiers for utterance in tier.utterances]
    utterances.sort(key=lambda utterance: (utterance.start is None, utterance.start or 0.0))
    if len({utterance.voice for utterance in utterances if utterance.text}) == 1:
        unnamed = (replace(utterance, voice=None) for utterance in utterances)
        labelled = document_from_utterances(unnamed, source=source, speakers=speakers)
        if labelled is not None and labelled.form is Form.DIALOGUE:
            return labelled
    document = document_from_utterances(utterances, source=source, speakers=speakers)
    if document is None:
        what = "has no tier with text whose times are known."
        raise UnreadableFileError(what, place=source.path, remedy="Check it in the program that wrote it.")
    return document


def note_tiers(read: Sequence[Tier], left_out: Sequence[str], *, place: str, why: str) -> list[Note]:
    """Return notes that name the tiers that are read as speakers, and those that are left out, with the reason."""
    notes = [Note(place, f"tiers read, each as a speaker: {list_some(tier.name for tier in read)}.")]
    if left_out:
        notes.append(Note(place, f"tiers left out ({why}): {list_some(left_out)}."))
    return notes
