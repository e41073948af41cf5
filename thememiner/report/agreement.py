"""The comparison with a manual coding as the page shows it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from thememiner.records import Comparison, LevelComparison, Matched, Run, Theme
from thememiner.report.cells import Behind
from thememiner.report.code_rows import CodeRow, code_rows
from thememiner.report.figure_tables import FigureTable, figure_table
from thememiner.report.relations import by_id
from thememiner.report.shading import SHADES
from thememiner.report.verdicts import finest, headline, largest_first, owner, verdicts

NOTHING_BEHIND = Behind((), {})


@dataclass(frozen=True, slots=True)
class SharedCell:
    """Units that two codes share, shaded by their share of the reference's."""

    count: int
    shade: int
    number: int | None
    """Of the list of units that the cell opens."""


@dataclass(frozen=True, slots=True)
class LevelView:
    """Both codings at one level."""

    level: str
    figures: FigureTable
    reference: tuple[CodeRow, ...]
    proposed: tuple[CodeRow, ...]
    overlap: tuple[tuple[SharedCell, ...], ...]
    matched: str
    """By what codes are counted as the same; nothing if the run is older than that."""
    opens: bool
    """Whether any cell has units to show."""


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """A comparison with its place on the page."""

    anchor: str
    reference: str
    proposed: str
    cut_by: str
    """What the units compared are."""
    headline: str
    """What became of the finest codes, and how far the two agree on them, to be read before anything else."""
    verdicts: tuple[str, ...]
    levels: tuple[LevelView, ...]
    """The finest first."""
    notes: tuple[str, ...]


def comparison_views(run: Run, behind: Behind = NOTHING_BEHIND) -> tuple[ComparisonView, ...]:
    """Return the comparisons of a run, the one over the most units first; ``behind`` has the units of the cells."""
    themes = by_id(run.themes)
    numbers = {id(comparison): number for number, comparison in enumerate(run.comparisons)}
    return tuple(
        _view(f"comparison-{anchor}", run, comparison, themes, (behind, numbers[id(comparison)]))
        for anchor, comparison in enumerate(largest_first(run.comparisons), start=1)
    )


def _view(
    anchor: str, run: Run, comparison: Comparison, themes: Mapping[str, Theme], behind: tuple[Behind, int]
) -> ComparisonView:
    return ComparisonView(
        anchor=anchor,
        reference=owner(comparison.reference),
        proposed=owner(comparison.proposed),
        cut_by=comparison.cut_by.value,
        headline=headline(comparison, run.ceiling, themes),
        verdicts=verdicts(comparison, run.ceiling, themes),
        levels=tuple(_level(comparison, level, themes, behind) for level in finest(comparison)),
        notes=comparison.notes,
    )


def _level(
    comparison: Comparison, level: LevelComparison, themes: Mapping[str, Theme], behind: tuple[Behind, int]
) -> LevelView:
    reference, proposed = code_rows(comparison, level, themes)
    overlap = _overlap(level, *behind)
    return LevelView(
        level=level.level,
        figures=figure_table(comparison, level),
        reference=reference,
        proposed=proposed,
        overlap=overlap,
        matched=level.matched.value if level.matches or level.matched is Matched.NAME else "",
        opens=any(cell.number is not None for row in overlap for cell in row),
    )


def _overlap(level: LevelComparison, behind: Behind, number: int) -> tuple[tuple[SharedCell, ...], ...]:
    return tuple(
        tuple(
            SharedCell(units, _shade(units, code.units), behind.numbers.get((number, level.level, row, column)))
            for column, units in enumerate(counts)
        )
        for row, (code, counts) in enumerate(zip(level.reference, level.overlap, strict=True))
    )


def _shade(units: int, whole: int) -> int:
    # Few cells hold most of a row: the root tells small shares apart, which would all be as pale as each other.
    return math.ceil(SHADES * math.sqrt(units / whole)) if units and whole else 0
