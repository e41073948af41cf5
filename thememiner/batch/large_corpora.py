"""A large corpus from its files to its vectors, part by part, as far as that is not done."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import pyarrow.parquet as pq

from thememiner.batch.engines import Engine, Lost
from thememiner.batch.jobs import CorpusTask, results_of
from thememiner.batch.journal import JobJournal, journal_path
from thememiner.batch.keys import dependencies, key_of
from thememiner.batch.part_tasks import CutPart, Divide, EncodePart, JoinCut, JoinRead, ReadPart, Task, do
from thememiner.batch.plan import Job
from thememiner.stages import STAGES, Stage
from thememiner.batch.store import Result, StageStore
from thememiner.corpus import InputFile, list_files
from thememiner.errors import ThemeMinerError
from thememiner.storage import hash_bytes

P = TypeVar("P", bound=Task)

OF_A_PART = 4 * 2**20
"""Bytes of files that are read at a time, in some seconds."""
UNITS_OF_A_PART = 8192
"""Units that are encoded at a time, in about a minute."""
_STAGES = {stage.name: stage for stage in STAGES}


def in_parts(engine: Engine, task: CorpusTask) -> CorpusTask:
    """Read, cut and encode a corpus part by part, and return its task, which then finds that done.

    A file that kills the workers that read it, or cut its documents, is left out: the result of reading is marked so
    that the next call tries again, and the task says that this one did. Whatever else goes wrong is left to the task
    to find. Returns the same task if there was nothing to do.
    """
    accepted = set(task.accepted)
    for job in task.jobs:
        work = _Divided(engine, task, job, accepted)
        try:
            work.run()
        except (_NotInPartsError, ThemeMinerError, OSError):
            continue
    return replace(task, accepted=frozenset(accepted))


class _NotInPartsError(Exception):
    """A part cannot be done."""


@dataclass(slots=True)
class _Divided:
    engine: Engine
    task: CorpusTask
    job: Job
    accepted: set[str]
    store: StageStore = field(init=False)
    journal: JobJournal = field(init=False)
    left_out: dict[str, int] = field(init=False, default_factory=dict)
    """By place of a file, how many workers it killed."""

    def __post_init__(self) -> None:
        self.store = StageStore(results_of(self.task.output, self.job.corpus))
        self.journal = JobJournal(journal_path(self.task.output, self.job.corpus, self.job.configuration))

    def run(self) -> None:
        """Do what is not done."""
        read = self._read()
        units = self._cut(read)
        while units is None:
            read = self._read()
            units = self._cut(read)
        self._encode(units)

    def _read(self) -> Result:
        stage = _STAGES["read"]
        key = self._key(stage)
        found = self.store.find(stage.name, key)
        if found and not self.left_out and (key in self.accepted or not found.again):
            return found
        settings = stage.own_settings(self.job.settings)
        files = [file for file in list_files(self.job.paths).files if file.place not in self.left_out]
        parts = [
            ReadPart(self.store.folder, _part_key(key, group), group, settings) for group in _groups(files, OF_A_PART)
        ]
        done, killers = self._each_or_its_pieces(
            stage,
            parts,
            lambda part: [replace(part, key=_part_key(key, (file,)), files=(file,)) for file in part.files],
        )
        self.left_out |= {part.files[0].place: times for part, times in killers}
        joined = JoinRead(self.store.folder, key, self.job.paths, tuple(done), self.left_out, settings)
        return self._joined(key, joined)

    def _cut(self, read: Result) -> Result | None:
        """Return the units of all documents; None if a document killed workers, and its file is to be left out."""
        stage = _STAGES["segment"]
        key = self._key(stage, read=read)
        found = self.store.find(stage.name, key)
        if found:
            return found
        settings = stage.own_settings(self.job.settings)
        divided = self._one(Divide(self.store.folder, read, key))
        parts = [
            CutPart(self.store.folder, _part_key(key, documents), f"{number:08}{key}", documents, settings)
            for number, documents in enumerate(divided)
        ]
        done, killers = self._each_or_its_pieces(
            stage,
            parts,
            lambda part: [replace(part, key=_part_key(key, (one,)), documents=(one,)) for one in part.documents],
        )
        if killers:
            self.left_out |= {part.documents[0][1]: times for part, times in killers}
            return None
        return self._joined(key, JoinCut(self.store.folder, key, read, tuple(part.key for part in done)))

    def _encode(self, units: Result) -> None:
        stage = _STAGES["embed"]
        settings = stage.own_settings(self.job.settings)
        key = self._key(stage, segment=units)
        if not settings.embedding.cache or self.store.find(stage.name, key):
            return
        count = _rows_of(units)
        parts = [
            EncodePart(units, first, min(first + UNITS_OF_A_PART, count), settings, self.task.permissions)
            for first in range(0, count, UNITS_OF_A_PART)
        ]
        self._each(stage, parts)

    def _key(self, stage: Stage, **results: Result) -> str:
        outputs = {name: result.output for name, result in results.items()}
        return key_of(stage, dependencies(stage, self.job, outputs, self.task.permissions))

    def _each_or_its_pieces(
        self, stage: Stage, parts: Sequence[P], pieces_of: Callable[[P], Sequence[P]]
    ) -> tuple[list[P], list[tuple[P, int]]]:
        """Do parts, and of those that kill workers the pieces.

        Return what is done, in order, and the pieces that killed workers, each with how many.
        """
        lost = self._each(stage, parts)
        pieces = {place: pieces_of(parts[place]) for place in lost}
        flat = [piece for place in sorted(pieces) for piece in pieces[place]]
        killers = self._each(stage, flat)
        killed = [flat[place] for place in killers]
        in_order = [one for place, part in enumerate(parts) for one in pieces.get(place, [part])]
        done = [part for part in in_order if not any(part is one for one in killed)]
        return done, [(flat[place], times) for place, times in killers.items()]

    def _each(self, stage: Stage, parts: Sequence[Task]) -> dict[int, int]:
        """Do parts; return the places of those that killed workers, and how many each."""
        killed: dict[int, int] = {}
        for done, (place, result) in enumerate(self.engine.each(do, parts), start=1):
            self.journal.step(stage.name, done, len(parts))
            if isinstance(result, Lost):
                killed[place] = result.times
            elif result is None:
                raise _NotInPartsError
        return killed

    def _one(self, task: Task) -> Any:  # noqa: ANN401 - each kind of task tells something else
        for _, result in self.engine.each(do, [task]):
            if result is not None and not isinstance(result, Lost):
                return result
        raise _NotInPartsError

    def _joined(self, key: str, task: JoinRead | JoinCut) -> Result:
        result: Result = self._one(task)
        self.accepted.add(key)
        return result


def _part_key(key: str, members: Sequence[object]) -> str:
    """Return the key of a part: that of the whole, with what is in it."""
    return hash_bytes(repr([key, *members]).encode())


def _rows_of(units: Result) -> int:
    return int(pq.read_metadata(units.folder / "units.parquet").num_rows)


def _groups(files: Iterable[InputFile], size: int) -> list[tuple[InputFile, ...]]:
    """Return files in groups of such a size, in their order."""
    groups: list[list[InputFile]] = []
    room = 0
    for file in files:
        if room <= 0:
            groups.append([])
            room = size
        groups[-1].append(file)
        room -= file.path.stat().st_size if file.path.is_file() else 0
    return [tuple(group) for group in groups]
