"""What could not be carried over, on standard error."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from thememiner.records import Loss


def echo_losses(losses: Sequence["Loss"], path: Path) -> None:
    """Print what a file could not hold, by kind and count, what is people's own first, and where that is written."""
    from thememiner.workflows.losses import (  # noqa: PLC0415 - so that --help stays light
        OF_OURS,
        grouped_losses,
        losses_beside,
    )

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
