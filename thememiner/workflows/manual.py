"""All manual codings of a study: from code columns of the input, and from tables of coded segments."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from thememiner.config import Settings
from thememiner.exchange import read_codings
from thememiner.intake import DistinctNames
from thememiner.records import MACHINE, Coding, Corpus, Document, Note, Problem, Scope, Source
from thememiner.storage import hash_file

_SAME_NAME = (
    "there is a coding by {0} already; this one is called {1} and counts as another person's. If it is the same "
    "person's, leave one of the two out: nobody's agreement with themselves tells how far people agree."
)


@dataclass(frozen=True, slots=True)
class ManualCodings:
    """Manual codings with coders' names that differ, and where each came from."""

    codings: tuple[Coding, ...]
    sources: tuple[tuple[str, Source | None], ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]


def read_manual_codings(paths: Sequence[Path], corpus: Corpus, settings: Settings) -> ManualCodings:
    """Read tables of coded segments and put them beside the codings that came with the corpus."""
    found: list[tuple[Coding, Source | None]] = [(coding, None) for coding in corpus.codings]
    problems: list[Problem] = []
    notes: list[Note] = []
    for path in paths:
        imported = read_codings(path, corpus.documents, settings=settings)
        source = Source(path.name, hash_file(path), path.suffix.lstrip("."), None)
        found.extend((coding, source) for coding in imported.codings)
        problems.extend(imported.problems)
        notes.extend(imported.notes)
    names = DistinctNames([MACHINE, *(coding.coder for coding, _ in found)])
    names.give(MACHINE)
    named = [(replace(coding, coder=names.give(coding.coder)), source) for coding, source in found]
    if settings.comparison.read == "documents":
        named = [(as_read(coding, corpus.documents), source) for coding, source in named]
    for (before, table), (after, _) in zip(found, named, strict=True):
        if before.coder != after.coder:
            notes.append(Note(table.path if table else after.coder, _SAME_NAME.format(before.coder, after.coder)))
    return ManualCodings(
        codings=tuple(coding for coding, _ in named),
        sources=tuple((coding.coder, source) for coding, source in named),
        problems=tuple(problems),
        notes=tuple(notes),
    )


def as_read(coding: Coding, documents: Sequence[Document]) -> Coding:
    """Return a coding whose coder has read all of the documents with a segment, if what was read is not known."""
    if coding.scope.spans is not None:
        return coding
    coded = set(coding.segments["doc_id"])
    return replace(coding, scope=Scope({one.doc_id: ((0, len(one.text)),) for one in documents if one.doc_id in coded}))
