"""Exchange with other programs and people: codings and projects are read and written, results are exported."""

from thememiner.exchange.coded_file import (
    CodedFile,
    detect_format,
    is_project_folder,
    open_coded_file,
    read_codings,
    read_project,
)
from thememiner.exchange.decision_sheet import build_decision_sheet, describe_difference, join_codes
from thememiner.exchange.decisions import ConsensusDecisions, read_decisions
from thememiner.exchange.document_matching import match_documents
from thememiner.exchange.formats import FORMATS, Format, get_format, normalise_format_name
from thememiner.exchange.project_building import ImportedCodings
from thememiner.exchange.refi import merge_refi_project, project_of_run
from thememiner.exchange.results import Results, build_guide_sheets
from thememiner.exchange.seed_themes import SeedTheme, read_seed_themes
from thememiner.exchange.spreadsheets import Sheet, SheetColumn, to_csv, to_xlsx, write_sheet
from thememiner.exchange.writers import choose_ending, write_project, write_results

__all__ = [
    "FORMATS",
    "CodedFile",
    "ConsensusDecisions",
    "Format",
    "ImportedCodings",
    "Results",
    "SeedTheme",
    "Sheet",
    "SheetColumn",
    "build_decision_sheet",
    "build_guide_sheets",
    "choose_ending",
    "describe_difference",
    "detect_format",
    "get_format",
    "is_project_folder",
    "join_codes",
    "match_documents",
    "merge_refi_project",
    "normalise_format_name",
    "open_coded_file",
    "project_of_run",
    "read_codings",
    "read_decisions",
    "read_project",
    "read_seed_themes",
    "to_csv",
    "to_xlsx",
    "write_project",
    "write_results",
    "write_sheet",
]
