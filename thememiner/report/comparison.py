"""The comparison with a manual coding as the page shows it.

The units behind the cells of the heat maps: a few of each, so that the page stays small.
"""

import math
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from thememiner.comparison import align, groups, levels_of, settings_of
from thememiner.records import Coding, Comparison, CutBy, LevelComparison, Matched, Run, Theme
from thememiner.report.code_table import CodeRow, by_id, code_rows
from thememiner.report.formatting import SHADES, WHOLE, Extent
from thememiner.report.quotes import plain
from thememiner.report.score_table import FigureTable, figure_table
from thememiner.report.verdicts import finest, headline, largest_first, owner, verdicts

MOST_IN_CELL = 8
ROUNDS = (2, MOST_IN_CELL)
"""Each cell is given two units before any is given more."""
Place = tuple[int, str, int, int]
"""Number of the comparison in the run, level, row and column."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Ids of units by the number of a cell, and the number of each cell that has units."""

    units: tuple[tuple[str, ...], ...]
    numbers: Mapping[Place, int]


def units_behind(run: Run, shown: AbstractSet[str], extent: Extent = WHOLE) -> Behind:
    """Choose the units that each cell opens, those that are ``shown`` on the page anyway first, then by place.

    Cells of comparisons over anything but meaning units open nothing, nor do those whose codings are not in the run.
    """
    cells: dict[Place, list[str]] = {}
    for number, comparison in enumerate(run.comparisons):
        for (level, row, column), ids in _cells(run, comparison):
            cells[number, level, row, column] = sorted(ids, key=lambda unit: unit not in shown)
    chosen = _chosen(list(cells.values()), shown, extent.further)
    places = [place for place, units in zip(cells, chosen, strict=True) if units]
    return Behind(tuple(units for units in chosen if units), {place: number for number, place in enumerate(places)})


def _cells(run: Run, comparison: Comparison) -> Iterator[tuple[tuple[str, int, int], list[str]]]:
    codings = {coding.coder: coding for coding in run.codings}
    pair = [codings.get(coder) for coder in (comparison.reference, comparison.proposed)]
    if comparison.cut_by is not CutBy.UNIT or None in pair:
        return
    counts = {level.level: level.overlap for level in comparison.levels}
    for level, carried, ids in _carried(run, [coding for coding in pair if coding is not None]):
        shared = (carried[0].T.astype(np.float32) @ carried[1].astype(np.float32)).astype(int)
        # A comparison that was made of other units or codes, as in a run over one code, has no units to show here.
        if counts.get(level) != tuple(map(tuple, shared.tolist())):
            continue
        for row, column in zip(*np.nonzero(shared), strict=True):
            together = carried[0][:, row] & carried[1][:, column]
            yield (level, int(row), int(column)), ids[together].tolist()


def _carried(run: Run, pair: list[Coding]) -> Iterator[tuple[str, list[np.ndarray], np.ndarray]]:
    """Yield each level with the codes that the units compared carry in both codings, and the units' ids."""
    min_overlap = settings_of(run).min_overlap
    sides = [align(coding, run.units, min_overlap=min_overlap) for coding in pair]
    compared = run.units["kept"].to_numpy(np.bool_) & sides[0].seen & sides[1].seen
    ids = np.array(plain(run.units.loc[compared, "unit_id"]), dtype=object)
    for level in levels_of(*(coding.codebook for coding in pair)):
        found = [groups(one.codebook, side, compared, level).carries for one, side in zip(pair, sides, strict=True)]
        yield level.value, found, ids


def _chosen(cells: list[list[str]], shown: AbstractSet[str], further: int) -> list[tuple[str, ...]]:
    known = set(shown)
    most = len(known) + further
    chosen: list[list[str]] = [[] for _ in cells]
    for number in ROUNDS:
        for own, ids in zip(chosen, cells, strict=True):
            for unit in ids[len(own) : number]:
                if unit in known or len(known) < most:
                    known.add(unit)
                    own.append(unit)
    return [tuple(own) for own in chosen]


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
