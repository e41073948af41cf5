"""``thememiner consensus``: what a meeting decided becomes a coding of its own, in a new run."""

from pathlib import Path

import click

from thememiner.cli.options import force_option, quiet_option, run_argument
from thememiner.cli.output import SOME_INPUT_FAILED, echo_some


@click.command("consensus")
@run_argument
@click.argument("table", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--coder", metavar="NAME", help="Whose coding was decided upon, if there are several.")
@click.option(
    "--name", metavar="NAME", default="consensus", help="The coder's name of the result. [default: consensus]"
)
@click.option(
    "-o",
    "--output",
    metavar="NEW",
    type=click.Path(path_type=Path),
    help="Run folder to write. [default: RUN-consensus]",
)
@force_option
@quiet_option
def consensus_command(
    *, run: Path, table: Path, coder: str | None, name: str, output: Path | None, force: bool, quiet: bool
) -> int:
    """Put the decisions in FILE in the place of a person's codes in RUN; the rest of that coding stays.

    FILE is a table that 'thememiner disagreements --to' wrote and you filled in. RUN stays as it is; the result is a
    run of its own, with the consensus as one more coding, compared with the program's.
    """
    folder = output or Path(f"{run.resolve().name}-consensus")

    from thememiner.cli.progress import progress_on  # noqa: PLC0415 - so that --help stays light
    from thememiner.workflows import consensus  # noqa: PLC0415 - so that --help stays light

    with progress_on(quiet=quiet) as progress:
        made = consensus(run, table, folder, coder=coder, name=name, replace=force, progress=progress)
    problems = made.decided.problems
    echo_some("Not used", [f"{problem.place}: {problem.reason}" for problem in problems])
    if not quiet:
        echo_some("Note", [f"{note.place}: {note.text}" for note in made.decided.notes])
        for sentence in made.sentences:
            click.echo(sentence)
        click.echo(f"Report: {folder / 'report.html'}")
    return SOME_INPUT_FAILED if problems else 0
