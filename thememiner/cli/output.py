"""JSON on standard output, for programs.

Tables on standard output: drawn for a person, tab-separated for a program.
What went wrong or was decided, on standard error.
What could not be carried over, on standard error.
"""

import codecs
import json
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from thememiner.records import Loss, Note, Problem

AT_MOST = 20
SOME_INPUT_FAILED = 3


def echo_json(value: object) -> None:
    """Print a value as JSON; where not every letter can be written, those beyond ASCII by their numbers."""
    is_utf8 = codecs.lookup(sys.stdout.encoding or "utf-8").name == "utf-8"
    click.echo(json.dumps(value, ensure_ascii=not is_utf8, indent=1))


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


def echo_some(heading: str, lines: Sequence[str], *, more: str | None = "the report lists them") -> None:
    """Print lines under a repeated heading; of a long list the first, and where the rest is, if anywhere."""
    for line in lines if more is None else lines[:AT_MOST]:
        click.echo(f"{heading}: {line}".rstrip(), err=True)
    if more is not None and len(lines) > AT_MOST:
        click.echo(f"{heading}: {len(lines) - AT_MOST:,} more like these; {more}.", err=True)


def echo_told(problems: Sequence["Problem"], notes: Sequence["Note"], *, more: str | None) -> None:
    """Print what could not be used and what was decided, those of one reason in one line each."""
    from thememiner.workflows import by_reason  # noqa: PLC0415 - so that --help stays light

    echo_some("Not used", by_reason((one.place, f"{one.reason} {one.remedy}") for one in problems), more=more)
    echo_some("Note", by_reason((note.place, note.text) for note in notes), more=more)


def echo_problems(manifest: Mapping[str, Any], *, quiet: bool) -> int:
    """Print what of the input a run could not use and, unless ``quiet``, what it noted; return the exit code."""
    from thememiner.workflows import by_reason  # noqa: PLC0415 - so that --help stays light

    problems = manifest["problems"]
    echo_some("Not used", by_reason((one["place"], f"{one['reason']} {one['remedy']}") for one in problems))
    if not quiet:
        echo_some("Note", by_reason((note["place"], note["text"]) for note in manifest["notes"]))
    return SOME_INPUT_FAILED if problems else 0


def echo_losses(losses: Sequence["Loss"], path: Path) -> None:
    """Print what a file could not hold, by kind and count, what is people's own first, and where that is written."""
    from thememiner.workflows import OF_OURS, grouped_losses, losses_beside  # noqa: PLC0415 - so that --help stays light

    groups = grouped_losses(losses)
    for name, lines in groups.items():
        bookkeeping = " (ThemeMiner's own bookkeeping)" if name == OF_OURS else ""
        for line in lines:
            click.echo(f"Left behind in {path.name}{bookkeeping}: {line}", err=True)
    if losses:
        click.echo(f"Left behind in {path.name}: the same is told in {losses_beside(path)}", err=True)


def echo_folder(made: Path | None) -> None:
    """Say that a folder was made, if one was."""
    if made is not None:
        click.echo(f"Note: made the folder {made}", err=True)
