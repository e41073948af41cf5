"""A text becomes the turns of those who speak in it."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.label_evidence import believed
from thememiner.corpus.speakers.line_labels import Head, Line, find_heads, split_lines, talk_end, talk_start, trim
from thememiner.corpus.speakers.speaker_labels import role_of
from thememiner.records import Cue, Form, Role, Turn

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Talk:
    """The turns of a text, and the media times that stand at their heads."""

    form: Form
    turns: tuple[Turn, ...]
    cues: tuple[Cue, ...] = ()
    labels: tuple[Span, ...] = ()
    """Where the labels stand, with their time stamps and colons."""


class _Stretch(NamedTuple):
    """What follows a head, before it is trimmed; without a head, what stands between."""

    start: int
    end: int
    head: Head | None


def find_turns(text: str, *, speakers: SpeakerSettings, headings: Sequence[Span] = (), filling: bool = True) -> Talk:
    """Find who speaks where, or make the whole text one turn if there are no labels.

    A turn leaves out label, white space and time stamps at its edges; headings, facts at the top and closing
    remarks belong to nobody. Where only interviewers have labels, the lines between theirs are the participant's.
    ``filling`` says whether a label may fill a line without a colon. Time grows linearly with the text.
    """
    lines = split_lines(text)
    heads = list(find_heads(text, lines, speakers))
    begin = talk_start(text, lines, heads)
    heads = believed((head for head in heads if head.start >= begin), _behind(lines, begin), filling=filling)
    if not heads:
        start, end = trim(text, 0, len(text))
        return Talk(Form.PROSE, (Turn(start, end, None, Role.PARTICIPANT, None),) if start < end else ())
    end = max(talk_end(text, lines), heads[-1].body)
    one_sided = all(role_of(head.label, speakers) is not Role.PARTICIPANT for head in heads)
    stretches = _one_sided(heads, lines, begin, end) if one_sided else _continued(heads, end)
    own = {lines[head.line].start for head in heads}
    apart = [span for span in headings if span[0] not in own]
    turns, cues = [], []
    for stretch in stretches:
        pieces = [_turn(span, stretch.head, speakers) for span in _pieces(text, stretch, apart)]
        turns += pieces
        if pieces and stretch.head and stretch.head.media is not None:
            cues.append(Cue(pieces[0].start, pieces[-1].end, stretch.head.media, None))
    labels = tuple((head.start, head.body) for head in heads)
    return Talk(Form.DIALOGUE, tuple(turns), _with_ends(cues), labels)


def _behind(lines: Sequence[Line], begin: int) -> list[Line]:
    """Return the lines with those before the talk empty, so that a line keeps its index."""
    return [line if line.start >= begin else Line(line.start, line.start) for line in lines]


def _continued(heads: Sequence[Head], end: int) -> Iterator[_Stretch]:
    ends = [*(head.start for head in heads[1:]), end]
    for head, stop in zip(heads, ends, strict=True):
        yield _Stretch(head.body, stop, head)


def _one_sided(heads: Sequence[Head], lines: Sequence[Line], begin: int, end: int) -> Iterator[_Stretch]:
    at = begin
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        yield _Stretch(at, head.start, None)
        at = _paragraph_end(head, lines, following.line if following else len(lines))
        yield _Stretch(head.body, at, head)
    yield _Stretch(at, end, None)


def _paragraph_end(head: Head, lines: Sequence[Line], stop: int) -> int:
    """Return the end of what an interviewer says: the line, or the paragraph under a label that fills its line."""
    last = head.line
    for index in range(head.line + 1, stop if head.bare else head.line + 1):
        if lines[index].end > lines[index].start:
            last = index
        elif last > head.line:
            break
    return lines[last].end


def _pieces(text: str, stretch: _Stretch, headings: Sequence[Span]) -> Iterator[Span]:
    at = stretch.start
    inside = headings[bisect_left(headings, (stretch.start, 0)) : bisect_left(headings, (stretch.end, 0))]
    for start, end in [*inside, (stretch.end, stretch.end)]:
        piece = trim(text, at, start)
        if piece[0] < piece[1]:
            yield piece
        at = end


def _turn(span: Span, head: Head | None, speakers: SpeakerSettings) -> Turn:
    label = head.label if head else None
    return Turn(*span, speaker=label, role=role_of(label, speakers), participant=None)


def _with_ends(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Return the cues, each ending when the next begins, if that is later."""
    ends = [following.media_start for following in cues[1:]]
    return tuple(
        Cue(cue.start, cue.end, cue.media_start, end if end is not None and end >= cue.media_start else None)
        for cue, end in zip(cues, [*ends, None], strict=False)
    )
