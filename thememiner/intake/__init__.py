"""Files from outside, made safe: bytes become text, archives are guarded, tables become rows."""

from thememiner.intake.encodings import Decoded, decode
from thememiner.intake.grids import TableFile
from thememiner.intake.tables import TABLE_SUFFIXES, read_table
from thememiner.intake.zips import guard_zip

__all__ = ["TABLE_SUFFIXES", "Decoded", "TableFile", "decode", "guard_zip", "read_table"]
