"""``thememiner extend``: add new interviews to a run and write the result as another run."""

from pathlib import Path

import click

from thememiner.cli.options import (
    allow_download_option,
    config_option,
    force_option,
    format_option,
    gather_roles,
    gold_option,
    quiet_option,
    read_config,
    run_argument,
    send_text_to_option,
    speaker_options,
)
from thememiner.cli.output import echo, echo_problems


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
@gold_option("Manual coding of the new interviews")
@format_option("the --gold files")
@click.option(
    "--encoding", metavar="NAME", help="Text encoding of the new interviews. [default: detected for each file]"
)
@speaker_options
@allow_download_option
@send_text_to_option
@force_option("the run folder")
@quiet_option("Print only errors and inputs that could not be used.")
def extend_command(  # noqa: PLR0913 - one parameter an option, as click wants them
    *,
    run: Path,
    paths: tuple[Path, ...],
    config: Path | None,
    output: Path | None,
    manual: tuple[Path, ...],
    format_name: str | None,
    encoding: str | None,
    interviewer: tuple[str, ...],
    participant: tuple[str, ...],
    other: tuple[str, ...],
    allow_download: bool,
    send_text_to: str,
    force: bool,
    quiet: bool,
) -> int:
    """Add new interviews to a run and show what they change.

    The result is a new run; RUN is not changed. Themes keep their ids and names, and earlier units keep their themes.
    The summary says which new units fit, which form new candidate themes, and which themes became less stable. NEW is
    read with the settings of RUN. CONFIG is needed only for paths that RUN does not store: a user dictionary, a list
    of stop words or the folder of a model.
    """
    given = read_config(config, encoding=encoding)
    roles = gather_roles(interviewer=interviewer, participant=participant, other=other)
    folder = output or Path(f"{run.resolve().name}-extended")

    from thememiner.cli.progress import show_progress  # noqa: PLC0415 - so that --help stays light
    from thememiner.config import Permissions  # noqa: PLC0415 - so that --help stays light
    from thememiner.workflows import describe_extension, extend  # noqa: PLC0415 - so that --help stays light

    permissions = Permissions(download=allow_download, send_text_to=send_text_to)
    with show_progress(quiet=quiet) as progress:
        extended = extend(
            run,
            paths,
            folder,
            given=given,
            roles=roles,
            manual=manual,
            manual_format=format_name,
            permissions=permissions,
            replace=force,
            progress=progress,
        )
    exit_code = echo_problems(extended.manifest, quiet=quiet)
    if not quiet and extended.extension is not None:
        for line in describe_extension(extended.extension):
            echo(line)
        echo(f"Report: {folder / 'report.html'}")
    return exit_code
