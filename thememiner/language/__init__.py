"""Languages: scripts, stop words, transcriber's marks, back-channels and questions, in English and Chinese."""

from thememiner.language.characters import HAN, has_han, simplified
from thememiner.language.dialogue import is_back_channel, is_question
from thememiner.language.scripts import Language, language_of
from thememiner.language.transcription_marks import Mark, blanked, marks, without_marks
from thememiner.language.word_lists import content_words, is_stop_word, listed_lines, listed_words, natural, stop_words

__all__ = [
    "HAN",
    "Language",
    "Mark",
    "blanked",
    "content_words",
    "has_han",
    "is_back_channel",
    "is_question",
    "is_stop_word",
    "language_of",
    "listed_lines",
    "listed_words",
    "marks",
    "natural",
    "simplified",
    "stop_words",
    "without_marks",
]
