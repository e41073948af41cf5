"""Flags: sub-themes that are really one language, one document, one participant or one interview question."""

from thememiner.report.flags.carriers import flags_of
from thememiner.report.flags.flag import Carrier, Flag
from thememiner.report.flags.questions import question_in, questions_answered, usual_words
from thememiner.report.flags.summary import FlagCount, all_flagged, flag_counts

__all__ = [
    "Carrier",
    "Flag",
    "FlagCount",
    "all_flagged",
    "flag_counts",
    "flags_of",
    "question_in",
    "questions_answered",
    "usual_words",
]
