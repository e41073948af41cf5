"""Workbooks (XLSX) of results: codebooks, comparisons, themes by person, quotes and units without theme."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from thememiner.exchange.coded_table import (
    LEVEL_NAME,
    CodedRow,
    build_coded_sheet,
    count_table_losses,
    iterate_coded_rows,
    make_cell_paths,
)
from thememiner.exchange.decision_sheet import list_difference_cells
from thememiner.exchange.results.ipa import build_themes_by_participant_sheet, build_transcript_sheet
from thememiner.exchange.results.run_results import FIGURE_EXPLANATIONS, Results, to_python_values
from thememiner.exchange.spreadsheets import Sheet, SheetColumn, Value, to_xlsx
from thememiner.phrasing import round_score
from thememiner.records import Code, Coding, Comparison, Document, LevelComparison, Loss, Memo, Project, Theme
from thememiner.storage import write_bytes

CodeCounts = tuple[int, int, int]
"""Numbers of segments, participants and documents of a code and those below it."""
_FIGURE_COLUMNS = (
    *(("reference", 16), ("compared with it", 16), ("level", 12), ("over", 30), ("units", 8), ("participants", 12)),
    *(("figure", 36), ("value", 10), ("lower end", 10), ("upper end", 10), ("meaning of the ends", 36)),
    *(("by chance", 10), ("share of shuffles that reach it", 14), ("why undefined", 36)),
)
_CODE_COLUMNS = (
    *(("reference", 16), ("compared with it", 16), ("level", 12), ("code of", 16), ("code id", 14), ("code", 30)),
    *(("finding", 20), ("units", 8), ("participants", 12), ("counterparts", 40)),
    *(("precision", 10), ("recall", 10), ("F1", 10), ("kappa", 10)),
)
_DISAGREEMENT_COLUMNS = (
    *(("first coder", 16), ("second coder", 16), ("participant", 14), ("document", 20), ("line", 7), ("start", 8)),
    *(("end", 8), ("text before", 36), ("text", 50), ("text after", 36), ("codes of the first", 30)),
    *(("codes of the second", 30), ("difference", 22), ("reason", 30), ("how instructive", 12)),
)
_QUOTE_COLUMNS = ("participant", "document", "line", "start", "end", "text")
_HOW_TO_READ = (
    "This workbook holds candidate themes, which a program proposed. Read them against the transcripts.",
    *FIGURE_EXPLANATIONS,
    "Text of more than 32,766 characters is continued in a further column; a bell, which no cell can hold, is _x0007_.",
)
_HELD_IN_WORKBOOKS = ("descriptions of codes", "memos", "codes without any coded segment, in them or below them")


def build_codebook_sheet(
    codings: Sequence[Coding], documents: Sequence[Document], themes: Mapping[str, Theme]
) -> Sheet:
    """Return a table with one row per code of each coding; ``themes`` adds details to the codes of a proposal.

    The counts of a code include the segments of the codes below it. In a proposal, units are counted by their first
    code, so that they add up; units that have it as their second code are in a separate column.
    """
    all_paths = [make_cell_paths(coding.codebook) for coding in codings]
    levels = max((len(path) for paths in all_paths for path in paths.values()), default=1)
    rows = []
    for coding, paths in zip(codings, all_paths, strict=True):
        counts = _count_codes(list(iterate_coded_rows([coding], documents)))
        for code in coding.codebook.codes:
            path = paths[code.code_id]
            theme = themes.get(code.code_id) if coding.is_proposal else None
            names = tuple(path[level] if level < len(path) else None for level in range(levels))
            rows.append((coding.coder, code.code_id, *names, *_code_cells(code, theme, counts.get(path, (0, 0, 0)))))
    return Sheet(
        title="Codebook",
        columns=(
            *(SheetColumn("coder", 14), SheetColumn("code id", 14)),
            *(SheetColumn(LEVEL_NAME.format(number), 28) for number in range(1, levels + 1)),
            *(SheetColumn("description", 50), SheetColumn("key words", 50), SheetColumn("stability", 10)),
            *(SheetColumn("segments, or units by first code", 14), SheetColumn("units as second code", 10)),
            *(SheetColumn("participants", 12), SheetColumn("documents", 12)),
        ),
        rows=tuple(rows),
    )


def _code_cells(code: Code, theme: Theme | None, counts: CodeCounts) -> tuple[Value, ...]:
    if theme is None:
        segments, participants, documents = counts
        return (code.description or None, None, None, segments, None, participants, documents)
    return (
        *(code.description or None, ", ".join(theme.keywords), round_score(theme.stability)),
        *(theme.units, theme.also, theme.participants, theme.documents),
    )


def _count_codes(rows: Sequence[CodedRow]) -> Mapping[tuple[str, ...], CodeCounts]:
    segments: dict[tuple[str, ...], set[tuple[str, int, int]]] = defaultdict(set)
    participants: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in rows:
        for depth in range(1, len(row.path) + 1):
            segments[row.path[:depth]].add((row.document, row.start, row.end))
            if row.participant is not None:
                participants[row.path[:depth]].add(row.participant)
    return {
        path: (len(places), len(participants[path]), len({document for document, _, _ in places}))
        for path, places in segments.items()
    }


def build_figures_sheet(results: Results) -> Sheet:
    """Return a table with one row per score of each comparison, at each level and over each set of units."""
    rows = tuple(
        (*_comparison_cells(comparison, level), *row)
        for comparison in results.run.comparisons
        for level in comparison.levels
        for row in _iterate_figures(level, results)
    )
    return Sheet("Comparison", tuple(SheetColumn(name, width) for name, width in _FIGURE_COLUMNS), rows)


def build_code_comparison_sheet(results: Results) -> Sheet:
    """Return a table with one row per code of each comparison, with its outcome in the other coding."""
    rows = tuple(
        (*_comparison_cells(comparison, level), *row)
        for comparison in results.run.comparisons
        for level in comparison.levels
        for row in _iterate_codes(comparison, level)
    )
    return Sheet("Codes compared", tuple(SheetColumn(name, width) for name, width in _CODE_COLUMNS), rows)


def build_disagreements_sheet(results: Results) -> Sheet:
    """Return the units on which a person and the program disagree, the most instructive first."""
    rows = tuple(
        (
            *(whole.first, whole.second, one.participant, one.doc_id, results.line_at(one.doc_id, one.start)),
            *(one.start, one.end, one.before, one.text, one.after, *list_difference_cells(one, whole)),
        )
        for whole in results.disagreements
        for one in whole.found
    )
    return Sheet("Disagreements", tuple(SheetColumn(name, width) for name, width in _DISAGREEMENT_COLUMNS), rows)


def _comparison_cells(comparison: Comparison, level: LevelComparison) -> tuple[str, str, str]:
    return comparison.reference, comparison.proposed, level.level


def _iterate_figures(level: LevelComparison, results: Results) -> Iterator[tuple[Value, ...]]:
    for figures in level.figures:
        over = (str(figures.basis), figures.units, figures.participants)
        for name, measured in figures.by_name.items():
            low, high = round_score(measured.low), round_score(measured.high)
            ends = None if low is None else str(figures.spread)
            yield (
                *(*over, results.figure_names.get(name, name), round_score(measured.value), low, high, ends),
                *(round_score(measured.by_chance), round_score(measured.beyond), measured.why_not or None),
            )


def _iterate_codes(comparison: Comparison, level: LevelComparison) -> Iterator[tuple[Value, ...]]:
    for coder, own in ((comparison.reference, level.reference), (comparison.proposed, level.proposed)):
        for code in own:
            yield (
                *(coder, code.code_id, code.name, str(code.finding), code.units, code.participants),
                "; ".join(code.counterparts),
                *(round_score(value) for value in (code.precision, code.recall, code.f1, code.kappa)),
            )


def build_matrix_sheet(results: Results, *, subthemes: bool = False) -> Sheet:
    """Return the number of kept units of each person (rows) in each theme or sub-theme (columns), and without theme.

    A unit is counted under its first code, so that rows add up. A person whose participant is unknown is shown by the
    name of the document, below all participants.
    """
    tops = results.run.themes
    columns = [child for theme in tops for child in theme.subthemes] if subthemes else list(tops)
    theme_ids = to_python_values(results.kept["subtheme_id" if subthemes else "theme_id"])
    of_units = results.persons.of_units.tolist()
    counts, totals = Counter(zip(of_units, theme_ids, strict=True)), Counter(of_units)
    known = results.run.participants if results.has_participants else {}
    attribute_names = sorted({name for one in known.values() for name in one})
    rows = []
    for person in results.sorted_persons:
        name = results.persons.names[person]
        attributes = known.get(name, {}) if results.persons.is_participant[person] else {}
        rows.append(
            (
                *(name, *(attributes.get(attribute) for attribute in attribute_names)),
                *(counts[person, theme.theme_id] for theme in columns),
                *(counts[person, None], totals[person]),
            )
        )
    return Sheet(
        title=f"{results.case_noun.capitalize()}s x {'sub-themes' if subthemes else 'themes'}",
        columns=(
            SheetColumn(results.case_noun, 18),
            *(SheetColumn(name, 14) for name in attribute_names),
            *(SheetColumn(f"{theme.theme_id} {theme.name}", 16) for theme in columns),
            *(SheetColumn("no theme", 10), SheetColumn("all units", 10)),
        ),
        rows=tuple(rows),
    )


def build_quotes_sheet(results: Results) -> Sheet:
    """Return the representative quotes of each theme and sub-theme, the most representative first."""
    rows = tuple(
        (
            *(theme_id, theme.name, number, quote.participant, quote.doc_id),
            *(results.line_at(quote.doc_id, quote.start), quote.start, quote.end, quote.text),
        )
        for theme_id, theme in results.themes.items()
        for number, quote in enumerate(theme.quotes, 1)
    )
    names = (("theme id", 10), ("theme", 28), ("quote", 7), *zip(_QUOTE_COLUMNS, (14, 20, 7, 8, 8, 80), strict=True))
    return Sheet("Quotes", tuple(SheetColumn(name, width) for name, width in names), rows)


def build_unassigned_sheet(results: Results) -> Sheet:
    """Return every unit without theme, with the reason: first those that took part, then those set aside."""
    units = results.run.units
    without = units[units["theme_id"].isna()].sort_values("kept", ascending=False, kind="stable")
    columns = [to_python_values(without[name]) for name in ("participant", "speaker", "doc_id", "start", "end", "text")]
    outcomes = zip(
        to_python_values(without["kept"]),
        to_python_values(without["reason"]),
        to_python_values(without["nearest_subtheme_id"]),
        to_python_values(without["nearest_membership"]),
        strict=True,
    )
    rows = tuple(
        (
            *(participant or speaker, doc_id, results.line_at(doc_id, start), start, end, text),
            *("unassigned" if kept else "set aside", reason, results.theme_label(nearest), round_score(membership)),
        )
        for (participant, speaker, doc_id, start, end, text), (kept, reason, nearest, membership) in zip(
            zip(*columns, strict=True), outcomes, strict=True
        )
    )
    names = (
        *zip(_QUOTE_COLUMNS, (14, 20, 7, 8, 8, 70), strict=True),
        *(("status", 12), ("reason", 28), ("nearest sub-theme", 28), ("membership in it", 12)),
    )
    return Sheet("Without theme", tuple(SheetColumn(name, width) for name, width in names), rows)


def write_results_workbook(results: Results, path: Path) -> tuple[Loss, ...]:
    """Write all results of a run as one workbook without empty sheets. Raises ``StorageError``."""
    run = results.run
    sheets = (
        build_codebook_sheet(run.codings, run.documents, results.themes),
        build_coded_sheet(run.codings, run.documents),
        build_matrix_sheet(results),
        build_matrix_sheet(results, subthemes=True),
        build_quotes_sheet(results),
        build_unassigned_sheet(results),
        build_figures_sheet(results),
        build_code_comparison_sheet(results),
        build_disagreements_sheet(results),
        build_transcript_sheet(results),
        build_themes_by_participant_sheet(results),
    )
    filled = [sheet for number, sheet in enumerate(sheets) if sheet.rows or number == 0]
    write_bytes(path, to_xlsx(*filled, _build_notes_sheet(_HOW_TO_READ)))
    return ()


def write_project_workbook(project: Project, path: Path) -> tuple[Loss, ...]:
    """Write coded segments, codebooks and memos as a workbook, and return what such tables cannot hold.

    Coded segments come first, since ``read_codings`` reads the first sheet of a workbook. Raises ``StorageError``.
    """
    sheets = (
        build_coded_sheet(project.codings, project.documents, project.stated),
        build_codebook_sheet(project.codings, project.documents, {}),
        *([_build_memos_sheet(project.memos)] if project.memos else []),
    )
    write_bytes(path, to_xlsx(*sheets))
    return tuple(loss for loss in count_table_losses(project) if loss.what not in _HELD_IN_WORKBOOKS)


def _build_notes_sheet(lines: tuple[str, ...]) -> Sheet:
    return Sheet("How to read", (SheetColumn("How to read this workbook", 110),), tuple((line,) for line in lines))


def _build_memos_sheet(memos: tuple[Memo, ...]) -> Sheet:
    names = (("author", 16), ("document", 20), ("start", 8), ("end", 8), ("code id", 28), ("memo", 80))
    rows = tuple((memo.author, memo.doc_id, memo.start, memo.end, memo.code_id, memo.text) for memo in memos)
    return Sheet("Memos", tuple(SheetColumn(name, width) for name, width in names), rows)
