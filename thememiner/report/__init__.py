"""The report: one self-contained HTML page that shows a run, and a paragraph for a methods section."""

from thememiner.report.code_table import CodeRow, build_code_rows, count_candidates, index_themes, name_codes
from thememiner.report.methods import compose_methods
from thememiner.report.page import UNPAIRED, make_content_policy, make_environment, read_static, render_report
from thememiner.report.score_table import build_human_agreement_view, build_score_table

__all__ = [
    "UNPAIRED",
    "CodeRow",
    "build_code_rows",
    "build_human_agreement_view",
    "build_score_table",
    "compose_methods",
    "count_candidates",
    "index_themes",
    "make_content_policy",
    "make_environment",
    "name_codes",
    "read_static",
    "render_report",
]
