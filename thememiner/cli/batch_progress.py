"""What a batch is at: a line for each job that ends and, on a terminal, one for those under way."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.live import Live
from rich.text import Text

from thememiner.batch import JobStatus, Outcome, Plan, State, in_words, status_of

EVERY = 1.0
"""Seconds between two looks at the logs of the jobs."""


@contextmanager
def watching(plan: Plan, *, quiet: bool) -> Iterator[Callable[[Outcome], None]]:
    """Give what is to be told of each job that ends; meanwhile show what workers, here or elsewhere, are at."""
    console = Console(stderr=True)
    ended: list[Outcome] = []

    def told(outcome: Outcome) -> None:
        ended.append(outcome)
        if outcome.failure is not None:
            click.echo(f"Failed: {outcome.name}: {in_words(outcome.failure)}", err=True)
        elif not quiet and outcome.state is State.DONE:
            click.echo(f"Done: {outcome.name}: {outcome.folder / 'report.html'}", err=True)

    if quiet or not console.is_terminal:
        yield told
        return
    stop = threading.Event()
    with Live(console=console, transient=True, auto_refresh=False) as live:

        def watch() -> None:
            while not stop.wait(EVERY):
                live.update(Text(line_of(status_of(plan), len(ended))), refresh=True)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield told
        finally:
            stop.set()
            watcher.join()


def line_of(statuses: "tuple[JobStatus, ...]", ended: int) -> str:
    """Return how many jobs have ended, and what the first of those under way are at."""
    under_way = [f"{one.corpus}/{one.configuration}: {doing_of(one)}" for one in statuses if one.doing]
    return f"{ended:,} of {len(statuses):,} jobs. " + "; ".join(under_way[:4])


def doing_of(status: JobStatus) -> str:
    """Return the stage that a job is at, and how far that is."""
    return f"{status.doing} {status.done:,} of {status.total:,}" if status.total else status.doing
