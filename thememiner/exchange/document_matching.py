"""Which document of a corpus a project's document is, and where each of its positions lies there.

Codings of a project, over its own texts, carried over to the same documents of a corpus.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from thememiner.exchange.project_building import ImportedCodings
from thememiner.exchange.quote_search import GivenPlace, Place, PlaceFinder, fold
from thememiner.intake import DocumentNames, first_few
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
    table,
)

Range = tuple[int, int]


@dataclass(frozen=True)
class Twin:
    """A document of the corpus beside the text of it that a project has."""

    doc_id: str
    text: str
    other: str
    """The text as the project has it."""

    @cached_property
    def same(self) -> bool:
        """Say whether the texts differ but in white space, invisible characters, and the style of marks."""
        return self.text == self.other or self._folded[1] == self._other_folded[1]

    def moved(self, start: int, end: int) -> Range | None:
        """Return where a range of the project's text lies in the corpus; None if the texts are not the same.

        Where they differ in white space, a range begins with its first letter and ends with its last.
        """
        if self.text == self.other:
            return start, end
        if not self.same:
            return None
        indices, others = self._folded[0], self._other_folded[0]
        first, behind = bisect_left(others, start), bisect_left(others, end)
        return (indices[first], indices[behind - 1] + 1) if first < behind else None

    @cached_property
    def _folded(self) -> tuple[list[int], str]:
        return fold(self.text)

    @cached_property
    def _other_folded(self) -> tuple[list[int], str]:
        return fold(self.other)


def find_twins(documents: Sequence[Document], corpus: Sequence[Document]) -> Mapping[str, Twin]:
    """Return the counterpart in the corpus of each document that has exactly one, by its id in the project.

    It is, of those with the same text, the one that is called so, else the only one; if none has the same text, it is
    the only one that is called so. A document of the corpus may be the counterpart of several.
    """
    names = DocumentNames(document.doc_id for document in corpus)
    known = {document.doc_id: document for document in corpus}
    by_text: dict[str, list[str]] = defaultdict(list)
    for document in corpus:
        by_text[fold(document.text)[1]].append(document.doc_id)
    twins = {}
    for document in documents:
        called = names.find(document.doc_id)
        same = by_text.get(fold(document.text)[1], [])
        choices = ([doc_id for doc_id in same if doc_id in called], same, called if not same else [])
        found = next((chosen for chosen in choices if len(chosen) == 1), None)
        if found is not None:
            twins[document.doc_id] = Twin(found[0], known[found[0]].text, document.text)
    return twins


def carry_over(project: Project, documents: Sequence[Document], *, place: str) -> ImportedCodings:
    """Return the codings of a project with the positions that their segments have in a corpus.

    A document of the project is that of the corpus which is called so, else the only one with the same text, but for
    white space, invisible characters, and the width or style of marks. Where texts are the same in that sense, every
    position is known; where they are not, a segment keeps its position if its quote stands there too, else it is
    located by its quote. Segments that have no such place, or several, and documents without a counterpart, are
    problems, never guessed. What else the project holds is left out: codes that nobody used here, memos, colours and
    attributes are losses, like what the format could not carry.
    """
    carrier = _Carrier(project, documents, place)
    codings = tuple(carrier.carry(coding) for coding in project.codings)
    return ImportedCodings(
        codings=tuple(sorted((c for c in codings if len(c.segments)), key=lambda coding: coding.coder)),
        problems=(*project.problems, *carrier.problems, *carrier.unknown()),
        notes=(*project.notes, *carrier.notes),
        losses=(*project.losses, *_left(project, codings)),
    )


def _left(project: Project, carried: Sequence[Coding]) -> tuple[Loss, ...]:
    """Return what a project holds beside codings, which are all that is carried over."""
    known, used = (
        {code.code_id for one in codings for code in one.codebook.codes} for codings in (project.codings, carried)
    )
    counts = {
        "codes without a coded segment": len(known - used),
        "memos": len(project.memos),
        "colours of codes": len(project.colours),
        "attributes of participants": sum(map(len, project.participants.values())),
        "attributes of documents": sum(len(document.attributes) for document in project.documents),
    }
    return tuple(Loss(what, count) for what, count in counts.items() if count)


class _Carrier:
    """The way of segments from one text into the other, and what got lost on it."""

    def __init__(self, project: Project, documents: Sequence[Document], place: str) -> None:
        self.problems: list[Problem] = []
        self.notes: list[Note] = []
        self._place = place
        self._finder = PlaceFinder(documents)
        self._texts = {document.doc_id: document.text for document in project.documents}
        self._twins = find_twins(project.documents, documents)
        self._without: dict[str, int] = {}

    def carry(self, coding: Coding) -> Coding:
        """Return one coding over the corpus, with the codes used and those above them."""
        places = [
            self._move(doc_id, int(start), int(end))
            for doc_id, start, end in coding.segments[["doc_id", "start", "end"]].itertuples(index=False, name=None)
        ]
        moved = coding.segments[[place is not None for place in places]]
        doc_ids, starts, ends = zip(*(place[:3] for place in places if place), strict=True) if len(moved) else ((),) * 3
        columns = {column.name: moved[column.name].tolist() for column in SEGMENT_COLUMNS}
        own = {"doc_id": doc_ids, "start": starts, "end": ends, "unit_id": (None,) * len(moved)}
        segments = table(SEGMENT_COLUMNS, {**columns, **own})
        segments = segments.sort_values(["doc_id", "start", "end", "rank", "code_id"], ignore_index=True)
        return replace(
            coding, codebook=_used(coding.codebook, segments), segments=segments, scope=self._scope(coding.scope)
        )

    def unknown(self) -> list[Problem]:
        """Return the problem that documents have no counterpart, if any have none."""
        if not self._without:
            return []
        number = sum(self._without.values())
        segments = f"{number:,} coded segment{' is' if number == 1 else 's are'}"
        reason = f"{segments} of documents that the corpus does not have, or has several of: "
        return [Problem(self._place, f"{reason}{first_few(sorted(self._without))}.", "Mine the texts that were coded.")]

    def _move(self, doc_id: str, start: int, end: int) -> Place | None:
        """Return a segment's place in the corpus; None if it has none, after saying why."""
        twin = self._twins.get(doc_id)
        if twin is None:
            self._without[doc_id] = self._without.get(doc_id, 0) + 1
            return None
        found = self._find(twin, doc_id, start, end)
        where = f"{self._place}:{doc_id}:{start}"
        if not isinstance(found, Place):
            self.problems.append(Problem(where, f"this segment {found}."))
            return None
        if found.how:
            self.notes.append(Note(where, f"this segment was located in {found.doc_id} {found.how}."))
        return found

    def _find(self, twin: Twin, doc_id: str, start: int, end: int) -> Place | str | None:
        if (moved := twin.moved(start, end)) is not None:
            return Place(twin.doc_id, *moved)
        if twin.same:
            return "has no letter of the text"
        quote = self._texts[doc_id][start:end]
        found = self._finder.find(GivenPlace(twin.doc_id, str(start), str(end), quote))
        return found if isinstance(found, Place) else self._finder.find(GivenPlace(twin.doc_id, None, None, quote))

    def _scope(self, scope: Scope) -> Scope:
        """Return what the coder looked at, if all of it can be told in the corpus."""
        if scope.spans is None:
            return scope
        spans: dict[str, tuple[Range, ...]] = {}
        for doc_id, ranges in scope.spans.items():
            twin = self._twins.get(doc_id)
            moved = [twin.moved(start, end) for start, end in ranges] if twin else []
            if twin is None or None in moved:
                return CODED_ONLY
            spans[twin.doc_id] = tuple(sorted(range_ for range_ in moved if range_ is not None))
        return Scope(dict(sorted(spans.items())))


def _used(codebook: Codebook, segments: pd.DataFrame) -> Codebook:
    parents = codebook.parents()
    used: set[str] = set()
    for code_id in segments["code_id"].unique():
        above: str | None = str(code_id)
        while above is not None and above not in used:
            used.add(above)
            above = parents[above]
    return Codebook(tuple(code for code in codebook.codes if code.code_id in used))
