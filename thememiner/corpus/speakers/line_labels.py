"""Find the lines that may begin a turn: a label, with or without a time stamp, in any of the usual forms.

Which of these labels are accepted depends on the whole document; see ``label_evidence``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import NamedTuple

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.speaker_labels import LONGEST_NAME, LabelKind, classify_label, parse_label
from thememiner.corpus.speakers.time_stamps import STAMP, parse_seconds

_LABEL_REACH = 3 * LONGEST_NAME + 40
"""A label, its time stamp and its mark are looked for in this many characters at the start of a line."""
_INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\ufeff\u2066\u2067\u2068\u2069")
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
_TEXT_COLUMNS = frozenset(
    {
        *("text", "content", "contents", "utterance", "speech", "transcript", "words", "said", "原文", "文本"),
        *("内容", "內容", "发言", "發言", "发言内容", "發言內容", "说话内容", "說話內容"),
    }
)
"""How a table calls its column of text; after a tab these are column names, not speech."""


class LabelShape(Enum):
    """How a label is written on its line."""

    MARKED = auto()
    """Before a colon or a tab."""
    BRACKETED = auto()
    """In square brackets, without a colon."""
    TIMED = auto()
    """Beside a time stamp, without a colon."""
    ALONE = auto()
    """The label is the whole line."""


class Line(NamedTuple):
    """The span of a line in the text, without its line end; empty if the line holds only white space."""

    start: int
    end: int

    @property
    def is_empty(self) -> bool:
        """Whether the line holds only white space."""
        return self.end <= self.start


@dataclass(frozen=True, slots=True)
class LineLabel:
    """A label at the start of a line, which may begin a turn."""

    start: int
    """Where its line begins."""
    speech_start: int
    """Where the speech after the label may begin."""
    label: str
    """As written."""
    kind: LabelKind
    shape: LabelShape
    line: int
    """Index of its line."""
    media_time: float | None = None
    """The time stamp beside it, in seconds."""
    fills_line: bool = False
    """Whether its line holds no speech."""
    is_glued: bool = False
    """Whether a letter or digit follows the colon without a space."""

    @property
    def key(self) -> str:
        """The label in the form in which labels are compared."""
        return parse_label(self.label).whole


def split_lines(text: str) -> list[Line]:
    """Return the lines of a text, whatever their line ends."""
    lines, start = [], 0
    for line in text.splitlines(keepends=True):
        lines.append(Line(start, start + len(line.rstrip())))
        start += len(line)
    return lines


def find_line_labels(text: str, lines: Sequence[Line], speakers: SpeakerSettings) -> Iterator[LineLabel]:
    """Yield every label that may begin a turn, in order, at most one per line."""
    stamp_above: float | None = None
    for index, line in enumerate(lines):
        if line.is_empty:
            continue
        label = _find_line_label(text, line, index, speakers)
        if label is not None and label.media_time is None and stamp_above is not None:
            shape = LabelShape.TIMED if label.shape is LabelShape.ALONE else label.shape
            label = replace(label, media_time=stamp_above, shape=shape)
        stamp_above = _stamp_alone(text, line)
        if label is not None:
            yield label


def _find_line_label(text: str, line: Line, index: int, speakers: SpeakerSettings) -> LineLabel | None:
    start = _skip_decoration(text, line)
    decoration = text[line.start : start]
    piece = text[start : min(line.end, start + _LABEL_REACH)]
    before = _BEFORE.match(piece)
    stamp = before["stamp"] if before else None
    if before:
        start, piece = start + before.end(), piece[before.end() :]
    match = _match_label(piece, speakers)
    kind = classify_label(_label(match), speakers) if match else None
    if match is None or kind is None:
        return None
    shape = _shape(match, is_stamped=bool(stamp))
    speech_start = start + match.end()
    if "*" in decoration or "_" in decoration:
        closing = text[speech_start : speech_start + 3]
        speech_start += len(closing) - len(closing.lstrip("*_"))
    is_sentence = shape is LabelShape.ALONE and _label(match).endswith(".")
    speech = text[speech_start : min(line.end, speech_start + _LABEL_REACH)]
    if is_sentence or _is_no_speech(speech, decoration, match["mark"]):
        return None
    stamp = match["stamp"] or match["behind"] or stamp
    following = text[speech_start : speech_start + 1]
    return LineLabel(
        start=line.start,
        speech_start=speech_start,
        label=_label(match),
        kind=kind,
        shape=shape,
        line=index,
        media_time=parse_seconds(stamp) if stamp else None,
        fills_line=speech_start >= line.end,
        is_glued=match["mark"] == ":" and following.isascii() and following.isalnum(),
    )


def _is_no_speech(speech: str, decoration: str, mark: str) -> bool:
    """Say whether what follows a label is a web address, a heading, or the name of a table's column of text."""
    is_heading = "#" in decoration and bool(speech)
    is_column = mark == "\t" and speech.strip().casefold() in _TEXT_COLUMNS
    return speech.startswith("//") or is_heading or is_column


def _skip_decoration(text: str, line: Line) -> int:
    start = line.start
    while start < line.end and (text[start].isspace() or text[start] in _INVISIBLE or text[start] in _DECORATION):
        start += 1
    return start


def _match_label(piece: str, speakers: SpeakerSettings) -> re.Match[str] | None:
    if piece.startswith(("[", "【")):
        return _BRACKETED.match(piece)
    plain = _PLAIN.match(piece)
    if plain is None and (stamped := _STAMPED.match(piece)):
        kind = classify_label(_label(stamped), speakers)
        return stamped if kind is not None and kind.is_certain else None
    return plain


def _label(match: re.Match[str]) -> str:
    return match["label"].strip(" *_\u3000")


def _shape(match: re.Match[str], *, is_stamped: bool) -> LabelShape:
    if match["mark"] == "\t" or match["mark"].strip():
        return LabelShape.MARKED
    if match["stamp"] or match["behind"] or is_stamped:
        return LabelShape.TIMED
    return LabelShape.BRACKETED if match.re is _BRACKETED else LabelShape.ALONE


def _stamp_alone(text: str, line: Line) -> float | None:
    """Return the time, in seconds, of a line that holds nothing else."""
    piece = text[line.start : min(line.end, line.start + _LABEL_REACH)].strip()
    return parse_seconds(piece) if _STAMP.fullmatch(piece) else None
