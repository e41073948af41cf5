"""What went wrong or was decided, on standard error."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

AT_MOST = 20
SOME_INPUT_FAILED = 3


def echo_some(heading: str, lines: Sequence[str], *, more: str = "the report lists them") -> None:
    """Print lines under a repeated heading; of a long list the first, and how many more there are."""
    for line in lines[:AT_MOST]:
        click.echo(f"{heading}: {line}".rstrip(), err=True)
    if len(lines) > AT_MOST:
        click.echo(f"{heading}: {len(lines) - AT_MOST:,} more like these; {more}.", err=True)


def echo_problems(manifest: Mapping[str, Any], *, quiet: bool) -> int:
    """Print what of the input a run could not use and, unless ``quiet``, what it noted; return the exit code."""
    problems = manifest["problems"]
    echo_some("Not used", [f"{one['place']}: {one['reason']} {one['remedy']}" for one in problems])
    if not quiet:
        echo_some("Note", [f"{note['place']}: {note['text']}" for note in manifest["notes"]])
    return SOME_INPUT_FAILED if problems else 0
