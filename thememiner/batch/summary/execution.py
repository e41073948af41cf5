"""What each stage of each job took, from the jobs' logs: seconds, and the most memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from thememiner.batch.journal import journal_path, read_journal
from thememiner.batch.plan import Plan


@dataclass(frozen=True, slots=True)
class Execution:
    """What the stages of one job took when each was last done, in whichever call that was."""

    seconds: Mapping[str, float] = field(default_factory=dict)
    """By stage, of the clock."""
    peak_memory_mib: int | None = None
    """The most that the process held by the end of any of them, jobs before this one included; None if not known."""

    @property
    def total(self) -> float | None:
        """Return the seconds of all stages, None if none is known."""
        return sum(self.seconds.values()) if self.seconds else None


def executions_of(plan: Plan) -> dict[tuple[str, str], Execution]:
    """Return what the stages of each job took, by corpus and configuration; a log that is not there tells nothing."""
    return {
        (job.corpus, job.configuration): _execution(
            read_journal(journal_path(plan.output, job.corpus, job.configuration))
        )
        for job in plan.jobs
    }


def _execution(lines: list[Mapping[str, object]]) -> Execution:
    begun: dict[str, datetime] = {}
    seconds: dict[str, float] = {}
    memory: dict[str, int] = {}
    for line in lines:
        stage, time = str(line.get("stage", "")), _time(line)
        if line.get("event") == "begin" and time is not None:
            begun[stage] = time
        elif line.get("event") == "end" and time is not None and stage in begun:
            seconds[stage] = max((time - begun.pop(stage)).total_seconds(), 0.0)  # a clock can be set back
            peak = line.get("peak_memory_mib")
            memory[stage] = peak if isinstance(peak, int) else 0
    return Execution(seconds, max(memory.values(), default=None))


def _time(line: Mapping[str, object]) -> datetime | None:
    try:
        return datetime.fromisoformat(str(line.get("time")))
    except ValueError:
        return None
