"""Which manual codings belong to which corpus of a plan, by the names of files."""

from collections.abc import Iterator, Mapping, Sequence
from glob import escape
from pathlib import Path
from unicodedata import normalize

from thememiner.batch.plan_patterns import paths_matching

CORPUS = "{corpus}"
"""In a pattern, what stands for the name of the corpus."""


def gold_of_each(names: Sequence[str], patterns: Sequence[str], folder: Path) -> Mapping[str, tuple[Path, ...]]:
    """Return the manual codings of each corpus, given the names of all.

    What the patterns match for several names that begin alike, such as ``P1`` and ``P10``, belongs to the longest.
    """
    found = {name: dict(_matched(name, patterns, folder)) for name in names}
    return {name: tuple(_own(name, found)) for name in names}


def _own(name: str, found: Mapping[str, Mapping[Path, bool]]) -> Iterator[Path]:
    longer = [other for other in found if other != name and other.startswith(name)]
    theirs = {path for other in longer for path, by_name in found[other].items() if by_name}
    yield from (path for path, by_name in found[name].items() if not by_name or path not in theirs)


def _matched(name: str, patterns: Sequence[str], folder: Path) -> Iterator[tuple[Path, bool]]:
    """Yield what the patterns match for a corpus, and whether by its name, in whichever form of Unicode."""
    seen = set()
    for pattern in patterns:
        for form in dict.fromkeys((name, normalize("NFC", name), normalize("NFD", name))):
            for match in paths_matching(folder, pattern.replace(CORPUS, escape(form))):
                if match not in seen:
                    seen.add(match)
                    yield match, CORPUS in pattern
