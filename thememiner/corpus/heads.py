"""Where a line could begin a turn: a label, with or without a time stamp, in any of the usual forms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import NamedTuple

from thememiner.config import SpeakerSettings
from thememiner.corpus.labels import LONGEST, Kind, kind_of
from thememiner.corpus.speakers import parts
from thememiner.corpus.timestamps import STAMP, seconds

_REACH = 3 * LONGEST + 40
_UNSEEN = frozenset("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\ufeff\u2066\u2067\u2068\u2069")
_DECORATION = frozenset("*_>#-–—•·")
_STAMP = re.compile(STAMP)
_BEFORE = re.compile(rf"(?:\d{{1,4}}[.)]?\t)?(?:(?P<stamp>{STAMP})[ \t|,，、:：–—-]{{0,4}})?")  # line number, time
_LABEL = r"(?P<label>[^\s:：\[\]【】<>|*][^:：\t\[\]【】<>|*]{0,39}?)"
_COLON = r"(?:：|(?<!\s\d)(?<!\s\d\d):|:(?!\d\d))"  # not the colon of a time
_PLAIN = re.compile(
    rf"{_LABEL}[*_]{{0,3}}(?:\s{{0,8}}(?P<stamp>{STAMP}))?[*_]{{0,3}}[^\S\t]{{0,8}}(?P<mark>{_COLON}|\t|$)(?P<behind>)"
)
_STAMPED = re.compile(rf"{_LABEL}\s{{0,8}}(?P<stamp>{STAMP})(?P<mark>[^\S\t]{{1,8}})(?=\S)(?P<behind>)")
_BRACKETED = re.compile(
    rf"[\[【](?P<label>[^\[\]【】:：]{{1,40}}?)\s?(?P<stamp>{STAMP})?[\]】]"
    rf"(?:\s?(?P<behind>{STAMP}))?\s?(?P<mark>[:：]?)"
)
_COLUMNS = frozenset(
    {
        *("text", "content", "contents", "utterance", "speech", "transcript", "words", "said", "原文", "文本"),
        *("内容", "內容", "发言", "發言", "发言内容", "發言內容", "说话内容", "說話內容"),
    }
)


class Shape(Enum):
    """The form in which a label stands."""

    MARKED = auto()
    """Before a colon or a tab."""
    BRACKETED = auto()
    """In square brackets, without a colon."""
    TIMED = auto()
    """Beside a time stamp, without a colon."""
    ALONE = auto()
    """The whole line, and nothing else."""


class Line(NamedTuple):
    """The range of a line in the text, without its end; empty if it holds only white space."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Head:
    """A possible start of a turn."""

    start: int
    """Where its line begins."""
    body: int
    """Where what is said may begin."""
    label: str
    kind: Kind
    shape: Shape
    line: int
    """Index of the line."""
    media: float | None = None
    """Time in seconds, if one stands beside it."""
    bare: bool = False
    """Nothing is said on its line."""
    tight: bool = False
    """A letter follows the colon without a space."""

    @property
    def key(self) -> str:
        """Return the label as it is compared."""
        return parts(self.label).whole


def split_lines(text: str) -> list[Line]:
    """Return the lines of a text, whatever ends them."""
    lines, start = [], 0
    for line in text.splitlines(keepends=True):
        content = line.rstrip()
        lines.append(Line(start, start + len(content)))
        start += len(line)
    return lines


def find_heads(text: str, lines: list[Line], speakers: SpeakerSettings) -> Iterator[Head]:
    """Yield every possible head, one a line at most, in order; which of them count is a question of evidence."""
    before: float | None = None
    for index, line in enumerate(lines):
        if line.start == line.end:
            continue
        head = _head(text, line, index, speakers)
        if head is not None and head.media is None and before is not None:
            head = replace(head, media=before, shape=Shape.TIMED if head.shape is Shape.ALONE else head.shape)
        before = _only_stamp(text, line)
        if head is not None:
            yield head


def _head(text: str, line: Line, index: int, speakers: SpeakerSettings) -> Head | None:
    start = _without_decoration(text, line)
    decoration = text[line.start : start]
    piece = text[start : min(line.end, start + _REACH)]
    before = _BEFORE.match(piece)
    stamp = before["stamp"] if before else None
    if before:
        start, piece = start + before.end(), piece[before.end() :]
    match = _match(piece, speakers)
    kind = kind_of(_label(match), speakers) if match else None
    if match is None or kind is None:
        return None
    shape = _shape(match, stamped=bool(stamp))
    body = start + match.end()
    if "*" in decoration or "_" in decoration:
        body += len(text[body : body + 3]) - len(text[body : body + 3].lstrip("*_"))
    sentence = shape is Shape.ALONE and _label(match).endswith(".")
    if sentence or _is_no_turn(text[body : min(line.end, body + _REACH)], decoration, match["mark"]):
        return None
    beside = match["stamp"] or match["behind"] or stamp
    return Head(
        start=line.start,
        body=body,
        label=_label(match),
        kind=kind,
        shape=shape,
        line=index,
        media=seconds(beside) if beside else None,
        bare=body >= line.end,
        tight=match["mark"] == ":" and text[body : body + 1].isascii() and text[body : body + 1].isalnum(),
    )


def _is_no_turn(behind: str, decoration: str, mark: str) -> bool:
    """Say whether an address, a heading, or the names of a table's columns only look like a turn."""
    heading = "#" in decoration and bool(behind)
    columns = mark == "\t" and behind.strip().casefold() in _COLUMNS
    return behind.startswith("//") or heading or columns


def _without_decoration(text: str, line: Line) -> int:
    start = line.start
    while start < line.end and (text[start].isspace() or text[start] in _UNSEEN or text[start] in _DECORATION):
        start += 1
    return start


def _match(piece: str, speakers: SpeakerSettings) -> re.Match[str] | None:
    if piece.startswith(("[", "【")):
        return _BRACKETED.match(piece)
    plain = _PLAIN.match(piece)
    if plain is None and (stamped := _STAMPED.match(piece)):
        sure = kind_of(_label(stamped), speakers) in {Kind.SIDE, Kind.PART, Kind.CODE}
        return stamped if sure else None
    return plain


def _label(match: re.Match[str]) -> str:
    return match["label"].strip(" *_\u3000")


def _shape(match: re.Match[str], *, stamped: bool) -> Shape:
    if match["mark"] == "\t" or match["mark"].strip():
        return Shape.MARKED
    if match["stamp"] or match["behind"] or stamped:
        return Shape.TIMED
    return Shape.BRACKETED if match.re is _BRACKETED else Shape.ALONE


def _only_stamp(text: str, line: Line) -> float | None:
    piece = text[line.start : min(line.end, line.start + _REACH)].strip()
    return seconds(piece) if _STAMP.fullmatch(piece) else None
