"""Whether the summary on disk still describes the jobs as they are; loads nothing heavy."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from thememiner.batch.jobs import RESULTS_FOLDER, read_record, record_path
from thememiner.batch.journal import Outcome
from thememiner.batch.keys import hash_program
from thememiner.batch.plan import Plan
from thememiner.records import Problem
from thememiner.storage import hash_bytes, hash_file, make_folder, raise_storage_errors, write_bytes

MARKER = f"{RESULTS_FOLDER}/.summary.json"
"""A name that no corpus folder can have."""
LOG_FILES = ("log/summary.html", "log/summary.csv")
"""Files with times and memory, which differ between two executions: they must exist, but are not compared."""


def summary_is_current(plan: Plan, outcomes: Sequence[Outcome]) -> bool:
    """Return whether the summary files are as they were written, and were written for these runs and failures."""
    try:
        marker = json.loads((plan.output / MARKER).read_bytes())
        hashes = {name: hash_file(plan.output / name) for name in marker["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    has_logs = all((plan.output / name).is_file() for name in LOG_FILES)
    return bool(has_logs and marker["key"] == _hash_jobs(plan, outcomes) and marker["files"] == hashes)


def write_marker(plan: Plan, outcomes: Sequence[Outcome], files: Mapping[str, bytes]) -> None:
    """Record which runs and failures the summary describes, and the hashes of its files. Raises ``StorageError``."""
    hashes = {name: hash_bytes(data) for name, data in sorted(files.items())}
    path = plan.output / MARKER
    with raise_storage_errors(path):
        make_folder(path.parent)
    write_bytes(path, (json.dumps({"key": _hash_jobs(plan, outcomes), "files": hashes}, indent=1) + "\n").encode())


def _hash_jobs(plan: Plan, outcomes: Sequence[Outcome]) -> str:
    """Return a hash of the program, the plan's jobs, and the run or failure of each job."""
    failures = {outcome.name: outcome.failure for outcome in outcomes}
    jobs = []
    for job in plan.jobs:
        failure, record = failures.get(job.name), read_record(record_path(plan.output, job))
        manifest = record.manifest if record is not None and failure is None and job.name in failures else None
        jobs.append([job.corpus, job.configuration, manifest, failure and asdict(shorten_paths(failure, plan))])
    contents = [hash_program(), plan.path.name, list(plan.notes), jobs]
    return hash_bytes(json.dumps(contents, sort_keys=True).encode())


def shorten_paths(failure: Problem, plan: Plan) -> Problem:
    """Return a failure with paths relative to the plan's folder, so that a moved plan gives the same summary."""
    folder = f"{plan.path.absolute().parent}/"
    return Problem(*(text.replace(folder, "") for text in (failure.place, failure.reason, failure.remedy)))
