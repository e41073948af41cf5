"""New documents and manual codings are added to those of a run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from thememiner.config import Settings
from thememiner.corpus import join_codings, parse_label
from thememiner.errors import UsageError
from thememiner.phrasing import inflect, list_some
from thememiner.records import Coding, Corpus, Document, Note, Run, Source
from thememiner.workflows.manual_codings import ManualCodings, read_manual_codings


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendedCorpus(Corpus):
    """The documents of a run and new ones, with the manual codings of both; problems and notes are of the new ones."""

    new: tuple[str, ...]
    """Ids of the new documents, sorted."""
    skipped: tuple[str, ...]
    """Ids of documents that were given and are in the run already with the same text."""


def add_documents(run: Run, read: Corpus) -> ExtendedCorpus:
    """Add the documents that are new to a run.

    A participant keeps the name that the run has, whatever the case of its letters (``ANNA``, ``Anna``). Attributes
    that the run has of a person stay, and new ones are added.

    Raises ``UsageError`` if a document is in the run with another text, or if no document is new.
    """
    known = {document.doc_id: document for document in run.documents}
    skipped = tuple(document.doc_id for document in read.documents if document.doc_id in known)
    _refuse_changed([d.doc_id for d in read.documents if d.doc_id in known and d.text != known[d.doc_id].text])
    new = [document for document in read.documents if document.doc_id not in known]
    if not new:
        raise UsageError(
            f"nothing new: {list_some(skipped)} {inflect(len(skipped), 'is', 'are')} in the run already.",
            remedy="Give the new interviews.",
        )
    names = {parse_label(person).whole: person for document in run.documents for person in document.participants}
    renamed = (_rename_participants(document, names) for document in new)
    documents = sorted([*run.documents, *renamed], key=lambda document: document.doc_id)
    attributes = dict(run.participants)
    for person, values in read.participants.items():
        name = names.get(parse_label(person).whole, person)
        attributes[name] = MappingProxyType({**values, **attributes.get(name, {})})
    manual = [coding for coding in run.codings if not coding.is_proposal]
    return ExtendedCorpus(
        documents=tuple(documents),
        participants=MappingProxyType(dict(sorted(attributes.items()))),
        codings=join_codings([*manual, *(_without_documents(coding, skipped) for coding in read.codings)]),
        problems=read.problems,
        notes=(
            *read.notes,
            *(Note(name, "is in the run already with the same text, and was skipped.") for name in skipped),
            *_note_copies(run.documents, new),
            *_note_missing_attributes(attributes, documents),
        ),
        new=tuple(document.doc_id for document in new),
        skipped=skipped,
    )


def _refuse_changed(changed: Sequence[str]) -> None:
    if changed:
        raise UsageError(
            f"{list_some(changed)}: in the run already, with another text.",
            remedy=f"To add {inflect(len(changed), 'it', 'them')} as new, choose another name; to replace the old "
            "text, mine all transcripts again.",
        )


def _rename_participants(document: Document, names: Mapping[str, str]) -> Document:
    """Return a document whose participants have the names of the run."""
    turns = tuple(
        turn
        if turn.participant is None
        else replace(turn, participant=names.get(parse_label(turn.participant).whole, turn.participant))
        for turn in document.turns
    )
    return replace(document, turns=turns)


def _without_documents(coding: Coding, doc_ids: Sequence[str]) -> Coding:
    """Return a coding without the segments and the scope of some documents."""
    segments = coding.segments[~coding.segments["doc_id"].isin(doc_ids)].reset_index(drop=True)
    spans = coding.scope.spans
    left = None if spans is None else {name: ranges for name, ranges in spans.items() if name not in doc_ids}
    return replace(coding, segments=segments, scope=replace(coding.scope, spans=left))


def _note_copies(known: Sequence[Document], new: Sequence[Document]) -> list[Note]:
    """Return a note for every new document whose text the run has under another name."""
    first = {document.text: document.doc_id for document in reversed(known)}
    return [
        Note(d.doc_id, f"has the same text as {first[d.text]} of the run. If this is a mistake, remove it.")
        for d in new
        if d.text in first
    ]


def _note_missing_attributes(known: Mapping[str, Mapping[str, str]], documents: Sequence[Document]) -> list[Note]:
    """Return a note on people without attributes, if other people have some."""
    people = sorted({person for document in documents for person in document.participants} - set(known))
    if not known or not people:
        return []
    text = f"there are no attributes of {list_some(people)}. Put participants.csv beside the new interviews."
    return [Note("participants", text)]


def extend_codings(
    run: Run,
    corpus: Corpus,
    paths: Sequence[Path],
    settings: Settings,
    *,
    format: str | None = None,  # noqa: A002 - the name of the option
) -> ManualCodings:
    """Read manual codings from files, and add them to the codings of the corpus.

    If a coder is known, the new segments continue that coding, unless passages coded before are coded otherwise now:
    then the new coding gets another name.
    """
    known = {coding.coder: coding for coding in corpus.codings}
    read = read_manual_codings(paths, replace(corpus, codings=()), settings, format=format)
    continuations = [_continue_coding(coding, known.get(coding.coder)) for coding in read.codings]
    joined = join_codings([*known.values(), *(part for part in continuations if part is not None)])
    separate = [coding for coding, part in zip(read.codings, continuations, strict=True) if part is None]
    new_names = {coding.coder: _free_name(coding.coder, known) for coding in separate}
    renamed = tuple(replace(coding, coder=new_names[coding.coder]) for coding in separate)
    stored = [(coding["coder"], _stored_source(coding)) for coding in run.manifest["codings"]]
    listed = {coder for coder, _ in stored}
    of_tables = [(coder, None) for coder in known if coder not in listed]
    of_files = [(new_names.get(coder, coder), source) for coder, source in read.sources]
    return replace(read, codings=(*joined, *renamed), sources=(*stored, *of_tables, *of_files))


def _continue_coding(coding: Coding, before: Coding | None) -> Coding | None:
    """Return the part of a coding in documents that the coder had not coded; None if it is a separate coding."""
    if before is None:
        return None
    done = set(before.segments["doc_id"])
    again = coding.segments["doc_id"].isin(done)
    old = before.segments["doc_id"].isin(set(coding.segments["doc_id"]))
    if _spans_with_codes(coding.segments[again]) != _spans_with_codes(before.segments[old]):
        return None
    return replace(coding, segments=coding.segments[~again].reset_index(drop=True))


def _spans_with_codes(segments: pd.DataFrame) -> set[tuple[str, int, int, str]]:
    return set(segments[["doc_id", "start", "end", "code_id"]].itertuples(index=False, name=None))


def _free_name(coder: str, known: Mapping[str, Coding]) -> str:
    """Return a coder's name, followed by a number if it is taken."""
    number = 1
    while (name := coder if number == 1 else f"{coder} ({number})") in known:
        number += 1
    return name


def _stored_source(coding: Mapping[str, str | None]) -> Source | None:
    path, sha256 = coding["path"], coding["sha256"]
    return Source(path, sha256, Path(path).suffix.lstrip("."), None) if path and sha256 else None
