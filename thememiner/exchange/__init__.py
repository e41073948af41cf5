"""Codings of other programs and people, in and out; one format a file."""

from thememiner.exchange.segments import ImportedCodings, read_codings

__all__ = ["ImportedCodings", "read_codings"]
