"""What a plan would do, and why, without doing it: only marks and the files that are to be read are looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from thememiner.batch.job_records import JobRecord, is_as_written, manifest_of, read_record
from thememiner.batch.jobs import record_path, results_of
from thememiner.batch.keys import dependencies, key_of
from thememiner.batch.plan import Job
from thememiner.batch.stages import STAGES, Stage
from thememiner.batch.store import StageStore

REPORT = STAGES[-1]


@dataclass(frozen=True, slots=True)
class Due:
    """A stage that is not done, and why."""

    stage: Stage
    why: str


@dataclass(frozen=True, slots=True)
class Survey:
    """How far a job is."""

    job: Job
    due: tuple[Due, ...]
    """The stages to do, in order. Those after the first may turn out to be done, where it gives what it gave before."""
    interrupted: str | None = None
    """What a process was at when it was killed."""
    record: JobRecord | None = None
    """Of the run that is there, if the job was finished once."""


def survey(job: Job, output: Path) -> Survey:
    """Find out which stages of a job are to be done, and why."""
    store = StageStore(results_of(output, job.corpus))
    record = read_record(record_path(output, job))
    outputs: dict[str, str] = {}
    due: list[Due] = []
    for stage in STAGES:
        waits_for = [name for name in stage.after if name not in outputs]
        if waits_for:
            due.append(Due(stage, f"it needs what '{_doing(waits_for[0])}' gives"))
            continue
        depends_on = dependencies(stage, job, outputs)
        if stage is REPORT:
            why = _why_report(record, depends_on, job)
            due.extend([Due(stage, why)] if why else [])
            continue
        found = store.find(stage.name, key_of(stage, depends_on))
        if found is None:
            due.append(Due(stage, _why(stage, record, depends_on)))
        elif found.again:
            due.append(Due(stage, "a document was left out last time"))
        else:
            outputs[stage.name] = found.output
    return Survey(job, tuple(due), _interrupted(store, due), record)


def _why(stage: Stage, record: JobRecord | None, depends_on: Mapping[str, str]) -> str:
    if record is None:
        return "it has not been done yet"
    before = record.depended.get(stage.name, {})
    changed = [name for name in depends_on if before.get(name) != depends_on[name]]
    return " and ".join(map(_told, changed)) or "its result is not there any more"


def _why_report(record: JobRecord | None, depends_on: Mapping[str, str], job: Job) -> str:
    if record is None or record.depended.get(REPORT.name) != depends_on:
        return _why(REPORT, record, depends_on)
    if manifest_of(job.folder) is None:
        return "the run is not there"
    return "" if is_as_written(job.folder, record) else "the run is not the one that was written"


def _told(name: str) -> str:
    kind, _, which = name.partition(".")
    if kind == "program":
        return "this is another version of the program, or of a package that it uses"
    if kind == "settings":
        return f"the setting {which} changed" if which == "seed" else f"the settings [{which}] changed"
    if kind == "files":
        return "the manual codings changed" if which == "gold" else "the transcripts changed"
    if kind == "model":
        return "the model changed"
    return f"'{_doing(which)}' gave something else"


def _doing(name: str) -> str:
    return next(stage.doing for stage in STAGES if stage.name == name)


def _interrupted(store: StageStore, due: Sequence[Due]) -> str | None:
    names = store.marked_as_started()
    return next((one.stage.doing for one in due if one.stage.name in names), None)
