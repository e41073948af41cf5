"""``thememiner saturation``: how much the last interviews of a run still added."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import run_argument, share
from thememiner.cli.output import echo_json

if TYPE_CHECKING:
    from thememiner.records import Saturation, SaturationCurve

HEADINGS = ("", "Themes", "Range", "New", "Looked up", "Range", "New")
NUMBERS = range(len(HEADINGS))
NOT_COUNTED = ("", "", "")


@click.command("saturation")
@run_argument
@click.option("--base-size", metavar="N", type=click.IntRange(1), help="Interviews of the base. [default: as mined]")
@click.option("--run-length", metavar="N", type=click.IntRange(1), help="Interviews of a run. [default: as mined]")
@click.option(
    "--threshold",
    metavar="SHARE",
    callback=share,
    help="Most that a run may add, as a share of the base's themes. [default: as mined]",
)
@click.option("--orders", metavar="N", type=click.IntRange(1, 50), help="Shuffled orders at most. [default: as mined]")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def saturation_command(
    *,
    run: Path,
    base_size: int | None,
    run_length: int | None,
    threshold: float | None,
    orders: int | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Measure how much the last interviews of RUN still added; the run stays as it is.

    Themes are looked for anew in the first interviews, in shuffled orders.
    """
    from thememiner.cli.progress import progress_on  # noqa: PLC0415 - so that --help stays light
    from thememiner.workflows import saturation_in  # noqa: PLC0415 - so that --help stays light

    with progress_on(quiet=quiet) as progress:
        measured = saturation_in(
            run, base_size=base_size, run_length=run_length, threshold=threshold, orders=orders, progress=progress
        )
    if as_json:
        echo_json(asdict(measured))
    else:
        _print(measured)


def _print(measured: "Saturation") -> None:
    from thememiner.cli.output import print_table  # noqa: PLC0415 - so that --help stays light

    click.echo(measured.sentence)
    if measured.rediscovered and measured.looked_up:
        rediscovered, looked_up = _cells(measured.rediscovered), _cells(measured.looked_up)
        rows = [
            (str(number), *rediscovered.get(number, NOT_COUNTED), *looked_up.get(number, NOT_COUNTED))
            for number in sorted({*rediscovered, *looked_up})
        ]
        print_table((measured.counted.capitalize(), *HEADINGS[1:]), rows, right=NUMBERS)
    for note in measured.notes:
        click.echo(f"Note: {note}", err=True)


def _cells(curve: "SaturationCurve") -> dict[int, tuple[str, str, str]]:
    """Return themes, their range and the new information by number of interviews."""
    return {
        point.interviews: (
            f"{point.themes:g}",
            f"{point.low}–{point.high}",
            "" if point.new is None else f"{100 * point.new:.1f} %",
        )
        for point in curve.points
    }
