"""A small executor: its stages write a few files in milliseconds, with hashes of all their inputs."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from thememiner.batch.journal import Outcome
from thememiner.batch.plan import Job, Plan, read_plan
from thememiner.batch.run_plan import run_plan
from thememiner.batch.store import Result
from thememiner.config import Permissions
from thememiner.runs import refuse_existing
from thememiner.runs.manifest import RunFiles
from thememiner.stages import EVERYTHING, Stage, StageContext
from thememiner.storage import hash_bytes, staged_folder, write_bytes
from thememiner.storage.atomic_writes import make_folder
from thememiner.storage.os_errors import raise_storage_errors

CANARY = "The heron of Zanzibar keeps my secret."
SMALL_STAGES = (
    Stage("read", "Reading", ("corpus",), inputs=("paths",)),
    Stage("count", "Counting", ("segmentation",), ("read",)),
    Stage("draw", "Drawing", ("seed", "discovery"), ("read", "count")),
    Stage("report", "Writing", EVERYTHING, ("read", "count", "draw")),
)
NAMES = ("one", "two", "below/three")
PLAIN = MappingProxyType({"plain": ""})
"""The only configuration, by name, with its text."""


@dataclass(frozen=True, slots=True)
class SmallExecutor:
    """The result of a stage is a hash of its inputs; the first stage hashes the words of the files."""

    stages: tuple[Stage, ...] = SMALL_STAGES
    settings_matter: bool = True
    """Whether the result of a stage depends on its settings."""
    files_matter: bool = True
    """Whether the result of a stage depends on the files that it reads."""
    failures: Mapping[str, Exception] = field(default_factory=dict)
    """By corpus, the exception that reading it raises."""

    def prepare(self, job: Job, permissions: Permissions) -> None:
        """Raise what the real executor would raise for the run folder."""
        del permissions
        refuse_existing(job.folder, replace=True)

    def compute(self, stage: str, context: StageContext) -> dict[str, bytes]:
        """Return the contents of a few files by name."""
        if stage == "read" and (corpus := context.paths[0].name) in self.failures:
            raise self.failures[corpus]
        which = next(one for one in self.stages if one.name == stage)
        inputs = [stage, *(sorted(context.result(name).items()) for name in which.needs)]
        if self.files_matter:
            inputs += [_words(path) for name in which.inputs for path in getattr(context, name)]
        if self.settings_matter:
            inputs += [context.settings.model_dump_json(), *_listed_files(context)]
        digest = hash_bytes(repr(inputs).encode())
        return {name: f"{name} {digest}\n".encode() * 20 for name in NAMES}

    def serialize(self, stage: str, value: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of each file."""
        del stage
        yield from value.items()

    def read(self, stage: str, result: Result) -> dict[str, bytes]:
        """Return the files as they were written."""
        del stage
        files = RunFiles(result.folder, result.files)
        return {name: files.parse(name, bytes) for name in NAMES}

    def write_run(self, job: Job, context: StageContext) -> Mapping[str, Any]:
        """Write a run with a few files and their hashes."""
        refuse_existing(job.folder, replace=True)
        files = self.compute(self.stages[-1].name, context)
        hashes = {name: hash_bytes(data) for name, data in files.items()}
        manifest = {"program": "ThemeMiner", "summary": "A small run.", "problems": [], "files": hashes}
        with staged_folder(job.folder, replace=True) as staged:
            with raise_storage_errors(staged):
                make_folder(staged / "below")
            for name, data in files.items():
                write_bytes(staged / name, data)
            write_bytes(staged / "manifest.json", json.dumps(manifest).encode())
        return manifest


@dataclass(frozen=True, slots=True)
class SmallEngine:
    """An engine that runs every task in this process, with one executor."""

    executor: SmallExecutor
    is_parallel = False

    def run_tasks(self, function: Callable[..., Any], tasks: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        """Yield the index of each task and its result, in order."""
        for index, task in enumerate(tasks):
            yield index, function(task, executor=self.executor)


def _words(path: Path) -> list[str]:
    """Return the words of a file, or of all files of a folder; white space does not matter."""
    paths = sorted(path.rglob("*.*")) if path.is_dir() else [path]
    return [word for one in paths for word in one.read_text("utf-8").split()]


def _listed_files(context: StageContext) -> list[str]:
    settings = context.settings
    named = (settings.segmentation.user_dictionary, settings.description.stop_words, settings.discovery.guide)
    return [Path(path).read_text("utf-8") for path in named if path]


def write_plan(folder: Path, configurations: Mapping[str, str] = PLAIN, *, corpora: int = 3) -> Path:
    """Write a plan, its corpora of two files each, and its configurations; return its path."""
    for number in range(corpora):
        corpus = folder / "interviews" / f"corpus-{number}"
        corpus.mkdir(parents=True, exist_ok=True)
        for name in ("P1.txt", "P2.txt"):
            (corpus / name).write_text(f"{name}: {CANARY} {number}\n", "utf-8")
    for name, text in configurations.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    listed = json.dumps([f"{name}.toml" for name in configurations])
    plan = folder / "plan.toml"
    plan.write_text(f'output = "out"\ncorpora = ["interviews/*"]\nconfigurations = {listed}\n', "utf-8")
    return plan


def run_small(plan: Path | Plan, executor: SmallExecutor | None = None, *, wait: bool = False) -> tuple[Outcome, ...]:
    """Run a plan with small stages."""
    plan = plan if isinstance(plan, Plan) else read_plan(plan)
    return run_plan(plan, engine=SmallEngine(executor or SmallExecutor()), wait=wait)
