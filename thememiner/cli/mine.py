"""``thememiner mine``: find candidate themes in transcripts and write a run folder with a report."""

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
    seed_option,
    send_text_to_option,
    speaker_options,
)
from thememiner.cli.output import echo, echo_problems


@click.command("mine")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@config_option
@click.option(
    "-o", "--output", metavar="RUN", type=click.Path(path_type=Path), help="Run folder to write. [default: PATH-run]"
)
@gold_option("Manual coding to compare the themes with")
@format_option("the --gold files")
@click.option(
    "--guide",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Seed themes to guide the search: a .toml file or a table.",
)
@click.option(
    "--guide-questions",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The questions of your interview guide, one a line (.txt, .md or .docx). They are recognised in what "
    "interviewers ask; seed themes are given with --guide. [default: found in the transcripts]",
)
@click.option("--encoding", metavar="NAME", help="Text encoding of the input. [default: detected for each file]")
@speaker_options
@seed_option
@allow_download_option
@send_text_to_option
@force_option("the run folder")
@quiet_option("Print only errors and inputs that could not be used.")
def mine_command(  # noqa: PLR0913 - one parameter an option, as click wants them
    *,
    paths: tuple[Path, ...],
    config: Path | None,
    output: Path | None,
    manual: tuple[Path, ...],
    format_name: str | None,
    guide: Path | None,
    guide_questions: Path | None,
    encoding: str | None,
    interviewer: tuple[str, ...],
    participant: tuple[str, ...],
    other: tuple[str, ...],
    seed: int | None,
    allow_download: bool,
    send_text_to: str,
    force: bool,
    quiet: bool,
) -> int:
    """Find candidate themes in transcripts and write a run with a report.

    PATH is a transcript (.txt .md .docx .odt .rtf .pdf .vtt .srt .eaf .TextGrid .cha), a table
    (.csv .tsv .xlsx .jsonl), or a folder of such files.
    """
    roles = gather_roles(interviewer=interviewer, participant=participant, other=other)
    settings = read_config(
        config, encoding=encoding, seed=seed, guide=guide, guide_questions=guide_questions, roles=roles
    )
    folder = output or Path(f"{paths[0].resolve().stem}-run")

    from thememiner.cli.progress import show_progress  # noqa: PLC0415 - so that --help stays light
    from thememiner.config import Permissions  # noqa: PLC0415 - so that --help stays light
    from thememiner.workflows import mine  # noqa: PLC0415 - so that --help stays light

    permissions = Permissions(download=allow_download, send_text_to=send_text_to)
    with show_progress(quiet=quiet) as progress:
        run = mine(
            paths,
            folder,
            settings=settings,
            permissions=permissions,
            manual=manual,
            manual_format=format_name,
            replace=force,
            progress=progress,
        )
    exit_code = echo_problems(run.manifest, quiet=quiet)
    if not quiet:
        echo(run.manifest["summary"])
        for choice in ("guide", "questions"):
            if choice in run.manifest["choices"]:
                echo(run.manifest["choices"][choice])
        echo(f"Report: {folder / 'report.html'}")
    return exit_code
