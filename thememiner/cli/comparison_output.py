"""Comparisons on standard output: sentences first, then what became of each code, then figures.

What people reach among themselves, on standard output.
"""

import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from thememiner.cli.output import print_table
from thememiner.report import (
    CODE,
    by_id,
    ceiling_view,
    code_rows,
    figure,
    figure_of,
    figure_table,
    finest,
    largest_first,
    noun_of_proposal,
    noun_of_reference,
    owner,
    remarks,
    shown_names,
    verdicts,
)

if TYPE_CHECKING:
    from thememiner.records import Ceiling, CodeFinding, Comparison, LevelComparison, Theme
    from thememiner.report import CodeRow
    from thememiner.workflows import Compared

CODE_HEADINGS = ("Code", "Finding", "Units", "People", "Counterparts", "Precision", "Recall", "F1")
NUMBERS = (2, 3, 5, 6, 7)
IN_SHORT = (0, 1, 2, 4, 7)
"""Columns of codes for a terminal too narrow for all."""
WIDE = 100
"""Characters in a line of a terminal that has room for all columns."""
NOT_SHARED = "No unit was looked at by both, so there is nothing to compare."
BESIDE = ("Mean over pairs (least to most)", "Two people", "The program and a person")


def print_compared(compared: "Compared", *, all_figures: bool = False) -> None:
    """Print each comparison in the order of the report, plain sentences first, and what people reach.

    What helps to read the sentences stands once, with the first. Notes go to standard error.
    """
    themes = by_id(compared.themes)
    comparisons = largest_first(compared.comparisons)
    for number, comparison in enumerate(comparisons):
        if number:
            click.echo()
        click.echo(f"{_heading(comparison)}\n")
        if not any(level.units for level in comparison.levels):
            click.echo(NOT_SHARED)
            continue
        helps = () if number else remarks(comparisons, compared.ceiling)
        for sentence in (*verdicts(comparison, compared.ceiling, themes), *helps):
            click.echo(sentence)
        for level in finest(comparison):
            _print_codes(comparison, level, themes)
            _print_figures(comparison, level, all_figures=all_figures)
    print_ceiling(compared.ceiling[::-1], all_figures=all_figures)
    _print_notes(comparisons)


def _heading(comparison: "Comparison") -> str:
    proposed = owner(comparison.proposed)
    return f"{proposed[0].upper()}{proposed[1:]} beside the {owner(comparison.reference)}"


def _print_notes(comparisons: Sequence["Comparison"]) -> None:
    """Print each note once, with the comparisons that it belongs to where there are several."""
    belong: dict[str, list[str]] = {}
    for comparison in comparisons:
        for note in comparison.notes:
            belong.setdefault(note, []).append(f"{comparison.proposed} beside {comparison.reference}")
    for note, names in belong.items():
        of = "all comparisons" if len(names) == len(comparisons) else "; ".join(names)
        click.echo(f"Note ({of}): {note}" if len(comparisons) > 1 else f"Note: {note}", err=True)


def _print_codes(comparison: "Comparison", level: "LevelComparison", themes: Mapping[str, "Theme"]) -> None:
    columns = range(len(CODE_HEADINGS)) if _is_wide() else IN_SHORT
    right = [place for place, column in enumerate(columns) if column in NUMBERS]
    reference, proposed = code_rows(comparison, level, themes)
    noun, other_noun = noun_of_reference(comparison, level), noun_of_proposal(comparison, level)
    among = f" among the {other_noun}s" if noun == CODE else ""
    for title, own, other in (
        (f"What became of each {noun} of the {owner(comparison.reference)}{among}", reference, level.proposed),
        (f"What each {other_noun} of the {owner(comparison.proposed)} is to them", proposed, level.reference),
    ):
        click.echo(f"\n{title}\n")
        cells = [tuple(row[column] for column in columns) for row in (CODE_HEADINGS, *_cells(own, other))]
        print_table(cells[0], cells[1:], right=right)


def _print_figures(comparison: "Comparison", level: "LevelComparison", *, all_figures: bool) -> None:
    table = figure_table(comparison, level)
    click.echo(f"\nHow far the two agree on {level.level}s")
    for sentence in table.sentences:
        click.echo(sentence)
    rows = (*table.first, *table.others) if all_figures or not table.first else table.first
    shown = [(over, [(row.figure.name, row.cells[place]) for row in rows]) for place, over in enumerate(table.over)]
    if all_figures and table.positions:
        shown.append(("Text", [(row.figure.name, row.cells[0]) for row in table.positions]))
    for over, cells in shown:
        click.echo()
        print_table(
            (over, "Value", "Range", "By chance"),
            [(name, cell.value, cell.range or cell.why_not, cell.chance) for name, cell in cells],
            right=(1,),
        )


def _is_wide() -> bool:
    return not sys.stdout.isatty() or shutil.get_terminal_size().columns >= WIDE


def _cells(own: Sequence["CodeRow"], other: Sequence["CodeFinding"]) -> list[tuple[str, ...]]:
    names, others = _names(row.code for row in own), _names(other)
    return [
        (
            names[row.code.code_id],
            row.says,
            f"{row.code.units:,}",
            f"{row.code.participants:,}",
            "; ".join(others.get(name, name) for name in row.code.counterparts),
            *(figure(value) for value in (row.code.precision, row.code.recall, row.code.f1)),
        )
        for row in own
    ]


def _names(codes: Iterable["CodeFinding"]) -> dict[str, str]:
    """Return the names of codes by id: a manual code's id is made of names, the machine's stands before the name."""
    return {
        code_id: name if code_id.replace(">>", ">").endswith(name) else f"{code_id} {name}"
        for code_id, name in shown_names(codes).items()
    }


def print_ceiling(ceiling: Sequence["Ceiling"], *, all_figures: bool = False) -> None:
    """Print how far every two people agree, and the program with each of them: figures for a paper, or all."""
    for level in ceiling:
        view = ceiling_view(level)
        rows = (*view.first, *view.others) if all_figures or not view.first else view.first
        click.echo(
            f"\nHow far coders agree on {level.level}s, over {level.units:,} units that two people or more looked at\n"
        )
        columns = 3 if level.machine else 2
        print_table(BESIDE[:columns], [(row.figure.name, row.people, row.machine)[:columns] for row in rows])
        for name, measured in level.overall.items():
            click.echo(f"All people together, {figure_of(name).name}: {figure(measured.value)}")
        click.echo()
        _print_pairs(level, [row.figure.name for row in rows])


def _print_pairs(level: "Ceiling", titles: Sequence[str]) -> None:
    pairs = (*level.people, *level.machine)
    names = {figure_of(name).name: name for pair in pairs for name in pair.values}
    rows = [
        (pair.one, pair.other, f"{pair.units:,}", *(figure(pair.values.get(names[title])) for title in titles))
        for pair in pairs
    ]
    headings = ("Coder", "Coder", "Units", *titles)
    print_table(headings, rows, right=range(2, len(headings)))
