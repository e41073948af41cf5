"""What a comparison found, in plain sentences: codes that were found, how far the two agree, what is beyond."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from thememiner.comparison import NOUNS
from thememiner.records import (
    MACHINE,
    Ceiling,
    CodeFinding,
    Comparison,
    CutBy,
    Figures,
    Finding,
    LevelComparison,
    PairAgreement,
    Theme,
)
from thememiner.report.code_table import CODE, candidates, noun_of_proposal, noun_of_reference
from thememiner.report.formatting import counted, figure, listed
from thememiner.report.score_text import SYMBOLS, in_brackets, is_chance

OTHERWISE = {
    Finding.IN_PART: "{} in part",
    Finding.SPLIT: "{} split over several",
    Finding.FUSED: "{} fused with others",
    Finding.WITHOUT: "{} without counterpart",
}
UNTOLD = (Finding.TOO_FEW, Finding.NONE_HERE)
"""Codes of which nothing can be told; they are no part of what the others are counted out of."""
TOO_FEW = "too few units, or none among those compared"
UNNAMED = "manual"
"""The coder's name where the settings give none."""
KAPPA = "κ is agreement beyond chance: 1 if the two always agree, 0 if no more than by chance."
YARDSTICK = "Two people who code the same interviews seldom come close to 1 either, least of all in open coding."
CANDIDATES = "What has no counterpart may be something new, or no theme at all."
NO_THEMES: Mapping[str, Theme] = MappingProxyType({})


def is_program(coder: str) -> bool:
    """Return whether a coder is the program, of this run or of one of several."""
    return coder == MACHINE or coder.startswith(f"{MACHINE} in ")


def owner(coder: str) -> str:
    """Name a coding by its coder."""
    if is_program(coder):
        return f"proposal by {coder}"
    return "manual coding" if coder == UNNAMED else f"manual coding by {coder}"


def verdicts(
    comparison: Comparison, ceiling: Sequence[Ceiling] = (), themes: Mapping[str, Theme] = NO_THEMES
) -> tuple[str, ...]:
    """Say what became of the reference's codes, how far the two agree, and what the proposal has beyond.

    The finest level comes first. ``ceiling`` tells how far people agree who coded the same material; ``themes``, by
    id, are the program's, of which some may be candidates for new ones.
    """
    found = [f"{_verdict(comparison, level)} {_agreement(comparison, level, ceiling)}" for level in finest(comparison)]
    return (*(sentence.strip() for sentence in found), *_beyond(comparison, themes))


def headline(comparison: Comparison, ceiling: Sequence[Ceiling] = (), themes: Mapping[str, Theme] = NO_THEMES) -> str:
    """Say briefly what became of the finest codes, and how far the two agree on them."""
    parts = [
        f"{_verdict(comparison, level)} {_agreement(comparison, level, ceiling)}" for level in finest(comparison)[:1]
    ]
    return " ".join([*parts, *_beyond(comparison, themes)])


def largest_first(comparisons: Iterable[Comparison]) -> list[Comparison]:
    """Return comparisons in the order in which they are read, the one over the most units first."""
    return sorted(comparisons, key=lambda one: -max((level.units for level in one.levels), default=0))


def outcomes(comparison: Comparison) -> tuple[str, ...]:
    """Say the same without the agreement, where all figures follow anyway."""
    return (*(_verdict(comparison, level) for level in comparison.levels), *_beyond(comparison))


def remarks(comparisons: Iterable[Comparison], ceiling: Sequence[Ceiling] = ()) -> tuple[str, ...]:
    """Return what helps to read such sentences, each once, however many comparisons there are."""
    pairs = [(comparison, level) for comparison in comparisons for level in comparison.levels]
    measured = [(comparison, name) for comparison, level in pairs for name in [_told_by(level)] if name]
    people = any(not (is_program(one.reference) and is_program(one.proposed)) for one, _ in measured)
    beyond = any(code.finding is Finding.WITHOUT for _, level in pairs for code in level.proposed)
    said = {
        KAPPA: any(name == "kappa" for _, name in measured),
        YARDSTICK: people and not ceiling,
        CANDIDATES: beyond,
    }
    return tuple(sentence for sentence, applies in said.items() if applies)


def basis(coded_only: Sequence[str]) -> str:
    """Say over which units figures are taken: those that both coders looked at, as far as that is known."""
    if not coded_only:
        return "that both looked at"
    return f"that carry a code {listed([f'of the {owner(coder)}' for coder in coded_only])}"


def leading(figures: Figures) -> str | None:
    """Return the name of the figure that a sentence on agreement leads with; None if none was taken."""
    return next((name for name in SYMBOLS if name in figures.by_name), None)


def extent(figures: Figures, cut_by: CutBy) -> str:
    """Return over how many units, turns or segments figures are, and of how many participants, if that was counted."""
    people = f" of {counted(figures.participants, 'participant')}" if figures.participants else ""
    return f"{counted(figures.units, NOUNS[cut_by])}{people}"


def finest(comparison: Comparison) -> tuple[LevelComparison, ...]:
    """Return the levels in the order in which they are read, the finest first."""
    return comparison.levels[::-1]


def _verdict(comparison: Comparison, level: LevelComparison) -> str:
    source, partner = owner(comparison.reference), f"in the {owner(comparison.proposed)}"
    noun, without = noun_of_reference(comparison, level), ""
    if noun == CODE:
        partner = f"among the {noun_of_proposal(comparison, level)}s of the {owner(comparison.proposed)}"
        without = " (without levels)"
    if not level.reference:
        return f"The {source} has no {level.level}s."
    counts = Counter(code.finding for code in level.reference)
    rest = [words.format(f"{counts[finding]:,}") for finding, words in OTHERWISE.items() if counts[finding]]
    told = _told(level.reference)
    if not told:
        whole = f"{counted(len(level.reference), noun)}{without} of the {source}"
        return f"Nothing can be told of {whole} beside the {owner(comparison.proposed)} ({TOO_FEW})."
    verb = "was" if counts[Finding.FOUND] == 1 else "were"
    found = f"{counts[Finding.FOUND]:,} of {counted(told, noun)}{without} of the {source} {verb} found {partner}"
    return f"{', '.join([found, listed(rest)] if rest else [found])}{_untold(level.reference)}."


def _told(codes: Sequence[CodeFinding]) -> int:
    return sum(code.finding not in UNTOLD for code in codes)


def _untold(codes: Sequence[CodeFinding]) -> str:
    untold = len(codes) - _told(codes)
    return f"; of {untold:,} more nothing can be told ({TOO_FEW})" if untold else ""


def _told_by(level: LevelComparison) -> str | None:
    """Return the name of the figure that the sentence on agreement gives, if it gives one."""
    name = leading(level.figures[0])
    return None if name is None or level.value(name) is None else name


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
        f"Over {extent(figures, comparison.cut_by)} the two agree at {SYMBOLS[name]} = {figure(measured.value)}"
        f"{in_brackets(name, measured, figures.spread)}{chance}{people}."
    )


def _people(name: str, level: str, ceiling: Sequence[Ceiling]) -> str:
    """Return what people reach, and the program over the same units: other units would be no measure for it."""
    beside = next((one for one in ceiling if one.level == level), None)
    among = () if beside is None else values_of(name, beside.people)
    if beside is None or not among:
        return ""
    by_machine = values_of(name, beside.machine)
    program = f", the program with a person at {_mean(name, by_machine)}" if by_machine else ""
    who = "two people agree" if len(among) == 1 else f"people agree ({len(among):,} pairs)"
    return (
        f". Over the {beside.units:,} units that at least two people looked at, {who} at {_mean(name, among)}{program}"
    )


def _mean(name: str, values: Sequence[float]) -> str:
    mean = f"{SYMBOLS[name]} = {figure(sum(values) / len(values))}"
    return mean if len(values) == 1 else f"{mean} on average ({figure(min(values))} to {figure(max(values))})"


def values_of(name: str, pairs: Iterable[PairAgreement]) -> list[float]:
    """Return a figure of every pair of coders that has it."""
    return [value for pair in pairs if (value := pair.values.get(name)) is not None]


def _beyond(comparison: Comparison, themes: Mapping[str, Theme] = NO_THEMES) -> Iterator[str]:
    for level in finest(comparison)[:1]:
        if without := sum(code.finding is Finding.WITHOUT for code in level.proposed):
            noun = noun_of_proposal(comparison, level)
            total = f"{counted(_told(level.proposed), noun)} of the {owner(comparison.proposed)}"
            yield f"{without:,} of {total} {'has' if without == 1 else 'have'} no counterpart{_untold(level.proposed)}."
        if new := candidates(comparison, level, themes):
            yield new
