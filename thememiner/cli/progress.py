"""Progress bars on a terminal: stage, elapsed time and an estimate of the remaining time."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from thememiner.workflows import Progress as ProgressReport


@contextmanager
def show_progress(*, quiet: bool) -> Iterator[ProgressReport]:
    """Show progress on standard error while the block runs, unless it is redirected or ``quiet`` is set."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as bars:
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
