"""What went wrong or was decided, on standard error."""

from collections.abc import Sequence

import click

AT_MOST = 20


def echo_some(heading: str, lines: Sequence[str]) -> None:
    """Print lines under a repeated heading; of a long list the first, and how many more there are."""
    for line in lines[:AT_MOST]:
        click.echo(f"{heading}: {line}".rstrip(), err=True)
    if len(lines) > AT_MOST:
        click.echo(f"{heading}: {len(lines) - AT_MOST:,} more like these; the report lists them.", err=True)
