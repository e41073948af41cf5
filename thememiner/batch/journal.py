"""The log of a job: one JSON object a line, written while the job runs, without any text of a transcript."""

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

from thememiner.escaping import escape_controls
from thememiner.records import Problem
from thememiner.runs import RunFile
from thememiner.storage import OWNER_ONLY_FILE, make_folder, peak_memory, to_file_stems

STEP_INTERVAL = 2.0
"""Seconds between two lines about the steps of one stage."""


class State(StrEnum):
    """How far a job is."""

    DONE = "done"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    OPEN = "open"
    WAITING = "waiting"  # a process is working on the plan and has not started this job yet


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a job: one corpus with one configuration."""

    corpus: str
    configuration: str
    folder: Path
    """The run folder."""
    state: State
    computed: tuple[str, ...] = ()
    """The stages that this call computed; the results of the others were stored already."""
    failure: Problem | None = None
    exit_code: int = 0
    """The exit code of the error, if the job failed."""
    problems: int = 0
    """Number of inputs that could not be used; the run lists them."""

    @property
    def name(self) -> str:
        """Return the name of the job in messages."""
        return f"{self.corpus}/{self.configuration}"


def describe_problem(problem: Problem) -> str:
    """Return a problem as a sentence or two: place, reason and remedy."""
    return f"{problem.place}: {problem.reason} {problem.remedy}".removeprefix(": ").rstrip()


def read_unused_inputs(outcome: Outcome) -> tuple[Problem, ...]:
    """Return the inputs that a run could not use, as its manifest lists them; empty if there is no such run."""
    if not outcome.problems:
        return ()
    try:
        listed = json.loads((outcome.folder / RunFile.MANIFEST).read_bytes())["problems"]
        return tuple(Problem(**problem) for problem in listed)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


class JobJournal:
    """Writes the log of a job. A log that cannot be written does not stop the job."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._last_step = 0.0

    def log(self, event: str, **fields: object) -> None:
        """Append a line: the event, the time, these fields, and the peak memory of this process in MiB."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = {"time": now, "event": event, **fields, "peak_memory_mib": peak_memory()}
        with contextlib.suppress(OSError):
            make_folder(self.path.parent)
            self.path.touch(mode=OWNER_ONLY_FILE)
            with self.path.open("a+b") as file:
                line_break = b"" if _ends_with_newline(file) else b"\n"
                text = escape_controls(json.dumps(line, ensure_ascii=False), as_json=True)
                file.write(line_break + text.encode() + b"\n")

    def log_step(self, stage: str, done: int, total: int) -> None:
        """Log the progress of a stage, at most every ``STEP_INTERVAL`` seconds."""
        now = time.monotonic()
        if now - self._last_step >= STEP_INTERVAL:
            self._last_step = now
            self.log("step", stage=stage, done=done, total=total)

    def log_outcome(self, outcome: Outcome) -> None:
        """Log the outcome of the job, with the reason if it failed."""
        failure = {} if outcome.failure is None else {"failure": describe_problem(outcome.failure)}
        self.log(outcome.state.value, problems=outcome.problems, **failure)

    def log_error(self, error: BaseException) -> None:
        """Log where in the code an error occurred, without its message, which could quote a transcript."""
        frames = [
            f"{frame.name}, line {frame.lineno} of {frame.filename}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        self.log("traceback", error=type(error).__name__, frames=frames)


def _ends_with_newline(file: BinaryIO) -> bool:
    """Return whether a log is empty or ends with a whole line; on a full disk the last line may be cut off."""
    if not file.seek(0, os.SEEK_END):
        return True
    file.seek(-1, os.SEEK_END)
    return file.read() == b"\n"


def logs_folder(output: Path, corpus: str) -> Path:
    """Return the folder of a corpus's logs, below the plan's output."""
    return output.joinpath("log", "jobs", *to_file_stems([corpus]))


def journal_path(output: Path, corpus: str, configuration: str) -> Path:
    """Return the path of a job's log below the plan's output."""
    return logs_folder(output, corpus) / f"{to_file_stems([configuration])[0]}.jsonl"


def read_journal(path: Path) -> list[Mapping[str, object]]:
    """Return the lines of a log; empty if the file is missing. Lines that a killed process left cut off are skipped."""
    lines: list[Mapping[str, object]] = []
    with contextlib.suppress(OSError):
        for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
            with contextlib.suppress(ValueError):
                line = json.loads(text)
                if isinstance(line, dict):
                    lines.append(line)
    return lines
