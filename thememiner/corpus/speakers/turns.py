"""Divide a text into the turns of those who speak in it, without front matter and closing remarks."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.front_matter import find_talk_end, trim_export_lines
from thememiner.corpus.speakers.label_search import FoundLabels, find_labels
from thememiner.corpus.speakers.line_labels import Line, find_line_numbers, read_prefix, split_lines
from thememiner.corpus.speakers.one_sided import (
    Stretch,
    split_after_labels,
    split_between_interviewers,
    split_between_participants,
)
from thememiner.corpus.speakers.time_stamps import LONGEST_STAMP, is_dated, is_stamp, trim_speech
from thememiner.records import Cue, Form, Role, Turn

Span = tuple[int, int]

_FEWEST_DATED = 3
_NEARLY_ALL = 0.9
_SENTENCE_ENDS = frozenset('.?!…。？！”"’)）')


@dataclass(frozen=True, slots=True)
class TurnDetection:
    """The turns that were found in a text, and the media times beside their labels."""

    form: Form
    turns: tuple[Turn, ...]
    cues: tuple[Cue, ...] = ()
    labels: tuple[Span, ...] = ()
    """The spans of the labels, with their time stamps and colons."""


def find_turns(
    text: str, *, speakers: SpeakerSettings, headings: Sequence[Span] = (), allow_bare: bool = True
) -> TurnDetection:
    """Find who speaks where, or make the whole text one turn if it has no labels.

    A turn leaves out the label, and white space and time stamps at its edges. Headings, facts at the top and closing
    remarks belong to no turn. Where only interviewers have labels, the lines between theirs are the participant's, and
    where only participants have, the questions between theirs are the interviewer's.
    ``allow_bare`` says whether a label may be a whole line without a colon. Time grows linearly with the text.
    """
    lines = split_lines(text)
    found = find_labels(text, lines, speakers, allow_bare=allow_bare)
    labels = found.labels
    if not labels:
        start, end = trim_speech(text, *trim_export_lines(text, lines))
        return TurnDetection(Form.PROSE, (Turn(start, end, None, Role.PARTICIPANT, None),) if start < end else ())
    end = max(find_talk_end(text, lines), labels[-1].speech_start)
    label_lines = {lines[label.line].start for label in labels}
    beside = (
        *_system_lines(text, lines, found),
        *_line_numbers(text, lines, found),
        *_repeated_labels(text, lines, found),
    )
    nobodys = sorted({*headings, *beside})
    nobodys = sorted([*(span for span in nobodys if span[0] not in label_lines), *found.marks])
    turns, cues = [], []
    for stretch in _split(text, lines, found, end):
        new = [_turn(span, stretch, found) for span in _without_headings(text, stretch, nobodys)]
        turns += new
        if new and stretch.label and stretch.label.media_time is not None:
            cues.append(Cue(new[0].start, new[-1].end, stretch.label.media_time, None))
    spans = tuple((label.start, label.speech_start) for label in labels)
    return TurnDetection(Form.DIALOGUE, tuple(turns), _with_ends(cues), spans)


def _split(text: str, lines: Sequence[Line], found: FoundLabels, end: int) -> Iterable[Stretch]:
    """Divide the talk at its labels, and beside them where only one side has labels."""
    roles = set(found.roles.values())
    if Role.PARTICIPANT not in roles:
        return split_between_interviewers(found.labels, lines, found.begin, end)
    by_participants = (
        split_between_participants(text, found.labels, lines, found.begin, end) if roles == {Role.PARTICIPANT} else []
    )
    return by_participants or split_after_labels(found.labels, end)


def _system_lines(text: str, lines: Sequence[Line], found: FoundLabels) -> Iterator[Span]:
    """Yield the lines of a chat that have a date but no label: what the program says, not a person."""
    dated = {label.line for label in found.labels if label.is_dated and not label.fills_line}
    if len(dated) < _FEWEST_DATED:
        return
    for index, line in enumerate(lines):
        if index not in dated and not line.is_empty:
            stamp = read_prefix(text, line, has_numbers=False).stamp
            if stamp and is_dated(stamp):
                yield line


def _repeated_labels(text: str, lines: Sequence[Line], found: FoundLabels) -> Iterator[Span]:
    """Yield lines that hold only the name of whoever speaks next, as pages of meetings show it twice."""
    for label in found.labels:
        if not label.line:
            continue
        above = lines[label.line - 1]
        if label.media_time is not None and 0 < above.end - above.start <= LONGEST_STAMP and label.line > 1:
            is_time = is_stamp(text[above.start : above.end].strip())
            above = lines[label.line - 2] if is_time else above
        if above.end - above.start == len(label.label) and text.startswith(label.label, above.start):
            yield above


def _line_numbers(text: str, lines: Sequence[Line], found: FoundLabels) -> Iterator[Span]:
    """Yield the numbers of lines that go on with a turn, if nearly all lines have one and a sentence ends before it."""
    numbers = find_line_numbers(text, lines)
    if not numbers:
        return
    filled = [index for index, line in enumerate(lines) if not line.is_empty]
    if len(numbers) < _NEARLY_ALL * len(filled):
        return
    labelled = {label.line for label in found.labels}
    for before, index in pairwise(filled):
        if index in numbers and index not in labelled and text[lines[before].end - 1] in _SENTENCE_ENDS:
            yield lines[index].start, numbers[index]


def _without_headings(text: str, stretch: Stretch, headings: Sequence[Span]) -> Iterator[Span]:
    at, inside = stretch.start, headings
    if headings:
        inside = headings[bisect_left(headings, (stretch.start, 0)) : bisect_left(headings, (stretch.end, 0))]
    for start, end in (*inside, (stretch.end, stretch.end)):
        span = trim_speech(text, at, start)
        if span[0] < span[1]:
            yield span
        at = end


def _turn(span: Span, stretch: Stretch, found: FoundLabels) -> Turn:
    if stretch.label is None:
        return Turn(*span, None, stretch.unlabelled_role, None)
    return Turn(*span, stretch.label.label, found.roles[stretch.label.key], None)


def _with_ends(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Return the cues, each ending when the next one begins, if that is later."""
    ends = [following.media_start for following in cues[1:]]
    return tuple(
        Cue(cue.start, cue.end, cue.media_start, end if end is not None and end >= cue.media_start else None)
        for cue, end in zip(cues, [*ends, None], strict=False)
    )
