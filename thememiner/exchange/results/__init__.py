"""Results of a run for people to read: workbooks, texts in the style of a results section, tables for IPA."""

from thememiner.exchange.results.guide_sheets import build_guide_sheets
from thememiner.exchange.results.narrative import write_results_markdown
from thememiner.exchange.results.run_results import Results, to_python_values
from thememiner.exchange.results.sheets import write_project_workbook, write_results_workbook
from thememiner.exchange.results.word_documents import write_ipa_docx, write_results_docx

__all__ = [
    "Results",
    "build_guide_sheets",
    "to_python_values",
    "write_ipa_docx",
    "write_project_workbook",
    "write_results_docx",
    "write_results_markdown",
    "write_results_workbook",
]
