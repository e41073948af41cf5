"""Find all labels of a text that begin turns, and the roles that the text itself gives them."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
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
from thememiner.corpus.speakers.unusual_labels import accept_unusual_labels, find_unusual_labels
from thememiner.records import Role

_NEARLY_ALL = 0.95


class FoundLabels(NamedTuple):
    """The labels that begin turns, in order, where the talk begins, and roles by label."""

    labels: list[LineLabel]
    begin: int
    roles: Mapping[str, Role]
    """What a researcher set, what the text says, or what is usual; of every accepted label."""


def find_labels(text: str, lines: Sequence[Line], speakers: SpeakerSettings, *, allow_bare: bool) -> FoundLabels:
    """Find the labels of a text that begin turns.

    Labels before a colon, in square brackets, beside time stamps and on lines of their own come first. Other marks, and
    labels inside lines, are read where these leave something.
    """
    candidates = list(find_line_labels(text, lines, speakers))
    begin = find_talk_start(text, lines, candidates)
    key = read_head_key(text, lines, speakers)
    if 0 <= key.last_line < len(lines) - 1:
        begin = max(begin, lines[key.last_line + 1].start)
    head, inside = _split_at(candidates, begin)
    talk = _blank_lines_before(lines, begin)
    layout = LineLayout(talk)
    accepted = accept_labels(inside, layout, allow_bare=allow_bare)
    if layout.share_of_lines(accepted) < _NEARLY_ALL:
        taken = frozenset(label.line for label in accepted)
        unusual = accept_unusual_labels(text, find_unusual_labels(text, talk, speakers, taken), accepted, talk, layout)
        accepted = sorted([*accepted, *unusual], key=lambda label: label.start)
    inline = list(find_inline_labels(text, talk, speakers, [*inside, *accepted]))
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
    return FoundLabels(accepted, begin, MappingProxyType(roles))


def _split_at(labels: Sequence[LineLabel], begin: int) -> tuple[Sequence[LineLabel], Sequence[LineLabel]]:
    """Return the labels before a place, and those from there on."""
    first = bisect_left(labels, begin, key=attrgetter("start"))
    return labels[:first], labels[first:]


def _blank_lines_before(lines: Sequence[Line], begin: int) -> list[Line]:
    """Return the lines, those before the talk empty, so that each line keeps its index."""
    first = bisect_left(lines, begin, key=attrgetter("start"))
    return [*(Line(line.start, line.start) for line in lines[:first]), *lines[first:]]


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
