"""``thememiner status``: print how far the jobs of a plan are."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thememiner.cli.options import json_option, plan_argument
from thememiner.cli.output import echo, echo_json, print_table

if TYPE_CHECKING:
    from thememiner.batch import JobStatus

HEADINGS = ("Corpus", "Configuration", "State", "Seconds", "Memory (MiB)", "Result")


@click.command("status")
@plan_argument
@json_option("the status of all jobs")
def status_command(*, plan: Path, as_json: bool) -> int:
    """Print how far the jobs of a plan are, during or after a batch."""
    from thememiner.batch import describe_holder, read_plan, read_statuses  # noqa: PLC0415 - so that --help stays light

    read = read_plan(plan)
    statuses, holder = read_statuses(read), describe_holder(read.output)
    if as_json:
        echo_json({"at_work": holder, "jobs": [asdict(one) for one in statuses]})
        return 0

    from thememiner.cli.batch_progress import describe_stage  # noqa: PLC0415 - so that --help stays light

    def state_of(status: "JobStatus") -> str:
        if not status.doing:
            return status.state.value
        return f"{'running' if holder else 'interrupted'}: {describe_stage(status)}"

    rows = [
        (one.corpus, one.configuration, state_of(one), f"{one.seconds:,.0f}", f"{one.peak_memory_mib:,}", one.told)
        for one in statuses
    ]
    print_table(HEADINGS, rows, right=(3, 4))
    echo(holder or "No process is working on the plan.", err=True)
    return 0
