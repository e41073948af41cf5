"""Word lists that lie beside the code as text files, in which ``#`` begins a comment line."""

from functools import cache
from importlib import resources


def listed_lines(name: str) -> tuple[str, ...]:
    """Return the lines of ``data/NAME.txt`` that hold words, without white space at their ends."""
    text = (resources.files("thememiner.language") / "data" / f"{name}.txt").read_text("utf-8")
    stripped = (line.strip() for line in text.splitlines())
    return tuple(line for line in stripped if line and not line.startswith("#"))


@cache
def listed_words(name: str) -> frozenset[str]:
    """Return the words between white space in ``data/NAME.txt``: in lower case, with straight apostrophes."""
    return frozenset(word for line in listed_lines(name) for word in line.split())
