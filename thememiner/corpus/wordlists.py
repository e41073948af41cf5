"""Lists of words that are data: kept in files, read when first needed."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class WordList:
    """Words, and how words may begin and end."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]

    def __contains__(self, word: str) -> bool:
        """Say whether a word is listed, or begins or ends like one that is."""
        return word in self.words or word.startswith(self.beginnings) or word.endswith(self.endings)


@cache
def word_list(name: str) -> WordList:
    """Read a list of this package by name, without suffix."""
    text = (files(__package__) / "wordlists" / f"{name}.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    words = {word.strip() for line in lines for word in line.split(",")} - {""}
    return WordList(
        frozenset(word for word in words if "*" not in word),
        tuple(sorted(word[:-1] for word in words if word.endswith("*"))),
        tuple(sorted(word[1:] for word in words if word.startswith("*"))),
    )
