"""The report: one self-contained HTML page that shows a run, and a paragraph for a methods section."""

from thememiner.report.methods import methods_paragraph
from thememiner.report.page import render_report

__all__ = ["methods_paragraph", "render_report"]
