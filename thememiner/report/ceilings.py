"""How far people agree among themselves, beside how far the program agrees with a person: the table of the page."""

from dataclasses import dataclass

from thememiner.comparison import SCORES
from thememiner.records import Ceiling, PairAgreement
from thememiner.report.figures import FOR_A_PAPER, Figure, figure_of
from thememiner.report.numbers import figure
from thememiner.report.ranges import Shown, shown
from thememiner.report.verdicts import values_of

ORDER = {score.name: number for number, score in enumerate(SCORES)}


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
        first=tuple(_row(name, ceiling) for name in first),
        others=tuple(_row(name, ceiling) for name in names if name not in first),
        overall=tuple((figure_of(name), shown(measured)) for name, measured in ceiling.overall.items()),
    )


def _row(name: str, ceiling: Ceiling) -> CeilingRow:
    return CeilingRow(figure_of(name), _told(name, ceiling.people), _told(name, ceiling.machine))


def _told(name: str, pairs: tuple[PairAgreement, ...]) -> str:
    values = values_of(name, pairs)
    if not values:
        return figure(None)
    mean = figure(sum(values) / len(values))
    return mean if len(values) == 1 else f"{mean} ({figure(min(values))} to {figure(max(values))})"
