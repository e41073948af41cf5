"""Large corpora: reading, segmenting and encoding them part by part, so that several workers share the work."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import pyarrow.parquet as pq

from thememiner.batch.engines import CrashedTask, Engine
from thememiner.batch.jobs import CorpusTask, results_folder
from thememiner.batch.journal import JobJournal, journal_path
from thememiner.batch.keys import hash_dependencies, hash_stage_key
from thememiner.batch.part_tasks import (
    DivideDocuments,
    EncodePart,
    JoinRead,
    JoinSegments,
    ReadPart,
    SegmentPart,
    Task,
    try_task,
)
from thememiner.batch.plan import Job
from thememiner.batch.store import Result, StageStore
from thememiner.corpus import InputFile, list_files
from thememiner.errors import ThemeMinerError
from thememiner.stages import EMBED, READ, SEGMENT, Stage
from thememiner.storage import hash_bytes

P = TypeVar("P", bound=Task)

PART_BYTES = 4 * 2**20
"""Bytes of files that one task reads, in a few seconds."""
PART_UNITS = 8192
"""Units that one task encodes, in about a minute."""


def run_in_parts(engine: Engine, task: CorpusTask) -> CorpusTask:
    """Read, segment and encode a corpus part by part, and return its task, which then finds these results stored.

    A file that kills the workers that read it or segment its documents is left out. The stored result is then marked
    as incomplete, so that the next call tries again, and the returned task has its key in ``accepted_keys``, so that
    this call does not. Any other error is left for the task itself to report. If there was nothing to do, the
    returned task is equal to ``task``.
    """
    accepted_keys = set(task.accepted_keys)
    for job in task.jobs:
        divided = _DividedJob(engine, task, job, accepted_keys)
        try:
            divided.run()
        except (_PartFailedError, ThemeMinerError, OSError):
            continue
    return replace(task, accepted_keys=frozenset(accepted_keys))


class _PartFailedError(Exception):
    """A part failed for another reason than a killed worker."""


@dataclass(slots=True)
class _DividedJob:
    """A job whose first stages run in parts."""

    engine: Engine
    task: CorpusTask
    job: Job
    accepted_keys: set[str]
    store: StageStore = field(init=False)
    journal: JobJournal = field(init=False)
    left_out: dict[str, int] = field(init=False, default_factory=dict)
    """By place of a file, the number of workers that it killed."""

    def __post_init__(self) -> None:
        self.store = StageStore(results_folder(self.task.output, self.job.corpus))
        self.journal = JobJournal(journal_path(self.task.output, self.job.corpus, self.job.configuration))

    def run(self) -> None:
        """Run what is not stored yet."""
        read = self._read()
        units = self._segment(read)
        while units is None:
            read = self._read()
            units = self._segment(read)
        self._encode(units)

    def _read(self) -> Result:
        key = self._compute_key(READ)
        stored = self.store.find(READ.name, key)
        if stored and not self.left_out and (key in self.accepted_keys or not stored.is_incomplete):
            return stored
        settings = READ.own_settings(self.job.settings)
        files = [file for file in list_files(self.job.paths).files if file.place not in self.left_out]
        parts = [
            ReadPart(self.store.folder, _hash_part_key(key, group), group, settings)
            for group in _group_files(files, PART_BYTES)
        ]
        done, killers = self._run_parts_or_pieces(
            READ,
            parts,
            lambda part: [replace(part, key=_hash_part_key(key, (file,)), files=(file,)) for file in part.files],
        )
        self.left_out |= {part.files[0].place: workers for part, workers in killers}
        joined = JoinRead(self.store.folder, key, self.job.paths, tuple(done), self.left_out, settings)
        return self._run_join(key, joined)

    def _segment(self, read: Result) -> Result | None:
        """Return the units of all documents; None if a document killed workers, so that its file must be left out."""
        key = self._compute_key(SEGMENT, read=read)
        stored = self.store.find(SEGMENT.name, key)
        if stored:
            return stored
        settings = SEGMENT.own_settings(self.job.settings)
        divided = self._run_single(DivideDocuments(self.store.folder, read, key))
        parts = [
            SegmentPart(self.store.folder, _hash_part_key(key, documents), f"{number:08}{key}", documents, settings)
            for number, documents in enumerate(divided)
        ]
        done, killers = self._run_parts_or_pieces(
            SEGMENT,
            parts,
            lambda part: [
                replace(part, key=_hash_part_key(key, (document,)), documents=(document,))
                for document in part.documents
            ],
        )
        if killers:
            self.left_out |= {part.documents[0][1]: workers for part, workers in killers}
            return None
        return self._run_join(key, JoinSegments(self.store.folder, key, read, tuple(part.key for part in done)))

    def _encode(self, units: Result) -> None:
        settings = EMBED.own_settings(self.job.settings)
        key = self._compute_key(EMBED, segment=units)
        if not settings.embedding.cache or self.store.find(EMBED.name, key):
            return
        count = _count_rows(units)
        parts = [
            EncodePart(units, first, min(first + PART_UNITS, count), settings, self.task.permissions)
            for first in range(0, count, PART_UNITS)
        ]
        self._run_parts(EMBED, parts)

    def _compute_key(self, stage: Stage, **results: Result) -> str:
        outputs = {name: result.output for name, result in results.items()}
        return hash_stage_key(stage, hash_dependencies(stage, self.job, outputs, self.task.permissions))

    def _run_parts_or_pieces(
        self, stage: Stage, parts: Sequence[P], divide: Callable[[P], Sequence[P]]
    ) -> tuple[list[P], list[tuple[P, int]]]:
        """Run parts, and divide those that kill workers into pieces.

        Return the parts and pieces that are done, in order, and the pieces that killed workers, each with the number
        of workers.
        """
        crashed = self._run_parts(stage, parts)
        pieces = {index: divide(parts[index]) for index in crashed}
        flat = [piece for index in sorted(pieces) for piece in pieces[index]]
        killers = self._run_parts(stage, flat)
        killed = [flat[index] for index in killers]
        in_order = [piece for index, part in enumerate(parts) for piece in pieces.get(index, [part])]
        done = [part for part in in_order if not any(part is piece for piece in killed)]
        return done, [(flat[index], workers) for index, workers in killers.items()]

    def _run_parts(self, stage: Stage, parts: Sequence[Task]) -> dict[int, int]:
        """Run parts; return the indices of those that killed workers, with the number of workers."""
        crashed: dict[int, int] = {}
        for done, (index, result) in enumerate(self.engine.run_tasks(try_task, parts), start=1):
            self.journal.log_step(stage.name, done, len(parts))
            if isinstance(result, CrashedTask):
                crashed[index] = result.crashes
            elif result is None:
                raise _PartFailedError
        return crashed

    def _run_single(self, task: Task) -> Any:  # noqa: ANN401 - each kind of task returns its own type
        for _, result in self.engine.run_tasks(try_task, [task]):
            if result is not None and not isinstance(result, CrashedTask):
                return result
        raise _PartFailedError

    def _run_join(self, key: str, task: JoinRead | JoinSegments) -> Result:
        result: Result = self._run_single(task)
        self.accepted_keys.add(key)
        return result


def _hash_part_key(key: str, members: Sequence[object]) -> str:
    """Return the key of a part, from the key of the whole and the members of the part."""
    return hash_bytes(repr([key, *members]).encode())


def _count_rows(units: Result) -> int:
    return int(pq.read_metadata(units.folder / "units.parquet").num_rows)


def _group_files(files: Iterable[InputFile], size: int) -> list[tuple[InputFile, ...]]:
    """Return files in groups of about ``size`` bytes, in their order."""
    groups: list[list[InputFile]] = []
    room = 0
    for file in files:
        if room <= 0:
            groups.append([])
            room = size
        groups[-1].append(file)
        room -= file.path.stat().st_size if file.path.is_file() else 0
    return [tuple(group) for group in groups]
