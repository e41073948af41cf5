"""The codebooks of all coders as one table: what each code is called, what it means, and who said it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from thememiner.exchange.coded_rows import CodedRow, code_paths, coded_rows
from thememiner.exchange.coded_table import LEVEL
from thememiner.exchange.results.gathering import rounded
from thememiner.exchange.sheets import Sheet, SheetColumn
from thememiner.records import MACHINE, Code, Coding, Document, Theme

Counts = tuple[int, int, int]
"""Segments, participants and documents of a code and those below it."""


def codebook_sheet(codings: Sequence[Coding], documents: Sequence[Document], themes: Mapping[str, Theme]) -> Sheet:
    """Return a row for each code of each coder; ``themes`` tell more of the program's own codes.

    A code counts the segments of those below it. Of the program's themes, units are counted by their first code, so
    that they add up; those that carry it as their second code stand in a column of their own.
    """
    paths = {coding.coder: code_paths(coding.codebook) for coding in codings}
    levels = max((len(path) for own in paths.values() for path in own.values()), default=1)
    rows = []
    for coding in codings:
        counts = _counts(list(coded_rows([coding], documents)))
        for code in coding.codebook.codes:
            path = paths[coding.coder][code.code_id]
            theme = themes.get(code.code_id) if coding.coder == MACHINE else None
            names = tuple(path[level] if level < len(path) else None for level in range(levels))
            rows.append((coding.coder, code.code_id, *names, *_told(code, theme, counts.get(path, (0, 0, 0)))))
    return Sheet(
        title="Codebook",
        columns=(
            *(SheetColumn("coder", 14), SheetColumn("code id", 14)),
            *(SheetColumn(LEVEL.format(number), 28) for number in range(1, levels + 1)),
            *(SheetColumn("description", 50), SheetColumn("key words", 50), SheetColumn("stability", 10)),
            *(SheetColumn("segments, or units by first code", 14), SheetColumn("units as second code", 10)),
            *(SheetColumn("participants", 12), SheetColumn("documents", 12)),
        ),
        rows=tuple(rows),
    )


def _told(code: Code, theme: Theme | None, counts: Counts) -> tuple[str | int | float | None, ...]:
    if theme is None:
        segments, participants, documents = counts
        return (code.description or None, None, None, segments, None, participants, documents)
    return (
        *(code.description or None, ", ".join(theme.keywords), rounded(theme.stability)),
        *(theme.units, theme.also, theme.participants, theme.documents),
    )


def _counts(rows: Sequence[CodedRow]) -> Mapping[tuple[str, ...], Counts]:
    segments: dict[tuple[str, ...], set[tuple[str, int, int]]] = defaultdict(set)
    people: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in rows:
        for depth in range(1, len(row.path) + 1):
            segments[row.path[:depth]].add((row.document, row.start, row.end))
            if row.participant is not None:
                people[row.path[:depth]].add(row.participant)
    return {
        path: (len(places), len(people[path]), len({document for document, _, _ in places}))
        for path, places in segments.items()
    }
