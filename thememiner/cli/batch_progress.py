"""Progress of a batch: a line for each finished job, and one for the running jobs: on a terminal, or every minute."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.text import Text

from thememiner.batch import JobStatus, Outcome, Plan, State, describe_problem, read_statuses
from thememiner.cli.output import echo
from thememiner.cli.progress import LINE_INTERVAL, call_regularly, describe_minutes, describe_steps
from thememiner.escaping import escape_controls

INTERVAL = 1.0
"""Seconds between two readings of the logs of the jobs, on a terminal."""


@contextmanager
def watch_jobs(plan: Plan, *, quiet: bool) -> Iterator[Callable[[Outcome], None]]:
    """Give a function to call with the outcome of each job, and show what the workers are doing meanwhile."""
    console = Console(stderr=True)
    begun = time.monotonic()
    ended: list[Outcome] = []

    def report(outcome: Outcome) -> None:
        ended.append(outcome)
        if outcome.failure is not None:
            echo(f"Failed: {outcome.name}: {describe_problem(outcome.failure)}", err=True)
        elif not quiet and outcome.state is State.DONE:
            echo(f"Done: {outcome.name}: {outcome.folder / 'report.html'}", err=True)

    def describe() -> str:
        return describe_jobs(read_statuses(plan), len(ended))

    if quiet:
        yield report
    elif console.is_terminal:
        with Live(console=console, transient=True, auto_refresh=False) as live:

            def refresh() -> None:
                live.update(Text(escape_controls(describe())), refresh=True)

            with call_regularly(refresh, INTERVAL):
                yield report
    else:

        def print_line() -> None:
            echo(f"{describe()} ({describe_minutes(time.monotonic() - begun)})", err=True)

        with call_regularly(print_line, LINE_INTERVAL):
            yield report


def describe_jobs(statuses: "tuple[JobStatus, ...]", ended: int) -> str:
    """Return how many jobs have ended, and the stages of the first running jobs."""
    running = [f"{one.corpus}/{one.configuration}: {describe_stage(one)}" for one in statuses if one.doing]
    return f"{ended:,} of {len(statuses):,} jobs. {'; '.join(running[:4])}".rstrip()


def describe_stage(status: JobStatus) -> str:
    """Return the stage of a running job, and how far it is."""
    return describe_steps(status.doing, status.done, status.total)
