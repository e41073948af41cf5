"""Codings of other programs and people, in and out; one format a file."""

from thememiner.exchange.coded_file import (
    CodedFile,
    detect,
    is_project_folder,
    open_coded_file,
    read_codings,
    read_project,
)
from thememiner.exchange.decision_sheet import decision_sheet
from thememiner.exchange.decisions import Decided, read_decisions
from thememiner.exchange.formats import FORMATS, Format
from thememiner.exchange.project_building import ImportedCodings
from thememiner.exchange.seed_themes import SeedTheme, read_seed_themes
from thememiner.exchange.spreadsheets import Sheet, SheetColumn, write_sheet

__all__ = [
    "FORMATS",
    "CodedFile",
    "Decided",
    "Format",
    "ImportedCodings",
    "SeedTheme",
    "Sheet",
    "SheetColumn",
    "decision_sheet",
    "detect",
    "is_project_folder",
    "open_coded_file",
    "read_codings",
    "read_decisions",
    "read_project",
    "read_seed_themes",
    "write_sheet",
]
