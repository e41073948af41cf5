"""A job from its first stage that is not done to its run.

What is known of a finished job: the key and result of each stage, and the run that came of them.
A corpus is what a worker is given: all its jobs, one after the other, since they share results.
"""

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from thememiner.batch.executor import PipelineExecutor, StageExecutor
from thememiner.batch.journal import JobJournal, Outcome, State, journal_path
from thememiner.batch.keys import dependencies, key_of, own_dependencies
from thememiner.batch.locks import corpus_locked
from thememiner.batch.plan import Job
from thememiner.stages import Stage, StageContext
from thememiner.batch.store import Result, StageStore
from thememiner.config import Permissions
from thememiner.errors import InputError, RunError, StorageError, ThemeMinerError
from thememiner.records import Problem
from thememiner.runs import RunFile
from thememiner.storage import (
    remove_leftovers,
    to_file_stems,
    hash_bytes,
    hash_file,
    make_folder,
    raise_storage_errors,
    write_bytes,
)

HASH = "hash"
"""In the file of a record, the hash of all the rest of it."""
RESULTS = "stages"
UNEXPECTED = 70


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A finished job as it was: by stage what it depended on, and the hash of the run's manifest."""

    depended: Mapping[str, Mapping[str, str]]
    """By stage, hashes of what it depended on: program, settings, files, and each result before it."""
    manifest: str
    """Of the run, which holds the hashes of all its files."""
    summary: str
    """The run in a sentence."""
    problems: int
    """Inputs that could not be used."""


def write_record(path: Path, record: JobRecord) -> None:
    """Write what is known of a finished job. Raises ``StorageError``."""
    with raise_storage_errors(path):
        make_folder(path.parent)
    write_bytes(path, _to_json({**asdict(record), HASH: hash_bytes(_to_json(asdict(record)))}))


def read_record(path: Path) -> JobRecord | None:
    """Return what is known of a job that was finished once; None if it never was, or the record is damaged."""
    try:
        known = json.loads(path.read_bytes())
        unaltered = known.pop(HASH) == hash_bytes(_to_json(known))
        return JobRecord(**known) if unaltered else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _to_json(known: Mapping[str, object]) -> bytes:
    return (json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def manifest_of(folder: Path) -> str | None:
    """Return the hash of a run's manifest, None if there is no run."""
    try:
        return hash_bytes((folder / RunFile.MANIFEST).read_bytes())
    except OSError:
        return None


def is_as_written(folder: Path, record: JobRecord) -> bool:
    """Return whether a run is the one that a record tells of: its manifest, and each of its files by its hash."""
    if manifest_of(folder) != record.manifest:
        return False
    try:
        files = json.loads((folder / RunFile.MANIFEST).read_bytes())["files"]
        return all(hash_file(folder / name) == written for name, written in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


@dataclass(slots=True)
class JobAtWork:
    """A job with what is known of its stages so far."""

    job: Job
    output: Path
    permissions: Permissions
    executor: StageExecutor = field(default_factory=PipelineExecutor)
    accepted: frozenset[str] = frozenset()
    """Keys of results that are taken as they are, though they are to be tried again by the next call."""
    store: StageStore = field(init=False)
    journal: JobJournal = field(init=False)
    results: dict[str, Result] = field(init=False, default_factory=dict)
    """Of the stages that are done."""
    depended: dict[str, dict[str, str]] = field(init=False, default_factory=dict)
    """By stage, hashes of what it depends on."""
    computed: list[str] = field(init=False, default_factory=list)
    _values: dict[str, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.store = StageStore(results_of(self.output, self.job.corpus))
        self.journal = JobJournal(journal_path(self.output, self.job.corpus, self.job.configuration))

    def run(self) -> Outcome:
        """Do what is not done yet, and return what became of the job.

        Raises whatever a stage raises; the results of the stages before it are kept.
        """
        try:
            return self._run()
        finally:
            self._values.clear()  # the next job of the corpus needs the memory

    def _run(self) -> Outcome:
        *stages, last = self.executor.stages
        for stage in stages:
            key = self._key(stage)
            found = self.store.find(stage.name, key)
            is_done = found is not None and (not found.again or key in self.accepted)
            self.results[stage.name] = found if found and is_done else self._compute(stage)
        self._key(last)
        record = read_record(record_path(self.output, self.job))
        if record is None or not self._holds(record, last):
            record = self._finish(last)
        elif record.depended != self.depended:  # what changed made no difference to what came of it
            record = self._write(replace(record, depended=self.depended))
        with raise_storage_errors(self.job.folder):
            remove_leftovers(
                self.job.folder
            )  # an older run stays beside the new one where the disk refused to remove it
        state = State.DONE if self.computed else State.UNCHANGED
        done = tuple(self.computed)
        return Outcome(self.job.corpus, self.job.configuration, self.job.folder, state, done, problems=record.problems)

    @property
    def kept(self) -> set[Path]:
        """What of the corpus's results this job needs."""
        return {*(result.folder for result in self.results.values()), record_path(self.output, self.job)}

    def _key(self, stage: Stage) -> str:
        outputs = {name: result.output for name, result in self.results.items()}
        self.depended[stage.name] = dependencies(stage, self.job, outputs, self.permissions)
        return key_of(stage, self.depended[stage.name])

    def _holds(self, record: JobRecord, last: Stage) -> bool:
        """Return whether the run that is there is the one that the last stage would write."""
        unchanged = record.depended.get(last.name) == self.depended[last.name]
        return unchanged and is_as_written(self.job.folder, record)

    def _compute(self, stage: Stage) -> Result:
        """Do a stage, and keep what it gives."""
        key = key_of(stage, self.depended[stage.name])
        self._begin(stage)
        with self.store.started(stage.name, key):
            value = self.executor.compute(stage.name, self._context(stage))
            self._refuse_changed(stage)
            result = self.store.write(stage.name, key, self.executor.files(stage.name, value))
        self._values[stage.name] = value
        self._end(stage)
        return result

    def _refuse_changed(self, stage: Stage) -> None:
        """Raise ``InputError`` if what a stage read may not be what its result would be known by."""
        if not own_dependencies(stage, self.job).items() <= self.depended[stage.name].items():
            what = f"a file that is read was changed meanwhile ({stage.label})."
            raise InputError(what, place=self.job.name, remedy="Call it again once the files stay as they are.")

    def _finish(self, last: Stage) -> JobRecord:
        """Write the run, and then the record that says so."""
        self._begin(last)
        manifest = self.executor.finish(self.job, self._context(last))
        written = manifest_of(self.job.folder) or ""
        record = self._write(JobRecord(self.depended, written, str(manifest["summary"]), len(manifest["problems"])))
        self._end(last)
        return record

    def _write(self, record: JobRecord) -> JobRecord:
        write_record(record_path(self.output, self.job), record)
        return record

    def _context(self, stage: Stage) -> StageContext:
        def step(done: int, total: int) -> None:
            self.journal.step(stage.name, done, total)

        return StageContext(
            settings=stage.own_settings(self.job.settings),
            permissions=self.permissions,
            result=self._value,
            on_step=step,
            paths=self.job.paths,
            gold=self.job.gold,
        )

    def _value(self, name: str) -> Any:  # noqa: ANN401 - each stage gives something of its own kind
        """Return what a stage gave: still in memory, or read; a damaged result is named, and done again."""
        if name not in self._values:
            result = self.results[name]
            try:
                self._values[name] = self.executor.read(name, result)
            except RunError as error:
                self.journal.tell("damaged", stage=name, place=error.place, reason=error.what)
                self.store.discard(result)
                self.results[name] = self._compute(next(one for one in self.executor.stages if one.name == name))
        return self._values[name]

    def _begin(self, stage: Stage) -> None:
        if not self.computed:
            self.executor.prepare(self.job, self.permissions)
        self.journal.tell("begin", stage=stage.name)

    def _end(self, stage: Stage) -> None:
        self.computed.append(stage.name)
        self.journal.tell("end", stage=stage.name)


def results_of(output: Path, corpus: str) -> Path:
    """Return where the results of the stages of a corpus lie below the plan's output."""
    return output / RESULTS / to_file_stems([corpus])[0]


def record_path(output: Path, job: Job) -> Path:
    """Return where the record of a finished job lies."""
    return results_of(output, job.corpus) / f"{to_file_stems([job.configuration])[0]}.json"


@dataclass(frozen=True, slots=True)
class CorpusTask:
    """The jobs of one corpus; carries paths and settings, and no text."""

    output: Path
    jobs: tuple[Job, ...]
    """One at least."""
    permissions: Permissions
    accepted: frozenset[str] = frozenset()
    """Keys of results that lack a document and were tried again by this call already."""

    @property
    def corpus(self) -> str:
        """The name of the corpus."""
        return self.jobs[0].corpus


def run_corpus(task: CorpusTask, *, executor: StageExecutor | None = None) -> tuple[Outcome, ...]:
    """Do what is not done of each job of a corpus; what goes wrong with one stops none of the others.

    What killed processes left is removed and, unless a job failed, every result that none of them needs any more:
    what a failed job would need is not known.
    """
    works = [
        JobAtWork(job, task.output, task.permissions, executor or PipelineExecutor(), accepted=task.accepted)
        for job in task.jobs
    ]
    try:
        with corpus_locked(task.output, task.corpus):
            outcomes = tuple(_run(work) for work in works)
            _sweep(works, outcomes)
    except StorageError as error:  # the lock could not be had, as on a full disk
        return tuple(_refused(job, error) for job in task.jobs)
    return outcomes


def _sweep(works: Sequence[JobAtWork], outcomes: Sequence[Outcome]) -> None:
    store = works[0].store
    failed = any(outcome.failure is not None for outcome in outcomes)
    kept = store.finished() if failed else {path for one in works for path in one.kept}
    with contextlib.suppress(StorageError):  # what stays costs room, and is removed by the next call
        store.sweep(kept)


def _run(work: JobAtWork) -> Outcome:
    job = work.job
    try:
        outcome = work.run()
    except ThemeMinerError as error:
        work.journal.confess(error)
        outcome = _refused(job, error)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one corpus, the others are mined
        work.journal.confess(error)
        log = work.journal.path.relative_to(work.output).as_posix()
        remedy = f"This is a fault of ThemeMiner; where it happened stands in {log}, below the plan's output."
        outcome = failed(job, Problem(job.name, f"Unexpected failure ({type(error).__name__}).", remedy), UNEXPECTED)
    work.journal.tell_end(outcome)
    return outcome


def _refused(job: Job, error: ThemeMinerError) -> Outcome:
    return failed(job, Problem(error.place or job.corpus, error.what, error.remedy or ""), error.exit_code)


def failed(job: Job, failure: Problem, exit_code: int) -> Outcome:
    """Return that a job failed, and by what."""
    return Outcome(job.corpus, job.configuration, job.folder, State.FAILED, failure=failure, exit_code=exit_code)
