"""The comparison with a manual coding as the page shows it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from thememiner.records import MACHINE, CodeFinding, Comparison, LevelComparison, Run, Theme
from thememiner.records.codings import PATH_SEPARATOR
from thememiner.report.figures import Figure, figure_of
from thememiner.report.shading import Cell, cell
from thememiner.report.verdicts import basis, headline, largest_first, owner, verdicts


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
    whole: int | None
    """All units of a theme that the page shows, also those that are not compared."""


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
    basis: str
    """Over which units figures are taken."""
    headline: str
    """What became of the finest codes, and how far both levels agree, to be read before anything else."""
    verdicts: tuple[str, ...]
    levels: tuple[LevelView, ...]
    notes: tuple[str, ...]


def comparison_views(run: Run) -> tuple[ComparisonView, ...]:
    """Return the comparisons of a run, the one over the most units first."""
    themes = {theme.theme_id: theme for top in run.themes for theme in (top, *top.subthemes)}
    return tuple(
        ComparisonView(
            anchor=f"comparison-{number}",
            reference=owner(comparison.reference),
            proposed=owner(comparison.proposed),
            basis=basis(comparison.coded_only),
            headline=headline(comparison),
            verdicts=verdicts(comparison),
            levels=tuple(_level(comparison, level, themes) for level in comparison.levels),
            notes=comparison.notes,
        )
        for number, comparison in enumerate(largest_first(run.comparisons), start=1)
    )


def shown_names(codes: Iterable[CodeFinding]) -> dict[str, str]:
    """Return the name of each code by its id, with the names above it where two codes are called the same."""
    codes = tuple(codes)
    often = Counter(code.name for code in codes)
    return {code.code_id: _with_parents(code) if often[code.name] > 1 else code.name for code in codes}


def _with_parents(code: CodeFinding) -> str:
    # The machine's ids are no paths, and stand beside the name anyway.
    return code.code_id.replace(">>", ">") if PATH_SEPARATOR in code.code_id else code.name


def _level(comparison: Comparison, level: LevelComparison, themes: Mapping[str, Theme]) -> LevelView:
    sides = (comparison.reference, level.reference), (comparison.proposed, level.proposed)
    links = [
        {
            code_id: Place(name, code_id if coder == MACHINE and code_id in themes else None)
            for code_id, name in shown_names(codes).items()
        }
        for coder, codes in sides
    ]
    rows = [
        tuple(
            CodeRow(
                code=code,
                place=own[code.code_id],
                counterparts=tuple(other.get(name, Place(name, None)) for name in code.counterparts),
                whole=themes[code.code_id].units if own[code.code_id].target else None,
            )
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
