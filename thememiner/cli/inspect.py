"""``thememiner inspect``: list what a file contains."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import config_option, format_option, json_option, read_config
from thememiner.cli.output import SOME_INPUT_FAILED, echo_json, echo_problems_and_notes, echo_some

if TYPE_CHECKING:
    from thememiner.workflows import CoderCounts, DocumentCounts, Inspection

DOCUMENTS = ("Document", "Characters", "Turns", "Participants", "Segments")
CODERS = ("Coder", "Codes", "Segments", "Codings", "Documents")
MORE = "--json lists them"


@click.command("inspect")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, exists=True))
@format_option("FILE")
@config_option
@json_option("everything")
def inspect_command(*, path: Path, format_name: str | None, config: Path | None, as_json: bool) -> int:
    """List the documents, coders, codes and problems of a file.

    FILE is a run, a project of another program, a transcript, a folder of transcripts, or a table. No text of it is
    printed.
    """
    settings = read_config(config)

    from thememiner.workflows import inspect  # noqa: PLC0415 - so that --help stays light

    seen = inspect(path, format=format_name, settings=settings)
    if as_json:
        echo_json(asdict(seen))
    else:
        _print(seen)
    return SOME_INPUT_FAILED if seen.problems else 0


def _cells(row: "CoderCounts | DocumentCounts") -> tuple[str, ...]:
    cells = ("n/a" if cell is None else cell for cell in asdict(row).values())
    return tuple(f"{cell:,}" if isinstance(cell, int) else cell for cell in cells)


def _print(seen: "Inspection") -> None:
    from thememiner.cli.output import print_table  # noqa: PLC0415 - so that --help stays light
    from thememiner.workflows import count_losses  # noqa: PLC0415 - so that --help stays light

    click.echo(f"{seen.place}: {seen.format}")
    for name, count in seen.counts.items():
        click.echo(f"  {name}: {count:,}")
    if seen.columns:
        click.echo(f"  columns: {', '.join(seen.columns)}")
    for headings, rows in ((CODERS, seen.coders), (DOCUMENTS, seen.documents)):
        if rows:
            click.echo()
            print_table(headings, [_cells(row) for row in rows], right=range(1, len(headings)))
    echo_some("Lost when read", count_losses(seen.losses), more=MORE)
    echo_problems_and_notes(seen.problems, seen.notes, more=MORE)
