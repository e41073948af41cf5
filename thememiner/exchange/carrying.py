"""Codings of a project, over its own texts, carried over to the same documents of a corpus."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from thememiner.exchange.imported import ImportedCodings
from thememiner.exchange.placing import GivenPlace, Place, PlaceFinder
from thememiner.exchange.twins import Twin, find_twins
from thememiner.intake import first_few
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
