"""All manual codings of a study: from code columns of the input, from projects and from tables of coded segments."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.exchange import CodedFile, get_format, open_coded_file
from thememiner.intake import DistinctNames
from thememiner.records import MACHINE, Coding, CodingKind, Corpus, Document, Loss, Note, Problem, Scope, Source
from thememiner.workflows.losses import note_losses

SAME_NAME = (
    "there is a coding by {0} already; this one is called {1} and counts as another person's. If it is the same "
    "person's, leave one of the two out: agreement between people needs two people."
)


@dataclass(frozen=True, slots=True)
class ManualCodings:
    """Manual codings with distinct names of coders, and their source files."""

    codings: tuple[Coding, ...]
    sources: tuple[tuple[str, Source | None], ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]


def read_manual_codings(
    paths: Sequence[Path],
    corpus: Corpus,
    settings: Settings,
    *,
    format: str | None = None,  # noqa: A002 - as the option is called
) -> ManualCodings:
    """Read projects and tables of coded segments, and add them to the codings that came with the corpus.

    ``format`` is the format of all files; without it, the format of each is detected.
    """
    return join_manual_codings(
        [open_coded_file(path, format=format, settings=settings) for path in paths], corpus, settings
    )


def join_manual_codings(files: Sequence[CodedFile], corpus: Corpus, settings: Settings) -> ManualCodings:
    """Add the codings of files to those that came with the corpus; losses become notes."""
    found: list[tuple[Coding, Source | None]] = [(coding, None) for coding in corpus.codings]
    problems: list[Problem] = []
    notes: list[Note] = []
    for file in files:
        imported = file.read_codings(corpus.documents)
        source = file.source
        found.extend((coding, source) for coding in imported.codings)
        problems.extend(imported.problems)
        losses = (*imported.losses, *([Loss("memos", len(imported.memos))] if imported.memos else []))
        notes.extend((*imported.notes, *note_losses(losses, source.path)))
    names = DistinctNames([MACHINE, *(coding.coder for coding, _ in found)])
    names.give(MACHINE)
    named = [
        (replace(coding, coder=names.give(coding.coder), kind=_manual_kind(coding)), source) for coding, source in found
    ]
    if settings.comparison.read == "documents":
        named = [(assume_documents_read(coding, corpus.documents), source) for coding, source in named]
    for (before, table), (after, _) in zip(found, named, strict=True):
        if before.coder != after.coder:
            notes.append(Note(table.path if table else after.coder, SAME_NAME.format(before.coder, after.coder)))
    return ManualCodings(
        codings=tuple(coding for coding, _ in named),
        sources=tuple((coding.coder, source) for coding, source in named),
        problems=tuple(problems),
        notes=tuple(notes),
    )


def _manual_kind(coding: Coding) -> CodingKind:
    """Return the kind of a coding that was given as a manual one, which a proposal of another run then is too."""
    return CodingKind.PERSON if coding.is_proposal else coding.kind


def refuse_unusable_format(name: str | None, manual: Sequence[Path]) -> None:
    """Raise ``UsageError`` if there is no format of that name, or a format is named without any file; cheap."""
    if name is None:
        return
    get_format(name)
    if not manual:
        what = "--format is the format of files with manual codings, and no such file is given."
        raise UsageError(what, remedy="Give one with --gold, or leave out --format.")


def assume_documents_read(coding: Coding, documents: Sequence[Document]) -> Coding:
    """Return a coding with every document that has a segment in its scope, if the scope is not known."""
    if coding.scope.spans is not None:
        return coding
    coded = set(coding.segments["doc_id"])
    return replace(coding, scope=Scope({one.doc_id: ((0, len(one.text)),) for one in documents if one.doc_id in coded}))
