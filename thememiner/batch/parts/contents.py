"""What some files of a corpus held, as files of a part's result, and back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from thememiner.batch.store import Result
from thememiner.corpus.contents import FileContents
from thememiner.records import Note, Problem
from thememiner.runs.as_json import from_json, to_json
from thememiner.runs.codings import coding_files, read_codings
from thememiner.runs.documents import documents_from_parquet, documents_to_parquet
from thememiner.runs.files import RunFiles

Read = FileContents | Problem
DOCUMENTS, TOLD = "documents.parquet", "told.json"


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
