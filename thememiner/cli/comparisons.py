"""Comparisons on standard output: sentences first, then what became of each code, then figures."""

import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from thememiner.cli.tables import print_table

if TYPE_CHECKING:
    from thememiner.records import Ceiling, CodeFinding, Comparison, LevelComparison

CODE_HEADINGS = ("Code", "Finding", "Units", "People", "Counterparts", "Precision", "Recall", "F1")
NUMBERS = (2, 3, 5, 6, 7)
IN_SHORT = (0, 1, 2, 4, 7)
"""Columns of codes for a terminal too narrow for all."""
WIDE = 100
"""Characters in a line of a terminal that has room for all columns."""
BESIDE = ("Mean over pairs (least to most)", "Two people", "The program and a person")
NOT_SHARED = "No unit was looked at by both, so there is nothing to compare."


def print_comparison(comparison: "Comparison", ceiling: Sequence["Ceiling"] = ()) -> None:
    """Print what was found, plain sentences first; notes go to standard error."""
    from thememiner.report.verdicts import owner, remarks, verdicts  # noqa: PLC0415 - so that --help stays light

    reference, proposed = owner(comparison.reference), owner(comparison.proposed)
    heading = f"{proposed[0].upper()}{proposed[1:]} beside the {reference}"
    click.echo(f"{heading}\n")
    if any(level.units for level in comparison.levels):
        for sentence in (*verdicts(comparison, ceiling), *remarks([comparison], ceiling)):
            click.echo(sentence)
        for level in comparison.levels:
            _print_codes(level, reference, proposed)
            _print_figures(comparison, level)
    else:
        click.echo(NOT_SHARED)
    for note in comparison.notes:
        click.echo(f"Note: {note}", err=True)


def print_ceiling(ceiling: Sequence["Ceiling"]) -> None:
    """Print how far every two people agree, and the program with each of them."""
    from thememiner.report.ceilings import ceiling_view  # noqa: PLC0415 - so that --help stays light
    from thememiner.report.figures import figure_of  # noqa: PLC0415 - so that --help stays light
    from thememiner.report.numbers import figure  # noqa: PLC0415 - so that --help stays light

    for level in ceiling:
        pairs = (*level.people, *level.machine)
        names = list(dict.fromkeys(name for pair in pairs for name in pair.values))
        click.echo(f"\nHow far coders agree on {level.level}s, over {level.units:,} units that two people looked at\n")
        view = ceiling_view(level)
        summary = [(row.figure.name, row.people, row.machine) for row in (*view.first, *view.others)]
        columns = 3 if level.machine else 2
        print_table(BESIDE[:columns], [row[:columns] for row in summary])
        for name, measured in level.overall.items():
            click.echo(f"All people together, {figure_of(name).name}: {figure(measured.value)}")
        click.echo()
        rows = [
            (pair.one, pair.other, f"{pair.units:,}", *(figure(pair.values.get(name)) for name in names))
            for pair in pairs
        ]
        headings = ("Coder", "Coder", "Units", *(figure_of(name).name for name in names))
        print_table(headings, rows, right=range(2, len(headings)))


def _print_codes(level: "LevelComparison", reference: str, proposed: str) -> None:
    columns = range(len(CODE_HEADINGS)) if _is_wide() else IN_SHORT
    for title, own, other in (
        (f"What became of each {level.level} of the {reference}", level.reference, level.proposed),
        (f"Where each {level.level} of the {proposed} comes from", level.proposed, level.reference),
    ):
        click.echo(f"\n{title}\n")
        rows = [tuple(row[column] for column in columns) for row in (CODE_HEADINGS, *_code_rows(own, other))]
        right = [place for place, column in enumerate(columns) if column in NUMBERS]
        print_table(rows[0], rows[1:], right=right)


def _print_figures(comparison: "Comparison", level: "LevelComparison") -> None:
    from thememiner.report.figure_tables import figure_table  # noqa: PLC0415 - so that --help stays light

    table = figure_table(comparison, level)
    click.echo(f"\nHow far the two agree on {level.level}s")
    for sentence in table.sentences:
        click.echo(sentence)
    for place, over in enumerate(table.over):
        # Over the fewer units, the figures for a paper are enough here.
        rows = (*table.first, *(table.others if place == 0 else ()))
        cells = [(row.figure.name, row.cells[place]) for row in rows]
        click.echo()
        print_table(
            (over, "Value", "Range", "By chance"),
            [(name, cell.value, cell.range or cell.why_not, cell.chance) for name, cell in cells],
            right=(1,),
        )


def _is_wide() -> bool:
    return not sys.stdout.isatty() or shutil.get_terminal_size().columns >= WIDE


def _code_rows(own: Sequence["CodeFinding"], other: Sequence["CodeFinding"]) -> list[tuple[str, ...]]:
    from thememiner.report.numbers import figure  # noqa: PLC0415 - so that --help stays light

    names, others = _names(own), _names(other)
    return [
        (
            names[code.code_id],
            str(code.finding),
            f"{code.units:,}",
            f"{code.participants:,}",
            "; ".join(others.get(name, name) for name in code.counterparts),
            *(figure(value) for value in (code.precision, code.recall, code.f1)),
        )
        for code in own
    ]


def _names(codes: Sequence["CodeFinding"]) -> dict[str, str]:
    """Return the names of codes by id: a manual code's id is made of names, the machine's stands before the name."""
    from thememiner.report.code_rows import shown_names  # noqa: PLC0415 - so that --help stays light

    return {
        code_id: name if code_id.replace(">>", ">").endswith(name) else f"{code_id} {name}"
        for code_id, name in shown_names(codes).items()
    }
