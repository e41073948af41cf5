"""What became of a job."""

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
