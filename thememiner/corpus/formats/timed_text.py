"""Captions of a subtitle file become one document: plain text, turns and media times.

What a caption says, in plain text: without tags, without repeats, cut where another voice begins.
Tiers of a time-aligned transcript become one document: each a speaker, what is said in the order of its times.
"""

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers import Span, Talk, find_turns, role_of, trim
from thememiner.errors import UnreadableFileError
from thememiner.intake import first_few
from thememiner.records import Cue, Document, Form, Note, Problem, Source, Turn

_TAG = re.compile(
    r"<(?:v(?P<voice>[.\s][^<>]*)|/v|/?(?:c|i|b|u|s|ruby|rt)(?:\.[^<>]*)?|/?(?:lang|font)(?:\s[^<>]*)?|\d+:[\d:.]+)>"
    r"|\{\\[^{}]*\}",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_ROLLING = 1 / 3
_ROLLING_LINES = 4


@dataclass(frozen=True, slots=True)
class Caption:
    """Lines that are shown together, with tags, and when: seconds from the start of the recording."""

    lines: tuple[str, ...]
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Plain text of one caption in one voice, and when, if that is known."""

    text: str
    voice: str | None
    start: float | None
    end: float | None
    said: bool = True
    """Somebody's turn, not a title or a closing remark."""


def pieces_of(caption: Caption, *, entities: bool) -> Iterator[Piece]:
    """Yield the caption's plain text, cut where another voice begins."""
    raw = "\n".join(caption.lines)
    characters = _characters if entities else str
    voice: str | None = None
    plain: list[str] = []
    at = 0
    for tag in _TAG.finditer(raw):
        plain.append(characters(raw[at : tag.start()]))
        at = tag.end()
        if tag["voice"]:
            yield _piece(plain, voice, caption)
            voice, plain = _voice(characters(tag["voice"])), []
    yield _piece([*plain, characters(raw[at:])], voice, caption)


def _piece(plain: Sequence[str], voice: str | None, caption: Caption) -> Piece:
    lines = (line.strip() for line in "".join(plain).split("\n"))
    return Piece("\n".join(line for line in lines if line), voice, caption.start, caption.end)


def _characters(text: str) -> str:
    return _ENTITY.sub(_character, text)


def _character(entity: re.Match[str]) -> str:
    found = html.unescape(entity.group())
    return entity.group() if found in {"", "\ufffd"} else found  # what stands for no character stays as it is written


def _voice(annotation: str) -> str | None:
    """Return the name in what follows ``v`` in a voice tag: classes, then white space, then the name."""
    if annotation.startswith("."):
        annotation = annotation.partition(" ")[2]
    return " ".join(annotation.split()) or None


def without_repeats(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out repeated lines, if the file has rolling captions: those show the line before again over a new one."""
    lines = [piece.text.split("\n") for piece in pieces if piece.text]
    shared = [_overlap(before, after) for before, after in pairwise(lines)]
    rolls = any(0 < count < len(after) for count, after in zip(shared, lines[1:], strict=True))
    if not rolls or sum(count > 0 for count in shared) < _ROLLING * len(shared):
        return list(pieces)
    filled = [piece for piece in pieces if piece.text]
    return [
        Piece("\n".join(own[count:]), piece.voice, piece.start, piece.end)
        for piece, own, count in zip(filled, lines, [0, *shared], strict=True)
    ]


def _overlap(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many lines at the end of one caption stand again at the beginning of the next."""
    sizes = range(min(len(before), len(after), _ROLLING_LINES), 0, -1)
    return next((size for size in sizes if list(before[-size:]) == list(after[:size])), 0)


def document_of(captions: Sequence[Caption], *, source: Source, speakers: SpeakerSettings, entities: bool) -> Document:
    """Make a document of captions: their plain text, joined by line ends, with a cue each.

    ``entities`` says whether ``&amp;`` and the like stand for characters. Captions in a row with one voice are one
    turn. Without voices, labels in the text say who speaks and are taken out, so that a turn may go on through
    captions. Lines that a rolling caption repeats from the one before are left out.

    Raises ``UnreadableFileError`` if no caption has text.
    """
    shown = [piece for caption in captions for piece in pieces_of(caption, entities=entities)]
    document = document_of_pieces(without_repeats(shown), source=source, speakers=speakers)
    if document is None:
        raise UnreadableFileError("has no caption with text.", place=source.path, remedy="Export it again.")
    return document


def document_of_pieces(pieces: Iterable[Piece], *, source: Source, speakers: SpeakerSettings) -> Document | None:
    """Make a document of pieces of talk in their order, joined by line ends; None if none has text.

    Pieces in a row with one voice are one turn, and each with a time is a cue. Without any voice, labels in the
    text say who speaks.
    """
    pieces = [piece for piece in pieces if piece.text]
    form = Form.DIALOGUE
    if not any(piece.voice for piece in pieces):
        text = "\n".join(piece.text for piece in pieces)
        talk = find_turns(text, speakers=speakers, filling=False)
        form, pieces = talk.form, _with_labels_as_voices(text, pieces, talk)
    if not pieces:
        return None
    placed = zip(_spans(pieces), pieces, strict=True)
    cues = tuple(Cue(*span, piece.start, piece.end) for span, piece in placed if piece.start is not None)
    text = "\n".join(piece.text for piece in pieces)
    return Document(source.path, text, form, tuple(_turns(pieces, speakers)), source, cues=cues)


def _spans(pieces: Sequence[Piece]) -> Iterator[Span]:
    at = 0
    for piece in pieces:
        yield at, at + len(piece.text)
        at += len(piece.text) + 1


def _turns(pieces: Sequence[Piece], speakers: SpeakerSettings) -> Iterator[Turn]:
    placed = zip(pieces, _spans(pieces), strict=True)
    for (said, voice), group in groupby(placed, key=lambda pair: (pair[0].said, pair[0].voice)):
        spans = [span for _, span in group]
        if said:
            yield Turn(spans[0][0], spans[-1][1], voice, role_of(voice, speakers), None)


def _with_labels_as_voices(text: str, pieces: Sequence[Piece], talk: Talk) -> list[Piece]:
    """Cut each piece at the labels found in all the text, leave them out, and name the voice of what is left."""
    found = []
    for (start, end), piece in zip(_spans(pieces), pieces, strict=True):
        inside = talk.labels[bisect_left(talk.labels, (start, 0)) : bisect_left(talk.labels, (end, 0))]
        edges = [start, *(edge for label in inside for edge in label), end]
        for span in zip(edges[::2], edges[1::2], strict=True):
            first, last = trim(text, *span)
            turn = _turn_at(talk, first, last)
            if first < last:
                voice = turn.speaker if turn else None
                found.append(Piece(text[first:last], voice, piece.start, piece.end, said=turn is not None))
    return found


def _turn_at(talk: Talk, first: int, last: int) -> Turn | None:
    index = bisect_right(talk.turns, first, key=lambda turn: turn.end)
    return talk.turns[index] if index < len(talk.turns) and talk.turns[index].start < last else None


def note_empty(captions: Sequence[Caption], place: str) -> list[Note]:
    """Return a note that says how many captions have no text, if any."""
    empty = sum(not any(line.strip() for line in caption.lines) for caption in captions)
    return [Note(place, f"cues without text, left out: {empty}.")] if empty else []


def unreadable_times(place: str, line: int) -> Problem:
    """Return the problem of a cue that is left out because its time line cannot be read."""
    return Problem(
        f"{place}:{line}", "holds a cue whose times cannot be read; it is left out.", "Correct the time line."
    )


@dataclass(frozen=True, slots=True)
class Tier:
    """What one tier of a file holds, in the order of the file; the voice of its pieces is the speaker."""

    name: str
    pieces: tuple[Piece, ...]


def document_of_tiers(tiers: Sequence[Tier], *, source: Source, speakers: SpeakerSettings) -> Document:
    """Make a document of tiers, with a cue a piece; of pieces that begin at once, that of the first tier is first.

    If there is one voice only, labels in the text may say who speaks, as in a subtitle file.

    Raises ``UnreadableFileError`` if no tier has text.
    """
    pieces = [piece for tier in tiers for piece in tier.pieces]
    pieces.sort(key=lambda piece: (piece.start is None, piece.start or 0.0))
    if len({piece.voice for piece in pieces if piece.text}) == 1:
        unnamed = (replace(piece, voice=None) for piece in pieces)
        labelled = document_of_pieces(unnamed, source=source, speakers=speakers)
        if labelled is not None and labelled.form is Form.DIALOGUE:
            return labelled
    document = document_of_pieces(pieces, source=source, speakers=speakers)
    if document is None:
        what = "has no tier with text whose times are known."
        raise UnreadableFileError(what, place=source.path, remedy="Look at it in the program that wrote it.")
    return document


def note_tiers(read: Sequence[Tier], left_out: Sequence[str], *, place: str, why: str) -> list[Note]:
    """Return notes that say which tiers are taken for a speaker each, and which are left out for what reason."""
    found = [Note(place, f"tiers read, each as a speaker: {first_few(tier.name for tier in read)}.")]
    if left_out:
        found.append(Note(place, f"tiers left out ({why}): {first_few(left_out)}."))
    return found
