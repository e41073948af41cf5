"""Whether an answer is a name: one short line, in the right script, unlike the names beside it."""

import re
import unicodedata
from collections.abc import Collection

from thememiner.description.language_model.prompts import NameLanguage
from thememiner.language import HAN

LONGEST = 60
LONGEST_HAN = 20
"""In characters."""

NO_LINE = "is empty or has several lines"
TOO_LONG = "is too long for a name"
MARKS = "has quotation marks, brackets or characters that are not shown"
OTHER_SCRIPT = "is in another script"
TWICE = "is another theme's name too"

_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_QUOTATION = "\"'“”‘’„«»「」『』《》`*"
_NOT_IN_NAMES = re.compile(r"[\"“”„«»「」『』《》`*<>{}\[\]|\\]")
_HAN = re.compile(f"[{HAN}]")


def name_in(answer: str) -> str:
    """Return what may be the name in an answer: without thoughts before it, quotation marks around it, a full stop."""
    return _THOUGHT.sub("", answer).strip().strip(_QUOTATION).rstrip(".。").strip(_QUOTATION).strip()


def objection(name: str, language: NameLanguage, taken: Collection[str]) -> str | None:
    """Return why a name cannot be used, or None; ``taken`` are names in use, in lower case.

    An English name has Latin letters and no Chinese characters; a Chinese one has at most two Latin
    letters for each of these.
    """
    if not name or len(name.splitlines()) > 1:
        return NO_LINE
    if len(name) > (LONGEST_HAN if language == "zh" else LONGEST):
        return TOO_LONG
    if _NOT_IN_NAMES.search(name) or any(unicodedata.category(character).startswith("C") for character in name):
        return MARKS
    han, latin = len(_HAN.findall(name)), sum("LATIN" in unicodedata.name(c, "") for c in name if c.isalpha())
    letters = sum(map(str.isalpha, name))
    wrong = not han or latin > 2 * han if language == "zh" else han or not latin
    if wrong or letters > han + latin:
        return OTHER_SCRIPT
    return TWICE if name.casefold() in taken else None
