"""Languages: scripts, stop words, transcriber's marks, back-channels and questions, in English and Chinese."""

from thememiner.language.back_channels import is_back_channel
from thememiner.language.characters import HAN, has_han, simplified
from thememiner.language.content_words import content_words
from thememiner.language.marks import Mark, blanked, marks, without_marks
from thememiner.language.natural_order import natural
from thememiner.language.questions import is_question
from thememiner.language.scripts import Language, language_of
from thememiner.language.stop_words import is_stop_word, stop_words
from thememiner.language.word_lists import listed_lines, listed_words

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
