"""``thememiner show``: print the themes of a run."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import run_argument
from thememiner.cli.output import echo, print_table

if TYPE_CHECKING:
    from thememiner.records import Theme

HEADINGS = ("Id", "Theme", "Units", "Participants", "Keywords")


@click.command("show")
@run_argument
def show_command(*, run: Path) -> None:
    """Print the themes of a run as a table.

    The table is tab-separated if it is piped.
    """
    from thememiner.phrasing import FIRST_CODES_COUNT  # noqa: PLC0415 - so that --help stays light
    from thememiner.runs import open_run  # noqa: PLC0415 - so that --help stays light

    opened = open_run(run)
    rows = [row for theme in opened.themes for row in (_row(theme, ""), *(_row(s, "  ") for s in theme.subthemes))]
    if rows:
        print_table(HEADINGS, rows, right=(2, 3))
    echo(opened.manifest["summary"], err=True)
    if opened.units["second_subtheme_id"].notna().any():
        echo(FIRST_CODES_COUNT, err=True)


def _row(theme: "Theme", indent: str) -> tuple[str, ...]:
    keywords = ", ".join(theme.keywords)
    return (indent + theme.theme_id, theme.name, f"{theme.units:,}", f"{theme.participants:,}", keywords)
