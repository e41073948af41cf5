"""``thememiner extend``: new interviews come to a run, which stays as it is."""

from pathlib import Path

import click

from thememiner.cli.options import (
    allow_download_option,
    config_option,
    force_option,
    format_option,
    gold_option,
    quiet_option,
    read_config,
    run_argument,
    send_text_to_option,
)
from thememiner.cli.output import echo_problems


@click.command("extend")
@run_argument
@click.argument("paths", metavar="NEW...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@config_option
@click.option(
    "-o",
    "--output",
    metavar="RUN",
    type=click.Path(path_type=Path),
    help="Run folder to write. [default: RUN-extended]",
)
@gold_option
@format_option
@click.option("--encoding", metavar="NAME", help="Text encoding of the new files. [default: found out for each file]")
@allow_download_option
@send_text_to_option
@force_option
@quiet_option
def extend_command(  # noqa: PLR0913 - one parameter an option, as click wants them
    *,
    run: Path,
    paths: tuple[Path, ...],
    config: Path | None,
    output: Path | None,
    manual: tuple[Path, ...],
    format_name: str | None,
    encoding: str | None,
    allow_download: bool,
    send_text_to: str,
    force: bool,
    quiet: bool,
) -> int:
    """Add NEW interviews to RUN: what fits, what is a new candidate, what weakened.

    Themes keep their ids and names, earlier units their themes. RUN stays as it is; the result is a run of its own.
    NEW is read with RUN's settings. CONFIG is needed only for what RUN does not store: where a user dictionary, a
    list of stop words or the folder of a model lies.
    """
    given = read_config(config, encoding=encoding)
    folder = output or Path(f"{run.resolve().name}-extended")

    from thememiner.cli.progress import progress_on  # noqa: PLC0415 - so that --help stays light
    from thememiner.config import Permissions  # noqa: PLC0415 - so that --help stays light
    from thememiner.workflows import extend, told  # noqa: PLC0415 - so that --help stays light

    permissions = Permissions(download=allow_download, send_text_to=send_text_to)
    with progress_on(quiet=quiet) as progress:
        extended = extend(
            run,
            paths,
            folder,
            given=given,
            manual=manual,
            manual_format=format_name,
            permissions=permissions,
            replace=force,
            progress=progress,
        )
    exit_code = echo_problems(extended.manifest, quiet=quiet)
    if not quiet and extended.extension is not None:
        for line in told(extended.extension):
            click.echo(line)
        click.echo(f"Report: {folder / 'report.html'}")
    return exit_code
