"""Who speaks where: labels at line starts become turns with speakers and roles."""

from thememiner.corpus.speakers.speaker_labels import identify_participant, is_local_label, parse_label, role_of
from thememiner.corpus.speakers.time_stamps import trim_speech
from thememiner.corpus.speakers.turns import Span, TurnDetection, find_turns

__all__ = [
    "Span",
    "TurnDetection",
    "find_turns",
    "identify_participant",
    "is_local_label",
    "parse_label",
    "role_of",
    "trim_speech",
]
