"""``thememiner consensus``: apply the decisions on disagreements and write the result as a new run."""

from pathlib import Path

import click

from thememiner.cli.options import force_option, quiet_option, run_argument
from thememiner.cli.output import SOME_INPUT_FAILED, echo, echo_some


@click.command("consensus")
@run_argument
@click.argument("table", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--coder", metavar="NAME", help="The coder whose codes are replaced, if there are several.")
@click.option("--name", metavar="NAME", default="consensus", help="The name of the new coding. [default: consensus]")
@click.option(
    "-o",
    "--output",
    metavar="NEW",
    type=click.Path(path_type=Path),
    help="Run folder to write. [default: RUN-consensus]",
)
@force_option("the run folder")
@quiet_option("Print only errors and inputs that could not be used.")
def consensus_command(
    *, run: Path, table: Path, coder: str | None, name: str, output: Path | None, force: bool, quiet: bool
) -> int:
    """Replace one coder's codes with the decisions in FILE.

    FILE is a table that 'thememiner disagreements --to' wrote and you filled in. Codes without decision stay as they
    are. The result is a new run, in which the consensus is a further coding and is compared with the program's. RUN
    is not changed.
    """
    folder = output or Path(f"{run.resolve().name}-consensus")

    from thememiner.cli.progress import show_progress  # noqa: PLC0415 - so that --help stays light
    from thememiner.workflows import consensus  # noqa: PLC0415 - so that --help stays light

    with show_progress(quiet=quiet) as progress:
        made = consensus(run, table, folder, coder=coder, name=name, replace=force, progress=progress)
    problems = made.decisions.problems
    echo_some("Not used", [f"{problem.place}: {problem.reason}" for problem in problems])
    if not quiet:
        echo_some("Note", [f"{note.place}: {note.text}" for note in made.decisions.notes])
        for sentence in made.sentences:
            echo(sentence)
        echo(f"Report: {folder / 'report.html'}")
    return SOME_INPUT_FAILED if problems else 0
