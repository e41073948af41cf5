"""The figures of one level as a table: those for a paper first, over all units and over those that both coded.

How far people agree among themselves, beside how far the program agrees with a person: the table of the page.
"""

from dataclasses import dataclass

from thememiner.comparison import SCORES
from thememiner.records import Basis, Ceiling, Comparison, Figures, LevelComparison, Matched, PairAgreement
from thememiner.report.formatting import figure
from thememiner.report.score_text import FOR_A_PAPER, Figure, Shown, figure_of, how_ranged, shown
from thememiner.report.verdicts import basis, extent, values_of

AFTER_MATCHING = frozenset(score.name for score in SCORES if score.after_matching)
BOTH = (
    "Over all units, a unit to which only one of the two gave a code counts as disagreement: this is the figure to "
    "report. Over the units that both gave a code, the figure says whether they chose the same code where both saw one."
)
ORDER = {score.name: number for number, score in enumerate(SCORES)}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure with its value over each set of units."""

    figure: Figure
    cells: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The figures of one level."""

    over: tuple[str, ...]
    """Names of the sets of units, short enough for a heading."""
    sentences: tuple[str, ...]
    """Which units the figures are over, and what the ranges are."""
    first: tuple[FigureRow, ...]
    others: tuple[FigureRow, ...]
    positions: tuple[FigureRow, ...]
    """Over stretches of text instead of units."""


def figure_table(comparison: Comparison, level: LevelComparison) -> FigureTable:
    """Return the figures of a level, whatever scores it has."""
    names = list(dict.fromkeys(name for figures in level.figures for name in figures.by_name))
    first = [name for name in FOR_A_PAPER if name in names]
    return FigureTable(
        over=tuple(_heading(figures) for figures in level.figures),
        sentences=_sentences(comparison, level.figures),
        first=tuple(_figure_row(name, level) for name in first),
        others=tuple(_figure_row(name, level) for name in names if name not in first),
        positions=tuple(FigureRow(figure_of(name), (shown(one),)) for name, one in level.positions.items()),
    )


def _figure_row(name: str, level: LevelComparison) -> FigureRow:
    taken_out = name in AFTER_MATCHING and level.matched is Matched.OVERLAP
    cells = tuple(shown(figures.by_name.get(name), taken_out=taken_out) for figures in level.figures)
    return FigureRow(figure_of(name), cells)


def _heading(figures: Figures) -> str:
    return f"{'All' if figures.basis is Basis.LOOKED_AT else 'Both coded'}: {figures.units:,}"


def _sentences(comparison: Comparison, figures: tuple[Figures, ...]) -> tuple[str, ...]:
    over = [f"Figures are over {extent(figures[0], comparison.cut_by)} {basis(comparison.coded_only)}."]
    if len(figures) > 1:
        over = [f"{over[0][:-1]}, and over {extent(figures[1], comparison.cut_by)} to which both gave a code.", BOTH]
    return (*over, how_ranged(figures[0]))


@dataclass(frozen=True, slots=True)
class CeilingRow:
    """A figure between people, and between the program and a person."""

    figure: Figure
    people: str
    machine: str


@dataclass(frozen=True, slots=True)
class CeilingView:
    """One level."""

    ceiling: Ceiling
    first: tuple[CeilingRow, ...]
    others: tuple[CeilingRow, ...]
    overall: tuple[tuple[Figure, Shown], ...]
    """Of all people together."""


def ceiling_view(ceiling: Ceiling) -> CeilingView:
    """Return the table of a level: a row a figure, means over pairs with the least and the most."""
    names = sorted(
        {name for pair in (*ceiling.people, *ceiling.machine) for name in pair.values},
        key=lambda name: (ORDER.get(name, len(ORDER)), name),
    )
    first = [name for name in FOR_A_PAPER if name in names]
    return CeilingView(
        ceiling=ceiling,
        first=tuple(_ceiling_row(name, ceiling) for name in first),
        others=tuple(_ceiling_row(name, ceiling) for name in names if name not in first),
        overall=tuple((figure_of(name), shown(measured)) for name, measured in ceiling.overall.items()),
    )


def _ceiling_row(name: str, ceiling: Ceiling) -> CeilingRow:
    return CeilingRow(figure_of(name), _told(name, ceiling.people), _told(name, ceiling.machine))


def _told(name: str, pairs: tuple[PairAgreement, ...]) -> str:
    values = values_of(name, pairs)
    if not values:
        return figure(None)
    mean = figure(sum(values) / len(values))
    return mean if len(values) == 1 else f"{mean} ({figure(min(values))} to {figure(max(values))})"
