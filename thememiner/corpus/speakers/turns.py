"""Divide a text into the turns of those who speak in it, without front matter and closing remarks."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.label_evidence import accept_labels
from thememiner.corpus.speakers.line_labels import LabelShape, Line, LineLabel, find_line_labels, split_lines
from thememiner.corpus.speakers.speaker_labels import LabelKind, role_of
from thememiner.corpus.speakers.time_stamps import trim_speech
from thememiner.records import Cue, Form, Role, Turn

Span = tuple[int, int]

_FRONT_MATTER_LINES = 30
"""Facts about the interview are looked for in this many lines at the top."""
_LONGEST_MARGIN_LINE = 120
"""A longer line, in characters, is neither a fact at the top nor a closing remark."""
_FENCE = "---"
_CLOSING_LINE = re.compile(
    r"AI\s?生成|^\W*仅供参考\W*$|^\W*(?:录音|访谈|采访|转录|记录|錄音|訪談)\S{0,6}(?:结束|完毕|結束|完畢)\W*$"
    r"|^\W*(?:end of (?:the )?(?:transcript|transcription|interview|recording|audio|session|tape)"
    r"|(?:transcript|interview|recording|audio) ends|transcribed (?:by|with)\b.{0,60}|the end|完|全文完)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TurnDetection:
    """The turns that were found in a text, and the media times beside their labels."""

    form: Form
    turns: tuple[Turn, ...]
    cues: tuple[Cue, ...] = ()
    labels: tuple[Span, ...] = ()
    """The spans of the labels, with their time stamps and colons."""


class _Stretch(NamedTuple):
    """The text after a label, before it is trimmed; ``label`` is None for text without a label."""

    start: int
    end: int
    label: LineLabel | None


def find_turns(
    text: str, *, speakers: SpeakerSettings, headings: Sequence[Span] = (), allow_bare: bool = True
) -> TurnDetection:
    """Find who speaks where, or make the whole text one turn if it has no labels.

    A turn leaves out the label, and white space and time stamps at its edges. Headings, facts at the top and closing
    remarks belong to no turn. Where only interviewers have labels, the lines between theirs are the participant's.
    ``allow_bare`` says whether a label may be a whole line without a colon. Time grows linearly with the text.
    """
    lines = split_lines(text)
    labels = list(find_line_labels(text, lines, speakers))
    begin = find_talk_start(text, lines, labels)
    labels = [label for label in labels if label.start >= begin]
    labels = accept_labels(labels, _blank_lines_before(lines, begin), allow_bare=allow_bare)
    if not labels:
        start, end = trim_speech(text, 0, len(text))
        return TurnDetection(Form.PROSE, (Turn(start, end, None, Role.PARTICIPANT, None),) if start < end else ())
    end = max(find_talk_end(text, lines), labels[-1].speech_start)
    only_interviewers = all(role_of(label.label, speakers) is not Role.PARTICIPANT for label in labels)
    stretches = _between_interviewers(labels, lines, begin, end) if only_interviewers else _after_labels(labels, end)
    label_lines = {lines[label.line].start for label in labels}
    own_headings = [span for span in headings if span[0] not in label_lines]
    turns, cues = [], []
    for stretch in stretches:
        new = [_turn(span, stretch.label, speakers) for span in _without_headings(text, stretch, own_headings)]
        turns += new
        if new and stretch.label and stretch.label.media_time is not None:
            cues.append(Cue(new[0].start, new[-1].end, stretch.label.media_time, None))
    spans = tuple((label.start, label.speech_start) for label in labels)
    return TurnDetection(Form.DIALOGUE, tuple(turns), _with_ends(cues), spans)


def _blank_lines_before(lines: Sequence[Line], begin: int) -> list[Line]:
    """Return the lines, those before the talk empty, so that each line keeps its index."""
    return [line if line.start >= begin else Line(line.start, line.start) for line in lines]


def _after_labels(labels: Sequence[LineLabel], end: int) -> Iterator[_Stretch]:
    """Yield the text after each label, up to the next one."""
    ends = [*(label.start for label in labels[1:]), end]
    for label, stop in zip(labels, ends, strict=True):
        yield _Stretch(label.speech_start, stop, label)


def _between_interviewers(
    labels: Sequence[LineLabel], lines: Sequence[Line], begin: int, end: int
) -> Iterator[_Stretch]:
    """Yield what the interviewers say, and the text between as that of somebody without a label."""
    at = begin
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        yield _Stretch(at, label.start, None)
        at = _paragraph_end(label, lines, following.line if following else len(lines))
        yield _Stretch(label.speech_start, at, label)
    yield _Stretch(at, end, None)


def _paragraph_end(label: LineLabel, lines: Sequence[Line], stop: int) -> int:
    """Return the end of what an interviewer says: the line, or the paragraph below a label that fills its line."""
    last = label.line
    for index in range(label.line + 1, stop if label.fills_line else label.line + 1):
        if not lines[index].is_empty:
            last = index
        elif last > label.line:
            break
    return lines[last].end


def _without_headings(text: str, stretch: _Stretch, headings: Sequence[Span]) -> Iterator[Span]:
    at = stretch.start
    inside = headings[bisect_left(headings, (stretch.start, 0)) : bisect_left(headings, (stretch.end, 0))]
    for start, end in [*inside, (stretch.end, stretch.end)]:
        span = trim_speech(text, at, start)
        if span[0] < span[1]:
            yield span
        at = end


def _turn(span: Span, label: LineLabel | None, speakers: SpeakerSettings) -> Turn:
    speaker = label.label if label else None
    return Turn(*span, speaker=speaker, role=role_of(speaker, speakers), participant=None)


def _with_ends(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Return the cues, each ending when the next one begins, if that is later."""
    ends = [following.media_start for following in cues[1:]]
    return tuple(
        Cue(cue.start, cue.end, cue.media_start, end if end is not None and end >= cue.media_start else None)
        for cue, end in zip(cues, [*ends, None], strict=False)
    )


def find_talk_start(text: str, lines: Sequence[Line], labels: Sequence[LineLabel]) -> int:
    """Return where the talk may begin: after the front matter.

    Front matter is a block between two lines of three hyphens, and lines such as ``Date: …`` or ``受访者：P03``. Lines
    among these facts that look like a speaker's turn are facts, too, if no label comes twice.
    """
    after = _after_fence(text, lines)
    marked = [label for label in labels if label.line >= after and label.shape is LabelShape.MARKED]
    last = _last_fact(lines, marked, after)
    if last is None:
        return _line_start(text, lines, after)
    first = min(label.line for label in marked)
    for stop in (_block_end(lines, last), last + 1):
        inside = [label for label in marked if first <= label.line < stop]
        is_distinct = len({label.key for label in inside}) == len(inside)
        rest = {index for index in range(last + 1, stop) if not lines[index].is_empty}
        is_labelled = {label.line for label in inside} >= rest
        if is_distinct and is_labelled and any(label.line >= stop for label in labels):
            return _line_start(text, lines, stop)
    return _line_start(text, lines, after)


def find_talk_end(text: str, lines: Sequence[Line]) -> int:
    """Return where the talk ends: before closing remarks that fill the last lines."""
    end = len(text)
    for line in reversed(lines):
        if not line.is_empty:
            is_long = line.end - line.start > _LONGEST_MARGIN_LINE
            if is_long or not _CLOSING_LINE.search(text[line.start : line.end].strip()):
                return end
            end = line.start
    return end


def _line_start(text: str, lines: Sequence[Line], index: int) -> int:
    return lines[index].start if index < len(lines) else len(text)


def _after_fence(text: str, lines: Sequence[Line]) -> int:
    """Return the line after front matter between two lines of three hyphens, or the first line."""
    if lines and text[lines[0].start : lines[0].end] == _FENCE:
        for index, line in enumerate(lines[1 : _FRONT_MATTER_LINES + 1], start=1):
            if text[line.start : line.end] == _FENCE:
                return index + 1
    return 0


def _last_fact(lines: Sequence[Line], labels: Sequence[LineLabel], after: int) -> int | None:
    """Return the last line that states a fact, if only short lines stand before it."""
    last = None
    facts = {label.line for label in labels if label.kind is LabelKind.FACT}
    for index in range(after, min(after + _FRONT_MATTER_LINES, len(lines))):
        if lines[index].end - lines[index].start > _LONGEST_MARGIN_LINE:
            break
        if index in facts:
            last = index
    return last


def _block_end(lines: Sequence[Line], index: int) -> int:
    while index < len(lines) and not lines[index].is_empty:
        index += 1
    return index
