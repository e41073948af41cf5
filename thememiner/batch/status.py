"""How far the jobs of a plan are, from what their logs tell; works while a batch runs, here or elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from thememiner.batch.job_records import read_record
from thememiner.batch.jobs import record_path
from thememiner.batch.journal import journal_path, read_journal
from thememiner.batch.lock import at_work_since
from thememiner.batch.outcomes import State
from thememiner.batch.plan import Job, Plan
from thememiner.batch.stages import STAGES

_ENDED = {State.DONE.value, State.UNCHANGED.value, State.FAILED.value}


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


def status_of(plan: Plan) -> tuple[JobStatus, ...]:
    """Return how far each job of a plan is, in the plan's order."""
    since = at_work_since(plan.output)
    return tuple(_status(job, plan, since) for job in plan.jobs)


def _status(job: Job, plan: Plan, since: datetime | None) -> JobStatus:
    """Return how far a job is; ``since`` a time a process has been at work on the plan."""
    journal = read_journal(journal_path(plan.output, job.corpus, job.configuration))
    if since is not None and not _is_later(journal, since):
        return JobStatus(job.corpus, job.configuration, State.WAITING)
    lines = _latest(journal)
    record = read_record(record_path(plan.output, job))
    if not lines:  # no log, or one that tells of nothing but that there was nothing to do
        state, told = (State.DONE, record.summary) if record else (State.OPEN, "")
        return JobStatus(job.corpus, job.configuration, state, told=told)
    last = lines[-1]
    event = str(last.get("event"))
    state = State(event) if event in _ENDED else State.OPEN
    told = str(last.get("failure", "")) if state is State.FAILED else (record.summary if record else "")
    under_way = "" if event in _ENDED else _doing(str(last.get("stage", "")))
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


def _is_later(lines: Sequence[Mapping[str, object]], since: datetime) -> bool:
    """Tell whether the last line of a log was written after a time."""
    try:
        return bool(lines) and datetime.fromisoformat(str(lines[-1]["time"])) >= since
    except (KeyError, ValueError, TypeError):
        return True


def _latest(lines: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Return the lines of the last time that the job was at work: those that found nothing to do tell nothing."""
    told = [line for line in lines if line.get("event") != State.UNCHANGED.value]
    ends = [place for place, line in enumerate(told[:-1]) if line.get("event") in _ENDED]
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


def _doing(name: str) -> str:
    return next((stage.doing for stage in STAGES if stage.name == name), "")
