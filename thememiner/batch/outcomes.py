"""What became of a job."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from thememiner.records import Problem


class State(StrEnum):
    """How far a job is."""

    DONE = "done"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    OPEN = "open"
    WAITING = "waiting"  # a process is at work on the plan, and has not come to the job yet


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one corpus with one configuration."""

    corpus: str
    configuration: str
    folder: Path
    """Of the run."""
    state: State
    computed: tuple[str, ...] = ()
    """The stages that were done by this call; the results of the others were there."""
    failure: Problem | None = None
    exit_code: int = 0
    """Of the error that it failed by."""
    problems: int = 0
    """Inputs that could not be used; the run lists them."""

    @property
    def name(self) -> str:
        """Return what it is called in messages."""
        return f"{self.corpus}/{self.configuration}"


def in_words(problem: Problem) -> str:
    """Return a problem as a sentence or two."""
    return f"{problem.place}: {problem.reason} {problem.remedy}".removeprefix(": ").rstrip()


def inputs_not_used(outcome: Outcome) -> tuple[Problem, ...]:
    """Return the inputs that a run could not use, as its manifest lists them; none if there is no such run."""
    if not outcome.problems:
        return ()
    try:
        listed = json.loads((outcome.folder / "manifest.json").read_bytes())["problems"]
        return tuple(Problem(**one) for one in listed)
    except (OSError, ValueError, KeyError, TypeError):
        return ()
