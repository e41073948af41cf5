"""Where only one side of a talk has labels: the words between are those of the other side."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from thememiner.corpus.speakers.line_labels import Line, LineLabel
from thememiner.language import is_question
from thememiner.records import Role

_FEWEST_LABELS = 3
_MOST = 0.8


class Stretch(NamedTuple):
    """The text after a label, before it is trimmed; ``label`` is None for text without a label."""

    start: int
    end: int
    label: LineLabel | None
    unlabelled_role: Role = Role.PARTICIPANT
    """The role of whoever speaks, if there is no label."""


def split_after_labels(labels: Sequence[LineLabel], end: int) -> Iterator[Stretch]:
    """Yield the text after each label, up to the next one."""
    ends = [*(label.start for label in labels[1:]), end]
    for label, stop in zip(labels, ends, strict=True):
        yield Stretch(label.speech_start, stop, label)


def split_between_interviewers(
    labels: Sequence[LineLabel], lines: Sequence[Line], begin: int, end: int
) -> Iterator[Stretch]:
    """Yield what the interviewers say, and the text between as that of a participant without a label."""
    at = begin
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        yield Stretch(at, label.start, None)
        at = _paragraph_end(label, lines, following.line if following else len(lines))
        yield Stretch(label.speech_start, at, label)
    yield Stretch(at, end, None)


def split_between_participants(
    text: str, labels: Sequence[LineLabel], lines: Sequence[Line], begin: int, end: int
) -> list[Stretch]:
    """Return what participants say, and the questions above their labels as those of an interviewer without a label.

    Empty unless lines that ask something, and that do not have a label, stand above most of the labels.
    """
    above = [
        _first_asking_line(text, lines, previous.line + 1 if previous else 0, label, begin)
        for previous, label in zip([None, *labels[:-1]], labels, strict=True)
    ]
    asked = sum(line is not None for line in above)
    if len(labels) < _FEWEST_LABELS or asked < _MOST * len(labels):
        return []
    stretches = []
    for index, label in enumerate(labels):
        asking = above[index]
        if asking is not None:
            stretches.append(Stretch(lines[asking].start, label.start, None, Role.INTERVIEWER))
        following = above[index + 1] if index + 1 < len(labels) else None
        stop = end if index + 1 == len(labels) else labels[index + 1].start
        stretches.append(Stretch(label.speech_start, stop if following is None else lines[following].start, label))
    return stretches


def _first_asking_line(text: str, lines: Sequence[Line], first: int, label: LineLabel, begin: int) -> int | None:
    """Return the first line of the paragraph above a label if it asks something; None if it does not."""
    last = label.line - 1
    while last >= first and lines[last].is_empty:
        last -= 1
    if last < first or not is_question(text[lines[last].start : lines[last].end]):
        return None
    at = last
    while at > first and not lines[at - 1].is_empty and is_question(text[lines[at - 1].start : lines[at - 1].end]):
        at -= 1
    if any(line.is_empty for line in lines[first:at]):
        while at > first and not lines[at - 1].is_empty:
            at -= 1
    return at if lines[at].start >= begin else None


def _paragraph_end(label: LineLabel, lines: Sequence[Line], stop: int) -> int:
    """Return the end of what an interviewer says: the line, or the paragraph below a label that fills its line."""
    last = label.line
    for index in range(label.line + 1, stop if label.fills_line else label.line + 1):
        if not lines[index].is_empty:
            last = index
        elif last > label.line:
            break
    return lines[last].end
