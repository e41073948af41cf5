"""Tasks that workers run for a part of a large corpus; each stores its result and returns something small."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from thememiner.batch.stage_files import STAGE_FORMATS
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
from thememiner.stages import READ, SEGMENT
from thememiner.workflows import refuse_empty_corpus

DOCUMENTS = "documents.parquet"
FILE_DETAILS = "files.json"
READ_PARTS, SEGMENT_PARTS, DOCUMENT_PARTS = "part-read", "part-segment", "part-documents"
"""Names of parts in the store."""
PART_CHARACTERS = 2**20
"""Characters of documents that one task segments, in about ten seconds."""
ReadResult = FileContents | Problem
"""What came of reading a file."""


class Task(Protocol):
    """A task for a worker."""

    def run(self) -> object:
        """Run the task, and return something small."""


def try_task(task: Task) -> Any:  # noqa: ANN401 - each kind of task returns its own type
    """Run a task and return its result; None if it fails.

    The corpus is then processed as a whole, which reports what is wrong.
    """
    try:
        return task.run()
    except Exception:  # noqa: BLE001 - the same error occurs again, and is reported, when the corpus runs as a whole
        return None


@dataclass(frozen=True, slots=True)
class ReadPart:
    """Reads some files of a corpus."""

    store: Path
    key: str
    files: tuple[InputFile, ...]
    settings: Settings

    def run(self) -> bool:
        """Read the files and store what they held, unless that is stored already."""
        store = StageStore(self.store)
        if store.find(READ_PARTS, self.key) is None:
            contents = [read_file(file, settings=self.settings) for file in self.files]
            store.write(READ_PARTS, self.key, serialize_contents(contents))
        return True


@dataclass(frozen=True, slots=True)
class JoinRead:
    """Joins the files of a corpus that were read in parts."""

    store: Path
    key: str
    paths: tuple[Path, ...]
    parts: tuple[ReadPart, ...]
    left_out: Mapping[str, int]
    """By place of a file that is left out, the number of workers that it killed."""
    settings: Settings

    def run(self) -> Result:
        """Store the result of the stage that reads transcripts."""
        store = StageStore(self.store)
        listing = list_files(self.paths)
        read: dict[str, ReadResult] = {
            place: _describe_left_out_file(place, workers) for place, workers in self.left_out.items()
        }
        for part in self.parts:
            contents = read_contents(_load_part(store, READ_PARTS, part.key))
            read |= {file.place: content for file, content in zip(part.files, contents, strict=True)}
        corpus = join_files(listing, [read[file.place] for file in listing.files], settings=self.settings)
        files = STAGE_FORMATS[READ.name].serialize(refuse_empty_corpus(corpus))
        return store.write(READ.name, self.key, files, is_incomplete=bool(self.left_out))


@dataclass(frozen=True, slots=True)
class DivideDocuments:
    """Divides the documents of a corpus into parts."""

    store: Path
    read: Result
    key: str

    def run(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Store the documents part by part; return for each part the id of each document and the place of its file."""
        documents = RunFiles(self.read.folder, self.read.files).parse(DOCUMENTS, documents_from_parquet)
        parts: list[list[Any]] = []
        length = PART_CHARACTERS
        for document in sorted(documents, key=lambda document: document.doc_id):
            if length >= PART_CHARACTERS:
                parts.append([])
                length = 0
            parts[-1].append(document)
            length += len(document.text)
        for number, part in enumerate(parts):
            key = f"{number:08}{self.key}"
            StageStore(self.store).write(DOCUMENT_PARTS, key, [(DOCUMENTS, documents_to_parquet(part))])
        return tuple(tuple((document.doc_id, document.source.path) for document in part) for part in parts)


@dataclass(frozen=True, slots=True)
class SegmentPart:
    """Segments some documents of a corpus."""

    store: Path
    key: str
    part: str
    """Key of the stored part that holds the documents."""
    documents: tuple[tuple[str, str], ...]
    """Id of each document, and the place of its file."""
    settings: Settings

    def run(self) -> bool:
        """Cut the documents into meaning units, unless that is stored already."""
        store = StageStore(self.store)
        if store.find(SEGMENT_PARTS, self.key) is None:
            part = _load_part(store, DOCUMENT_PARTS, self.part)
            wanted = {doc_id for doc_id, _ in self.documents}
            documents = RunFiles(part.folder, part.files).parse(DOCUMENTS, documents_from_parquet)
            corpus = Corpus(tuple(document for document in documents if document.doc_id in wanted))
            segmentation = segment(corpus, settings=self.settings)
            store.write(SEGMENT_PARTS, self.key, STAGE_FORMATS[SEGMENT.name].serialize(segmentation))
        return True


@dataclass(frozen=True, slots=True)
class JoinSegments:
    """Joins the meaning units of a corpus that was segmented in parts."""

    store: Path
    key: str
    read: Result
    parts: tuple[str, ...]

    def run(self) -> Result:
        """Store the result of the stage that cuts into meaning units."""
        store = StageStore(self.store)
        documents = RunFiles(self.read.folder, self.read.files).parse(DOCUMENTS, documents_from_parquet)
        parts = [_load_segmentation(_load_part(store, SEGMENT_PARTS, key)) for key in self.parts]
        whole = merge_segmentations(parts, documents)
        return store.write(SEGMENT.name, self.key, STAGE_FORMATS[SEGMENT.name].serialize(whole))


@dataclass(frozen=True, slots=True)
class EncodePart:
    """Encodes some units of a corpus into the cache of vectors."""

    units: Result
    first: int
    end: int
    settings: Settings
    permissions: Permissions = field(default_factory=Permissions)

    def run(self) -> bool:
        """Encode the units that the user's cache does not hold; the embedding stage then finds them there."""
        part = _select_units(_load_segmentation(self.units), self.first, self.end)
        embed(part, settings=self.settings.embedding, permissions=self.permissions)
        return True


def _describe_left_out_file(place: str, workers: int) -> Problem:
    what = f"killed the {workers} workers that read it, and was left out."
    return Problem(place, what, "Check whether it is damaged or very large; the next call tries it again.")


def _load_part(store: StageStore, stage: str, key: str) -> Result:
    result = store.find(stage, key)
    if result is None:
        raise FileNotFoundError(stage)
    return result


def _load_segmentation(result: Result) -> Segmentation:
    segmentation = STAGE_FORMATS[SEGMENT.name].read(RunFiles(result.folder, result.files))
    if not isinstance(segmentation, Segmentation):
        raise TypeError
    return segmentation


def _select_units(whole: Segmentation, first: int, end: int) -> Segmentation:
    units = whole.units.iloc[first:end].reset_index(drop=True)
    return Segmentation(units, whole.tokens.select(first, end), whole.forms)


@dataclass(frozen=True, slots=True)
class _FileDetails:
    """What a file held besides documents and codings."""

    documents: int = 0
    participants: Mapping[str, Mapping[str, str]] | None = None
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
    unreadable: Problem | None = None


def serialize_contents(read: Sequence[ReadResult]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of a stored part; the codings of file 3 are in the folder ``3``."""
    readable = [contents for contents in read if isinstance(contents, FileContents)]
    yield DOCUMENTS, documents_to_parquet([document for contents in readable for document in contents.documents])
    yield FILE_DETAILS, to_json([_details_of(contents) for contents in read])
    for number, contents in enumerate(read):
        if isinstance(contents, FileContents):
            yield from ((f"{number}/{name}", data) for name, data in coding_files(contents.codings))


def read_contents(result: Result) -> list[ReadResult]:
    """Return what the files of a stored part held, in their order. Raises ``RunError``."""
    files = RunFiles(result.folder, result.files)
    documents = files.parse(DOCUMENTS, documents_from_parquet)
    read: list[ReadResult] = []
    first = 0
    for number, details in enumerate(files.parse(FILE_DETAILS, partial(from_json, kind=tuple[_FileDetails, ...]))):
        own, first = documents[first : first + details.documents], first + details.documents
        coding_hashes = {
            name.partition("/")[2]: digest for name, digest in result.files.items() if name.startswith(f"{number}/")
        }
        codings = read_codings(RunFiles(result.folder / str(number), coding_hashes))
        contents = FileContents(own, codings, details.participants or {}, details.notes, details.problems)
        read.append(details.unreadable or contents)
    return read


def _details_of(contents: ReadResult) -> _FileDetails:
    if isinstance(contents, Problem):
        return _FileDetails(unreadable=contents)
    return _FileDetails(len(contents.documents), contents.participants, contents.notes, contents.problems)
