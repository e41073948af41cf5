"""The comparison with a manual coding as the page shows it, plain sentences first."""

from collections import Counter
from dataclasses import dataclass, replace

from thememiner.records import MACHINE, CodeFinding, Comparison, Finding, LevelComparison, Run
from thememiner.report.figures import Figure, figure_of
from thememiner.report.numbers import counted, listed
from thememiner.report.shading import Cell, cell

OTHERWISE = {
    Finding.IN_PART: "in part",
    Finding.SPLIT: "split over several",
    Finding.FUSED: "fused with others",
    Finding.WITHOUT: "without counterpart",
}
UNNAMED = "manual"
"""The coder's name where the settings give none."""


@dataclass(frozen=True, slots=True)
class Place:
    """A code's name, and where on the page it is shown, if it is."""

    name: str
    target: str | None


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code with its counterparts in the other coding."""

    code: CodeFinding
    place: Place
    counterparts: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class LevelView:
    """Both codings at one level."""

    level: str
    units: int
    figures: tuple[tuple[Figure, float | None], ...]
    reference: tuple[CodeRow, ...]
    proposed: tuple[CodeRow, ...]
    overlap: tuple[tuple[Cell, ...], ...]
    """Units that two codes share, shaded by their share of the reference's."""


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """A comparison with its place on the page."""

    anchor: str
    reference: str
    proposed: str
    headline: str
    """What became of the finest codes, to be read before anything else."""
    verdicts: tuple[str, ...]
    levels: tuple[LevelView, ...]
    notes: tuple[str, ...]


def comparison_views(run: Run) -> tuple[ComparisonView, ...]:
    """Return the comparisons of a run, in order."""
    shown = {theme.theme_id for top in run.themes for theme in (top, *top.subthemes)}
    return tuple(
        ComparisonView(
            anchor=f"comparison-{number}",
            reference=owner(comparison.reference),
            proposed=owner(comparison.proposed),
            headline=" ".join(verdicts(replace(comparison, levels=comparison.levels[-1:]))),
            verdicts=verdicts(comparison),
            levels=tuple(_level(comparison, level, shown) for level in comparison.levels),
            notes=comparison.notes,
        )
        for number, comparison in enumerate(run.comparisons, start=1)
    )


def owner(coder: str) -> str:
    """Name a coding by its coder."""
    if coder == MACHINE:
        return f"proposal by {MACHINE}"
    return "manual coding" if coder == UNNAMED else f"manual coding by {coder}"


def verdicts(comparison: Comparison) -> tuple[str, ...]:
    """Say in plain sentences what became of the reference's codes, and what the proposal has beyond them."""
    found = [_verdict(owner(comparison.reference), level) for level in comparison.levels]
    beyond = [_beyond(owner(comparison.proposed), level) for level in comparison.levels[-1:]]
    return tuple(filter(None, [*found, *beyond]))


def _verdict(source: str, level: LevelComparison) -> str:
    if not level.reference:
        return f"The {source} has no {level.level}s among the units that both looked at."
    counts = Counter(code.finding for code in level.reference)
    rest = [f"{counts[finding]:,} {words}" for finding, words in OTHERWISE.items() if counts[finding]]
    verb = "was" if counts[Finding.FOUND] == 1 else "were"
    found = f"{counts[Finding.FOUND]:,} of {counted(len(level.reference), level.level)} of the {source} {verb} found"
    return f"{', '.join([found, listed(rest)] if rest else [found])}."


def _beyond(source: str, level: LevelComparison) -> str:
    without = sum(code.finding is Finding.WITHOUT for code in level.proposed)
    if not without:
        return ""
    verb = "has" if without == 1 else "have"
    total = counted(len(level.proposed), level.level)
    return (
        f"{without:,} of {total} of the {source} {verb} no counterpart: they may be something new, or no theme at all."
    )


def _level(comparison: Comparison, level: LevelComparison, shown: set[str]) -> LevelView:
    sides = (comparison.reference, level.reference), (comparison.proposed, level.proposed)
    links = [
        {
            code.code_id: Place(code.name, code.code_id if coder == MACHINE and code.code_id in shown else None)
            for code in codes
        }
        for coder, codes in sides
    ]
    rows = [
        tuple(
            CodeRow(code, own[code.code_id], tuple(other.get(name, Place(name, None)) for name in code.counterparts))
            for code in codes
        )
        for (_, codes), own, other in zip(sides, links, links[::-1], strict=True)
    ]
    return LevelView(
        level=level.level,
        units=level.units,
        figures=tuple((figure_of(key), value) for key, value in level.figures.items()),
        reference=rows[0],
        proposed=rows[1],
        overlap=tuple(
            tuple(cell(units, code.units) for units in row)
            for code, row in zip(level.reference, level.overlap, strict=True)
        ),
    )
