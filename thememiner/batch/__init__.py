"""Many corpora with many configurations: each its run, resumable, with one summary."""

from thememiner.batch.engines import engine_called
from thememiner.batch.journal import Outcome, State, in_words, inputs_not_used
from thememiner.batch.locks import holder_of
from thememiner.batch.plan import Plan, read_plan
from thememiner.batch.run_plan import run_plan
from thememiner.batch.status import JobStatus, status_of, survey

__all__ = [
    "JobStatus",
    "Outcome",
    "Plan",
    "State",
    "engine_called",
    "holder_of",
    "in_words",
    "inputs_not_used",
    "read_plan",
    "run_plan",
    "status_of",
    "survey",
]
