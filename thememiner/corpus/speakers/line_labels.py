"""Where a line could begin a turn: a label, with or without a time stamp, in any of the usual forms.

Time stamps, as transcripts write them beside a speaker or on a line of their own.
What stands before and behind the talk and is nobody's turn: title, facts of the interview, closing remarks.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import NamedTuple

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.speaker_labels import LONGEST_NAME, Kind, kind_of, parts

_TIME = r"\d{1,3}[:：](?:\d{2}(?:[:：]\d{2})?|\d{1,2}[:：]\d{1,2})(?:[.,]\d{1,3}|-\d(?!\d))?"
_RANGE = rf"{_TIME}(?:\s?(?:-->|[-–—~至])\s?{_TIME})?"
_ENCLOSED = (
    rf"(?:\[\s?{_RANGE}\s?\]|\(\s?{_RANGE}\s?\)|（\s?{_RANGE}\s?）|【\s?{_RANGE}\s?】|<\s?{_RANGE}\s?>|#{_RANGE}#)"
)
STAMP = rf"(?:{_ENCLOSED}|(?<![\d:：]){_RANGE}(?![\d:：]))"
"""Source of an expression for one stamp or a range of two, with or without brackets; bounded in length."""
LONGEST_STAMP = 48
"""No stamp has more characters."""
_FIRST = re.compile(_TIME)
_HOURS = r"\d{1,3}[:：]\d{2}[:：]\d{2}(?:[.,]\d{1,3}|-\d(?!\d))?"
_OPENING = re.compile(rf"(?:{_ENCLOSED}|{_HOURS}(?=\s)|{_RANGE}(?=\s*(?:[\r\n]|$)))\s*")
_CLOSING_STAMP = re.compile(rf"(?:\[\s?{_RANGE}\s?\]|#{_RANGE}#|[(（]\s?{_HOURS}\s?[)）]|(?<=[\r\n])[ \t]*{STAMP})$")
_LABEL_REACH = 3 * LONGEST_NAME + 40
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
_MARGIN_LINES = 30
"""Facts are looked for in so many lines at the top."""
_SHORT = 120
_FENCE = "---"
_CLOSING_LINE = re.compile(
    r"AI\s?生成|^\W*仅供参考\W*$|^\W*(?:录音|访谈|采访|转录|记录|錄音|訪談)\S{0,6}(?:结束|完毕|結束|完畢)\W*$"
    r"|^\W*(?:end of (?:the )?(?:transcript|transcription|interview|recording|audio|session|tape)"
    r"|(?:transcript|interview|recording|audio) ends|transcribed (?:by|with)\b.{0,60}|the end|完|全文完)\W*$",
    re.IGNORECASE,
)


def seconds(stamp: str) -> float:
    """Return the first time of a stamp in seconds: ``00:01:12``, ``[01:12]`` and ``01:12.5`` are 72 and 72.5.

    Raises ``ValueError`` if there is no time in it.
    """
    match = _FIRST.search(stamp)
    if match is None:
        raise ValueError("no time")
    clock = match.group().replace("：", ":").replace(",", ".").replace("-", ".")
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + float(part)
    return total


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range without white space and time stamps at its edges.

    A bare time that could be said ("we met at 12:30") stays unless it fills a line.
    """
    while True:
        size = end - start
        start, end = _without_space(text, start, end)
        if opening := _OPENING.match(text, start, min(end, start + LONGEST_STAMP)):
            start = opening.end()
        tail = max(start, end - LONGEST_STAMP)
        if closing := _CLOSING_STAMP.search(text[tail:end]):
            end = tail + closing.start()
        if end - start == size:
            return start, end


def _without_space(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


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
    piece = text[start : min(line.end, start + _LABEL_REACH)]
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
    if sentence or _is_no_turn(text[body : min(line.end, body + _LABEL_REACH)], decoration, match["mark"]):
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
    piece = text[line.start : min(line.end, line.start + _LABEL_REACH)].strip()
    return seconds(piece) if _STAMP.fullmatch(piece) else None


def talk_start(text: str, lines: Sequence[Line], heads: Sequence[Head]) -> int:
    """Return where the talk may begin: behind front matter and behind lines such as ``Date: …``, ``受访者：P03``.

    Lines like a speaker's turn belong to these facts if they stand among them, and no label comes twice.
    """
    after = _after_fence(text, lines)
    facts = [head for head in heads if head.line >= after and head.shape is Shape.MARKED]
    last = _last_fact(lines, facts, after)
    if last is None:
        return _start(text, lines, after)
    first_line = min(head.line for head in facts)
    end = _block_end(lines, last)
    for stop in (end, last + 1):
        inside = [head for head in facts if first_line <= head.line < stop]
        labels = {head.key for head in inside}
        whole = {head.line for head in inside} >= {i for i in range(last + 1, stop) if lines[i].end > lines[i].start}
        if len(labels) == len(inside) and whole and any(head.line >= stop for head in heads):
            return _start(text, lines, stop)
    return _start(text, lines, after)


def talk_end(text: str, lines: Sequence[Line]) -> int:
    """Return where the talk ends: before closing remarks that fill the last lines."""
    end = len(text)
    for line in reversed(lines):
        if line.start < line.end:
            if line.end - line.start > _SHORT or not _CLOSING_LINE.search(text[line.start : line.end].strip()):
                return end
            end = line.start
    return end


def _start(text: str, lines: Sequence[Line], index: int) -> int:
    return lines[index].start if index < len(lines) else len(text)


def _after_fence(text: str, lines: Sequence[Line]) -> int:
    """Return the line behind front matter between two lines of three hyphens, or the first line."""
    if lines and text[lines[0].start : lines[0].end] == _FENCE:
        for index, line in enumerate(lines[1 : _MARGIN_LINES + 1], start=1):
            if text[line.start : line.end] == _FENCE:
                return index + 1
    return 0


def _last_fact(lines: Sequence[Line], facts: Sequence[Head], after: int) -> int | None:
    """Return the last line that states a fact, if only short lines stand before it."""
    last = None
    fields = {head.line for head in facts if head.kind is Kind.FIELD}
    for index in range(after, min(after + _MARGIN_LINES, len(lines))):
        if lines[index].end - lines[index].start > _SHORT:
            break
        if index in fields:
            last = index
    return last


def _block_end(lines: Sequence[Line], index: int) -> int:
    while index < len(lines) and lines[index].end > lines[index].start:
        index += 1
    return index
