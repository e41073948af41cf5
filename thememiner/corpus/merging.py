"""Contents of many files become one corpus: documents told apart, codings of one coder joined."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from thememiner.corpus.contents import FileContents
from thememiner.records import CODED_ONLY, SEGMENT_COLUMNS, Code, Codebook, Coding, Note, Scope, table

if TYPE_CHECKING:
    import pandas as pd


def tell_apart(contents: Sequence[FileContents]) -> list[FileContents]:
    """Set a file's place before the ids of its documents where two files have documents of one id."""
    count = Counter(document.doc_id for file in contents for document in file.documents)
    found = []
    for file in contents:
        names = {d.doc_id: f"{d.source.path}/{d.doc_id}" for d in file.documents if count[d.doc_id] > 1}
        found.append(_renamed(file, names) if names else file)
    return found


def join_codings(codings: Sequence[Coding]) -> tuple[Coding, ...]:
    """Return one coding a coder, sorted by coder: all codes, all segments, and the scope of all."""
    by_coder: dict[str, list[Coding]] = {}
    for coding in codings:
        by_coder.setdefault(coding.coder, []).append(coding)
    return tuple(_joined(by_coder[coder]) for coder in sorted(by_coder))


def join_participants(contents: Sequence[FileContents]) -> dict[str, Mapping[str, str]]:
    """Return the attributes of every participant over all files; of two values the first counts."""
    found: dict[str, Mapping[str, str]] = {}
    for file in contents:
        for person, attributes in file.participants.items():
            found[person] = MappingProxyType({**attributes, **found.get(person, {})})
    return found


def note_copies(contents: Sequence[FileContents]) -> list[Note]:
    """Return a note for every file with the same content as one before it."""
    first: dict[str, str] = {}
    notes = []
    for source in dict.fromkeys(document.source for file in contents for document in file.documents):
        original = first.setdefault(source.sha256, source.path)
        if original != source.path:
            notes.append(
                Note(source.path, f"has the same content as {original}. If it is there by mistake, take it out.")
            )
    return notes


def _renamed(file: FileContents, names: Mapping[str, str]) -> FileContents:
    documents = tuple(replace(d, doc_id=names.get(d.doc_id, d.doc_id)) for d in file.documents)
    return replace(file, documents=documents, codings=tuple(_recoded(coding, names) for coding in file.codings))


def _recoded(coding: Coding, names: Mapping[str, str]) -> Coding:
    doc_ids = [names.get(doc_id, doc_id) for doc_id in coding.segments["doc_id"]]
    spans = coding.scope.spans
    scope = coding.scope if spans is None else Scope({names.get(key, key): value for key, value in spans.items()})
    return replace(coding, segments=_sorted(coding.segments.assign(doc_id=doc_ids)), scope=scope)


def _joined(codings: Sequence[Coding]) -> Coding:
    if len(codings) == 1:
        return codings[0]
    codes: dict[str, Code] = {code.code_id: code for coding in codings for code in coding.codebook.codes}
    columns = {
        column.name: [value for coding in codings for value in coding.segments[column.name]]
        for column in SEGMENT_COLUMNS
    }
    spans = [coding.scope.spans for coding in codings]
    known = {doc_id: ranges for span in spans for doc_id, ranges in (span or {}).items()}
    scope = CODED_ONLY if None in spans else Scope(MappingProxyType(dict(sorted(known.items()))))
    codebook = Codebook(tuple(codes[code_id] for code_id in sorted(codes)))
    return Coding(codings[0].coder, codebook, _sorted(table(SEGMENT_COLUMNS, columns)), scope)


def _sorted(segments: "pd.DataFrame") -> "pd.DataFrame":
    found = segments.sort_values(["doc_id", "start", "end", "rank"], kind="stable", ignore_index=True)
    return table(SEGMENT_COLUMNS, {column.name: found[column.name] for column in SEGMENT_COLUMNS})
