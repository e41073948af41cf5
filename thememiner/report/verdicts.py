"""What a comparison found, in plain sentences: codes that were found, how far the two agree, what is beyond."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from thememiner.records import MACHINE, Ceiling, Comparison, Figures, Finding, LevelComparison, PairAgreement
from thememiner.report.figures import SYMBOLS
from thememiner.report.numbers import counted, figure, listed
from thememiner.report.ranges import in_brackets, is_chance

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
YARDSTICK = "Two people who code the same interviews seldom come close to 1 either, least of all in open coding."
CANDIDATES = "What has no counterpart may be something new, or no theme at all."


def owner(coder: str) -> str:
    """Name a coding by its coder."""
    if coder == MACHINE:
        return f"proposal by {MACHINE}"
    return "manual coding" if coder == UNNAMED else f"manual coding by {coder}"


def verdicts(comparison: Comparison, ceiling: Sequence[Ceiling] = ()) -> tuple[str, ...]:
    """Say what became of the reference's codes, how far the two agree, and what the proposal has beyond.

    The finest level comes first. ``ceiling`` tells how far people agree who coded the same material.
    """
    found = [f"{_verdict(comparison, level)} {_agreement(comparison, level, ceiling)}" for level in _finest(comparison)]
    return (*(sentence.strip() for sentence in found), *_beyond(comparison))


def headline(comparison: Comparison, ceiling: Sequence[Ceiling] = ()) -> str:
    """Say briefly what became of the finest codes, and how far the two agree on them."""
    parts = [
        f"{_verdict(comparison, level)} {_agreement(comparison, level, ceiling)}" for level in _finest(comparison)[:1]
    ]
    return " ".join([*parts, *_beyond(comparison)])


def largest_first(comparisons: Iterable[Comparison]) -> list[Comparison]:
    """Return comparisons in the order in which they are read, the one over the most units first."""
    return sorted(comparisons, key=lambda one: -max((level.units for level in one.levels), default=0))


def outcomes(comparison: Comparison) -> tuple[str, ...]:
    """Say the same without the agreement, where all figures follow anyway."""
    return (*(_verdict(comparison, level) for level in comparison.levels), *_beyond(comparison))


def remarks(comparisons: Iterable[Comparison], ceiling: Sequence[Ceiling] = ()) -> tuple[str, ...]:
    """Return what helps to read such sentences, each once, however many comparisons there are."""
    levels = [level for comparison in comparisons for level in comparison.levels]
    measured = any(level.value(name) is not None for level in levels for name in SYMBOLS)
    beyond = any(code.finding is Finding.WITHOUT for level in levels for code in level.proposed)
    return (*([YARDSTICK] if measured and not ceiling else []), *([CANDIDATES] if beyond else []))


def basis(coded_only: Sequence[str]) -> str:
    """Say over which units figures are taken: those that both coders looked at, as far as that is known."""
    if not coded_only:
        return "that both looked at"
    return f"that carry a code {listed([f'of the {owner(coder)}' for coder in coded_only])}"


def leading(figures: Figures) -> str | None:
    """Return the name of the figure that a sentence on agreement leads with; None if none was taken."""
    return next((name for name in SYMBOLS if name in figures.by_name), None)


def extent(figures: Figures) -> str:
    """Return over how many units figures are, and of how many participants, if that was counted."""
    people = f" of {counted(figures.participants, 'participant')}" if figures.participants else ""
    return f"{counted(figures.units, 'meaning unit')}{people}"


def _finest(comparison: Comparison) -> tuple[LevelComparison, ...]:
    return comparison.levels[::-1]


def _verdict(comparison: Comparison, level: LevelComparison) -> str:
    source = owner(comparison.reference)
    if not level.reference:
        return f"The {source} has no {level.level}s."
    counts = Counter(code.finding for code in level.reference)
    rest = [words.format(f"{counts[finding]:,}") for finding, words in OTHERWISE.items() if counts[finding]]
    verb = "was" if counts[Finding.FOUND] == 1 else "were"
    found = f"{counts[Finding.FOUND]:,} of {counted(len(level.reference), level.level)} of the {source} {verb} found"
    return f"{', '.join([found, listed(rest)] if rest else [found])}."


def _agreement(comparison: Comparison, level: LevelComparison, ceiling: Sequence[Ceiling]) -> str:
    figures = level.figures[0]
    name = leading(figures)
    if name is None:
        return ""
    measured = figures.by_name[name]
    if measured.value is None:
        why = f": {measured.why_not}" if measured.why_not else ""
        return f"How far the two agree cannot be told{why}."
    chance = ", no better than chance, so single finds can be chance" if is_chance(measured) else ""
    people = "" if comparison.proposed != MACHINE else _people(name, level.level, ceiling)
    return (
        f"Over {extent(figures)} the two agree at {SYMBOLS[name]} = {figure(measured.value)}"
        f"{in_brackets(name, measured, figures.spread)}{chance}{people}."
    )


def _people(name: str, level: str, ceiling: Sequence[Ceiling]) -> str:
    pairs = next((one.people for one in ceiling if one.level == level), ())
    values = values_of(name, pairs)
    if not values:
        return ""
    mean = f"{SYMBOLS[name]} = {figure(sum(values) / len(values))}"
    if len(values) == 1:
        return f"; two people who coded the same material agree at {mean}"
    span = f"{figure(min(values))} to {figure(max(values))}"
    return f"; people who coded the same material agree at {mean} on average ({span} in {len(values):,} pairs)"


def values_of(name: str, pairs: Iterable[PairAgreement]) -> list[float]:
    """Return a figure of every pair of coders that has it."""
    return [value for pair in pairs if (value := pair.values.get(name)) is not None]


def _beyond(comparison: Comparison) -> Iterator[str]:
    for level in comparison.levels[-1:]:
        if without := sum(code.finding is Finding.WITHOUT for code in level.proposed):
            total = f"{counted(len(level.proposed), level.level)} of the {owner(comparison.proposed)}"
            yield f"{without:,} of {total} {'has' if without == 1 else 'have'} no counterpart."
