"""Language in English and Chinese: scripts, word lists, transcriber's marks, back-channels and questions."""

from thememiner.language.characters import HAN, has_han, to_simplified, unify_ideographs
from thememiner.language.dialogue import is_back_channel, is_leave_taking, is_non_answer, is_question
from thememiner.language.scripts import Language, detect_language
from thememiner.language.transcription_marks import Mark, blank_marks, blank_spans, drop_marks, find_marks, is_masked
from thememiner.language.word_lists import (
    content_words,
    is_stop_word,
    natural_sort_key,
    read_word_list,
    read_words,
    stop_words,
)

__all__ = [
    "HAN",
    "Language",
    "Mark",
    "blank_marks",
    "blank_spans",
    "content_words",
    "detect_language",
    "drop_marks",
    "find_marks",
    "has_han",
    "is_back_channel",
    "is_leave_taking",
    "is_masked",
    "is_non_answer",
    "is_question",
    "is_stop_word",
    "natural_sort_key",
    "read_word_list",
    "read_words",
    "stop_words",
    "to_simplified",
    "unify_ideographs",
]
