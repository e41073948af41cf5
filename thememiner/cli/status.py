"""``thememiner status``: how far the jobs of a plan are."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import plan_argument
from thememiner.cli.output import echo_json, print_table

if TYPE_CHECKING:
    from thememiner.batch import JobStatus

HEADINGS = ("Corpus", "Configuration", "State", "Seconds", "Memory (MiB)", "What came of it")


@click.command("status")
@plan_argument
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def status_command(*, plan: Path, as_json: bool) -> int:
    """Say how far the jobs of a plan are, while a batch runs or after it."""
    from thememiner.batch import holder_of, read_plan, status_of  # noqa: PLC0415 - so that --help stays light

    read = read_plan(plan)
    statuses, holder = status_of(read), holder_of(read.output)
    if as_json:
        echo_json({"at_work": holder, "jobs": [asdict(one) for one in statuses]})
        return 0

    from thememiner.cli.batch_progress import doing_of  # noqa: PLC0415 - so that --help stays light

    def state_of(status: "JobStatus") -> str:
        if not status.doing:
            return status.state.value
        return f"{'under way' if holder else 'ended'}: {doing_of(status)}"

    rows = [
        (one.corpus, one.configuration, state_of(one), f"{one.seconds:,.0f}", f"{one.peak_memory_mib:,}", one.told)
        for one in statuses
    ]
    print_table(HEADINGS, rows, right=(3, 4))
    click.echo(holder or "No process is at work.", err=True)
    return 0
