"""Captions of a subtitle file become one document: plain text, turns and media times."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers import role_of
from thememiner.corpus.turns import Talk, find_turns
from thememiner.errors import UnreadableFileError
from thememiner.records import Cue, Document, Form, Source, Turn

_TAG = re.compile(r"<(/?)(?:(v)\b|(?:c|i|b|u|s|ruby|rt|lang|font)\b|\d[\d:.]*)([^<>]*)>|\{\\[^{}]*\}", re.IGNORECASE)
_ROLLING = 1 / 3


@dataclass(frozen=True, slots=True)
class Caption:
    """Lines that are shown together, with tags, and when: seconds from the start of the recording."""

    lines: tuple[str, ...]
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class _Piece:
    """Plain text of one caption in one voice."""

    text: str
    voice: str | None
    start: float
    end: float


def document_of(captions: Sequence[Caption], *, source: Source, speakers: SpeakerSettings) -> Document:
    """Make a document of captions: their plain text, joined by line ends, with a cue each.

    Captions in a row with one voice are one turn; without voices, labels in the text say who speaks. Lines that a
    rolling caption repeats from the one before are left out.

    Raises ``UnreadableFileError`` if no caption has text.
    """
    spoken = [piece for caption in captions for piece in _pieces(caption)]
    pieces = [piece for piece in _without_repeats(spoken) if piece.text]
    if not pieces:
        raise UnreadableFileError("no caption of the file has text", place=source.path)
    cues, at = [], 0
    for piece in pieces:
        cues.append(Cue(at, at + len(piece.text), piece.start, piece.end))
        at += len(piece.text) + 1
    text = "\n".join(piece.text for piece in pieces)
    if any(piece.voice for piece in pieces):
        talk = _by_voice(pieces, cues, speakers)
    else:
        talk = find_turns(text, speakers=speakers, filling=False)
    return Document(source.path, text, talk.form, talk.turns, source, cues=tuple(cues))


def _by_voice(pieces: Sequence[_Piece], cues: Sequence[Cue], speakers: SpeakerSettings) -> Talk:
    turns = []
    for voice, group in groupby(zip(pieces, cues, strict=True), key=lambda pair: pair[0].voice):
        spans = [cue for _, cue in group]
        turns.append(Turn(spans[0].start, spans[-1].end, voice, role_of(voice, speakers), None))
    return Talk(Form.DIALOGUE, tuple(turns))


def _pieces(caption: Caption) -> Iterator[_Piece]:
    """Yield the caption's plain text, cut where another voice begins."""
    raw = "\n".join(caption.lines)
    voice: str | None = None
    plain: list[str] = []
    at = 0
    for tag in _TAG.finditer(raw):
        plain.append(raw[at : tag.start()])
        at = tag.end()
        if tag[2] and not tag[1]:
            yield _piece(plain, voice, caption)
            voice, plain = _voice(tag[3]), []
    yield _piece([*plain, raw[at:]], voice, caption)


def _piece(plain: Sequence[str], voice: str | None, caption: Caption) -> _Piece:
    lines = (line.strip() for line in "".join(plain).split("\n"))
    return _Piece("\n".join(line for line in lines if line), voice, caption.start, caption.end)


def _voice(annotation: str) -> str | None:
    """Return the name in what follows ``v`` in a voice tag: classes, then white space, then the name."""
    if annotation.startswith("."):
        annotation = annotation.partition(" ")[2]
    return " ".join(annotation.split()) or None


def _without_repeats(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Leave out repeated lines, if the file has rolling captions: those show the line before again over a new one."""
    lines = [piece.text.split("\n") for piece in pieces if piece.text]
    shared = [_overlap(before, after) for before, after in zip(lines, lines[1:], strict=False)]
    rolls = any(0 < count < len(after) for count, after in zip(shared, lines[1:], strict=True))
    if not rolls or sum(count > 0 for count in shared) < _ROLLING * len(shared):
        return list(pieces)
    filled = [piece for piece in pieces if piece.text]
    return [
        _Piece("\n".join(own[count:]), piece.voice, piece.start, piece.end)
        for piece, own, count in zip(filled, lines, [0, *shared], strict=True)
    ]


def _overlap(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many lines at the end of one caption stand again at the beginning of the next."""
    sizes = range(min(len(before), len(after)), 0, -1)
    return next((size for size in sizes if list(before[-size:]) == list(after[:size])), 0)
