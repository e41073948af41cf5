"""Codings of other programs and people, in and out; one format a file."""

from thememiner.exchange.coded_file import (
    CodedFile,
    detect,
    is_project_folder,
    open_coded_file,
    read_codings,
    read_project,
)
from thememiner.exchange.decision_sheet import decision_sheet, difference_told, listed_codes
from thememiner.exchange.decisions import Decided, read_decisions
from thememiner.exchange.document_matching import find_twins
from thememiner.exchange.formats import FORMATS, Format, format_called, named_format
from thememiner.exchange.project_building import ImportedCodings
from thememiner.exchange.refi import merge_refi_project, project_of_run
from thememiner.exchange.results import Results
from thememiner.exchange.seed_themes import SeedTheme, read_seed_themes
from thememiner.exchange.spreadsheets import Sheet, SheetColumn, as_csv, as_xlsx, write_sheet
from thememiner.exchange.writers import ending_of, write_project, write_results

__all__ = [
    "FORMATS",
    "CodedFile",
    "Decided",
    "Format",
    "ImportedCodings",
    "Results",
    "SeedTheme",
    "Sheet",
    "SheetColumn",
    "as_csv",
    "as_xlsx",
    "decision_sheet",
    "detect",
    "difference_told",
    "ending_of",
    "find_twins",
    "format_called",
    "is_project_folder",
    "listed_codes",
    "merge_refi_project",
    "named_format",
    "open_coded_file",
    "project_of_run",
    "read_codings",
    "read_decisions",
    "read_project",
    "read_seed_themes",
    "write_project",
    "write_results",
    "write_sheet",
]
