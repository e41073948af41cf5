"""What people reach among themselves, on standard output."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from thememiner.cli.tables import print_table
from thememiner.report.ceilings import ceiling_view
from thememiner.report.figures import figure_of
from thememiner.report.numbers import figure

if TYPE_CHECKING:
    from thememiner.records import Ceiling

BESIDE = ("Mean over pairs (least to most)", "Two people", "The program and a person")


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
