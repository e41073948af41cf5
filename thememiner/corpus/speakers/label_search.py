"""Find all labels of a text that begin turns, and the roles that the text itself gives them."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.front_matter import find_talk_start
from thememiner.corpus.speakers.head_key import read_head_key, read_named_roles
from thememiner.corpus.speakers.inline_labels import accept_inline_labels, find_inline_labels
from thememiner.corpus.speakers.label_evidence import LineLayout, accept_labels
from thememiner.corpus.speakers.line_labels import Line, LineLabel, find_line_labels
from thememiner.corpus.speakers.speaker_labels import is_study_label, parse_label, role_of, split_joint_label
from thememiner.corpus.speakers.time_stamps import LONGEST_STAMP, is_stamp
from thememiner.corpus.speakers.unusual_labels import (
    accept_unusual_labels,
    find_tagged_turns,
    find_unusual_labels,
)
from thememiner.records import Role

_NEARLY_ALL = 0.95
_RUNNING_NUMBER = re.compile(r"(?:[\[(（#]|No\.?\s|№\s?)?(?P<value>\d{1,5})\s?[\])）.:、]?")
_LONGEST_NUMBER = len("No. 12345.")
_FEWEST, _HALF = 3, 0.5


class FoundLabels(NamedTuple):
    """The labels that begin turns, in order, where the talk begins, and roles by label."""

    labels: list[LineLabel]
    begin: int
    roles: Mapping[str, Role]
    """What a researcher set, what the text says, or what is usual; of every accepted label."""
    marks: Sequence[Line] = ()
    """Spans that belong to nobody: running numbers above labels, and closing tags (``</interviewer>``)."""


def find_labels(text: str, lines: Sequence[Line], speakers: SpeakerSettings, *, allow_bare: bool) -> FoundLabels:
    """Find the labels of a text that begin turns.

    Labels before a colon, in square brackets, beside time stamps and on lines of their own come first. Other marks, and
    labels inside lines, are read where these leave something.
    """
    candidates = list(find_line_labels(text, lines, speakers))
    begin = find_talk_start(text, lines, candidates)
    key = read_head_key(text, lines, candidates, speakers)
    if 0 <= key.last_line < len(lines) - 1:
        begin = max(begin, lines[key.last_line + 1].start)
    head, inside = _split_at(candidates, begin)
    counters = _find_running_numbers(text, lines, inside)
    talk = _blank_lines(lines, begin, counters)
    layout = LineLayout(talk)
    accepted = accept_labels(inside, layout, allow_bare=allow_bare)
    tagged, closing = find_tagged_turns(text, talk, speakers)
    if tagged:
        lines_of_tags = {label.line for label in tagged}
        others = [label for label in accepted if label.line not in lines_of_tags]
        accepted = sorted([*tagged, *others], key=lambda label: label.start)
    elif layout.share_of_lines(accepted) < _NEARLY_ALL:
        taken = frozenset(label.line for label in accepted)
        unusual = accept_unusual_labels(text, find_unusual_labels(text, talk, speakers, taken), accepted, talk, layout)
        accepted = sorted([*accepted, *unusual], key=lambda label: label.start)
    inline = [] if tagged else list(find_inline_labels(text, talk, speakers, [*inside, *accepted]))
    if inline:
        new = accept_inline_labels(text, inline, accepted)
        known = {label.key for label in new} - {label.key for label in accepted}
        at_start = [label for label in inside if label.key in known]
        accepted = sorted([*accepted, *new, *at_start], key=lambda label: label.start)
    written = {label.key: label.label for label in accepted}
    given = {**read_named_roles(text, lines, head, written, speakers), **key.roles, **_joint_roles(written, speakers)}
    roles = {
        label: given[label] if label in given and not _is_set(label, speakers) else role_of(as_written, speakers)
        for label, as_written in written.items()
    }
    marks = (*(_with_time(text, lines, index) for index in counters), *closing)
    return FoundLabels(accepted, begin, MappingProxyType(roles), marks)


def _split_at(labels: Sequence[LineLabel], begin: int) -> tuple[Sequence[LineLabel], Sequence[LineLabel]]:
    """Return the labels before a place, and those from there on."""
    first = bisect_left(labels, begin, key=attrgetter("start"))
    return labels[:first], labels[first:]


def _blank_lines(lines: Sequence[Line], begin: int, blank: Collection[int]) -> list[Line]:
    """Return the lines, those before the talk and some others empty, so that each line keeps its index."""
    first = bisect_left(lines, begin, key=attrgetter("start"))
    talk = [*(Line(line.start, line.start) for line in lines[:first]), *lines[first:]]
    for index in blank:
        talk[index] = Line(lines[index].start, lines[index].start)
    return talk


def _joint_roles(written: Mapping[str, str], speakers: SpeakerSettings) -> dict[str, Role]:
    """Return the role other for labels of several people who also have labels by themselves (``Anna and Mia``)."""
    joint = {}
    for key, label in written.items():
        parts = split_joint_label(label)
        if parts and all(parse_label(part).whole in written or is_study_label(part, speakers) for part in parts):
            roles = {role_of(part, speakers) for part in parts}
            joint[key] = Role.INTERVIEWER if roles == {Role.INTERVIEWER} else Role.OTHER
    return joint


def _is_set(key: str, speakers: SpeakerSettings) -> bool:
    """Say whether a researcher has put a label into the settings, which counts more than what the text says."""
    given = (*speakers.interviewer, *speakers.participant, *speakers.other)
    return bool(given) and key in {parse_label(name).whole for name in given}


def _find_running_numbers(text: str, lines: Sequence[Line], labels: Sequence[LineLabel]) -> list[int]:
    """Return the indices of lines that hold only a running number; none if they do not stand above most labels.

    At least three such numbers grow from label to label, and no other number above a label breaks the order. A time may
    stand between the number and the label. Numbers above other lines belong to them if they fit into the order.
    """
    below_short = [
        label for label in labels if lines[label.line - 1].end - lines[label.line - 1].start <= LONGEST_STAMP
    ]
    if len(below_short) < _FEWEST:
        return []
    filled_by_label = {label.line for label in labels if label.fills_line}
    values: dict[int, int] = {}
    numbered: Counter[str] = Counter()
    for label in below_short:
        index = _find_line_above(text, lines, label.line)
        value = _read_number(text, lines[index]) if index >= 0 else None
        if value is not None and _skip_empty(lines, index - 1) not in filled_by_label:
            values[index] = value
            numbered[label.key] += 1
    if len(values) < _FEWEST:
        return []
    counts = Counter(label.key for label in labels if label.key in numbered)
    order = list(values.values())
    is_running = all(before < after for before, after in pairwise(order))
    if not is_running or len(values) < _HALF * counts.total():
        return []
    known = list(values)
    for index, line in enumerate(lines):
        value = None if index in values else _read_number(text, line)
        if value is not None and _fits(value, bisect_left(known, index), order):
            values[index] = value
    return sorted(values)


def _find_line_above(text: str, lines: Sequence[Line], index: int) -> int:
    """Return the index of the line of text above a line, without a line that holds only a time; -1 if there is none."""
    above = _skip_empty(lines, index - 1)
    if above >= 0 and 0 < lines[above].end - lines[above].start <= LONGEST_STAMP:
        line = lines[above]
        above = _skip_empty(lines, above - 1) if is_stamp(text[line.start : line.end].strip()) else above
    return above


def _skip_empty(lines: Sequence[Line], index: int) -> int:
    while index >= 0 and lines[index].is_empty:
        index -= 1
    return index


def _with_time(text: str, lines: Sequence[Line], index: int) -> Line:
    """Return the span of a running number, with the time on the next line of text if there is one."""
    after = index + 1
    while after < len(lines) - 1 and lines[after].is_empty:
        after += 1
    below = lines[min(after, len(lines) - 1)]
    is_time = below.end - below.start <= LONGEST_STAMP and is_stamp(text[below.start : below.end].strip())
    return Line(lines[index].start, below.end if is_time else lines[index].end)


def is_running_number(line: str) -> bool:
    """Say whether a line holds only a number, as one that numbers what is said: ``12``, ``[12]``, ``No. 12``."""
    return len(line) <= _LONGEST_NUMBER and _RUNNING_NUMBER.fullmatch(line) is not None


def _read_number(text: str, line: Line) -> int | None:
    if not 0 < line.end - line.start <= _LONGEST_NUMBER:
        return None
    match = _RUNNING_NUMBER.fullmatch(text[line.start : line.end].strip())
    return int(match["value"]) if match else None


def _fits(value: int, place: int, order: Sequence[int]) -> bool:
    """Say whether a number fits between its neighbours, or follows the last one."""
    before = order[place - 1] if place else order[0] - 2
    after = order[place] if place < len(order) else before + 2
    return before < value < after
