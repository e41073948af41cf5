"""The table of speakers: how much is said under each label, what its role is, and why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from thememiner.config import SpeakerSettings
from thememiner.corpus.label_suspicions import Key, Suspicion
from thememiner.corpus.speaker_suspicions import is_often_asking
from thememiner.corpus.speakers import (
    is_generic_label,
    is_named_participant,
    is_recogniser_label,
    parse_label,
    role_of,
)
from thememiner.intake import strip_suffix
from thememiner.language import HAN, is_question
from thememiner.phrasing import NO_LABEL, format_percent, hide_long_name
from thememiner.records import Document, Role, Turn

SPEAKER_COLUMNS = ("Speaker", "Files", "Turns", "Words", "Asks", "Role", "Why")
_WORD = re.compile(rf"[{HAN}]|[^\W_{HAN}]+(?:['’-][^\W_{HAN}]+)*")
_ORDER = {Role.INTERVIEWER: 0, Role.PARTICIPANT: 1, Role.OTHER: 2}


class RoleReason(StrEnum):
    """Why a speaker has a role."""

    USUAL = "usual label"
    SETTING = "setting"
    NUMBERED = "numbered"
    """A label that speech recognition numbers anew in each file."""
    ASKS = "asks most questions"
    """Taken for a participant, although most of the turns ask something."""
    TABLE = "table"
    """A table, such as ``documents.csv``, says who it is."""
    FILE = "file"
    """The file itself says who asks."""
    NO_LABEL = "no label"
    DEFAULT = "default"
    """Whoever has no other role is a participant."""


@dataclass(slots=True)
class SpeakerCounts:
    """Counts of a speaker's label over all documents."""

    label: str
    """As first written; ``(no label)`` for text without one."""
    role: Role
    reason: RoleReason
    is_suspicious: bool
    """Whether a suspicion is about this label."""
    documents: int = 0
    people: int = 0
    """Number of participants who have this label; 0 for interviewers and others."""
    turns: int = 0
    words: int = 0
    """A Chinese character counts as a word."""
    questions: int = 0
    """Number of turns that ask something."""

    @property
    def cells(self) -> tuple[str, ...]:
        """The row in words, in the order of ``SPEAKER_COLUMNS``."""
        counts = (f"{count:,}" for count in (self.documents, self.turns, self.words))
        asks = "n/a" if self.reason is RoleReason.NO_LABEL else format_percent(self.questions, self.turns)
        role = f"{self.people:,} {self.role}s" if self.people > 1 else str(self.role)
        why = f"{self.reason}; check" if self.is_suspicious else str(self.reason)
        return hide_long_name(self.label), *counts, asks, role, why


@dataclass(slots=True)
class _Row:
    counts: SpeakerCounts
    documents: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)


def count_speakers(
    documents: Sequence[Document], suspicions: Sequence[Suspicion], speakers: SpeakerSettings
) -> tuple[SpeakerCounts, ...]:
    """Return a row for each label and role: suspicious ones first, then by role, then by number of turns."""
    suspected = {key for suspicion in suspicions for key in suspicion.labels}
    rows: dict[Key, _Row] = {}
    for document in documents:
        for turn in document.turns:
            text = document.text[turn.start : turn.end]
            label = turn.speaker or NO_LABEL
            key = (parse_label(label).whole, turn.role) if turn.speaker else (NO_LABEL, turn.role)
            row = rows.get(key)
            if row is None:
                reason = _reason(turn, document, speakers)
                row = rows[key] = _Row(SpeakerCounts(label, turn.role, reason, is_suspicious=key in suspected))
            row.counts.turns += 1
            row.counts.words += len(_WORD.findall(text))
            row.counts.questions += is_question(text)
            row.documents.add(document.doc_id)
            row.people |= set() if turn.participant is None else {turn.participant}
    for row in rows.values():
        counts = row.counts
        counts.documents, counts.people = len(row.documents), len(row.people)
        is_guess = counts.role is Role.PARTICIPANT and counts.reason not in {RoleReason.SETTING, RoleReason.TABLE}
        if counts.is_suspicious and is_guess and counts.turns > 1 and is_often_asking(counts):
            counts.reason = RoleReason.ASKS
    return tuple(sorted((row.counts for row in rows.values()), key=_position))


def _position(counts: SpeakerCounts) -> tuple[bool, int, int, str]:
    return not counts.is_suspicious, _ORDER[counts.role], -counts.turns, counts.label


def _reason(turn: Turn, document: Document, speakers: SpeakerSettings) -> RoleReason:
    """Return why the speaker of a turn has its role."""
    label = turn.speaker
    if label is None:
        return RoleReason.NO_LABEL
    if turn.role is not role_of(label, speakers):
        return RoleReason.FILE
    if turn.role is not Role.PARTICIPANT:
        own = speakers.model_copy(update={"usual_labels": False})
        return RoleReason.SETTING if role_of(label, own) is turn.role else RoleReason.USUAL
    name = strip_suffix(document.doc_id)
    if turn.participant is not None and not _is_named_after(turn.participant, label, name):
        return RoleReason.TABLE
    return _why_participant(label, speakers)


def _why_participant(label: str, speakers: SpeakerSettings) -> RoleReason:
    if is_named_participant(label, speakers):
        return RoleReason.SETTING
    if is_recogniser_label(label, speakers):
        return RoleReason.NUMBERED
    return RoleReason.USUAL if is_generic_label(label, speakers) else RoleReason.DEFAULT


def _is_named_after(participant: str, label: str, document: str) -> bool:
    """Say whether a participant has the name of the label, or of the document, as without a table."""
    own, written = parse_label(participant), parse_label(label)
    is_label = own.whole == written.whole or (own.core == written.core and bool(written.aside))
    return is_label or participant == document or participant.startswith(f"{document}/")
