"""Who speaks where: labels at line starts become turns with speakers and roles."""

from thememiner.corpus.speakers.front_matter import is_export_line
from thememiner.corpus.speakers.label_search import is_running_number
from thememiner.corpus.speakers.speaker_labels import (
    correct_label,
    identify_participant,
    is_generic_label,
    is_listed_label,
    is_local_label,
    is_named_participant,
    is_recogniser_label,
    is_role_word,
    names_several,
    parse_label,
    role_of,
)
from thememiner.corpus.speakers.time_stamps import trim_speech
from thememiner.corpus.speakers.turns import Span, TurnDetection, find_turns
from thememiner.corpus.speakers.unread_labels import Unread, find_unread_labels, find_unspoken_lines

__all__ = [
    "Span",
    "TurnDetection",
    "Unread",
    "correct_label",
    "find_turns",
    "find_unread_labels",
    "find_unspoken_lines",
    "identify_participant",
    "is_export_line",
    "is_generic_label",
    "is_listed_label",
    "is_local_label",
    "is_named_participant",
    "is_recogniser_label",
    "is_role_word",
    "is_running_number",
    "names_several",
    "parse_label",
    "role_of",
    "trim_speech",
]
