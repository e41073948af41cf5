"""Codings of a project transferred to the documents of a corpus that have the same texts."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from thememiner.exchange.project_building import ImportedCodings, find_used_codes, make_losses
from thememiner.exchange.quote_search import Location, PassageLocator, PassageReference, fold_text
from thememiner.intake import DocumentNames
from thememiner.phrasing import format_count, inflect, list_some
from thememiner.records import (
    CODED_ONLY,
    SEGMENT_COLUMNS,
    Codebook,
    Coding,
    Document,
    Loss,
    Note,
    Problem,
    Project,
    Scope,
    make_table,
)

Range = tuple[int, int]


@dataclass(frozen=True)
class MatchedDocument:
    """A document of a project and its counterpart in a corpus."""

    doc_id: str
    """The id of the counterpart in the corpus."""
    text: str
    """The text in the corpus."""
    project_text: str
    """The text in the project."""

    @cached_property
    def has_same_text(self) -> bool:
        """Whether the texts differ in white space, invisible characters, and style of marks at most."""
        return self.text == self.project_text or self._folded[1] == self._folded_project[1]

    def to_corpus(self, start: int, end: int) -> Range | None:
        """Convert a range of the project's text to the corpus; None if the texts are not the same.

        Where the texts differ in white space, the range begins with its first letter and ends with its last.
        """
        if self.text == self.project_text:
            return start, end
        if not self.has_same_text:
            return None
        indices, project_indices = self._folded[0], self._folded_project[0]
        first, after = bisect_left(project_indices, start), bisect_left(project_indices, end)
        return (indices[first], indices[after - 1] + 1) if first < after else None

    @cached_property
    def _folded(self) -> tuple[list[int], str]:
        return fold_text(self.text)

    @cached_property
    def _folded_project(self) -> tuple[list[int], str]:
        return fold_text(self.project_text)


def match_documents(documents: Sequence[Document], corpus: Sequence[Document]) -> Mapping[str, MatchedDocument]:
    """Return the counterpart in a corpus of each document that has exactly one, by the document's id.

    Among documents with the same text, the counterpart is the one with the same name, or the only one. If none has the
    same text, it is the only document with the same name. A document of the corpus may be the counterpart of several.
    """
    names = DocumentNames(document.doc_id for document in corpus)
    texts = {document.doc_id: document.text for document in corpus}
    by_text: dict[str, list[str]] = defaultdict(list)
    for document in corpus:
        by_text[fold_text(document.text)[1]].append(document.doc_id)
    matches = {}
    for document in documents:
        same_name = names.find(document.doc_id)
        same_text = by_text.get(fold_text(document.text)[1], [])
        both = [doc_id for doc_id in same_text if doc_id in same_name]
        choices = (both, same_text, same_name if not same_text else [])
        match = next((chosen[0] for chosen in choices if len(chosen) == 1), None)
        if match is not None:
            matches[document.doc_id] = MatchedDocument(match, texts[match], document.text)
    return matches


def transfer_codings(project: Project, documents: Sequence[Document], *, place: str) -> ImportedCodings:
    """Return the codings of a project with the positions of their segments in the documents of a corpus.

    ``match_documents`` says which document of the corpus belongs to a document of the project. If their texts are the
    same but for white space, invisible characters, and the width or style of marks, all positions are converted. If
    they are not, a segment keeps its position if its quote is there too; otherwise it is located by its quote. Segments
    that match no place, or several, and documents without a counterpart are problems. Everything else that the project
    holds is left out and counted as a loss: codes that are not used here, memos, colours and attributes.
    """
    transfer = _CodingTransfer(project, documents, place)
    codings = tuple(transfer.apply(coding) for coding in project.codings)
    return ImportedCodings(
        codings=tuple(sorted((c for c in codings if len(c.segments)), key=lambda coding: coding.coder)),
        problems=(*project.problems, *transfer.problems, *transfer.report_unmatched()),
        notes=(*project.notes, *transfer.notes),
        losses=(*project.losses, *_count_losses(project, codings)),
    )


def _count_losses(project: Project, transferred: Sequence[Coding]) -> tuple[Loss, ...]:
    known, used = (
        {code.code_id for one in codings for code in one.codebook.codes} for codings in (project.codings, transferred)
    )
    return make_losses(
        {
            "codes without a coded segment": len(known - used),
            "memos": len(project.memos),
            "colours of codes": len(project.colours),
            "attributes of participants": sum(map(len, project.participants.values())),
            "attributes of documents": sum(len(document.attributes) for document in project.documents),
        }
    )


class _CodingTransfer:
    """Moves segments from the texts of a project to those of a corpus, and collects what could not be moved."""

    def __init__(self, project: Project, documents: Sequence[Document], place: str) -> None:
        self.problems: list[Problem] = []
        self.notes: list[Note] = []
        self._place = place
        self._locator = PassageLocator(documents)
        self._texts = {document.doc_id: document.text for document in project.documents}
        self._matches = match_documents(project.documents, documents)
        self._unmatched: dict[str, int] = {}

    def apply(self, coding: Coding) -> Coding:
        """Return a coding over the corpus, with the codes that are used and those above them."""
        places = [
            self._move(doc_id, int(start), int(end))
            for doc_id, start, end in coding.segments[["doc_id", "start", "end"]].itertuples(index=False, name=None)
        ]
        moved = coding.segments[[place is not None for place in places]]
        doc_ids, starts, ends = zip(*(place[:3] for place in places if place), strict=True) if len(moved) else ((),) * 3
        columns = {column.name: moved[column.name].tolist() for column in SEGMENT_COLUMNS}
        own = {"doc_id": doc_ids, "start": starts, "end": ends, "unit_id": (None,) * len(moved)}
        segments = make_table(SEGMENT_COLUMNS, {**columns, **own})
        segments = segments.sort_values(["doc_id", "start", "end", "rank", "code_id"], ignore_index=True)
        used = find_used_codes(coding.codebook, segments)
        codebook = Codebook(tuple(code for code in coding.codebook.codes if code.code_id in used))
        return replace(coding, codebook=codebook, segments=segments, scope=self._move_scope(coding.scope))

    def report_unmatched(self) -> list[Problem]:
        """Return the problem that some documents have no counterpart, if any have none."""
        if not self._unmatched:
            return []
        count = sum(self._unmatched.values())
        segments = f"{format_count(count, 'coded segment')} {inflect(count, 'belongs', 'belong')}"
        names = list_some(sorted(self._unmatched))
        reason = f"{segments} to documents that the corpus does not have, or has several of: {names}."
        return [Problem(self._place, reason, "Give the texts that were coded, as the input or with --documents.")]

    def _move(self, doc_id: str, start: int, end: int) -> Location | None:
        """Return the place of a segment in the corpus; None if it has none, which is recorded."""
        match = self._matches.get(doc_id)
        if match is None:
            self._unmatched[doc_id] = self._unmatched.get(doc_id, 0) + 1
            return None
        location = self._locate(match, doc_id, start, end)
        segment = f"{self._place}:{doc_id}:{start}"
        if not isinstance(location, Location):
            self.problems.append(Problem(segment, f"this segment {location}."))
            return None
        if location.method:
            text = f"this segment was located in {location.doc_id} {location.method}."
            self.notes.append(Note(segment, text))
        return location

    def _locate(self, match: MatchedDocument, doc_id: str, start: int, end: int) -> Location | str | None:
        if (moved := match.to_corpus(start, end)) is not None:
            return Location(match.doc_id, *moved)
        if match.has_same_text:
            return "has no letters"
        quote = self._texts[doc_id][start:end]
        location = self._locator.locate(PassageReference(match.doc_id, str(start), str(end), quote))
        if isinstance(location, Location):
            return location
        return self._locator.locate(PassageReference(match.doc_id, None, None, quote))

    def _move_scope(self, scope: Scope) -> Scope:
        """Return the scope of a coder in the corpus; ``CODED_ONLY`` if any part of it cannot be converted."""
        if scope.spans is None:
            return scope
        spans: dict[str, tuple[Range, ...]] = {}
        for doc_id, ranges in scope.spans.items():
            match = self._matches.get(doc_id)
            moved = [match.to_corpus(start, end) for start, end in ranges] if match else []
            if match is None or None in moved:
                return CODED_ONLY
            spans[match.doc_id] = tuple(sorted(range_ for range_ in moved if range_ is not None))
        return Scope(dict(sorted(spans.items())))
