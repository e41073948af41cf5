"""Running a job: from its first unfinished stage to its run, and the record of a finished job.

A worker gets one corpus at a time with all its jobs, which it runs one after the other because they share results.
"""

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from thememiner.batch.executor import PipelineExecutor, StageExecutor
from thememiner.batch.journal import JobJournal, Outcome, State, journal_path
from thememiner.batch.keys import hash_dependencies, hash_own_dependencies, hash_stage_key
from thememiner.batch.locks import lock_corpus
from thememiner.batch.plan import Job
from thememiner.batch.store import Result, StageStore
from thememiner.config import Permissions
from thememiner.errors import InputError, RunError, StorageError, ThemeMinerError
from thememiner.records import Problem
from thememiner.runs import RunFile
from thememiner.stages import Stage, StageContext
from thememiner.storage import (
    hash_bytes,
    hash_file,
    make_folder,
    raise_storage_errors,
    remove_leftovers,
    to_file_stems,
    write_bytes,
)

HASH_FIELD = "hash"
"""In the file of a record, the field with the hash of all the others."""
RESULTS_FOLDER = "stages"
UNEXPECTED_EXIT_CODE = 70


@dataclass(frozen=True, slots=True)
class JobRecord:
    """What is known of a finished job: what each stage depended on, and the run that was written."""

    depended: Mapping[str, Mapping[str, str]]
    """By stage, hashes of what it depended on: program, settings, files, and the results of earlier stages."""
    manifest: str
    """Hash of the run's manifest, which holds the hashes of all its files."""
    summary: str
    """The run in a sentence."""
    problems: int
    """Number of inputs that could not be used."""


def write_record(path: Path, record: JobRecord) -> None:
    """Write the record of a finished job. Raises ``StorageError``."""
    with raise_storage_errors(path):
        make_folder(path.parent)
    write_bytes(path, _to_json({**asdict(record), HASH_FIELD: hash_bytes(_to_json(asdict(record)))}))


def read_record(path: Path) -> JobRecord | None:
    """Return the record of a finished job; None if the job was never finished or the record is damaged."""
    try:
        fields = json.loads(path.read_bytes())
        unaltered = fields.pop(HASH_FIELD) == hash_bytes(_to_json(fields))
        return JobRecord(**fields) if unaltered else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _to_json(fields: Mapping[str, object]) -> bytes:
    return (json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def hash_manifest(folder: Path) -> str | None:
    """Return the hash of a run's manifest; None if there is no run."""
    try:
        return hash_bytes((folder / RunFile.MANIFEST).read_bytes())
    except OSError:
        return None


def is_unaltered(folder: Path, record: JobRecord) -> bool:
    """Return whether a run is the one in the record: its manifest, and each of its files, has the recorded hash."""
    if hash_manifest(folder) != record.manifest:
        return False
    try:
        files = json.loads((folder / RunFile.MANIFEST).read_bytes())["files"]
        return all(hash_file(folder / name) == written for name, written in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


@dataclass(slots=True)
class JobRunner:
    """Runs the unfinished stages of one job and writes its run."""

    job: Job
    output: Path
    permissions: Permissions
    executor: StageExecutor = field(default_factory=PipelineExecutor)
    accepted_keys: frozenset[str] = frozenset()
    """Keys of incomplete results that this call has already tried again, and now uses as they are."""
    store: StageStore = field(init=False)
    journal: JobJournal = field(init=False)
    results: dict[str, Result] = field(init=False, default_factory=dict)
    """Stored results of the finished stages, by stage."""
    dependencies: dict[str, dict[str, str]] = field(init=False, default_factory=dict)
    """By stage, hashes of what it depends on."""
    computed: list[str] = field(init=False, default_factory=list)
    """Stages that were computed by this call."""
    _values: dict[str, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.store = StageStore(results_folder(self.output, self.job.corpus))
        self.journal = JobJournal(journal_path(self.output, self.job.corpus, self.job.configuration))

    def run(self) -> Outcome:
        """Run the unfinished stages, and return the outcome of the job.

        Raises whatever a stage raises; the results of the stages before it are kept.
        """
        try:
            return self._run_stages()
        finally:
            self._values.clear()  # the next job of the corpus needs the memory

    def _run_stages(self) -> Outcome:
        *stages, last = self.executor.stages
        for stage in stages:
            key = self._compute_key(stage)
            stored = self.store.find(stage.name, key)
            is_done = stored is not None and (not stored.is_incomplete or key in self.accepted_keys)
            self.results[stage.name] = stored if stored and is_done else self._compute_stage(stage)
        self._compute_key(last)
        record = read_record(record_path(self.output, self.job))
        if record is None or not self._is_current(record, last):
            record = self._write_run(last)
        elif record.depended != self.dependencies:  # something changed that made no difference to the run
            record = self._write_record(replace(record, depended=self.dependencies))
        with raise_storage_errors(self.job.folder):
            # If the disk once refused to remove a replaced run, it is still beside the new one.
            remove_leftovers(self.job.folder)
        state = State.DONE if self.computed else State.UNCHANGED
        computed = tuple(self.computed)
        return Outcome(
            self.job.corpus, self.job.configuration, self.job.folder, state, computed, problems=record.problems
        )

    @property
    def needed_paths(self) -> set[Path]:
        """The stored results and the record that this job needs."""
        return {*(result.folder for result in self.results.values()), record_path(self.output, self.job)}

    def _compute_key(self, stage: Stage) -> str:
        outputs = {name: result.output for name, result in self.results.items()}
        self.dependencies[stage.name] = hash_dependencies(stage, self.job, outputs, self.permissions)
        return hash_stage_key(stage, self.dependencies[stage.name])

    def _is_current(self, record: JobRecord, last: Stage) -> bool:
        """Return whether the existing run is the one that the last stage would write."""
        unchanged = record.depended.get(last.name) == self.dependencies[last.name]
        return unchanged and is_unaltered(self.job.folder, record)

    def _compute_stage(self, stage: Stage) -> Result:
        """Compute a stage, and store its result."""
        key = hash_stage_key(stage, self.dependencies[stage.name])
        self._log_begin(stage)
        with self.store.mark_started(stage.name, key):
            value = self.executor.compute(stage.name, self._make_context(stage))
            self._refuse_changed_inputs(stage)
            result = self.store.write(stage.name, key, self.executor.serialize(stage.name, value))
        self._values[stage.name] = value
        self._log_end(stage)
        return result

    def _refuse_changed_inputs(self, stage: Stage) -> None:
        """Raise ``InputError`` if a file changed while the stage was reading, so that its key may be wrong."""
        if not hash_own_dependencies(stage, self.job).items() <= self.dependencies[stage.name].items():
            what = f"an input file changed while it was read ({stage.label})."
            raise InputError(what, place=self.job.name, remedy="Call the batch again when nobody is editing the files.")

    def _write_run(self, last: Stage) -> JobRecord:
        """Write the run, and then its record."""
        self._log_begin(last)
        manifest = self.executor.write_run(self.job, self._make_context(last))
        written = hash_manifest(self.job.folder) or ""
        record = self._write_record(
            JobRecord(self.dependencies, written, str(manifest["summary"]), len(manifest["problems"]))
        )
        self._log_end(last)
        return record

    def _write_record(self, record: JobRecord) -> JobRecord:
        write_record(record_path(self.output, self.job), record)
        return record

    def _make_context(self, stage: Stage) -> StageContext:
        def log_step(done: int, total: int) -> None:
            self.journal.log_step(stage.name, done, total)

        return StageContext(
            settings=stage.own_settings(self.job.settings),
            permissions=self.permissions,
            result=self._load_value,
            on_step=log_step,
            paths=self.job.paths,
            gold=self.job.gold,
        )

    def _load_value(self, name: str) -> Any:  # noqa: ANN401 - each stage has its own type of result
        """Return a stage's result from memory or from the store; a damaged one is logged and computed again."""
        if name not in self._values:
            result = self.results[name]
            try:
                self._values[name] = self.executor.read(name, result)
            except RunError as error:
                self.journal.log("damaged", stage=name, place=error.place, reason=error.what)
                self.store.discard(result)
                stage = next(stage for stage in self.executor.stages if stage.name == name)
                self.results[name] = self._compute_stage(stage)
        return self._values[name]

    def _log_begin(self, stage: Stage) -> None:
        if not self.computed:
            self.executor.prepare(self.job, self.permissions)
        self.journal.log("begin", stage=stage.name)

    def _log_end(self, stage: Stage) -> None:
        self.computed.append(stage.name)
        self.journal.log("end", stage=stage.name)


def results_folder(output: Path, corpus: str) -> Path:
    """Return the folder of a corpus's stage results, below the plan's output."""
    return output / RESULTS_FOLDER / to_file_stems([corpus])[0]


def record_path(output: Path, job: Job) -> Path:
    """Return the path of the record of a finished job."""
    return results_folder(output, job.corpus) / f"{to_file_stems([job.configuration])[0]}.json"


@dataclass(frozen=True, slots=True)
class CorpusTask:
    """The jobs of one corpus, as sent to a worker; carries paths and settings, and no text."""

    output: Path
    jobs: tuple[Job, ...]
    """At least one."""
    permissions: Permissions
    accepted_keys: frozenset[str] = frozenset()
    """Keys of incomplete results that this call has already tried again."""

    @property
    def corpus(self) -> str:
        """The name of the corpus."""
        return self.jobs[0].corpus


def run_corpus(task: CorpusTask, *, executor: StageExecutor | None = None) -> tuple[Outcome, ...]:
    """Run the jobs of a corpus; a job that fails does not stop the others.

    Afterwards the remains of killed processes are removed. Results that no job needs any more are removed too, unless
    a job failed: then it is not known which results that job will need.
    """
    runners = [
        JobRunner(job, task.output, task.permissions, executor or PipelineExecutor(), accepted_keys=task.accepted_keys)
        for job in task.jobs
    ]
    try:
        with lock_corpus(task.output, task.corpus):
            outcomes = tuple(_run_job(runner) for runner in runners)
            _remove_unneeded_results(runners, outcomes)
    except StorageError as error:  # the lock file cannot be written, for example on a full disk
        return tuple(_outcome_of_error(job, error) for job in task.jobs)
    return outcomes


def _remove_unneeded_results(runners: Sequence[JobRunner], outcomes: Sequence[Outcome]) -> None:
    store = runners[0].store
    any_failed = any(outcome.failure is not None for outcome in outcomes)
    kept = store.list_finished() if any_failed else {path for runner in runners for path in runner.needed_paths}
    with contextlib.suppress(StorageError):  # what stays only takes up space; the next call removes it
        store.remove_except(kept)


def _run_job(runner: JobRunner) -> Outcome:
    job = runner.job
    try:
        outcome = runner.run()
    except ThemeMinerError as error:
        runner.journal.log_error(error)
        outcome = _outcome_of_error(job, error)
    except Exception as error:  # noqa: BLE001 - an unexpected error in one corpus must not stop the others
        runner.journal.log_error(error)
        log = runner.journal.path.relative_to(runner.output).as_posix()
        remedy = f"This is a bug in ThemeMiner; {log} in the plan's output folder says where it happened."
        failure = Problem(job.name, f"Unexpected failure ({type(error).__name__}).", remedy)
        outcome = make_failed_outcome(job, failure, UNEXPECTED_EXIT_CODE)
    runner.journal.log_outcome(outcome)
    return outcome


def _outcome_of_error(job: Job, error: ThemeMinerError) -> Outcome:
    failure = Problem(error.place or job.corpus, error.summary, error.remedy or "")
    return make_failed_outcome(job, failure, error.exit_code)


def make_failed_outcome(job: Job, failure: Problem, exit_code: int) -> Outcome:
    """Return the outcome of a job that failed."""
    return Outcome(job.corpus, job.configuration, job.folder, State.FAILED, failure=failure, exit_code=exit_code)
