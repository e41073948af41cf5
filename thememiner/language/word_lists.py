"""Word lists that lie beside the code as text files: words between white space, ``#`` begins a comment line."""

from functools import cache
from importlib import resources


def lines(name: str) -> tuple[str, ...]:
    """Return the lines of ``data/NAME.txt`` that hold words, without white space at their ends."""
    text = (resources.files("thememiner.language") / "data" / f"{name}.txt").read_text("utf-8")
    stripped = (line.strip() for line in text.splitlines())
    return tuple(line for line in stripped if line and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of ``data/NAME.txt``, in lower case and with straight apostrophes, as they stand there."""
    return frozenset(word for line in lines(name) for word in line.split())
