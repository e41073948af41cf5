"""``thememiner report``: write the report of a run again."""

from pathlib import Path

import click

from thememiner.cli.options import force_option, run_argument
from thememiner.cli.output import echo


@click.command("report")
@run_argument
@click.option(
    "-o",
    "--output",
    metavar="FILE.html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write. [default: RUN.html]",
)
@force_option("the file")
def report_command(*, run: Path, output: Path | None, force: bool) -> None:
    """Write the report of a run again, as an HTML file.

    Only RUN is needed, not its input files. RUN is not changed.
    """
    from thememiner.errors import RunExistsError  # noqa: PLC0415 - so that --help stays light
    from thememiner.report import render_report  # noqa: PLC0415 - so that --help stays light
    from thememiner.runs import open_run  # noqa: PLC0415 - so that --help stays light
    from thememiner.storage import reserve_target, write_bytes  # noqa: PLC0415 - so that --help stays light

    target = output or Path(f"{run.resolve().name}.html")
    if target.exists() and not force:
        raise RunExistsError(
            "the file already exists.", place=str(target), remedy="Choose another file with -o, or use --force."
        )
    with reserve_target(target):
        write_bytes(target, render_report(open_run(run)).encode())
    echo(target)
