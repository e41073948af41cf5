"""What workers do of a large corpus: each task leaves its result in the store, and tells little.

What some files of a corpus held, as files of a part's result, and back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from thememiner.batch.stage_files import FORMATS
from thememiner.batch.store import Result, StageStore
from thememiner.config import Permissions, Settings
from thememiner.corpus import FileContents, InputFile, join_files, list_files, read_file
from thememiner.embedding import embed
from thememiner.records import Corpus, Note, Problem, Segmentation
from thememiner.runs import (
    RunFiles,
    coding_files,
    documents_from_parquet,
    documents_to_parquet,
    from_json,
    read_codings,
    to_json,
)
from thememiner.segmentation import merge_segmentations, segment
from thememiner.workflows import refuse_empty_corpus

DOCUMENTS = "documents.parquet"
READ, CUT, OF_DOCUMENTS = "part-read", "part-segment", "part-documents"
"""Names of parts in the store."""
OF_A_PART = 2**20
"""Characters of documents that are cut at a time, in some ten seconds."""
Read = FileContents | Problem
TOLD = "told.json"


class Task(Protocol):
    """Something that a worker does."""

    def do(self) -> object:
        """Do it, and return something small."""


def do(task: Task) -> Any:  # noqa: ANN401 - each kind of task tells something else
    """Do a task; None if that fails, and then the corpus is done as a whole, where it is told what is wrong."""
    try:
        return task.do()
    except Exception:  # noqa: BLE001 - whatever is wrong, it is met again there
        return None


@dataclass(frozen=True, slots=True)
class ReadPart:
    """Some files of a corpus."""

    store: Path
    key: str
    files: tuple[InputFile, ...]
    settings: Settings

    def do(self) -> bool:
        """Read them, unless that was done before."""
        store = StageStore(self.store)
        if store.find(READ, self.key) is None:
            store.write(
                READ, self.key, contents_files([read_file(file, settings=self.settings) for file in self.files])
            )
        return True


@dataclass(frozen=True, slots=True)
class JoinRead:
    """All files of a corpus, of which the parts were read."""

    store: Path
    key: str
    paths: tuple[Path, ...]
    parts: tuple[ReadPart, ...]
    left_out: Mapping[str, int]
    """Places of files that killed so many workers."""
    settings: Settings

    def do(self) -> Result:
        """Write the result of the stage that reads."""
        store = StageStore(self.store)
        listing = list_files(self.paths)
        read = {place: _left_out(place, times) for place, times in self.left_out.items()}
        for part in self.parts:
            contents = read_contents(_found(store, READ, part.key))
            read |= {file.place: one for file, one in zip(part.files, contents, strict=True)}
        corpus = join_files(listing, [read[file.place] for file in listing.files], settings=self.settings)
        files = FORMATS["read"].files(refuse_empty_corpus(corpus))
        return store.write("read", self.key, files, again=bool(self.left_out))


@dataclass(frozen=True, slots=True)
class Divide:
    """The documents of a corpus, to be divided."""

    store: Path
    read: Result
    key: str

    def do(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Write them part by part; return for each part the id of each document, and the place of its file."""
        documents = RunFiles(self.read.folder, self.read.files).parse(DOCUMENTS, documents_from_parquet)
        parts: list[list[Any]] = []
        length = OF_A_PART
        for document in sorted(documents, key=lambda document: document.doc_id):
            if length >= OF_A_PART:
                parts.append([])
                length = 0
            parts[-1].append(document)
            length += len(document.text)
        for number, part in enumerate(parts):
            key = f"{number:08}{self.key}"
            StageStore(self.store).write(OF_DOCUMENTS, key, [(DOCUMENTS, documents_to_parquet(part))])
        return tuple(tuple((document.doc_id, document.source.path) for document in part) for part in parts)


@dataclass(frozen=True, slots=True)
class CutPart:
    """Some documents of a corpus."""

    store: Path
    key: str
    part: str
    """Key of the part of documents that they are in."""
    documents: tuple[tuple[str, str], ...]
    settings: Settings

    def do(self) -> bool:
        """Cut them into meaning units, unless that was done before."""
        store = StageStore(self.store)
        if store.find(CUT, self.key) is None:
            part = _found(store, OF_DOCUMENTS, self.part)
            wanted = {doc_id for doc_id, _ in self.documents}
            documents = RunFiles(part.folder, part.files).parse(DOCUMENTS, documents_from_parquet)
            corpus = Corpus(tuple(document for document in documents if document.doc_id in wanted))
            store.write(CUT, self.key, FORMATS["segment"].files(segment(corpus, settings=self.settings)))
        return True


@dataclass(frozen=True, slots=True)
class JoinCut:
    """All documents of a corpus, of which the parts were cut."""

    store: Path
    key: str
    read: Result
    parts: tuple[str, ...]

    def do(self) -> Result:
        """Write the result of the stage that cuts."""
        store = StageStore(self.store)
        documents = RunFiles(self.read.folder, self.read.files).parse(DOCUMENTS, documents_from_parquet)
        parts = [_segmentation(_found(store, CUT, key)) for key in self.parts]
        return store.write("segment", self.key, FORMATS["segment"].files(merge_segmentations(parts, documents)))


@dataclass(frozen=True, slots=True)
class EncodePart:
    """Some units of a corpus."""

    units: Result
    first: int
    end: int
    settings: Settings
    permissions: Permissions = field(default_factory=Permissions)

    def do(self) -> bool:
        """Encode what the user's cache does not have; the stage that embeds then finds it there."""
        some = _rows(_segmentation(self.units), self.first, self.end)
        embed(some, settings=self.settings.embedding, permissions=self.permissions)
        return True


def _left_out(place: str, times: int) -> Any:  # noqa: ANN401 - one of the two things that a file can be
    what = f"killed the {times} workers that read it, and is left out."
    return Problem(place, what, "Look whether it is damaged or very large; the next call tries it again.")


def _found(store: StageStore, stage: str, key: str) -> Result:
    result = store.find(stage, key)
    if result is None:
        raise FileNotFoundError(stage)
    return result


def _segmentation(result: Result) -> Segmentation:
    found = FORMATS["segment"].read(RunFiles(result.folder, result.files))
    if not isinstance(found, Segmentation):
        raise TypeError
    return found


def _rows(whole: Segmentation, first: int, end: int) -> Segmentation:
    units = whole.units.iloc[first:end].reset_index(drop=True)
    return Segmentation(units, whole.tokens.select(first, end), whole.forms)


@dataclass(frozen=True, slots=True)
class _File:
    """What is known of one file beside its documents and codings."""

    documents: int = 0
    participants: Mapping[str, Mapping[str, str]] | None = None
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
    unreadable: Problem | None = None


def contents_files(read: Sequence[Read]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of a part; the codings of each file in a folder with its number."""
    whole = [one for one in read if isinstance(one, FileContents)]
    yield DOCUMENTS, documents_to_parquet([document for one in whole for document in one.documents])
    yield TOLD, to_json([_told(one) for one in read])
    for number, one in enumerate(read):
        if isinstance(one, FileContents):
            yield from ((f"{number}/{name}", data) for name, data in coding_files(one.codings))


def read_contents(result: Result) -> list[Read]:
    """Return what the files of a part held, in their order. Raises ``RunError``."""
    files = RunFiles(result.folder, result.files)
    documents = files.parse(DOCUMENTS, documents_from_parquet)
    read: list[Read] = []
    first = 0
    for number, file in enumerate(files.parse(TOLD, partial(from_json, kind=tuple[_File, ...]))):
        own, first = documents[first : first + file.documents], first + file.documents
        of_file = {
            name.partition("/")[2]: digest for name, digest in result.files.items() if name.startswith(f"{number}/")
        }
        codings = read_codings(RunFiles(result.folder / str(number), of_file))
        whole = FileContents(own, codings, file.participants or {}, file.notes, file.problems)
        read.append(file.unreadable or whole)
    return read


def _told(one: Read) -> _File:
    if isinstance(one, Problem):
        return _File(unreadable=one)
    return _File(len(one.documents), one.participants, one.notes, one.problems)
