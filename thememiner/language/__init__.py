"""Languages: scripts, stop words, transcriber's marks, back-channels and questions, in English and Chinese."""

from thememiner.language.characters import HAN, has_han, to_simplified
from thememiner.language.dialogue import is_back_channel, is_question
from thememiner.language.scripts import Language, detect_language
from thememiner.language.transcription_marks import Mark, blank_spans, find_marks, blank_marks
from thememiner.language.word_lists import content_words, is_stop_word, read_word_list, read_words, natural_sort_key, stop_words

__all__ = [
    "HAN",
    "Language",
    "Mark",
    "blank_spans",
    "content_words",
    "has_han",
    "is_back_channel",
    "is_question",
    "is_stop_word",
    "detect_language",
    "read_word_list",
    "read_words",
    "find_marks",
    "natural_sort_key",
    "to_simplified",
    "stop_words",
    "blank_marks",
]
