"""Codings of other programs and people, in and out; one format a file."""

from thememiner.exchange.seed_themes import SeedTheme, read_seed_themes
from thememiner.exchange.segments import ImportedCodings, read_codings

__all__ = ["ImportedCodings", "SeedTheme", "read_codings", "read_seed_themes"]
