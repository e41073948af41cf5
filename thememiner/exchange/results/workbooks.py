"""Workbooks (XLSX) for people who do not program: all results of a run, or a project's codes and coded segments."""

from pathlib import Path

from thememiner.exchange.coded_table import coded_sheet, losses_of_a_table
from thememiner.exchange.results.codebook_sheet import codebook_sheet
from thememiner.exchange.results.comparison_sheets import codes_sheet, disagreements_sheet, figures_sheet
from thememiner.exchange.results.gathering import Results
from thememiner.exchange.results.ipa_tables import by_participant_sheet, transcript_sheet
from thememiner.exchange.results.theme_sheets import matrix_sheet, quotes_sheet, unassigned_sheet
from thememiner.exchange.results.wording import MEANINGS
from thememiner.exchange.sheets import Sheet, SheetColumn, as_xlsx
from thememiner.records import Loss, Memo, Project
from thememiner.storage import write_bytes

HOW_TO_READ = (
    "A workbook of candidate themes: what a program proposes, to be read against the transcripts.",
    *MEANINGS,
    "Text of more than 32,766 characters goes on in a further column; a bell, which no cell can hold, is _x0007_.",
)
HELD_IN_WORKBOOKS = ("descriptions of codes", "memos", "codes without any coded segment, in them or below them")


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
