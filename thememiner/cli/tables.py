"""Tables on standard output: drawn for a person, tab-separated for a program."""

import sys
from collections.abc import Collection, Sequence

import click


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: Collection[int] = ()) -> None:
    """Print rows under headings; columns of numbers are named by their index in ``right``.

    Text is never read as markup: transcripts are full of ``[laughter]``.
    """
    if not sys.stdout.isatty():
        for row in (headings, *rows):
            click.echo("\t".join(_one_line(cell) for cell in row))
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.table import Table  # noqa: PLC0415 - only a terminal needs it
    from rich.text import Text  # noqa: PLC0415 - only a terminal needs it

    drawn = Table()
    for index, heading in enumerate(headings):
        drawn.add_column(Text(heading), justify="right" if index in right else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console().print(drawn)


def _one_line(cell: str) -> str:
    return " ".join(cell.strip().split()) if "\n" in cell or "\t" in cell else cell
