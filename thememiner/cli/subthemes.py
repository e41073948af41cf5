"""``thememiner subthemes``: sub-themes suggested inside one code of a run."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import config_option, read_config, run_argument
from thememiner.cli.problems import echo_some

if TYPE_CHECKING:
    from thememiner.records import Theme

SOME_INPUT_FAILED = 3
HEADINGS = ("Id", "Sub-theme", "Units", "Participants", "Stability", "Keywords")


@click.command("subthemes")
@run_argument
@click.option("--code", metavar="NAME", required=True, help="Code to look into: its id, its path 'A > b', or its name.")
@click.option(
    "--gold",
    "manual",
    metavar="PATH",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Table of manually coded segments that has the code. [default: the run's own themes]",
)
@click.option("--coder", metavar="NAME", help="Coder who has the code, in RUN or in the table of --gold.")
@config_option
@click.option(
    "-o",
    "--output",
    metavar="NEW",
    type=click.Path(path_type=Path),
    help="Run folder to write. [default: RUN-NAME-subthemes]",
)
@click.option(
    "--seed", metavar="N", type=click.IntRange(0, 2**32 - 1), help="Start of all random numbers. [default: 0]"
)
@click.option("--force", is_flag=True, help="Replace the run folder if it exists.")
@click.option("--quiet", is_flag=True, help="Say nothing but what goes wrong.")
def subthemes_command(  # noqa: PLR0913 - one parameter an option, as click wants them
    *,
    run: Path,
    code: str,
    manual: Path | None,
    coder: str | None,
    config: Path | None,
    output: Path | None,
    seed: int | None,
    force: bool,
    quiet: bool,
) -> int:
    """Suggest sub-themes of one code of RUN, from its units alone.

    The code stays as it is: what fits no suggested sub-theme stays directly under it. RUN is not altered.
    """
    settings = read_config(config, seed=seed)

    from thememiner.cli.progress import progress_on  # noqa: PLC0415 - so that --help stays light
    from thememiner.cli.tables import print_table  # noqa: PLC0415 - so that --help stays light
    from thememiner.runs.file_names import file_stems  # noqa: PLC0415 - so that --help stays light
    from thememiner.workflows import subthemes  # noqa: PLC0415 - so that --help stays light

    (called,) = file_stems(["-".join(code.split())])
    folder = output or Path(f"{run.resolve().name}-{called}-subthemes")
    with progress_on(quiet=quiet) as progress:
        new = subthemes(
            run,
            folder,
            code=code,
            manual=manual,
            coder=coder,
            settings=settings,
            replace=force,
            progress=progress,
        )
    problems = new.manifest["problems"]
    echo_some("Not used", [f"{p['place']}: {p['reason']} {p['remedy']}" for p in problems])
    if not quiet:
        echo_some("Note", [f"{note['place']}: {note['text']}" for note in new.manifest["notes"]])
        click.echo(new.manifest["summary"])
        if rows := [_row(subtheme) for subtheme in new.themes[0].subthemes]:
            print_table(HEADINGS, rows, right=(2, 3, 4))
        click.echo(f"Report: {folder / 'report.html'}")
    return SOME_INPUT_FAILED if problems else 0


def _row(subtheme: "Theme") -> tuple[str, ...]:
    from thememiner.report.numbers import figure  # noqa: PLC0415 - so that --help stays light

    return (
        subtheme.theme_id,
        subtheme.name,
        f"{subtheme.units:,}",
        f"{subtheme.participants:,}",
        figure(subtheme.stability),
        ", ".join(subtheme.keywords[:5]),
    )
