"""``thememiner batch``: mine every corpus of a plan with every configuration."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import allow_download_option, json_option, plan_argument, quiet_option, send_text_to_option
from thememiner.cli.output import SOME_INPUT_FAILED, echo, echo_json, echo_some
from thememiner.errors import ThemeMinerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thememiner.batch import Outcome, Plan


@click.command("batch")
@plan_argument
@click.option("--dry-run", is_flag=True, help="Print what would be done, and why, without doing it.")
@click.option(
    "--wait", is_flag=True, help="If another process is working on the plan, wait for it. [default: stop with an error]"
)
@click.option(
    "--engine",
    type=click.Choice(["in-process", "processes", "dask"]),
    default="in-process",
    show_default=True,
    help="Where the work is done: in this process, in several processes, or on a Dask cluster.",
)
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(min=1),
    help="Number of processes on this machine. [default: one for each processor]",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    default="",
    help="Address of a running Dask cluster. [default: a cluster is started on this machine]",
)
@click.option(
    "--allow-scheduler",
    metavar="HOST",
    default="",
    help="Allow a Dask cluster on this other machine to read the transcripts. [default: none]",
)
@json_option("the outcome of every job")
@allow_download_option
@send_text_to_option
@quiet_option("Print only failures and inputs that could not be used.")
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

    Finished work is not repeated: if a batch was interrupted, the next call continues after the last finished stage.
    A corpus that fails does not stop the others, and is tried again by the next call.
    """
    from thememiner.batch import read_plan  # noqa: PLC0415 - so that --help stays light

    read = read_plan(plan)
    if not quiet:
        echo_some("Note", read.notes)
    if dry_run:
        return _print_due_stages(read)

    from thememiner.batch import create_engine, describe_holder, run_plan  # noqa: PLC0415 - so that --help stays light
    from thememiner.cli.batch_progress import watch_jobs  # noqa: PLC0415 - so that --help stays light
    from thememiner.config import Permissions  # noqa: PLC0415 - so that --help stays light

    chosen = create_engine(
        engine, output=read.output, workers=workers, scheduler=scheduler, allow_scheduler=allow_scheduler
    )
    permissions = Permissions(download=allow_download, send_text_to=send_text_to)
    if wait and (holder := describe_holder(read.output)):
        echo(f"{holder} Waiting for it.", err=True)
    with watch_jobs(read, quiet=quiet or as_json) as report:
        outcomes = run_plan(
            read,
            engine=chosen,
            permissions=permissions,
            wait=wait,
            on_outcome=report,
            on_crash=lambda corpus: echo(
                f"A worker process ended unexpectedly: {corpus}. Its task is tried again, alone.", err=True
            ),
        )
    echo_some("Not used", _list_unused_inputs(outcomes), more="the summary lists them")
    if as_json:
        _print_json(outcomes)
    elif not quiet:
        echo(summarize_outcomes(outcomes), f"Summary: {read.output / 'summary.html'}")
    return choose_exit_code(outcomes)


def _list_unused_inputs(outcomes: "Sequence[Outcome]") -> list[str]:
    """Return the inputs that could not be used, once for each corpus, however many configurations there are."""
    from thememiner.batch import describe_problem, read_unused_inputs  # noqa: PLC0415 - so that --help stays light

    lines = (
        f"{outcome.corpus}: {describe_problem(one)}" for outcome in outcomes for one in read_unused_inputs(outcome)
    )
    return list(dict.fromkeys(lines))


def _print_due_stages(plan: "Plan") -> int:
    """Print the first stage that each job still has to do, and why."""
    from thememiner.batch import (  # noqa: PLC0415 - so that --help stays light
        State,
        find_due_stages,
        read_statuses,
    )
    from thememiner.runs import explain_why_kept  # noqa: PLC0415 - so that --help stays light

    changes = 0
    failures = {one.name: one.told for one in read_statuses(plan) if one.state is State.FAILED}
    for job in plan.jobs:
        try:
            found = find_due_stages(job, plan.output)
        except ThemeMinerError as error:  # for example a model that still has to be downloaded
            changes += 1
            echo(f"{job.name}: cannot be determined: {error.lines[0]}", *error.lines[1:])
            continue
        if not found.stages:
            echo(f"{job.name}: nothing to do")
            continue
        changes += 1
        first = found.stages[0]
        where = f" from '{first.stage.label}' on" if first.stage.needs else ""
        left = f" (interrupted during '{found.interrupted}')" if found.interrupted else ""
        failed = failures.get(job.name)
        if failed:
            echo(f"{job.name}: would be tried again{where}, because it failed: {failed}")
        else:
            echo(f"{job.name}: would be mined{where}, because {first.reason}{left}")
        kept = explain_why_kept(job.folder)
        if kept:
            echo(f"{job.name}: but the existing run would not be replaced: {kept}")
    echo(f"{changes:,} of {len(plan.jobs):,} jobs to do. Nothing was done.")
    return 0


def summarize_outcomes(outcomes: "Sequence[Outcome]") -> str:
    """Return the outcomes of all jobs in one line."""
    counts = {
        state: sum(outcome.state.value == state for outcome in outcomes) for state in ("done", "unchanged", "failed")
    }
    with_unused = sum(bool(outcome.problems) for outcome in outcomes)
    unused = f"; {with_unused:,} of them with unused inputs" if with_unused else ""
    return (", ".join(f"{count:,} {state}" for state, count in counts.items() if count) or "Nothing to do.") + unused


def choose_exit_code(outcomes: "Sequence[Outcome]") -> int:
    """Return 0 if all jobs are done, 3 if some input failed, and the code of the first error if every job failed."""
    failed = [outcome for outcome in outcomes if outcome.failure is not None]
    if failed and len(failed) == len(outcomes):
        return failed[0].exit_code
    return SOME_INPUT_FAILED if failed or any(outcome.problems for outcome in outcomes) else 0


def _print_json(outcomes: "Sequence[Outcome]") -> None:
    from thememiner.batch import read_unused_inputs  # noqa: PLC0415 - so that --help stays light

    found = [
        asdict(outcome)
        | {"folder": str(outcome.folder), "not_used": [asdict(one) for one in read_unused_inputs(outcome)]}
        for outcome in outcomes
    ]
    echo_json({"exit_code": choose_exit_code(outcomes), "jobs": found})
