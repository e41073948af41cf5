"""What could not be carried over, on standard error."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from thememiner.records import Loss


def echo_losses(losses: Sequence["Loss"], path: Path) -> None:
    """Print what a file could not hold, by kind and count, and where that is written."""
    from thememiner.workflows.losses import losses_beside, told_losses  # noqa: PLC0415 - so that --help stays light

    for line in told_losses(losses):
        click.echo(f"Left behind: {line}", err=True)
    if losses:
        click.echo(f"Left behind: the same is told in {losses_beside(path)}", err=True)
