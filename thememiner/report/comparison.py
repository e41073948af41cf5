"""Comparisons of codings as the page shows them, with a few units for each cell of their heat maps."""

import math
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from thememiner.comparison import Alignments, common_levels, comparison_settings, group_by_code
from thememiner.phrasing import (
    describe_comparison,
    finest_first,
    name_proposed,
    name_reference,
    sort_by_units,
    summarize_comparison,
    title_codes,
    title_comparison,
)
from thememiner.records import Coding, Comparison, CutBy, LevelComparison, MatchedBy, Run, Theme
from thememiner.report.code_table import CodeRow, build_code_rows, count_candidates, index_themes
from thememiner.report.formatting import FULL_LIMITS, SHADES, PageLimits
from thememiner.report.quotes import to_list
from thememiner.report.score_table import ScoreTable, build_score_table

MOST_IN_CELL = 8
ROUNDS = (2, MOST_IN_CELL)
"""Each cell gets up to two units before any cell gets more."""
CellPosition = tuple[int, str, int, int]
"""Number of the comparison in the run, level, row and column."""


@dataclass(frozen=True, slots=True)
class OverlapUnits:
    """The units that cells of heat maps list: ids by the number of a cell, and the number of each such cell."""

    units: tuple[tuple[str, ...], ...]
    numbers: Mapping[CellPosition, int]


def choose_overlap_units(
    run: Run, shown: AbstractSet[str], limits: PageLimits = FULL_LIMITS, alignments: Alignments | None = None
) -> OverlapUnits:
    """Choose the units that each cell lists: first those that are ``shown`` on the page anyway, then in text order.

    A comparison has no such units if it is not over meaning units, or if its codings are not in the run.
    ``alignments`` are of the run's units.
    """
    alignments = alignments or Alignments(run.units, min_overlap=comparison_settings(run).min_overlap)
    cells: dict[CellPosition, list[str]] = {}
    for number, comparison in enumerate(run.comparisons):
        for (level, row, column), ids in _cells(run, comparison, alignments):
            cells[number, level, row, column] = sorted(ids, key=lambda unit: unit not in shown)
    chosen = _choose(list(cells.values()), shown, limits.overlap_units)
    places = [place for place, units in zip(cells, chosen, strict=True) if units]
    numbers = {place: number for number, place in enumerate(places)}
    return OverlapUnits(tuple(units for units in chosen if units), numbers)


def _cells(
    run: Run, comparison: Comparison, alignments: Alignments
) -> Iterator[tuple[tuple[str, int, int], list[str]]]:
    codings = {coding.coder: coding for coding in run.codings}
    pair = [codings.get(coder) for coder in (comparison.reference, comparison.proposed)]
    if comparison.cut_by is not CutBy.UNIT or None in pair:
        return
    counts = {level.level: level.overlap for level in comparison.levels}
    for level, carried, ids in _carried(run, [coding for coding in pair if coding is not None], alignments):
        shared = (carried[0].T.astype(np.float32) @ carried[1].astype(np.float32)).astype(int)
        # A comparison over other units or codes than those of the run, as in a run over one code, has none to show.
        if counts.get(level) != tuple(map(tuple, shared.tolist())):
            continue
        for row, column in zip(*np.nonzero(shared), strict=True):
            together = carried[0][:, row] & carried[1][:, column]
            yield (level, int(row), int(column)), ids[together].tolist()


def _carried(
    run: Run, pair: list[Coding], alignments: Alignments
) -> Iterator[tuple[str, list[np.ndarray], np.ndarray]]:
    """Yield each level with the codes of the compared units in both codings, and the units' ids."""
    sides = [alignments.align(coding).alignment for coding in pair]
    compared = run.units["kept"].to_numpy(np.bool_) & sides[0].looked_at & sides[1].looked_at
    ids = np.array(to_list(run.units.loc[compared, "unit_id"]), dtype=object)
    for level in common_levels(*(coding.codebook for coding in pair)):
        found = [
            group_by_code(one.codebook, side, compared, level).carries for one, side in zip(pair, sides, strict=True)
        ]
        yield level.value, found, ids


def _choose(cells: list[list[str]], shown: AbstractSet[str], most_added: int) -> list[tuple[str, ...]]:
    known = set(shown)
    most = len(known) + most_added
    chosen: list[list[str]] = [[] for _ in cells]
    for number in ROUNDS:
        for own, ids in zip(chosen, cells, strict=True):
            for unit in ids[len(own) : number]:
                if unit in known or len(known) < most:
                    known.add(unit)
                    own.append(unit)
    return [tuple(own) for own in chosen]


NO_OVERLAP_UNITS = OverlapUnits((), {})


@dataclass(frozen=True, slots=True)
class SharedCell:
    """The number of units that two codes share, shaded by its share of the reference code's units."""

    count: int
    shade: int
    number: int | None
    """Of the list of units that the cell opens; None if it opens none."""


@dataclass(frozen=True, slots=True)
class LevelView:
    """Both codings at one level."""

    level: str
    titles: tuple[str, str]
    """Headings of the tables of codes of the reference and of the other coding."""
    figures: ScoreTable
    reference: tuple[CodeRow, ...]
    proposed: tuple[CodeRow, ...]
    overlap: tuple[tuple[SharedCell, ...], ...]
    matched: str
    """How codes were matched; empty for runs of versions that did not match codes."""
    opens: bool
    """Whether any cell has units to show."""


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """A comparison as the page shows it."""

    anchor: str
    title: str
    reference: str
    proposed: str
    cut_by: str
    """What was compared: meaning units, turns or segments."""
    headline: str
    """What became of the codes of the finest level, and how far the two agree on them."""
    verdicts: tuple[str, ...]
    levels: tuple[LevelView, ...]
    """The finest first."""
    notes: tuple[str, ...]


def build_comparison_views(run: Run, overlap_units: OverlapUnits = NO_OVERLAP_UNITS) -> tuple[ComparisonView, ...]:
    """Return the comparisons of a run, the one over the most units first, with the units of their cells."""
    themes = index_themes(run.themes)
    numbers = {id(comparison): number for number, comparison in enumerate(run.comparisons)}
    return tuple(
        _view(f"comparison-{anchor}", run, comparison, themes, (overlap_units, numbers[id(comparison)]))
        for anchor, comparison in enumerate(sort_by_units(run.comparisons), start=1)
    )


def _view(
    anchor: str, run: Run, comparison: Comparison, themes: Mapping[str, Theme], cell_units: tuple[OverlapUnits, int]
) -> ComparisonView:
    new = count_candidates(comparison, themes)
    return ComparisonView(
        anchor=anchor,
        title=title_comparison(comparison),
        reference=name_reference(comparison),
        proposed=name_proposed(comparison),
        cut_by=comparison.cut_by.value,
        headline=summarize_comparison(comparison, run.ceiling, new_candidates=new),
        verdicts=describe_comparison(comparison, run.ceiling, new_candidates=new),
        levels=tuple(_level(comparison, level, themes, cell_units) for level in finest_first(comparison)),
        notes=comparison.notes,
    )


def _level(
    comparison: Comparison, level: LevelComparison, themes: Mapping[str, Theme], cell_units: tuple[OverlapUnits, int]
) -> LevelView:
    reference, proposed = build_code_rows(comparison, level, themes)
    overlap = _overlap(level, *cell_units)
    return LevelView(
        level=level.level,
        titles=title_codes(comparison, level),
        figures=build_score_table(comparison, level),
        reference=reference,
        proposed=proposed,
        overlap=overlap,
        matched=level.matched.value if level.matches or level.matched is MatchedBy.NAME else "",
        opens=any(cell.number is not None for row in overlap for cell in row),
    )


def _overlap(level: LevelComparison, overlap_units: OverlapUnits, number: int) -> tuple[tuple[SharedCell, ...], ...]:
    return tuple(
        tuple(
            SharedCell(units, _shade(units, code.units), overlap_units.numbers.get((number, level.level, row, column)))
            for column, units in enumerate(counts)
        )
        for row, (code, counts) in enumerate(zip(level.reference, level.overlap, strict=True))
    )


def _shade(units: int, whole: int) -> int:
    # Few cells hold most of a row. The square root makes small shares, which are the majority, differ in shade.
    return math.ceil(SHADES * math.sqrt(units / whole)) if units and whole else 0
