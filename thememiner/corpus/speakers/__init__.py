"""Who speaks where: labels at line starts become turns with speakers and roles."""

from thememiner.corpus.speakers.line_labels import trim
from thememiner.corpus.speakers.speaker_labels import identity, is_local, parts, role_of
from thememiner.corpus.speakers.turns import Span, Talk, find_turns

__all__ = [
    "Span",
    "Talk",
    "find_turns",
    "identity",
    "is_local",
    "parts",
    "role_of",
    "trim",
]
