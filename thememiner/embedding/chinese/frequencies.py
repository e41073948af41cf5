"""How common words are in Chinese at large, by the word list that comes with jieba."""

from collections.abc import Mapping
from functools import cache
from importlib import resources


def frequency(word: str) -> float:
    """Return a word's share of running Chinese text, 0 to 1; 0 for a word that the list has not."""
    counts, total = _counts()
    return counts.get(word, 0) / total


@cache
def _counts() -> tuple[Mapping[str, int], int]:
    lines = (resources.files("jieba") / "dict.txt").read_text("utf-8").splitlines()
    counts = {word: int(count) for word, count, *_ in map(str.split, lines)}
    return counts, sum(counts.values())
