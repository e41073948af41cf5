"""What commands print: tables and JSON on standard output, problems, notes and losses on standard error.

Everything goes through ``echo``, ``echo_json`` or ``print_table``, which show control characters as escapes.
"""

import codecs
import json
import re
import shutil
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from thememiner.escaping import escape_controls

if TYPE_CHECKING:
    from thememiner.records import Loss, Note, Problem

MOST_LINES = 20
SOME_INPUT_FAILED = 3
_UNBROKEN = re.compile(r'(?:--[a-z][a-z-]* (?="))?(?:"[^"]*"|[^\s"]|")+')
"""A word, or an option with its value in quotes."""


def echo(*lines: object, err: bool = False, wrap: bool = False) -> None:
    """Print lines, on standard error with ``err``; without any, an empty line.

    A line stays one line: a line break in it, as in a name, is shown as an escape like any other control character.
    With ``wrap``, a terminal gets it in lines of its width that end between words.
    """
    width = shutil.get_terminal_size().columns if wrap and (sys.stderr if err else sys.stdout).isatty() else 0
    for line in lines or ("",):
        text = escape_controls(str(line))
        for piece in _wrap(_UNBROKEN.findall(text), width) if width else (text,):
            click.echo(piece, err=err)


def _wrap(pieces: Iterable[str], width: int) -> Iterator[str]:
    """Yield lines of a width from pieces of text with spaces between; only a piece that is too long is broken."""
    from rich.cells import cell_len  # noqa: PLC0415 - only a terminal needs it

    line = ""
    for word in (word for piece in pieces for word in ([piece] if cell_len(piece) <= width else piece.split())):
        if line and cell_len(f"{line} {word}") > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def echo_json(value: object) -> None:
    """Print a value as JSON, with escapes for letters beyond ASCII unless standard output is UTF-8."""
    is_utf8 = codecs.lookup(sys.stdout.encoding or "utf-8").name == "utf-8"
    text = json.dumps(value, ensure_ascii=not is_utf8, indent=1)
    click.echo("\n".join(escape_controls(line, as_json=True) for line in text.split("\n")))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: Collection[int] = ()) -> None:
    """Print a table: drawn on a terminal, tab-separated otherwise. ``right`` are the indices of right-aligned columns.

    On a terminal that is too narrow for the longest words of all columns, each row becomes lines of its own. Text is
    never interpreted as markup, because transcripts contain words like ``[laughter]``.
    """
    table = [[escape_controls(cell) for cell in row] for row in (headings, *rows)]
    if not sys.stdout.isatty():
        for row in table:
            click.echo("\t".join(row))
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.table import Table  # noqa: PLC0415 - only a terminal needs it
    from rich.text import Text  # noqa: PLC0415 - only a terminal needs it

    console = Console()
    widths = _fit_columns(table, right, console.width - len(headings) * len("│  ") - len("│"))
    if not widths:
        for first, *others in table[1:]:
            echo(first, wrap=True)
            cells = [f"{heading}: {cell}," for heading, cell in zip(table[0][1:], others, strict=True)]
            for line in _wrap((*cells[:-1], *(cell.rstrip(",") for cell in cells[-1:])), console.width - len("  ")):
                click.echo(f"  {line}")
        return
    drawn = Table()
    for index, (heading, width) in enumerate(zip(table[0], widths, strict=True)):
        drawn.add_column(Text(heading), justify="right" if index in right else "left", overflow="fold", width=width)
    for row in table[1:]:
        drawn.add_row(*map(Text, row))
    console.print(drawn)


def _fit_columns(table: Sequence[Sequence[str]], right: Collection[int], room: int) -> list[int]:
    """Return widths of columns that break no word, and nothing in columns of numbers; none if there is no room.

    Room that is left goes to the first column, which has the names, and then to those that need least.
    """
    from rich.cells import cell_len  # noqa: PLC0415 - only a terminal needs it

    columns = list(zip(*table, strict=True))
    whole = [max(map(cell_len, column)) for column in columns]
    longest = (max((cell_len(word) for cell in column for word in cell.split()), default=1) for column in columns)
    widths = [whole[index] if index in right else width for index, width in enumerate(longest)]
    left = room - sum(widths)
    if left < 0:
        return []
    for index in sorted(range(len(columns)), key=lambda at: (at > 0, whole[at])):
        more = min(whole[index] - widths[index], left)
        widths[index], left = widths[index] + more, left - more
    return widths


def echo_some(heading: str, lines: Sequence[str], *, more: str | None = "the report lists them") -> None:
    """Print lines, each with a heading: the first 20 and where to find the others, or all if ``more`` is None."""
    for line in lines if more is None else lines[:MOST_LINES]:
        echo(f"{heading}: {line}".rstrip(), err=True, wrap=True)
    if more is not None and len(lines) > MOST_LINES:
        echo(f"{heading}: {len(lines) - MOST_LINES:,} more; {more}.", err=True, wrap=True)


def echo_problems_and_notes(problems: Sequence["Problem"], notes: Sequence["Note"], *, more: str | None) -> None:
    """Print problems and notes, one line for each reason."""
    from thememiner.workflows import group_by_reason  # noqa: PLC0415 - so that --help stays light

    echo_some("Not used", group_by_reason((one.place, f"{one.reason} {one.remedy}") for one in problems), more=more)
    echo_some("Note", group_by_reason((note.place, note.text) for note in notes), more=more)


def echo_problems(manifest: Mapping[str, Any], *, quiet: bool) -> int:
    """Print the problems of a run's input and, unless ``quiet``, its notes; return the exit code."""
    from thememiner.workflows import group_by_reason  # noqa: PLC0415 - so that --help stays light

    problems = manifest["problems"]
    echo_some("Not used", group_by_reason((one["place"], f"{one['reason']} {one['remedy']}") for one in problems))
    if not quiet:
        echo_some("Note", group_by_reason((note["place"], note["text"]) for note in manifest["notes"]))
    return SOME_INPUT_FAILED if problems else 0


def echo_losses(losses: Sequence["Loss"], path: Path) -> None:
    """Print what a file could not hold: each kind with its count, and the file that lists it all."""
    from thememiner.workflows import BOOKKEEPING_LOSSES, get_losses_path, group_losses  # noqa: PLC0415 - so that --help stays light

    groups = group_losses(losses)
    for name, lines in groups.items():
        bookkeeping = " (ThemeMiner's own bookkeeping)" if name == BOOKKEEPING_LOSSES else ""
        for line in lines:
            echo(f"Left behind in {path.name}{bookkeeping}: {line}", err=True)
    if losses:
        echo(f"Left behind in {path.name}: this list is also in {get_losses_path(path)}", err=True)


def echo_created_folder(folder: Path | None) -> None:
    """Print that a folder was created, if one was."""
    if folder is not None:
        echo(f"Note: created the folder {folder}", err=True)
