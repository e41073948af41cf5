"""What a plan would do, and why, without doing it: only marks and the files that are to be read are looked at."""

from collections.abc import Iterator, Mapping
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
    known: dict[str, Mapping[str, str]] = {}
    due: list[Due] = []
    for stage in STAGES:
        waits_for = [name for name in stage.after if name not in outputs]
        if waits_for:
            due.append(Due(stage, f"it needs what '{_doing(waits_for[0])}' gives"))
            continue
        known[stage.name] = dependencies(stage, job, outputs)
        if stage is REPORT:
            why = _why_report(record, known, job)
            due.extend([Due(stage, why)] if why else [])
            continue
        found = store.find(stage.name, key_of(stage, known[stage.name]))
        if found is None:
            due.append(Due(stage, _why(stage.name, record, known)))
        elif found.again:
            due.append(Due(stage, "a document was left out last time"))
        else:
            outputs[stage.name] = found.output
    begun = (one.stage for one in due if one.stage.name in known)
    left = [stage.doing for stage in begun if store.is_marked(stage.name, key_of(stage, known[stage.name]))]
    return Survey(job, tuple(due), next(iter(left), None), record)


def _why(stage: str, record: JobRecord | None, known: Mapping[str, Mapping[str, str]]) -> str:
    if record is None:
        return "it has not been done yet"
    told = dict.fromkeys(map(_told, _causes(stage, record, known)))
    return " and ".join(told) or "its result is not there any more"


def _causes(stage: str, record: JobRecord, known: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Yield what changed that a stage depends on; of a result before it that changed, what changed for that."""
    before = record.depended.get(stage, {})
    for name in (name for name, now in known[stage].items() if before.get(name) != now):
        kind, _, earlier = name.partition(".")
        found = list(_causes(earlier, record, known)) if kind == "result" and earlier in known else []
        yield from found or [name]


def _why_report(record: JobRecord | None, known: Mapping[str, Mapping[str, str]], job: Job) -> str:
    if record is None or record.depended.get(REPORT.name) != known[REPORT.name]:
        return _why(REPORT.name, record, known)
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
