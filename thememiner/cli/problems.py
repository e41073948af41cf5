"""What went wrong or was decided, on standard error."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from thememiner.records import Note, Problem

AT_MOST = 20
SOME_INPUT_FAILED = 3


def echo_some(heading: str, lines: Sequence[str], *, more: str | None = "the report lists them") -> None:
    """Print lines under a repeated heading; of a long list the first, and where the rest is, if anywhere."""
    for line in lines if more is None else lines[:AT_MOST]:
        click.echo(f"{heading}: {line}".rstrip(), err=True)
    if more is not None and len(lines) > AT_MOST:
        click.echo(f"{heading}: {len(lines) - AT_MOST:,} more like these; {more}.", err=True)


def echo_told(problems: Sequence["Problem"], notes: Sequence["Note"], *, more: str | None) -> None:
    """Print what could not be used and what was decided, those of one reason in one line each."""
    from thememiner.workflows.reasons import by_reason  # noqa: PLC0415 - so that --help stays light

    echo_some("Not used", by_reason((one.place, f"{one.reason} {one.remedy}") for one in problems), more=more)
    echo_some("Note", by_reason((note.place, note.text) for note in notes), more=more)


def echo_problems(manifest: Mapping[str, Any], *, quiet: bool) -> int:
    """Print what of the input a run could not use and, unless ``quiet``, what it noted; return the exit code."""
    from thememiner.workflows.reasons import by_reason  # noqa: PLC0415 - so that --help stays light

    problems = manifest["problems"]
    echo_some("Not used", by_reason((one["place"], f"{one['reason']} {one['remedy']}") for one in problems))
    if not quiet:
        echo_some("Note", by_reason((note["place"], note["text"]) for note in manifest["notes"]))
    return SOME_INPUT_FAILED if problems else 0
