"""What a caption says, in plain text: without tags, without repeats, cut where another voice begins."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

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
