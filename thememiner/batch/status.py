"""How far the jobs of a plan are, from what their logs tell; works while a batch runs, here or elsewhere.

What a plan would do, and why, without doing it: only marks and the files that are to be read are looked at.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from thememiner.batch.jobs import JobRecord, is_unaltered, hash_manifest, read_record, record_path, results_folder
from thememiner.batch.journal import State, journal_path, read_journal
from thememiner.batch.keys import hash_dependencies, hash_stage_key
from thememiner.batch.locks import find_lock_time
from thememiner.batch.plan import Job, Plan
from thememiner.stages import STAGES, Stage
from thememiner.batch.store import StageStore

_END_EVENTS = {State.DONE.value, State.UNCHANGED.value, State.FAILED.value}
REPORT = STAGES[-1]


@dataclass(frozen=True, slots=True)
class JobStatus:
    """How far a job is."""

    corpus: str
    configuration: str
    state: State
    doing: str = ""
    """The stage that is under way, or was when the process ended."""
    done: int = 0
    """Steps of that stage, of ``total``."""
    total: int = 0
    seconds: float = 0.0
    """Of work, by its log, since it was last begun."""
    peak_memory_mib: int = 0
    told: str = ""
    """The run in a sentence, or why there is none; nothing while it is under way, or waits."""

    @property
    def name(self) -> str:
        """Return what the job is called in messages."""
        return f"{self.corpus}/{self.configuration}"


def read_statuses(plan: Plan) -> tuple[JobStatus, ...]:
    """Return how far each job of a plan is, in the plan's order."""
    since = find_lock_time(plan.output)
    return tuple(_status(job, plan, since) for job in plan.jobs)


def _status(job: Job, plan: Plan, since: datetime | None) -> JobStatus:
    """Return how far a job is; ``since`` a time a process has been at work on the plan."""
    journal = read_journal(journal_path(plan.output, job.corpus, job.configuration))
    if since is not None and not _is_newer(journal, since):
        return JobStatus(job.corpus, job.configuration, State.WAITING)
    lines = _latest_attempt(journal)
    record = read_record(record_path(plan.output, job))
    if not lines:  # no log, or one that tells of nothing but that there was nothing to do
        state, told = (State.DONE, record.summary) if record else (State.OPEN, "")
        return JobStatus(job.corpus, job.configuration, state, told=told)
    last = lines[-1]
    event = str(last.get("event"))
    state = State(event) if event in _END_EVENTS else State.OPEN
    told = str(last.get("failure", "")) if state is State.FAILED else (record.summary if record else "")
    under_way = "" if event in _END_EVENTS else _stage_label(str(last.get("stage", "")))
    return JobStatus(
        job.corpus,
        job.configuration,
        State.DONE if state is State.UNCHANGED else state,
        doing=under_way,
        done=_number(last, "done"),
        total=_number(last, "total"),
        seconds=_seconds(lines),
        peak_memory_mib=max(_number(line, "peak_memory_mib") for line in lines),
        told="" if under_way else told,
    )


def _is_newer(lines: Sequence[Mapping[str, object]], since: datetime) -> bool:
    """Tell whether the last line of a log was written after a time."""
    try:
        return bool(lines) and datetime.fromisoformat(str(lines[-1]["time"])) >= since
    except (KeyError, ValueError, TypeError):
        return True


def _latest_attempt(lines: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Return the lines of the last time that the job was at work: those that found nothing to do tell nothing."""
    told = [line for line in lines if line.get("event") != State.UNCHANGED.value]
    ends = [place for place, line in enumerate(told[:-1]) if line.get("event") in _END_EVENTS]
    return told[ends[-1] + 1 :] if ends else told


def _seconds(lines: Sequence[Mapping[str, object]]) -> float:
    try:
        first, last = (datetime.fromisoformat(str(line["time"])) for line in (lines[0], lines[-1]))
    except (KeyError, ValueError):
        return 0.0
    return max(round((last - first).total_seconds(), 1), 0.0)  # a clock can be set back


def _number(line: Mapping[str, object], name: str) -> int:
    value = line.get(name, 0)
    return value if isinstance(value, int) else 0


def _stage_label(name: str) -> str:
    return next((stage.label for stage in STAGES if stage.name == name), "")


@dataclass(frozen=True, slots=True)
class DueStage:
    """A stage that is not done, and why."""

    stage: Stage
    why: str


@dataclass(frozen=True, slots=True)
class DueStages:
    """How far a job is."""

    job: Job
    due: tuple[DueStage, ...]
    """The stages to do, in order. Those after the first may turn out to be done, where it gives what it gave before."""
    interrupted: str | None = None
    """What a process was at when it was killed."""
    record: JobRecord | None = None
    """Of the run that is there, if the job was finished once."""


def find_due_stages(job: Job, output: Path) -> DueStages:
    """Find out which stages of a job are to be done, and why."""
    store = StageStore(results_folder(output, job.corpus))
    record = read_record(record_path(output, job))
    outputs: dict[str, str] = {}
    known: dict[str, Mapping[str, str]] = {}
    due: list[DueStage] = []
    for stage in STAGES:
        waits_for = [name for name in stage.needs if name not in outputs]
        if waits_for:
            due.append(DueStage(stage, f"it needs what '{_doing_of_stage(waits_for[0])}' gives"))
            continue
        known[stage.name] = hash_dependencies(stage, job, outputs)
        if stage is REPORT:
            why = _explain_due_report(record, known, job)
            due.extend([DueStage(stage, why)] if why else [])
            continue
        found = store.find(stage.name, hash_stage_key(stage, known[stage.name]))
        if found is None:
            due.append(DueStage(stage, _explain_due_stage(stage.name, record, known)))
        elif found.is_incomplete:
            due.append(DueStage(stage, "a document was left out last time"))
        else:
            outputs[stage.name] = found.output
    begun = (one.stage for one in due if one.stage.name in known)
    left = [stage.label for stage in begun if store.is_started(stage.name, hash_stage_key(stage, known[stage.name]))]
    return DueStages(job, tuple(due), next(iter(left), None), record)


def _explain_due_stage(stage: str, record: JobRecord | None, known: Mapping[str, Mapping[str, str]]) -> str:
    if record is None:
        return "it has not been done yet"
    told = dict.fromkeys(map(_describe_change, _find_causes(stage, record, known)))
    return " and ".join(told) or "its result is not there any more"


def _find_causes(stage: str, record: JobRecord, known: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Yield what changed that a stage depends on; of a result before it that changed, what changed for that."""
    before = record.depended.get(stage, {})
    for name in (name for name, now in known[stage].items() if before.get(name) != now):
        kind, _, earlier = name.partition(".")
        found = list(_find_causes(earlier, record, known)) if kind == "result" and earlier in known else []
        yield from found or [name]


def _explain_due_report(record: JobRecord | None, known: Mapping[str, Mapping[str, str]], job: Job) -> str:
    if record is None or record.depended.get(REPORT.name) != known[REPORT.name]:
        return _explain_due_stage(REPORT.name, record, known)
    if hash_manifest(job.folder) is None:
        return "the run is not there"
    return "" if is_unaltered(job.folder, record) else "the run is not the one that was written"


def _describe_change(name: str) -> str:
    kind, _, which = name.partition(".")
    if kind == "program":
        return "this is another version of the program, or of a package that it uses"
    if kind == "settings":
        return f"the setting {which} changed" if which == "seed" else f"the settings [{which}] changed"
    if kind == "files":
        return "the manual codings changed" if which == "gold" else "the transcripts changed"
    if kind == "model":
        return "the model changed"
    return f"'{_doing_of_stage(which)}' gave something else"


def _doing_of_stage(name: str) -> str:
    return next(stage.label for stage in STAGES if stage.name == name)
