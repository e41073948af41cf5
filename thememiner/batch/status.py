"""How far the jobs of a plan are, and which stages are due and why; reads only logs, done marks and input files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from thememiner.batch.jobs import JobRecord, hash_manifest, is_unaltered, read_record, record_path, results_folder
from thememiner.batch.journal import State, journal_path, read_journal
from thememiner.batch.keys import hash_dependencies, hash_stage_key
from thememiner.batch.locks import find_lock_time
from thememiner.batch.plan import Job, Plan
from thememiner.batch.store import StageStore
from thememiner.stages import REPORT, STAGES, Stage

_END_EVENTS = {State.DONE.value, State.UNCHANGED.value, State.FAILED.value}


@dataclass(frozen=True, slots=True)
class JobStatus:
    """How far a job is. ``thememiner status --json`` prints these fields."""

    corpus: str
    configuration: str
    state: State
    doing: str = ""
    """Label of the running stage, or of the one that was running when the process ended."""
    done: int = 0
    """Steps of that stage that are done, of ``total``."""
    total: int = 0
    seconds: float = 0.0
    """Seconds of the latest attempt, according to the log."""
    peak_memory_mib: int = 0
    told: str = ""
    """The run in a sentence, or why the job failed; empty while the job is running or waiting."""

    @property
    def name(self) -> str:
        """Return the name of the job in messages."""
        return f"{self.corpus}/{self.configuration}"


def read_statuses(plan: Plan) -> tuple[JobStatus, ...]:
    """Return how far each job of a plan is, in the plan's order; also works while a batch is running elsewhere."""
    locked_at = find_lock_time(plan.output)
    return tuple(_read_status(job, plan, locked_at) for job in plan.jobs)


def _read_status(job: Job, plan: Plan, locked_at: datetime | None) -> JobStatus:
    """Return how far a job is; ``locked_at`` is when a running process took the lock of the plan."""
    journal = read_journal(journal_path(plan.output, job.corpus, job.configuration))
    if locked_at is not None and not _is_newer(journal, locked_at):
        return JobStatus(job.corpus, job.configuration, State.WAITING)
    lines = _latest_attempt(journal)
    record = read_record(record_path(plan.output, job))
    if not lines:  # no log, or one that only says that the job was unchanged
        state, result = (State.DONE, record.summary) if record else (State.OPEN, "")
        return JobStatus(job.corpus, job.configuration, state, told=result)
    last = lines[-1]
    event = str(last.get("event"))
    state = State(event) if event in _END_EVENTS else State.OPEN
    result = str(last.get("failure", "")) if state is State.FAILED else (record.summary if record else "")
    running = "" if event in _END_EVENTS else _find_label(str(last.get("stage", "")))
    return JobStatus(
        job.corpus,
        job.configuration,
        State.DONE if state is State.UNCHANGED else state,
        doing=running,
        done=_number(last, "done"),
        total=_number(last, "total"),
        seconds=_count_seconds(lines),
        peak_memory_mib=max(_number(line, "peak_memory_mib") for line in lines),
        told="" if running else result,
    )


def _is_newer(lines: Sequence[Mapping[str, object]], time: datetime) -> bool:
    """Return whether the last line of a log was written at this time or later."""
    try:
        return bool(lines) and datetime.fromisoformat(str(lines[-1]["time"])) >= time
    except (KeyError, ValueError, TypeError):
        return True


def _latest_attempt(lines: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Return the lines of the latest call in which the job had something to do."""
    worked = [line for line in lines if line.get("event") != State.UNCHANGED.value]
    ends = [index for index, line in enumerate(worked[:-1]) if line.get("event") in _END_EVENTS]
    return worked[ends[-1] + 1 :] if ends else worked


def _count_seconds(lines: Sequence[Mapping[str, object]]) -> float:
    try:
        first, last = (datetime.fromisoformat(str(line["time"])) for line in (lines[0], lines[-1]))
    except (KeyError, ValueError):
        return 0.0
    return max(round((last - first).total_seconds(), 1), 0.0)  # a clock can be set back


def _number(line: Mapping[str, object], name: str) -> int:
    value = line.get(name, 0)
    return value if isinstance(value, int) else 0


def _find_label(name: str) -> str:
    return next((stage.label for stage in STAGES if stage.name == name), "")


@dataclass(frozen=True, slots=True)
class DueStage:
    """A stage that has to be computed, and why."""

    stage: Stage
    reason: str


@dataclass(frozen=True, slots=True)
class DueStages:
    """What a job still has to do."""

    job: Job
    stages: tuple[DueStage, ...]
    """In order. If the first one gives the same result as before, later ones may turn out to be done already."""
    interrupted: str | None = None
    """Label of the stage that was running when a process was killed."""
    record: JobRecord | None = None
    """The record of the job, if it was finished once."""


def find_due_stages(job: Job, output: Path) -> DueStages:
    """Find out which stages of a job have to be computed, and why, without computing anything."""
    store = StageStore(results_folder(output, job.corpus))
    record = read_record(record_path(output, job))
    outputs: dict[str, str] = {}
    dependencies: dict[str, Mapping[str, str]] = {}
    due: list[DueStage] = []
    for stage in STAGES:
        missing = [name for name in stage.needs if name not in outputs]
        if missing:
            due.append(DueStage(stage, f"it needs the result of '{_find_label(missing[0])}'"))
            continue
        dependencies[stage.name] = hash_dependencies(stage, job, outputs)
        if stage is REPORT:
            reason = _explain_due_report(record, dependencies, job)
            due.extend([DueStage(stage, reason)] if reason else [])
            continue
        stored = store.find(stage.name, hash_stage_key(stage, dependencies[stage.name]))
        if stored is None:
            due.append(DueStage(stage, _explain_due_stage(stage.name, record, dependencies)))
        elif stored.is_incomplete:
            due.append(DueStage(stage, "a document was left out last time"))
        else:
            outputs[stage.name] = stored.output
    ready = (one.stage for one in due if one.stage.name in dependencies)
    interrupted = [
        stage.label for stage in ready if store.is_started(stage.name, hash_stage_key(stage, dependencies[stage.name]))
    ]
    return DueStages(job, tuple(due), next(iter(interrupted), None), record)


def _explain_due_stage(stage: str, record: JobRecord | None, dependencies: Mapping[str, Mapping[str, str]]) -> str:
    if record is None:
        return "it has not been done yet"
    changes = dict.fromkeys(map(_describe_change, _find_causes(stage, record, dependencies)))
    return " and ".join(changes) or "its stored result is missing"


def _find_causes(stage: str, record: JobRecord, dependencies: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Yield the dependencies of a stage that changed; for a changed earlier result, the causes of that change."""
    before = record.depended.get(stage, {})
    for name in (name for name, digest in dependencies[stage].items() if before.get(name) != digest):
        kind, _, earlier = name.partition(".")
        is_result = kind == "result" and earlier in dependencies
        causes = list(_find_causes(earlier, record, dependencies)) if is_result else []
        yield from causes or [name]


def _explain_due_report(record: JobRecord | None, dependencies: Mapping[str, Mapping[str, str]], job: Job) -> str:
    if record is None or record.depended.get(REPORT.name) != dependencies[REPORT.name]:
        return _explain_due_stage(REPORT.name, record, dependencies)
    if hash_manifest(job.folder) is None:
        return "the run is missing"
    return "" if is_unaltered(job.folder, record) else "the run has been altered"


def _describe_change(name: str) -> str:
    kind, _, which = name.partition(".")
    if kind == "program":
        return "the program, or a package that it uses, has another version"
    if kind == "settings":
        return f"the setting {which} changed" if which == "seed" else f"the settings [{which}] changed"
    if kind == "files":
        return "the manual codings changed" if which == "gold" else "the transcripts changed"
    if kind == "model":
        return "the model changed"
    return f"the result of '{_find_label(which)}' changed"
