"""A corpus and its manual codings as files."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from thememiner.records import Corpus, Note, Problem, Source
from thememiner.runs.as_json import from_json, to_json
from thememiner.runs.codings import coding_files, read_codings
from thememiner.runs.documents import documents_from_parquet, documents_to_parquet
from thememiner.runs.files import RunFiles
from thememiner.workflows.manual import ManualCodings


@dataclass(frozen=True, slots=True)
class _Told:
    """What went wrong and what was decided."""

    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    sources: tuple[tuple[str, Source | None], ...] = ()


def corpus_files(corpus: Corpus) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of a corpus."""
    yield "documents.parquet", documents_to_parquet(corpus.documents)
    yield "participants.json", to_json(dict(corpus.participants))
    yield "told.json", to_json(_Told(corpus.problems, corpus.notes))
    yield from coding_files(corpus.codings)


def restore_corpus(files: RunFiles) -> Corpus:
    """Return the corpus as it was. Raises ``RunError``."""
    told = files.parse("told.json", partial(from_json, kind=_Told))
    return Corpus(
        documents=files.parse("documents.parquet", documents_from_parquet),
        participants=files.parse("participants.json", partial(from_json, kind=dict[str, dict[str, str]])),
        codings=read_codings(files),
        problems=told.problems,
        notes=told.notes,
    )


def manual_files(manual: ManualCodings) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of the manual codings."""
    yield "told.json", to_json(_Told(manual.problems, manual.notes, manual.sources))
    yield from coding_files(manual.codings)


def read_manual(files: RunFiles) -> ManualCodings:
    """Return the manual codings as they were. Raises ``RunError``."""
    told = files.parse("told.json", partial(from_json, kind=_Told))
    return ManualCodings(read_codings(files), told.sources, told.problems, told.notes)
