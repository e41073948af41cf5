"""What a comparison found, in plain sentences: codes that were found, how far the two agree, what is beyond."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from thememiner.records import MACHINE, Comparison, Finding, LevelComparison
from thememiner.report.numbers import counted, figure, listed

OTHERWISE = {
    Finding.IN_PART: "{} in part",
    Finding.SPLIT: "{} split over several",
    Finding.FUSED: "{} fused with others",
    Finding.WITHOUT: "{} without counterpart",
    Finding.TOO_FEW: "{} with too few units to tell",
    Finding.NONE_HERE: "{} not among the units compared",
}
UNNAMED = "manual"
"""The coder's name where the settings give none."""
GRADES = ((0.05, "no better than chance"), (0.2, "slight"), (0.4, "moderate"))
"""What an adjusted mutual information below each value is called."""
YARDSTICK = (
    "As a yardstick for adjusted mutual information: two people who code interviews independently often reach .3 to .7."
)
CANDIDATES = "What has no counterpart may be something new, or no theme at all."


def owner(coder: str) -> str:
    """Name a coding by its coder."""
    if coder == MACHINE:
        return f"proposal by {MACHINE}"
    return "manual coding" if coder == UNNAMED else f"manual coding by {coder}"


def verdicts(comparison: Comparison) -> tuple[str, ...]:
    """Say what became of the reference's codes, how far the two agree, and what the proposal has beyond."""
    found = [f"{_verdict(comparison, level)} {_agreement(level)}" for level in comparison.levels]
    return (*found, *_beyond(comparison))


def headline(comparison: Comparison) -> str:
    """Say briefly what became of the finest codes, and how far the two agree at each level."""
    if len(comparison.levels) < 2:  # noqa: PLR2004 - then there is nothing to shorten
        return " ".join(verdicts(comparison))
    graded = []
    for level in comparison.levels:
        value = level.figures.get("ami")
        graded.append(f"{figure(value)} for {level.level}s{'' if value is None else f' ({_grade(value)})'}")
    found = _verdict(comparison, comparison.levels[-1])
    return " ".join([found, f"Adjusted mutual information: {listed(graded)}.", *_beyond(comparison)])


def largest_first(comparisons: Iterable[Comparison]) -> list[Comparison]:
    """Return comparisons in the order in which they are read, the one over the most units first."""
    return sorted(comparisons, key=lambda one: -max((level.units for level in one.levels), default=0))


def by_chance(ami: float | None) -> bool:
    """Return whether an adjusted mutual information, as it is printed, is no better than chance."""
    return ami is not None and round(ami, 2) < GRADES[0][0]


def outcomes(comparison: Comparison) -> tuple[str, ...]:
    """Say the same without the agreement, where all figures follow anyway."""
    return (*(_verdict(comparison, level) for level in comparison.levels), *_beyond(comparison))


def remarks(comparisons: Iterable[Comparison]) -> tuple[str, ...]:
    """Return what helps to read such sentences, each once, however many comparisons there are."""
    levels = [level for comparison in comparisons for level in comparison.levels]
    measured = any(level.figures.get("ami") is not None for level in levels)
    beyond = any(code.finding is Finding.WITHOUT for level in levels for code in level.proposed)
    return (*([YARDSTICK] if measured else []), *([CANDIDATES] if beyond else []))


def basis(coded_only: Sequence[str]) -> str:
    """Say over which units figures are taken: those that both coders looked at, as far as that is known."""
    if not coded_only:
        return "that both looked at"
    return f"that carry a code {listed([f'of the {owner(coder)}' for coder in coded_only])}"


def _verdict(comparison: Comparison, level: LevelComparison) -> str:
    source = owner(comparison.reference)
    if not level.reference:
        return f"The {source} has no {level.level}s."
    counts = Counter(code.finding for code in level.reference)
    rest = [words.format(f"{counts[finding]:,}") for finding, words in OTHERWISE.items() if counts[finding]]
    verb = "was" if counts[Finding.FOUND] == 1 else "were"
    found = f"{counts[Finding.FOUND]:,} of {counted(len(level.reference), level.level)} of the {source} {verb} found"
    return f"{', '.join([found, listed(rest)] if rest else [found])}."


def _agreement(level: LevelComparison) -> str:
    value = level.figures.get("ami")
    return f"Adjusted mutual information{': n/a' if value is None else f' {figure(value)}: {_grade(value)}'}."


def _grade(ami: float) -> str:
    grade = next((name for bound, name in GRADES if round(ami, 2) < bound), "substantial")
    return f"{grade}, so single finds can be chance" if by_chance(ami) else grade


def _beyond(comparison: Comparison) -> Iterator[str]:
    for level in comparison.levels[-1:]:
        if without := sum(code.finding is Finding.WITHOUT for code in level.proposed):
            total = f"{counted(len(level.proposed), level.level)} of the {owner(comparison.proposed)}"
            yield f"{without:,} of {total} {'has' if without == 1 else 'have'} no counterpart."
