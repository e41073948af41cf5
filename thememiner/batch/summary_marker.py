"""Whether the summary that is there is that of the jobs as they are; loads nothing heavy."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from thememiner.batch.jobs import RESULTS, read_record, record_path
from thememiner.batch.journal import Outcome
from thememiner.batch.keys import program_key
from thememiner.batch.plan import Plan
from thememiner.records import Problem
from thememiner.storage import hash_bytes, hash_file, make_folder, raise_storage_errors, write_bytes

MARK = f"{RESULTS}/.summary.json"
"""No corpus can have a folder of this name."""
LOGGED = ("log/summary.html", "log/summary.csv")
"""What differs between two executions, and so is looked for, but not at."""


def summary_is_current(plan: Plan, outcomes: Sequence[Outcome]) -> bool:
    """Return whether the files of the summary are there as they were written, for these very runs and failures."""
    try:
        mark = json.loads((plan.output / MARK).read_bytes())
        there = {name: hash_file(plan.output / name) for name in mark["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    logged = all((plan.output / name).is_file() for name in LOGGED)
    return bool(logged and mark["key"] == _key(plan, outcomes) and mark["files"] == there)


def mark_as_written(plan: Plan, outcomes: Sequence[Outcome], files: Mapping[str, bytes]) -> None:
    """Note of which runs and failures the summary tells, and the hashes of its files. Raises ``StorageError``."""
    hashes = {name: hash_bytes(data) for name, data in sorted(files.items())}
    path = plan.output / MARK
    with raise_storage_errors(path):
        make_folder(path.parent)
    write_bytes(path, (json.dumps({"key": _key(plan, outcomes), "files": hashes}, indent=1) + "\n").encode())


def _key(plan: Plan, outcomes: Sequence[Outcome]) -> str:
    """Return a hash of the program, of the plan's jobs, and of what is known of the run or failure of each."""
    failures = {outcome.name: outcome.failure for outcome in outcomes}
    jobs = []
    for job in plan.jobs:
        failure, record = failures.get(job.name), read_record(record_path(plan.output, job))
        done = record.manifest if record is not None and failure is None and job.name in failures else None
        jobs.append([job.corpus, job.configuration, done, failure and asdict(portable(failure, plan))])
    known = [program_key(), plan.path.name, list(plan.notes), jobs]
    return hash_bytes(json.dumps(known, sort_keys=True).encode())


def portable(failure: Problem, plan: Plan) -> Problem:
    """Return a failure with places relative to the plan's folder, so that the same plan says the same elsewhere."""
    folder = f"{plan.path.absolute().parent}/"
    return Problem(*(text.replace(folder, "") for text in (failure.place, failure.reason, failure.remedy)))
