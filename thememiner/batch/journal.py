"""The structured log of a job: a JSON object a line, as the work goes on; never any text of a transcript.

What became of a job.
"""

import contextlib
import json
import os
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from thememiner.records import Problem
from thememiner.runs import RunFile
from thememiner.storage import OWNER_ONLY_FILE, to_file_stems, make_folder, peak_memory

STEP_EVERY = 2.0
"""Seconds between two lines about the steps of one stage."""


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
        listed = json.loads((outcome.folder / RunFile.MANIFEST).read_bytes())["problems"]
        return tuple(Problem(**one) for one in listed)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


class JobJournal:
    """Writes what happens to a job; a log that cannot be written stops nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._last_step = 0.0

    def tell(self, event: str, **known: object) -> None:
        """Append a line: the event, the time, what is known, and the most memory that this process held, in MiB."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = {"time": now, "event": event, **known, "peak_memory_mib": peak_memory()}
        with contextlib.suppress(OSError):
            make_folder(self.path.parent)
            self.path.touch(mode=OWNER_ONLY_FILE)
            with self.path.open("a+b") as file:
                begun = b"" if _ends_a_line(file) else b"\n"
                told = json.dumps(line, ensure_ascii=False)
                file.write(begun + told.encode("utf-8", "replace") + b"\n")  # a path need not be valid text

    def step(self, stage: str, done: int, total: int) -> None:
        """Tell how far a stage is, not more often than every two seconds."""
        now = time.monotonic()
        if now - self._last_step >= STEP_EVERY:
            self._last_step = now
            self.tell("step", stage=stage, done=done, total=total)

    def tell_end(self, outcome: Outcome) -> None:
        """Tell what became of the job, and why if it failed."""
        known = {} if outcome.failure is None else {"failure": in_words(outcome.failure)}
        self.tell(outcome.state.value, problems=outcome.problems, **known)

    def confess(self, error: BaseException) -> None:
        """Tell where in the code an error happened, without its message: that could quote a transcript."""
        frames = [
            f"{frame.name}, line {frame.lineno} of {frame.filename}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        self.tell("traceback", error=type(error).__name__, frames=frames)


def _ends_a_line(file: BinaryIO) -> bool:
    """Return whether a log is empty or ends with a whole line: on a full disk the last one may be cut off."""
    if not file.seek(0, os.SEEK_END):
        return True
    file.seek(-1, os.SEEK_END)
    return file.read() == b"\n"


def logs_of(output: Path, corpus: str) -> Path:
    """Return the folder of a corpus's logs below the plan's output, beside which no file lies, whatever its name."""
    return output.joinpath("log", "jobs", *to_file_stems([corpus]))


def journal_path(output: Path, corpus: str, configuration: str) -> Path:
    """Return where the log of a job lies below the plan's output."""
    return logs_of(output, corpus) / f"{to_file_stems([configuration])[0]}.jsonl"


def read_journal(path: Path) -> list[Mapping[str, object]]:
    """Return the lines of a log, none if there is none; a line that a killed process left half written is left out."""
    lines: list[Mapping[str, object]] = []
    with contextlib.suppress(OSError):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            with contextlib.suppress(ValueError):
                found = json.loads(line)
                if isinstance(found, dict):
                    lines.append(found)
    return lines
