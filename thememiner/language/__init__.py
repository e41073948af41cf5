"""Languages: scripts, stop words, transcriber's notes, back-channels and questions, in English and Chinese."""

from thememiner.language.back_channels import is_back_channel
from thememiner.language.characters import simplified
from thememiner.language.notes import Note, blanked, notes, without_notes
from thememiner.language.questions import is_question
from thememiner.language.scripts import HAN, Language, has_han, language_of
from thememiner.language.stop_words import is_stop_word, stop_words
from thememiner.language.word_lists import words

__all__ = [
    "HAN",
    "Language",
    "Note",
    "blanked",
    "has_han",
    "is_back_channel",
    "is_question",
    "is_stop_word",
    "language_of",
    "notes",
    "simplified",
    "stop_words",
    "without_notes",
    "words",
]
