"""Many corpora with many configurations: each its run, resumable, with one summary."""

from thememiner.batch.engines import create_engine
from thememiner.batch.journal import Outcome, State, describe_problem, read_unused_inputs
from thememiner.batch.locks import describe_holder
from thememiner.batch.plan import Plan, read_plan
from thememiner.batch.run_plan import run_plan
from thememiner.batch.status import JobStatus, find_due_stages, read_statuses

__all__ = [
    "JobStatus",
    "Outcome",
    "Plan",
    "State",
    "create_engine",
    "describe_holder",
    "describe_problem",
    "find_due_stages",
    "read_plan",
    "read_statuses",
    "read_unused_inputs",
    "run_plan",
]
