"""Codings of other programs and people, in and out; one format a file."""

from thememiner.exchange.decision_sheet import decision_sheet
from thememiner.exchange.decisions import Decided, read_decisions
from thememiner.exchange.seed_themes import SeedTheme, read_seed_themes
from thememiner.exchange.segments import ImportedCodings, read_codings
from thememiner.exchange.sheets import Sheet, SheetColumn, write_sheet

__all__ = [
    "Decided",
    "ImportedCodings",
    "SeedTheme",
    "Sheet",
    "SheetColumn",
    "decision_sheet",
    "read_codings",
    "read_decisions",
    "read_seed_themes",
    "write_sheet",
]
