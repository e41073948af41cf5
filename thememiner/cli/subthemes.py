"""``thememiner subthemes``: suggest sub-themes of one code of a run."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import (
    config_option,
    force_option,
    format_option,
    quiet_option,
    read_config,
    run_argument,
    seed_option,
)
from thememiner.cli.output import echo, echo_problems, print_table

if TYPE_CHECKING:
    from thememiner.records import Theme

HEADINGS = ("Id", "Sub-theme", "Units", "Participants", "Stability", "Keywords")


@click.command("subthemes")
@run_argument
@click.option(
    "--code", metavar="NAME", required=True, help="The code to divide: its id, its path 'A > b', or its name."
)
@click.option(
    "--gold",
    "manual",
    metavar="PATH",
    type=click.Path(path_type=Path, exists=True),
    help="Manual coding with the code: a project or a table of coded segments. [default: the codings in RUN]",
)
@format_option("the --gold file")
@click.option("--coder", metavar="NAME", help="The coder who has the code, in RUN or in the --gold file.")
@config_option
@click.option(
    "-o",
    "--output",
    metavar="NEW",
    type=click.Path(path_type=Path),
    help="Run folder to write. [default: RUN-NAME-subthemes]",
)
@seed_option
@force_option("the run folder")
@quiet_option("Print only errors and inputs that could not be used.")
def subthemes_command(  # noqa: PLR0913 - one parameter an option, as click wants them
    *,
    run: Path,
    code: str,
    manual: Path | None,
    format_name: str | None,
    coder: str | None,
    config: Path | None,
    output: Path | None,
    seed: int | None,
    force: bool,
    quiet: bool,
) -> int:
    """Suggest sub-themes of one code of a run.

    Sub-themes are found in the units of the code only. Units that fit no sub-theme stay directly under the code. The
    result is a new run; RUN is not changed.
    """
    settings = read_config(config, seed=seed)

    from thememiner.cli.progress import show_progress  # noqa: PLC0415 - so that --help stays light
    from thememiner.storage import to_file_stems  # noqa: PLC0415 - so that --help stays light
    from thememiner.workflows import subthemes  # noqa: PLC0415 - so that --help stays light

    (stem,) = to_file_stems(["-".join(code.split())])
    folder = output or Path(f"{run.resolve().name}-{stem}-subthemes")
    with show_progress(quiet=quiet) as progress:
        new = subthemes(
            run,
            folder,
            code=code,
            manual=manual,
            manual_format=format_name,
            coder=coder,
            settings=settings,
            replace=force,
            progress=progress,
        )
    exit_code = echo_problems(new.manifest, quiet=quiet)
    if not quiet:
        echo(new.manifest["summary"])
        if rows := [_row(subtheme) for subtheme in new.themes[0].subthemes]:
            print_table(HEADINGS, rows, right=(2, 3, 4))
        if any(subtheme.also for subtheme in new.themes[0].subthemes):
            from thememiner.phrasing import FIRST_CODES_COUNT  # noqa: PLC0415 - so that --help stays light

            echo(FIRST_CODES_COUNT)
        echo(f"Report: {folder / 'report.html'}")
    return exit_code


def _row(subtheme: "Theme") -> tuple[str, ...]:
    from thememiner.phrasing import format_score  # noqa: PLC0415 - so that --help stays light

    return (
        subtheme.theme_id,
        subtheme.name,
        f"{subtheme.units:,}",
        f"{subtheme.participants:,}",
        format_score(subtheme.stability),
        ", ".join(subtheme.keywords[:5]),
    )
