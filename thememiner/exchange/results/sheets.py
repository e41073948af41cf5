"""Workbooks (XLSX) of results: codebooks, themes by person, quotes and units without theme."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from thememiner.exchange.coded_table import (
    ASKED_NAMES,
    CODEBOOK_TITLE,
    LEVEL_NAME,
    MEMO_COLUMN,
    MEMOS_TITLE,
    CodedRow,
    build_coded_sheet,
    count_table_losses,
    iterate_coded_rows,
    make_cell_paths,
)
from thememiner.exchange.results.coder_themes import CoderThemes
from thememiner.exchange.results.comparison_sheets import (
    QUOTE_COLUMNS,
    build_code_comparison_sheet,
    build_decisions_sheet,
    build_disagreements_sheet,
    build_figures_sheet,
)
from thememiner.exchange.results.guide_sheets import build_guide_sheets
from thememiner.exchange.results.ipa import build_themes_by_participant_sheet, build_transcript_sheet
from thememiner.exchange.results.run_results import (
    CODER_EXPLANATIONS,
    Results,
    sort_persons,
    to_python_values,
)
from thememiner.exchange.spreadsheets import Sheet, SheetColumn, Value, to_xlsx
from thememiner.phrasing import format_share_interval, round_score
from thememiner.records import (
    EXCERPTS,
    AskedShare,
    Coding,
    Document,
    Loss,
    Project,
    StatedPlace,
    Theme,
)
from thememiner.storage import write_bytes

CodeCounts = tuple[int, int, int]
"""Numbers of segments, participants and documents of a code and those below it."""
_HOW_TO_READ = (
    "This workbook holds candidate themes, which a program proposed. Read them against the transcripts.",
    "Text of more than 32,766 characters is continued in a further column; a bell, which no cell can hold, is _x0007_.",
)
"""The first line and the last of what a reader must know; the figures are explained between them."""
_HOW_PEOPLE_ARE_COUNTED = (
    "In Codebook, the counts of a person's code are of its coded segments: participants are those who said one."
)
_HELD_IN_WORKBOOKS = (
    *("descriptions of codes", "colours of codes", "memos"),
    "codes without any coded segment, in them or below them",
)
NO_THEMES: Mapping[str, Theme] = MappingProxyType({})
NO_COLOURS: Mapping[str, str] = MappingProxyType({})
NOT_ASKED: Mapping[str, AskedShare] = MappingProxyType({})


def build_codebook_sheet(
    codings: Sequence[Coding],
    documents: Sequence[Document],
    themes: Mapping[str, Theme] = NO_THEMES,
    colours: Mapping[str, str] = NO_COLOURS,
    asked: Mapping[str, AskedShare] = NOT_ASKED,
) -> Sheet:
    """Return a table with one row per code of each coding; ``themes`` adds details to the codes of a proposal.

    The counts of a code include the segments of the codes below it. In a proposal, units are counted by their first
    code, so that they add up; units that have it as their second code are in a separate column. ``asked`` adds
    how many of those who were asked about a theme of the proposal said it.
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
            cells = _code_cells(theme, counts.get(path, (0, 0, 0)))
            colour = (colours.get(code.code_id),) if colours else ()
            of_asked = _asked_cells(asked.get(code.code_id) if theme else None) if asked else ()
            rows.append((coding.coder, code.code_id, *names, code.description or None, *colour, *cells, *of_asked))
    return Sheet(
        title=CODEBOOK_TITLE,
        columns=(
            *(SheetColumn("coder", 14), SheetColumn("code id", 14)),
            *(SheetColumn(LEVEL_NAME.format(number), 28) for number in range(1, levels + 1)),
            *(SheetColumn("description", 50), *([SheetColumn("colour", 10)] if colours else [])),
            *(SheetColumn("key words", 50), SheetColumn("stability", 10)),
            *(SheetColumn("segments, or units by first code", 14), SheetColumn("units as second code", 10)),
            *(SheetColumn("participants", 12), SheetColumn("documents", 12)),
            *(SheetColumn(name, 14) for name in (ASKED_NAMES if asked else ())),
        ),
        rows=tuple(rows),
    )


def _code_cells(theme: Theme | None, counts: CodeCounts) -> tuple[Value, ...]:
    if theme is None:
        segments, participants, documents = counts
        return (None, None, segments, None, participants, documents)
    return (
        *(", ".join(theme.keywords), round_score(theme.stability)),
        *(theme.units, theme.also, theme.participants, theme.documents),
    )


def _asked_cells(asked: AskedShare | None) -> tuple[Value, ...]:
    if asked is None:
        return (None,) * len(ASKED_NAMES)
    return (asked.question_id, asked.share.of, asked.share.said, format_share_interval(asked.share))


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


def build_matrix_sheets(results: Results) -> Iterator[Sheet]:
    """Yield the units of persons by theme and by sub-theme, for each coder whose codes are shown."""
    for number, shown in enumerate(results.shown, 1):
        for subthemes in (False, True):
            if shown.is_proposal or not subthemes or any(theme.subthemes for theme in shown.themes):
                sheet = build_matrix_sheet(results, shown, subthemes=subthemes)
                yield sheet if number == 1 else replace(sheet, title=f"{sheet.title} ({number})")


def build_matrix_sheet(results: Results, shown: CoderThemes, *, subthemes: bool = False) -> Sheet:
    """Return the number of kept units of each person (rows) in each theme or sub-theme (columns), and without theme.

    A unit of the program is counted under its first code, so that rows add up; a unit of a person is counted under all
    its codes, if the coder looked at it. A person whose participant is unknown is shown by the name of the document,
    below all participants.
    """
    columns = shown.list_subthemes() if subthemes else {theme.theme_id: theme.name for theme in shown.themes}
    persons, of_units = shown.persons, shown.persons.of_units.tolist()
    codes = shown.list_counted_codes(subthemes=subthemes)
    counts = Counter((person, code) for person, own in zip(of_units, codes, strict=True) for code in own or (None,))
    totals = Counter(of_units)
    known = {} if persons.are_documents else results.run.participants
    attribute_names = sorted({name for one in known.values() for name in one})
    rows = []
    for person in sort_persons(persons):
        name = persons.names[person]
        attributes = known.get(name, {}) if persons.is_participant[person] else {}
        rows.append(
            (
                *(name, *(attributes.get(attribute) for attribute in attribute_names)),
                *(counts[person, code] for code in columns),
                *(counts[person, None], totals[person]),
            )
        )
    prefix = "" if shown.is_proposal else f"{shown.coding.coder}: "
    return Sheet(
        title=f"{results.case_noun.capitalize()}s x {'sub-themes' if subthemes else 'themes'}",
        columns=(
            SheetColumn(results.case_noun, 18),
            *(SheetColumn(name, 14) for name in attribute_names),
            *(SheetColumn(f"{prefix}{shown.label(code) or name}", 16) for code, name in columns.items()),
            SheetColumn("no theme" if shown.is_proposal else f"{prefix}no code", 10),
            SheetColumn("all units", 10),
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
    names = (("theme id", 10), ("theme", 28), ("quote", 7), *zip(QUOTE_COLUMNS, (14, 20, 7, 8, 8, 80), strict=True))
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
        *zip(QUOTE_COLUMNS, (14, 20, 7, 8, 8, 70), strict=True),
        *(("status", 12), ("reason", 28), ("nearest sub-theme", 28), ("membership in it", 12)),
    )
    return Sheet("Without theme", tuple(SheetColumn(name, width) for name, width in names), rows)


def write_results_workbook(results: Results, path: Path) -> tuple[Loss, ...]:
    """Write all results of a run as one workbook without empty sheets. Raises ``StorageError``."""
    run = results.run
    sheets = (
        build_codebook_sheet(run.codings, run.documents, results.themes, asked=results.asked),
        build_coded_sheet(run.codings, run.documents),
        *build_matrix_sheets(results),
        build_quotes_sheet(results),
        *([build_unassigned_sheet(results)] if results.has_proposal else []),
        *(build_guide_sheets(results.answered, run.documents) if results.answered else ()),
        build_figures_sheet(results),
        build_code_comparison_sheet(results),
        build_disagreements_sheet(results),
        build_decisions_sheet(results),
        build_transcript_sheet(results),
        build_themes_by_participant_sheet(results),
    )
    filled = [sheet for number, sheet in enumerate(sheets) if sheet.rows or number == 0]
    of_people = () if all(one.is_proposal for one in results.shown) else CODER_EXPLANATIONS
    notes = (_HOW_TO_READ[0], *results.figure_explanations, *of_people) if results.has_proposal else of_people
    by_people = () if all(coding.is_proposal for coding in run.codings) else (_HOW_PEOPLE_ARE_COUNTED,)
    silent = (results.silent,) if results.silent else ()
    notes = tuple(dict.fromkeys((*notes, *by_people, *silent, _HOW_TO_READ[-1])))
    write_bytes(path, to_xlsx(*filled, _build_notes_sheet(notes)))
    return ()


def write_project_workbook(project: Project, path: Path) -> tuple[Loss, ...]:
    """Write coded segments, codebooks and memos as a workbook, and return what such tables cannot hold.

    Raises ``StorageError``.
    """
    sheets = (
        build_coded_sheet(project.codings, project.documents, project.stated),
        build_codebook_sheet(project.codings, project.documents, colours=project.colours),
        *([_build_memos_sheet(project)] if project.memos else []),
    )
    write_bytes(path, to_xlsx(*sheets))
    return tuple(loss for loss in count_table_losses(project) if loss.what not in _HELD_IN_WORKBOOKS)


def _build_notes_sheet(lines: tuple[str, ...]) -> Sheet:
    return Sheet("How to read", (SheetColumn("How to read this workbook", 110),), tuple((line,) for line in lines))


def _build_memos_sheet(project: Project) -> Sheet:
    names = (("author", 16), ("document", 20), ("start", 8), ("end", 8), ("text", 60), ("code id", 28))
    texts = {document.doc_id: document.text for document in project.documents}
    excerpts = {document.doc_id for document in project.documents if document.source.format == EXCERPTS}
    rows = []
    for memo in project.memos:
        start, end, text = memo.start, memo.end, None
        if memo.doc_id is not None and start is not None and end is not None:
            text = texts.get(memo.doc_id, "")[start:end] or None
            if memo.doc_id in excerpts:  # where it would be taken for a position in the full text
                stated = project.stated.get((memo.doc_id, start, end), StatedPlace())
                start, end = stated.start, stated.end
        rows.append((memo.author, memo.doc_id, start, end, text, memo.code_id, memo.text))
    columns = (*(SheetColumn(name, width) for name, width in names), SheetColumn(MEMO_COLUMN, 80))
    return Sheet(MEMOS_TITLE, columns, tuple(rows))
