"""``thememiner batch``: every corpus of a plan with every configuration."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import allow_download_option, plan_argument, quiet_option, send_text_to_option
from thememiner.cli.output import SOME_INPUT_FAILED, echo_json, echo_some
from thememiner.errors import ThemeMinerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thememiner.batch import Outcome, Plan


@click.command("batch")
@plan_argument
@click.option("--dry-run", is_flag=True, help="Say what would be done, and why, and do nothing.")
@click.option("--wait", is_flag=True, help="If another process is at work on the plan, wait for it. [default: refuse]")
@click.option(
    "--engine",
    type=click.Choice(["in-process", "processes", "dask"]),
    default="in-process",
    show_default=True,
    help="Where the work is done: in this process, in several of this machine, or on a Dask cluster.",
)
@click.option(
    "--workers", metavar="N", type=click.IntRange(min=1), help="Processes on this machine. [default: one a processor]"
)
@click.option(
    "--scheduler", metavar="ADDRESS", default="", help="Of a Dask cluster that is there. [default: one is started here]"
)
@click.option(
    "--allow-scheduler",
    metavar="HOST",
    default="",
    help="Another machine whose workers may read the transcripts. [default: none]",
)
@click.option("--json", "as_json", is_flag=True, help="Print what became of every job as JSON.")
@allow_download_option
@send_text_to_option
@quiet_option
def batch_command(  # noqa: PLR0913 - one parameter an option, as click wants them
    *,
    plan: Path,
    dry_run: bool,
    wait: bool,
    engine: str,
    workers: int | None,
    scheduler: str,
    allow_scheduler: str,
    as_json: bool,
    allow_download: bool,
    send_text_to: str,
    quiet: bool,
) -> int:
    """Mine every corpus of a plan with every configuration, and compare the runs.

    What is done already is not done again; whatever ended the last call, this one goes on after its last finished
    stage. One corpus that fails stops no other, and is tried again by the next call.
    """
    from thememiner.batch import read_plan  # noqa: PLC0415 - so that --help stays light

    read = read_plan(plan)
    if not quiet:
        echo_some("Note", read.notes)
    if dry_run:
        return _tell_due(read)

    from thememiner.batch import engine_called, holder_of, run_plan  # noqa: PLC0415 - so that --help stays light
    from thememiner.cli.batch_progress import watching  # noqa: PLC0415 - likewise
    from thememiner.config import Permissions  # noqa: PLC0415 - likewise

    chosen = engine_called(
        engine, output=read.output, workers=workers, scheduler=scheduler, allow_scheduler=allow_scheduler
    )
    permissions = Permissions(download=allow_download, send_text_to=send_text_to)
    if wait and (holder := holder_of(read.output)):
        click.echo(f"{holder} Waiting for it.", err=True)
    with watching(read, quiet=quiet or as_json) as told:
        outcomes = run_plan(
            read,
            engine=chosen,
            permissions=permissions,
            wait=wait,
            on_outcome=told,
            on_death=lambda corpus: click.echo(
                f"A worker died: {corpus}. What it was at is tried again, alone.", err=True
            ),
        )
    echo_some("Not used", _not_used(outcomes), more="the summary lists them")
    if as_json:
        _print_json(outcomes)
    elif not quiet:
        click.echo(f"{in_short(outcomes)}\nSummary: {read.output / 'summary.html'}")
    return exit_code_of(outcomes)


def _not_used(outcomes: "Sequence[Outcome]") -> list[str]:
    """Return the inputs that could not be used, each once for its corpus, however many configurations there are."""
    from thememiner.batch import in_words, inputs_not_used  # noqa: PLC0415 - so that --help stays light

    told = (f"{outcome.corpus}: {in_words(one)}" for outcome in outcomes for one in inputs_not_used(outcome))
    return list(dict.fromkeys(told))


def _tell_due(plan: "Plan") -> int:
    """Print the first stage that each job has to do, and why."""
    from thememiner.batch import (  # noqa: PLC0415 - so that --help stays light
        State,
        status_of,
        survey,
    )
    from thememiner.runs import reason_to_keep  # noqa: PLC0415 - likewise

    changes = 0
    failures = {one.name: one.told for one in status_of(plan) if one.state is State.FAILED}
    for job in plan.jobs:
        try:
            found = survey(job, plan.output)
        except ThemeMinerError as error:  # a model that is not there, which a call may be allowed to download
            changes += 1
            click.echo(f"{job.name}: cannot be told: {error}")
            continue
        if not found.due:
            click.echo(f"{job.name}: nothing to do")
            continue
        changes += 1
        first = found.due[0]
        where = f" from '{first.stage.doing}' on" if first.stage.after else ""
        left = f" (a process was ended at '{found.interrupted}')" if found.interrupted else ""
        failed = failures.get(job.name)
        if failed:
            click.echo(f"{job.name}: would be tried again{where}, since it failed: {failed}")
        else:
            click.echo(f"{job.name}: would be mined{where}, since {first.why}{left}")
        kept = reason_to_keep(job.folder)
        if kept:
            click.echo(f"{job.name}: but its run would not be replaced: {kept}")
    click.echo(f"{changes:,} of {len(plan.jobs):,} to do; nothing was done.")
    return 0


def in_short(outcomes: "Sequence[Outcome]") -> str:
    """Return what became of all jobs, in a line."""
    counts = {
        state: sum(outcome.state.value == state for outcome in outcomes) for state in ("done", "unchanged", "failed")
    }
    with_unused = sum(bool(outcome.problems) for outcome in outcomes)
    unused = f"; {with_unused:,} of them with inputs not used" if with_unused else ""
    return (", ".join(f"{count:,} {state}" for state, count in counts.items() if count) or "Nothing to do.") + unused


def exit_code_of(outcomes: "Sequence[Outcome]") -> int:
    """Return 0 if all is well, 3 if some input failed, and the first error's code if nothing could be done at all."""
    failed = [outcome for outcome in outcomes if outcome.failure is not None]
    if failed and len(failed) == len(outcomes):
        return failed[0].exit_code
    return SOME_INPUT_FAILED if failed or any(outcome.problems for outcome in outcomes) else 0


def _print_json(outcomes: "Sequence[Outcome]") -> None:
    from thememiner.batch import inputs_not_used  # noqa: PLC0415 - so that --help stays light

    found = [
        asdict(outcome) | {"folder": str(outcome.folder), "not_used": [asdict(one) for one in inputs_not_used(outcome)]}
        for outcome in outcomes
    ]
    echo_json({"exit_code": exit_code_of(outcomes), "jobs": found})
