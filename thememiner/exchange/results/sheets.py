"""The codebooks of all coders as one table: what each code is called, what it means, and who said it.

Comparisons as tables: how far two coders agree, what became of each code, and where they disagree.
Themes as tables: who says how much of each, representative quotes, and the units that belong to none.
Workbooks (XLSX) for people who do not program: all results of a run, or a project's codes and coded segments.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from thememiner.exchange.coded_table import LEVEL, CodedRow, code_paths, coded_rows, coded_sheet, losses_of_a_table
from thememiner.exchange.decision_sheet import difference_told, listed_codes
from thememiner.exchange.results.ipa import by_participant_sheet, transcript_sheet
from thememiner.exchange.results.run_results import MEANINGS, Results, plain, rounded
from thememiner.exchange.spreadsheets import Sheet, SheetColumn, Value, as_xlsx
from thememiner.records import (
    MACHINE,
    NOT_KNOWN,
    Code,
    Coding,
    Comparison,
    Document,
    LevelComparison,
    Loss,
    Memo,
    Project,
    Theme,
)
from thememiner.storage import write_bytes

Counts = tuple[int, int, int]
"""Segments, participants and documents of a code and those below it."""
FIGURES = (
    *(("reference", 16), ("compared with it", 16), ("level", 12), ("over", 30), ("units", 8), ("participants", 12)),
    *(("figure", 36), ("value", 10), ("lower end", 10), ("upper end", 10), ("what the ends are", 36)),
    *(("by chance", 10), ("share of shuffles that reach it", 14), ("why there is none", 36)),
)
CODES = (
    *(("reference", 16), ("compared with it", 16), ("level", 12), ("code of", 16), ("code id", 14), ("code", 30)),
    *(("finding", 20), ("units", 8), ("participants", 12), ("counterparts", 40)),
    *(("precision", 10), ("recall", 10), ("F1", 10), ("kappa", 10)),
)
DISAGREEMENTS = (
    *(("first coder", 16), ("second coder", 16), ("participant", 14), ("document", 20), ("line", 7), ("start", 8)),
    *(("end", 8), ("text before", 36), ("text", 50), ("text after", 36), ("codes of the first", 30)),
    *(("codes of the second", 30), ("difference", 22), ("reason", 30), ("how instructive", 12)),
)
QUOTED = ("participant", "document", "line", "start", "end", "text")
HOW_TO_READ = (
    "A workbook of candidate themes: what a program proposes, to be read against the transcripts.",
    *MEANINGS,
    "Text of more than 32,766 characters goes on in a further column; a bell, which no cell can hold, is _x0007_.",
)
HELD_IN_WORKBOOKS = ("descriptions of codes", "memos", "codes without any coded segment, in them or below them")


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


def figures_sheet(results: Results) -> Sheet:
    """Return a row for each figure of each comparison, at each level and over each set of units."""
    rows = tuple(
        (*_pair(comparison, level), *row)
        for comparison in results.run.comparisons
        for level in comparison.levels
        for row in _figures(level, results)
    )
    return Sheet("Comparison", tuple(SheetColumn(name, width) for name, width in FIGURES), rows)


def codes_sheet(results: Results) -> Sheet:
    """Return a row for each code of each comparison, with what became of it in the other coding."""
    rows = tuple(
        (*_pair(comparison, level), *row)
        for comparison in results.run.comparisons
        for level in comparison.levels
        for row in _codes(comparison, level)
    )
    return Sheet("Codes compared", tuple(SheetColumn(name, width) for name, width in CODES), rows)


def disagreements_sheet(results: Results) -> Sheet:
    """Return the units on which a person and the program disagree, the most instructive first."""
    rows = tuple(
        (
            *(whole.first, whole.second, one.participant, one.doc_id, results.line(one.doc_id, one.start)),
            *(one.start, one.end, one.before, one.text, one.after),
            *(listed_codes(one.first, whole.first), listed_codes(one.second, whole.second)),
            *(difference_told(one, whole.first, whole.second), one.reason, rounded(one.instructive)),
        )
        for whole in results.disagreements
        for one in whole.found
    )
    return Sheet("Disagreements", tuple(SheetColumn(name, width) for name, width in DISAGREEMENTS), rows)


def _pair(comparison: Comparison, level: LevelComparison) -> tuple[str, str, str]:
    return comparison.reference, comparison.proposed, level.level


def _figures(level: LevelComparison, results: Results) -> Iterator[tuple[Value, ...]]:
    for figures in level.figures:
        over = (str(figures.basis), figures.units, figures.participants)
        for name, measured in figures.by_name.items():
            low, high = rounded(measured.low), rounded(measured.high)
            ends = None if low is None else str(figures.spread)
            yield (
                *(*over, results.figure_names.get(name, name), rounded(measured.value), low, high, ends),
                *(rounded(measured.by_chance), rounded(measured.beyond), measured.why_not or None),
            )


def _codes(comparison: Comparison, level: LevelComparison) -> Iterator[tuple[Value, ...]]:
    for coder, own in ((comparison.reference, level.reference), (comparison.proposed, level.proposed)):
        for code in own:
            yield (
                *(coder, code.code_id, code.name, str(code.finding), code.units, code.participants),
                "; ".join(code.counterparts),
                *(rounded(value) for value in (code.precision, code.recall, code.f1, code.kappa)),
            )


def matrix_sheet(results: Results, *, subthemes: bool = False) -> Sheet:
    """Return the kept units of each participant (rows) in each theme, or sub-theme (columns), and in none.

    A unit counts with its first code, so that rows add up. Where no participant is known, rows are documents.
    """
    tops = results.run.themes
    shown = [child for theme in tops for child in theme.subthemes] if subthemes else list(tops)
    carried = plain(results.kept["subtheme_id" if subthemes else "theme_id"])
    counts = Counter(zip(results.persons, carried, strict=True))
    totals = Counter(results.persons)
    people = [*results.participants, *([NOT_KNOWN] if totals[NOT_KNOWN] else [])]
    known = results.run.participants if results.who == "participants" else {}
    attributes = sorted({name for one in known.values() for name in one})
    rows = tuple(
        (
            person,
            *(known.get(person, {}).get(name) for name in attributes),
            *(counts[person, theme.theme_id] for theme in shown),
            counts[person, None],
            totals[person],
        )
        for person in people
    )
    return Sheet(
        title=f"{results.who.capitalize()} x {'sub-themes' if subthemes else 'themes'}",
        columns=(
            SheetColumn(results.who[:-1], 18),
            *(SheetColumn(name, 14) for name in attributes),
            *(SheetColumn(f"{theme.theme_id} {theme.name}", 16) for theme in shown),
            *(SheetColumn("no theme", 10), SheetColumn("all units", 10)),
        ),
        rows=rows,
    )


def quotes_sheet(results: Results) -> Sheet:
    """Return the representative quotes of each theme and sub-theme, the most representative first."""
    rows = tuple(
        (
            *(theme_id, theme.name, number, quote.participant, quote.doc_id),
            *(results.line(quote.doc_id, quote.start), quote.start, quote.end, quote.text),
        )
        for theme_id, theme in results.themes.items()
        for number, quote in enumerate(theme.quotes, 1)
    )
    names = (("theme id", 10), ("theme", 28), ("quote", 7), *zip(QUOTED, (14, 20, 7, 8, 8, 80), strict=True))
    return Sheet("Quotes", tuple(SheetColumn(name, width) for name, width in names), rows)


def unassigned_sheet(results: Results) -> Sheet:
    """Return every unit that belongs to no theme, with the reason: those that took part first, then those set aside."""
    units = results.run.units
    without = units[units["theme_id"].isna()].sort_values("kept", ascending=False, kind="stable")
    columns = [plain(without[name]) for name in ("participant", "speaker", "doc_id", "start", "end", "text")]
    told = zip(
        plain(without["kept"]),
        plain(without["reason"]),
        plain(without["nearest_subtheme_id"]),
        plain(without["nearest_membership"]),
        strict=True,
    )
    rows = tuple(
        (
            *(participant or speaker, doc_id, results.line(doc_id, start), start, end, text),
            *("unassigned" if kept else "set aside", reason, results.labelled(nearest), rounded(membership)),
        )
        for (participant, speaker, doc_id, start, end, text), (kept, reason, nearest, membership) in zip(
            zip(*columns, strict=True), told, strict=True
        )
    )
    names = (
        *zip(QUOTED, (14, 20, 7, 8, 8, 70), strict=True),
        *(("standing", 12), ("reason", 28), ("nearest sub-theme", 28), ("membership in it", 12)),
    )
    return Sheet("Without theme", tuple(SheetColumn(name, width) for name, width in names), rows)


def write_results_workbook(results: Results, path: Path) -> tuple[Loss, ...]:
    """Write everything that a run found as one workbook; sheets without rows are left out. Raises ``StorageError``."""
    run = results.run
    sheets = (
        codebook_sheet(run.codings, run.documents, results.themes),
        coded_sheet(run.codings, run.documents),
        matrix_sheet(results),
        matrix_sheet(results, subthemes=True),
        quotes_sheet(results),
        unassigned_sheet(results),
        figures_sheet(results),
        codes_sheet(results),
        disagreements_sheet(results),
        transcript_sheet(results),
        by_participant_sheet(results),
    )
    filled = [sheet for number, sheet in enumerate(sheets) if sheet.rows or number == 0]
    write_bytes(path, as_xlsx(*filled, _notes(HOW_TO_READ)))
    return ()


def write_project_workbook(project: Project, path: Path) -> tuple[Loss, ...]:
    """Write coded segments, codebooks and memos, and return what such tables cannot hold.

    Coded segments come first, since a workbook's first sheet is what ``read_codings`` reads. Raises ``StorageError``.
    """
    sheets = (
        coded_sheet(project.codings, project.documents, project.stated),
        codebook_sheet(project.codings, project.documents, {}),
        *([_memos(project.memos)] if project.memos else []),
    )
    write_bytes(path, as_xlsx(*sheets))
    return tuple(loss for loss in losses_of_a_table(project) if loss.what not in HELD_IN_WORKBOOKS)


def _notes(lines: tuple[str, ...]) -> Sheet:
    return Sheet("How to read", (SheetColumn("How to read this workbook", 110),), tuple((line,) for line in lines))


def _memos(memos: tuple[Memo, ...]) -> Sheet:
    names = (("author", 16), ("document", 20), ("start", 8), ("end", 8), ("code id", 28), ("memo", 80))
    rows = tuple((memo.author, memo.doc_id, memo.start, memo.end, memo.code_id, memo.text) for memo in memos)
    return Sheet("Memos", tuple(SheetColumn(name, width) for name, width in names), rows)
