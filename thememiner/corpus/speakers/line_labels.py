"""Find the lines that may begin a turn: a label, with or without a time stamp, in any of the usual forms.

Which of these labels are accepted depends on the whole document; see ``label_evidence``.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.label_kinds import LabelKind, classify_label
from thememiner.corpus.speakers.speaker_labels import LONGEST_NAME, correct_label, parse_label
from thememiner.corpus.speakers.time_stamps import (
    LABEL_STAMP,
    STAMP,
    STAMP_CHARACTERS,
    is_dated,
    is_stamp,
    match_stamp,
    parse_seconds,
)
from thememiner.language import HAN

_LABEL_REACH = 3 * LONGEST_NAME + 40
"""A label, its time stamp and its mark are looked for in this many characters at the start of a line."""
_SPACES = re.compile(r"[\s\u200b-\u200f\u202a-\u202c\u2060\ufeff\u2066-\u2069]*")
"""White space and invisible characters."""
_DECORATION = frozenset("*_>#-–—•·@~»→⇒➔➜➤➢►▶▸▪◦‣●○■□◆◇★☆※")
_PREFIX_STARTS = _DECORATION | STAMP_CHARACTERS | frozenset("（[<")
"""What stands before a label begins with one of these, or with a digit."""
_MOST_PREFIXES = 6
"""At most so many stamps, numbers and decorations are read before a label."""
_BEHIND_STAMP = re.compile(r"[*_]{0,3}[ \t|,，、:：–—-]{0,4}")
_NUMBER = re.compile(rf"[(（\[]?\d{{1,5}}(?:[.)）\]]?\t|[.):）\]]?[ \u3000]{{1,8}}(?=\S)|[.．、)）](?=[{HAN}]))")
_TABBED_NUMBER = re.compile(r"\d{1,4}[.)]?\t")
_TAGS = re.compile(r"</?(?:b|i|u|em|strong)>", re.IGNORECASE)
_BOLD = r"(?:</?(?:b|i|u|em|strong)>|[*_~]{0,3})"
_LABEL = r"(?P<label>[^\s:：∶﹕︰ː꞉︓\[\]【】<>|*][^:：∶﹕︰ː꞉︓\t\[\]【】<>|*]{0,39}?)"
_COLON = r"(?:[：∶﹕︰ː꞉︓]|(?<!\s\d)(?<!\s\d\d):|:(?!\d\d))"  # not the colon of a time
_PLAIN = re.compile(
    rf"{_LABEL}{_BOLD}(?:[\s,，–—-]{{0,8}}(?P<stamp>{LABEL_STAMP}))?{_BOLD}[^\S\t]{{0,8}}"
    rf"(?P<mark>{_COLON}|\t|$)(?P<behind>)"
)
_STAMPED = re.compile(
    rf"{_LABEL}{_BOLD}\s{{0,8}}(?P<stamp>{LABEL_STAMP})(?P<mark>{_BOLD}[^\S\t]{{1,8}})(?=\S)(?P<behind>)"
)
_BRACKETED = re.compile(
    rf"[\[【](?P<label>[^\[\]【】:：]{{1,40}}?)\s?(?P<stamp>{LABEL_STAMP})?[\]】]{_BOLD}"
    rf"(?:\s?(?P<behind>{STAMP}))?\s?(?P<mark>[:：∶﹕︰]?)"
)
_MAY_END_LABEL = re.compile(r"[:：∶﹕︰ː꞉︓\t\d]")
_MORE_MARKS = re.compile(r"[:：]{1,2}(?=\s)|\s?[–—-]{1,2}(?=\s)")
"""What may follow the mark of a label, or its bracket: ``Anna :: …``, ``Anna:- …``, ``[Anna] – …``."""
_ABBREVIATION = re.compile(r"[^\W\d_]{1,6}\d{0,3}\.")
_LONGEST_ABBREVIATION = 10
_SENTENCE_ENDS = (".", "?", "？", "!", "！", "。")
_LONGEST_ALONE = LONGEST_NAME + 20
_TO_SOMEBODY = re.compile(
    r"(?:From|Von|De|从|從|来自|來自)\s{1,3}(?P<label>[^:：\n]{1,40}?)"
    r"(?:\s{1,3}(?:to|To|an|à|到|至|对|對|给|給|发给)\s{1,3}[^:：\n]{1,60}?)?\s{0,3}(?P<mark>[:：])(?P<stamp>)(?P<behind>)"
)
_NUMBER_START = frozenset("0123456789 \t\u3000([（")
_FEWEST_NUMBERS = 3
_HEADING = re.compile(r"\s{0,3}#{1,6}[ \t]")
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
    UNUSUAL = auto()
    """Before a dash, a full stop, a semicolon or another mark, or in other brackets."""
    INLINE = auto()
    """Inside a line, before a colon."""


class Line(NamedTuple):
    """The span of a line in the text, without its line end; empty if the line holds only white space."""

    start: int
    end: int

    @property
    def is_empty(self) -> bool:
        """Whether the line holds only white space."""
        return self.end <= self.start


class LineLabel(NamedTuple):
    """A label at the start of a line, which may begin a turn."""

    start: int
    """Where its line begins."""
    speech_start: int
    """Where the speech after the label may begin."""
    label: str
    """As written."""
    key: str
    """The label in the form in which labels are compared."""
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
    is_misspelt: bool = False
    """Whether it is one letter away from a label of the settings."""
    is_dated: bool = False
    """Whether a date stands beside it, as in a chat."""


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
    has_numbers = bool(find_line_numbers(text, lines))
    for index, line in enumerate(lines):
        if line.is_empty:
            continue
        label = _find_line_label(text, line, index, speakers, has_numbers=has_numbers)
        if label is not None and label.media_time is None and stamp_above is not None:
            shape = LabelShape.TIMED if label.shape is LabelShape.ALONE else label.shape
            label = label._replace(media_time=stamp_above, shape=shape)
        stamp_above = _stamp_alone(text, line)
        if label is not None:
            yield label


def find_line_numbers(text: str, lines: Sequence[Line]) -> dict[int, int]:
    """Return where the number of each numbered line ends, by index of the line; empty if lines are not numbered.

    Numbers at the start of lines are those of the lines if at least three grow from line to line without exception. A
    question and its answer may have the same number.
    """
    found: dict[int, int] = {}
    last = before_last = -1
    distinct = 0
    for index, (start, end) in enumerate(lines):
        if start < end and text[start] in _NUMBER_START:
            match = _NUMBER.match(text, _skip_spaces(text, start, end), end)
            if match:
                value = int(re.sub(r"\D", "", match.group()))
                if value < last or value == before_last:
                    return {}
                found[index], last, before_last = match.end(), value, last
                distinct += value != before_last
    return found if distinct >= _FEWEST_NUMBERS else {}


class Prefix(NamedTuple):
    """What stands before a label: where it ends, its stamp, and its decoration."""

    end: int
    stamp: str | None
    decoration: str


def read_prefix(text: str, line: Line, *, has_numbers: bool) -> Prefix:
    """Read stamps, line numbers and decoration at the start of a line, in any order."""
    at, stamp, decoration = line.start, None, ""
    if text[at].isalpha() and text[at] not in _PREFIX_STARTS:
        return Prefix(at, None, "")
    for _ in range(_MOST_PREFIXES):
        begin = at = _skip_spaces(text, at, line.end)
        if at < line.end and text[at] not in _PREFIX_STARTS and not text[at].isdecimal():
            break
        number = _NUMBER if has_numbers else _TABBED_NUMBER
        if stamp is None and (match := match_stamp(text, at, line.end)):
            stamp = match.group()
            behind = _BEHIND_STAMP.match(text, match.end(), line.end)
            at = behind.end() if behind else match.end()
        elif match := number.match(text, at, line.end):
            at = match.end()
        else:
            start = at
            while at < line.end and text[at] in _DECORATION and not (text[at] == "#" and _is_f4_stamp(text, at)):
                at += 1
            if at < line.end and text[at] == "<" and (tag := _TAGS.match(text, at, line.end)):
                at = tag.end()
            decoration += text[start:at]
        if at == begin:
            break
    return Prefix(at, stamp, decoration)


def _is_f4_stamp(text: str, at: int) -> bool:
    return at + 1 < len(text) and text[at + 1].isdecimal()


def _skip_spaces(text: str, start: int, end: int) -> int:
    spaces = _SPACES.match(text, start, end)
    return spaces.end() if spaces else start


def _find_line_label(
    text: str, line: Line, index: int, speakers: SpeakerSettings, *, has_numbers: bool
) -> LineLabel | None:
    prefix = read_prefix(text, line, has_numbers=has_numbers)
    start, stamp = prefix.end, prefix.stamp
    piece = text[start : min(line.end, start + _LABEL_REACH)]
    match = _match_label(piece, speakers, is_stamped=bool(stamp))
    if match is None:
        return None
    label = _label(match)
    kind = classify_label(label, speakers)
    if kind is None:
        return None
    shape = _shape(match, is_stamped=bool(stamp))
    speech_start = start + match.end()
    if ">" in prefix.decoration and (tag := _TAGS.match(text, speech_start, line.end)):
        speech_start = tag.end()
    if "*" in prefix.decoration or "_" in prefix.decoration:
        closing = text[speech_start : speech_start + 3]
        speech_start += len(closing) - len(closing.lstrip("*_"))
    if text[speech_start : speech_start + 1] in (" –—-" if match.re is _BRACKETED else ":：–—-") and len(label) > 1:
        more = _MORE_MARKS.match(text, speech_start, line.end)
        speech_start = more.end() if more else speech_start
    is_abbreviated = kind.is_certain or kind is LabelKind.PAIRED
    is_sentence = shape is LabelShape.ALONE and label.endswith(_SENTENCE_ENDS) and not is_abbreviated
    label = label.rstrip(".") if shape is LabelShape.ALONE else label
    speech = text[speech_start : min(line.end, speech_start + _LABEL_REACH)]
    is_heading = "#" in prefix.decoration and bool(speech) and bool(_HEADING.match(text, line.start, line.end))
    if is_sentence or is_heading or _is_no_speech(speech, match["mark"]):
        return None
    stamp = match["stamp"] or match["behind"] or stamp
    has_date = bool(stamp) and is_dated(stamp or "")
    following = text[speech_start : speech_start + 1]
    return LineLabel(
        start=line.start,
        speech_start=speech_start,
        label=label,
        key=parse_label(label).whole,
        kind=kind,
        shape=LabelShape.TIMED if has_date else shape,
        line=index,
        media_time=parse_seconds(stamp) if stamp and not has_date else None,
        fills_line=speech_start >= line.end,
        is_glued=match["mark"] == ":" and following.isascii() and following.isalnum(),
        is_misspelt=correct_label(label, speakers) is not None,
        is_dated=has_date,
    )


def _is_no_speech(speech: str, mark: str) -> bool:
    """Say whether what follows a label is a web address, or the name of a table's column of text."""
    is_column = mark == "\t" and speech.strip().casefold() in _TEXT_COLUMNS
    return speech.startswith("//") or is_column


def _match_label(piece: str, speakers: SpeakerSettings, *, is_stamped: bool) -> re.Match[str] | None:
    if piece.startswith(("[", "【")):
        return _BRACKETED.match(piece)
    if is_stamped and (addressed := _TO_SOMEBODY.match(piece)):
        return addressed
    if piece.endswith(".") and len(piece) <= _LONGEST_ABBREVIATION and _ABBREVIATION.fullmatch(piece):
        return _PLAIN.match(piece)
    is_whole_line_no_label = len(piece) > _LONGEST_ALONE or (not is_stamped and piece.endswith(_SENTENCE_ENDS))
    if is_whole_line_no_label and _MAY_END_LABEL.search(piece, 0, _LONGEST_ALONE + LONGEST_NAME) is None:
        return None
    plain = _PLAIN.match(piece)
    if plain is None and (stamped := _STAMPED.match(piece)):
        kind = classify_label(_label(stamped), speakers)
        is_enclosed = stamped["stamp"][0] in "[(（【<{#" or is_dated(stamped["stamp"])
        is_name = kind is LabelKind.NAME and is_enclosed
        return stamped if kind is not None and (kind.is_certain or is_name) else None
    return plain


def _label(match: re.Match[str]) -> str:
    return match["label"].strip(" *_~,，\u3000")


def _shape(match: re.Match[str], *, is_stamped: bool) -> LabelShape:
    if match.re is _TO_SOMEBODY:
        return LabelShape.TIMED
    if match["mark"] == "\t" or match["mark"].strip(" *_~\u3000"):
        return LabelShape.MARKED
    if match["stamp"] or match["behind"] or is_stamped:
        return LabelShape.TIMED
    return LabelShape.BRACKETED if match.re is _BRACKETED else LabelShape.ALONE


def _stamp_alone(text: str, line: Line) -> float | None:
    """Return the time, in seconds, of a line that holds nothing else."""
    if text[line.start] not in STAMP_CHARACTERS and not text[line.start].isspace():
        return None
    piece = text[line.start : min(line.end, line.start + _LABEL_REACH)].strip()
    return parse_seconds(piece) if is_stamp(piece) and not is_dated(piece) else None
