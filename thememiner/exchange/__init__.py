"""Codings of other programs and people, in and out; one format a file."""

from thememiner.exchange.codings import read_codings
from thememiner.exchange.decision_sheet import decision_sheet
from thememiner.exchange.decisions import Decided, read_decisions
from thememiner.exchange.formats import FORMATS, Format, detect, read_project
from thememiner.exchange.imported import ImportedCodings
from thememiner.exchange.seed_themes import SeedTheme, read_seed_themes
from thememiner.exchange.sheets import Sheet, SheetColumn, write_sheet

__all__ = [
    "FORMATS",
    "Decided",
    "Format",
    "ImportedCodings",
    "SeedTheme",
    "Sheet",
    "SheetColumn",
    "decision_sheet",
    "detect",
    "read_codings",
    "read_decisions",
    "read_project",
    "read_seed_themes",
    "write_sheet",
]
