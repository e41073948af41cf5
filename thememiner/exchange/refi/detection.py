"""How a program counted positions, found out from the names that it gave to selections."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from thememiner.exchange.refi.positions import STANDARD, Counting, LineEnds, Positions, Ruler, Simplest, Unit

CANDIDATES = tuple(
    Counting(unit, line_ends, mark, inclusive)
    for inclusive, unit, line_ends, mark in product((False, True), Unit, LineEnds, (False, True))
)
"""The standard's first: of those that explain as much, the first is taken."""
_ELLIPSES = ("…", "...")
_ENOUGH = 20  # characters of a name that was cut without a sign
_EXACT, _FOLDED, _BEGINNING = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Selected:
    """The selections of one text, as a file gives them."""

    text: str
    marked: bool
    """Whether a byte order mark stood before it."""
    starts: Positions
    ends: Positions
    names: Sequence[str]
    """Empty where a selection has none."""


@dataclass(frozen=True, slots=True)
class Detected:
    """A way of counting and what speaks for it."""

    counting: Counting
    agreeing: int
    """Names that are the text at their place, or its beginning."""
    named: int
    telling: int
    """Names that stand somewhere in the text, so that they tell where; the others may be titles or numbers."""


@dataclass(frozen=True, slots=True)
class _Fit:
    score: int
    agreeing: int
    outside: int


def find_counting(sources: Sequence[Selected]) -> Detected:
    """Return the way of counting under which names agree best with texts, then under which fewest leave their text.

    One program counts all its texts alike, so all are asked together. White space does not count in names, which may
    be cut. Where several ways explain as much, it is the standard's, or the one that is next to it.
    """
    asked = [source for source in sources if source.text and len(source.names)]
    named = sum(1 for source in asked for name in source.names if name)
    standard = [_fit(source, STANDARD) for source in asked]
    if sum(fit.score for fit in standard) == _EXACT * named and not any(fit.outside for fit in standard):
        return Detected(STANDARD, named, named, named)
    scores: Counter[Counting] = Counter()
    agreeing: Counter[Counting] = Counter()
    outside: Counter[Counting] = Counter()
    for source in asked:
        simplest = Simplest(source.text, marked=source.marked)
        known: dict[Counting, _Fit] = {}
        for candidate in CANDIDATES:
            simple = simplest.of(candidate)
            if simple not in known:
                known[simple] = _fit(source, simple)
            scores[candidate] += known[simple].score
            agreeing[candidate] += known[simple].agreeing
            outside[candidate] += known[simple].outside
    best = max(CANDIDATES, key=lambda candidate: (scores[candidate], -outside[candidate]))
    return Detected(best, agreeing[best], named, agreeing[best] + sum(_elsewhere(source, best) for source in asked))


def _fit(source: Selected, counting: Counting) -> _Fit:
    ruler = Ruler(source.text, counting, marked=source.marked)
    starts, ends = ruler.ranges(source.starts, source.ends)
    places = zip(source.names, starts.tolist(), ends.tolist(), strict=True)
    points = [_agreement(name, source.text[start:end]) for name, start, end in places if name]
    agreeing = sum(1 for point in points if point)
    return _Fit(sum(points), agreeing, ruler.outside(source.starts, source.ends))


def _elsewhere(source: Selected, counting: Counting) -> int:
    """Return how many names are words of the text, but not those at their place."""
    starts, ends = Ruler(source.text, counting, marked=source.marked).ranges(source.starts, source.ends)
    places = zip(source.names, starts.tolist(), ends.tolist(), strict=True)
    others = [name for name, start, end in places if name and not _agreement(name, source.text[start:end])]
    text = " ".join(source.text.split()) if others else ""
    return sum(" ".join(_uncut(name).split()) in text for name in others)


def _uncut(name: str) -> str:
    """Return a name without the sign that it was cut."""
    return name.removesuffix(next((sign for sign in _ELLIPSES if name.endswith(sign)), ""))


def _agreement(name: str, quote: str) -> int:
    if name == quote:
        return _EXACT
    sign = next((sign for sign in _ELLIPSES if name.endswith(sign)), "")
    beginning = name.removesuffix(sign)
    if sign and len(beginning) >= _ENOUGH and quote.startswith(beginning):
        return _EXACT
    wanted = " ".join(beginning.split())
    found = " ".join(quote[: 4 * len(name) + 100].split() if sign else quote.split())
    if wanted == found and not sign:
        return _FOLDED
    if len(wanted) >= _ENOUGH and found.startswith(wanted):
        return _FOLDED if sign else _BEGINNING
    return 0
