"""Progress of a batch: a line for each finished job and, on a terminal, one line for the running jobs."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.live import Live
from rich.text import Text

from thememiner.batch import JobStatus, Outcome, Plan, State, describe_problem, read_statuses

INTERVAL = 1.0
"""Seconds between two readings of the logs of the jobs."""


@contextmanager
def watch_jobs(plan: Plan, *, quiet: bool) -> Iterator[Callable[[Outcome], None]]:
    """Give a function to call with the outcome of each job, and show what the workers are doing meanwhile."""
    console = Console(stderr=True)
    ended: list[Outcome] = []

    def report(outcome: Outcome) -> None:
        ended.append(outcome)
        if outcome.failure is not None:
            click.echo(f"Failed: {outcome.name}: {describe_problem(outcome.failure)}", err=True)
        elif not quiet and outcome.state is State.DONE:
            click.echo(f"Done: {outcome.name}: {outcome.folder / 'report.html'}", err=True)

    if quiet or not console.is_terminal:
        yield report
        return
    stop = threading.Event()
    with Live(console=console, transient=True, auto_refresh=False) as live:

        def watch() -> None:
            while not stop.wait(INTERVAL):
                live.update(Text(describe_jobs(read_statuses(plan), len(ended))), refresh=True)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield report
        finally:
            stop.set()
            watcher.join()


def describe_jobs(statuses: "tuple[JobStatus, ...]", ended: int) -> str:
    """Return how many jobs have ended, and the stages of the first running jobs."""
    running = [f"{one.corpus}/{one.configuration}: {describe_stage(one)}" for one in statuses if one.doing]
    return f"{ended:,} of {len(statuses):,} jobs. " + "; ".join(running[:4])


def describe_stage(status: JobStatus) -> str:
    """Return the stage of a running job, and how far it is."""
    return f"{status.doing} {status.done:,} of {status.total:,}" if status.total else status.doing
