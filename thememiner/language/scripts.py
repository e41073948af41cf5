"""Detection of the language of a text by its script."""

import re
from typing import Literal

from thememiner.language.characters import HAN
from thememiner.language.transcription_marks import blank_marks

Language = Literal["en", "zh", "mixed", "other"]

_LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a"
_HAN = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(f"[{_LATIN}][{_LATIN}\u0300-\u036f'’]*+")
_OTHER_LETTER = re.compile(f"[^\\W\\d_{HAN}{_LATIN}]")

HAN_PER_WORD = 1.6
"""Average number of characters of a Chinese word in conversation, to make the scripts comparable."""

OTHER_PER_WORD = 3.0
"""Approximate number of letters of a word in any other script."""

MINORITY = 0.3
"""A script with a smaller share of the words counts as loan words, not as a second language."""


def detect_language(text: str) -> Language:
    """Return the language of a text by its scripts: Latin script counts as English, Han as Chinese.

    Shares are of words, without transcriber's marks. In ``mixed``, each language has at least 30 % of the words.
    ``other`` has no words of either language, or more words of a third script than of both. Traditional and
    simplified Chinese are both ``zh``.
    """
    spoken = blank_marks(text)
    if spoken.isascii():
        return "en" if _LATIN_WORD.search(spoken) else "other"
    chinese = len(_HAN.findall(spoken)) / HAN_PER_WORD
    english = float(len(_LATIN_WORD.findall(spoken)))
    both = chinese + english
    if both == 0 or len(_OTHER_LETTER.findall(spoken)) / OTHER_PER_WORD > both:
        return "other"
    if english < MINORITY * both:
        return "zh"
    return "en" if chinese < MINORITY * both else "mixed"
