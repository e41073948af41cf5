"""Progress on standard error: a bar for each stage on a terminal, and a line every minute elsewhere."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from thememiner.cli.output import echo
from thememiner.workflows import Progress as ProgressReport

LINE_INTERVAL = 60.0
"""Seconds between two lines, where standard error is no terminal."""
SECONDS_A_MINUTE = 60


@contextmanager
def show_progress(*, quiet: bool) -> Iterator[ProgressReport]:
    """Show the progress that the block reports, unless ``quiet`` is set."""
    console = Console(stderr=True)
    if quiet or console.is_terminal:
        with _show_bars(console, disable=quiet) as report:
            yield report
    else:
        with _print_lines() as report:
            yield report


@contextmanager
def _show_bars(console: Console, *, disable: bool) -> Iterator[ProgressReport]:
    """Show a bar for each stage with its elapsed time and an estimate of the remaining time."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=disable) as bars:
        current: list[TaskID] = []

        def report(stage: str, done: int, total: int) -> None:
            if done == 0:
                if current:
                    bars.update(current[-1], completed=bars.tasks[-1].total)
                current.append(bars.add_task(stage, total=total))
            else:
                bars.update(current[-1], completed=done, total=total)

        yield report
        if current:
            bars.update(current[-1], completed=bars.tasks[-1].total)


@contextmanager
def _print_lines() -> Iterator[ProgressReport]:
    """Print every minute which stage is running, how far it is, and how long the command has been running."""
    begun = time.monotonic()
    latest = ("Starting", 0, 0)

    def report(stage: str, done: int, total: int) -> None:
        nonlocal latest
        latest = (stage, done, total)

    def print_line() -> None:
        stage, done, total = latest
        echo(f"{describe_steps(stage, done, total)} ({describe_minutes(time.monotonic() - begun)})", err=True)

    with call_regularly(print_line, LINE_INTERVAL):
        yield report


def describe_steps(stage: str, done: int, total: int) -> str:
    """Return a stage, and how many of its steps are done if it has several."""
    return f"{stage} {done:,} of {total:,}" if total > 1 else stage


def describe_minutes(seconds: float) -> str:
    """Return whole minutes: ``12 min``."""
    return f"{seconds / SECONDS_A_MINUTE:.0f} min"


@contextmanager
def call_regularly(action: Callable[[], None], interval: float) -> Iterator[None]:
    """Call a function every ``interval`` seconds, in a thread, until the block ends."""
    ended = threading.Event()

    def call() -> None:
        while not ended.wait(interval):
            action()

    caller = threading.Thread(target=call, daemon=True)
    caller.start()
    try:
        yield
    finally:
        ended.set()
        caller.join()
