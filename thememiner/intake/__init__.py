"""Files from outside, made safe and plain: bytes become text, archives are guarded, tables become rows, cells codes."""

from thememiner.intake.bounds import raise_limit, read_bounded
from thememiner.intake.cells import Cell, as_names, as_text
from thememiner.intake.coders import read_codes_by_coder
from thememiner.intake.codes import (
    CodePath,
    Placement,
    WrittenCodes,
    name_unsettled,
    place_codes,
    read_codes,
    split_path,
)
from thememiner.intake.codings import CodedSpan, coding_from_spans
from thememiner.intake.columns import all_columns, first_column, name_columns
from thememiner.intake.distinct import DistinctNames
from thememiner.intake.documents import DocumentNames, without_suffix
from thememiner.intake.encodings import Decoded, decode, lines_of
from thememiner.intake.grids import TableFile
from thememiner.intake.markup import parse_xml
from thememiner.intake.messages import first_few, name_lines
from thememiner.intake.tables import TABLE_SUFFIXES, read_table
from thememiner.intake.usual_columns import CODERS, CODES, PARENTS
from thememiner.intake.zips import guard_zip, names_in_zip

__all__ = [
    "CODERS",
    "CODES",
    "PARENTS",
    "TABLE_SUFFIXES",
    "Cell",
    "CodePath",
    "CodedSpan",
    "Decoded",
    "DistinctNames",
    "DocumentNames",
    "Placement",
    "TableFile",
    "WrittenCodes",
    "all_columns",
    "as_names",
    "as_text",
    "coding_from_spans",
    "decode",
    "first_column",
    "first_few",
    "guard_zip",
    "lines_of",
    "name_columns",
    "name_lines",
    "name_unsettled",
    "names_in_zip",
    "parse_xml",
    "place_codes",
    "raise_limit",
    "read_bounded",
    "read_codes",
    "read_codes_by_coder",
    "read_table",
    "split_path",
    "without_suffix",
]
