"""``thememiner report``: the report of a run, made again from the run alone."""

from pathlib import Path

import click

from thememiner.cli.options import run_argument


@click.command("report")
@run_argument
@click.option(
    "-o", "--output", metavar="FILE.html", type=click.Path(path_type=Path, dir_okay=False), help="[default: RUN.html]"
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
def report_command(*, run: Path, output: Path | None, force: bool) -> None:
    """Make the report of RUN again, as a file of its own.

    The input files are not needed, and the run stays as it is.
    """
    from thememiner.errors import RunExistsError  # noqa: PLC0415 - so that --help stays light
    from thememiner.report import render_report  # noqa: PLC0415 - so that --help stays light
    from thememiner.runs import open_run  # noqa: PLC0415 - so that --help stays light
    from thememiner.storage import write_bytes  # noqa: PLC0415 - so that --help stays light

    target = output or Path(f"{run.resolve().name}.html")
    if target.exists() and not force:
        raise RunExistsError("the file exists.", place=str(target), remedy="Choose another with -o, or give --force.")
    target.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(target, render_report(open_run(run)).encode())
    click.echo(target)
