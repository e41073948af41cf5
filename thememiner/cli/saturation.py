"""``thememiner saturation``: measure how many new themes the last interviews of a run added."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import json_option, parse_share, quiet_option, run_argument
from thememiner.cli.output import echo, echo_json, print_table

if TYPE_CHECKING:
    from thememiner.records import Saturation, SaturationCurve

HEADINGS = ("", "Themes found", "Range", "New", "Final themes", "Range", "New")
NUMBERS = range(len(HEADINGS))
NOT_COUNTED = ("", "", "")


@click.command("saturation")
@run_argument
@click.option(
    "--base-size", metavar="N", type=click.IntRange(1), help="Number of interviews in the base. [default: as in RUN]"
)
@click.option(
    "--run-length",
    metavar="N",
    type=click.IntRange(1),
    help="Number of interviews in a run of new ones. [default: as in RUN]",
)
@click.option(
    "--threshold",
    metavar="SHARE",
    callback=parse_share,
    help="Saturation is reached if a run adds at most this share of the themes of the base. [default: as in RUN]",
)
@click.option(
    "--orders",
    metavar="N",
    type=click.IntRange(1, 50),
    help="Largest number of shuffled orders of the interviews. [default: as in RUN]",
)
@json_option("all figures")
@quiet_option("Do not show progress.")
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
    """Measure how many new themes the last interviews of a run added.

    Themes are searched again in the first interviews, in many shuffled orders. "Final themes" are those of the whole
    run that already occur. RUN is not changed.
    """
    from thememiner.cli.progress import show_progress  # noqa: PLC0415 - so that --help stays light
    from thememiner.workflows import remeasure_saturation  # noqa: PLC0415 - so that --help stays light

    with show_progress(quiet=quiet) as progress:
        measured = remeasure_saturation(
            run, base_size=base_size, run_length=run_length, threshold=threshold, orders=orders, progress=progress
        )
    if as_json:
        echo_json(asdict(measured))
    else:
        _print(measured)


def _print(measured: "Saturation") -> None:

    echo(measured.sentence)
    if measured.rediscovered and measured.looked_up:
        rediscovered, looked_up = _cells(measured.rediscovered), _cells(measured.looked_up)
        rows = [
            (str(number), *rediscovered.get(number, NOT_COUNTED), *looked_up.get(number, NOT_COUNTED))
            for number in sorted({*rediscovered, *looked_up})
        ]
        print_table((measured.counted.capitalize(), *HEADINGS[1:]), rows, right=NUMBERS)
    for note in measured.notes:
        echo(f"Note: {note}", err=True)


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
