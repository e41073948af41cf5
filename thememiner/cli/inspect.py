"""``thememiner inspect``: list what files contain, and who speaks in them."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import config_option, format_option, gather_roles, json_option, read_config, speaker_options
from thememiner.cli.output import SOME_INPUT_FAILED, echo, echo_json, echo_problems_and_notes, echo_some, print_table

if TYPE_CHECKING:
    from thememiner.workflows import CoderCounts, DocumentCounts, Inspection

DOCUMENTS = ("Document", "Characters", "Turns", "Participants", "Segments")
CODING_COUNTS = frozenset({"coders", "codes", "codings", "memos", "colours", "comparisons"})
"""Counts that are left out where nobody has coded."""
CODERS = ("Coder", "Codes", "Segments", "Codings", "Documents")
MORE = "--json lists them"
MOST_ROWS = 60
"""On a terminal; a longer table is printed whole if the output goes to a file or another program."""
MANY_ROWS = 20
"""So many rows of one table are listed in one line."""


@click.command("inspect")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@format_option("FILE")
@config_option
@speaker_options
@json_option("everything")
def inspect_command(
    *,
    paths: tuple[Path, ...],
    format_name: str | None,
    config: Path | None,
    interviewer: tuple[str, ...],
    participant: tuple[str, ...],
    other: tuple[str, ...],
    as_json: bool,
) -> int:
    """List the speakers, documents, coders, codes and problems of files.

    FILE is a run, a project of another program, a transcript, a folder of transcripts, or a table; several are read
    together as transcripts. What looks wrong about the speakers comes first. No text is printed, except labels.
    """
    roles = gather_roles(interviewer=interviewer, participant=participant, other=other)
    settings = read_config(config, roles=roles)

    from thememiner.workflows import inspect  # noqa: PLC0415 - so that --help stays light

    seen = inspect(paths, format=format_name, settings=settings)
    if as_json:
        echo_json(asdict(seen))
    else:
        _print(seen)
    return SOME_INPUT_FAILED if seen.problems else 0


def _coder_cells(row: "CoderCounts") -> tuple[str, ...]:
    return row.coder, *(f"{count:,}" for count in (row.codes, row.segments, row.codings, row.documents))


def _document_rows(documents: "Sequence[DocumentCounts]") -> Iterator[tuple[str, ...]]:
    """Yield a row for each document; one for all texts of a table or project that has many without turns."""
    for (file, has_turns), found in groupby(documents, lambda one: (one.file, one.turns is not None)):
        own = list(found)
        if has_turns or not file or len(own) < MANY_ROWS:
            yield from map(_document_cells, own)
            continue
        characters, segments = sum(one.characters for one in own), sum(one.segments for one in own)
        yield f"{file} ({len(own):,} texts)", f"{characters:,}", "n/a", "n/a", f"{segments:,}"


def _document_cells(one: "DocumentCounts") -> tuple[str, ...]:
    turns = "n/a" if one.turns is None else f"{one.turns:,}"
    return one.document, f"{one.characters:,}", turns, f"{one.participants:,}", f"{one.segments:,}"


def _print(seen: "Inspection") -> None:
    from thememiner.corpus import SPEAKER_COLUMNS, RoleReason  # noqa: PLC0415 - so that --help stays light
    from thememiner.phrasing import quote_for_shell  # noqa: PLC0415 - as above
    from thememiner.workflows import count_losses, group_by_reason  # noqa: PLC0415 - as above

    echo(f"{seen.place}: {seen.format}")
    for name, count in seen.counts.items():
        if count or name not in CODING_COUNTS:
            echo(f"  {name}: {count:,}")
    if seen.columns:
        echo(f"  columns: {', '.join(seen.columns)}", wrap=True)
    if seen.suspicions:
        echo()
    for line in group_by_reason((note.place, note.text) for note in seen.suspicions):
        echo(f"Check: {line}", wrap=True)
    asking = [row.label for row in seen.speakers if row.is_suspicious and row.reason == RoleReason.ASKS]
    if len(asking) > 1:
        options = " ".join(f"--interviewer {quote_for_shell(label)}" for label in asking)
        echo(f"If all of these who ask most questions are interviewers, give: {options}", wrap=True)
    speakers = [row.cells for row in seen.speakers]
    columns = len(DOCUMENTS) if seen.coders else len(DOCUMENTS) - 1  # without coders there are no segments
    documents = [row[:columns] for row in _document_rows(seen.documents)]
    tables = (
        (SPEAKER_COLUMNS, speakers, range(1, 5)),
        (CODERS, [_coder_cells(row) for row in seen.coders], range(1, len(CODERS))),
        (DOCUMENTS[:columns], documents, range(1, columns)),
    )
    for headings, rows, right in tables:
        if rows:
            shown = rows[:MOST_ROWS] if sys.stdout.isatty() else rows
            echo()
            print_table(headings, shown, right=right)
            if len(shown) < len(rows):
                echo(f"{len(rows) - len(shown):,} more rows; {MORE}.")
    echo_some("Lost when read", count_losses(seen.losses), more=MORE)
    echo_problems_and_notes(seen.problems, seen.notes, more=MORE)
