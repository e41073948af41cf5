"""The report: one self-contained HTML page that shows a run, and a paragraph for a methods section."""

from thememiner.report.code_table import (
    CODE,
    CodeRow,
    by_id,
    code_rows,
    noun_of_proposal,
    noun_of_reference,
    shown_names,
)
from thememiner.report.formatting import counted, figure, listed, percent, thousands
from thememiner.report.methods import FOUND, ceiling_sentence, methods_paragraph
from thememiner.report.page import UNPAIRED, content_policy, environment, render_report, static_text
from thememiner.report.score_table import ceiling_view, figure_table
from thememiner.report.score_text import TITLES, figure_of, span
from thememiner.report.verdicts import finest, largest_first, owner, remarks, verdicts

__all__ = [
    "CODE",
    "FOUND",
    "TITLES",
    "UNPAIRED",
    "CodeRow",
    "by_id",
    "ceiling_sentence",
    "ceiling_view",
    "code_rows",
    "content_policy",
    "counted",
    "environment",
    "figure",
    "figure_of",
    "figure_table",
    "finest",
    "largest_first",
    "listed",
    "methods_paragraph",
    "noun_of_proposal",
    "noun_of_reference",
    "owner",
    "percent",
    "remarks",
    "render_report",
    "shown_names",
    "span",
    "static_text",
    "thousands",
    "verdicts",
]
