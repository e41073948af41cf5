"""The senses of a dictionary entry, as short English words that a language model reads well."""

import re
from collections.abc import Iterable

LONGEST = 6
"""A sense of more words is an explanation; of one in parts, the first part is taken."""

_NO_SENSE = re.compile(
    r"CL:|surname |see |see also |also (pr|written)|Taiwan pr|classifier|used (in|to|as|before|after)|indicating "
    r"|particle|prefix|suffix|interjection|abbr\. |(old |erhua |Japanese |archaic )?variant of",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]*\)")
_CHINESE = re.compile(r"[\u3400-\u9fff|]+(\[[^\]]*\])?")
_BEFORE = re.compile(r"^(to be |to |a |an |the )")
_SHORT = {"sb": "someone", "sth": "something"}


def senses_in(descriptions: Iterable[str]) -> tuple[str, ...]:
    """Return the senses among an entry's descriptions, in their order, each once.

    Left out are measure words, surnames, variants, references and remarks on grammar; asides in parentheses, the
    "to" of verbs and articles are taken off.
    """
    found = (_sense(part) for description in descriptions for part in description.split(";"))
    return tuple(dict.fromkeys(sense for sense in found if sense))


def _sense(description: str) -> str:
    text = description.strip()
    if _NO_SENSE.match(text):
        return ""
    text = _CHINESE.sub("", _ASIDE.sub("", _ASIDE.sub("", text)))
    words = [_SHORT.get(word, word) for word in text.replace("...", " ").replace("…", " ").split()]
    plain = _BEFORE.sub("", " ".join(words)).strip(" ,?!")
    if len(plain.split()) > LONGEST:
        plain = plain.partition(",")[0].strip()
    return plain if len(plain.split()) <= LONGEST and any(character.isalpha() for character in plain) else ""
