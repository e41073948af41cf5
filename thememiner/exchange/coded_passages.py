"""Codes that people wrote beside a transcript in a word processor, as rows of a table of coded segments."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from thememiner.config import Settings
from thememiner.corpus import CodedPassage, InputFile, read_file
from thememiner.phrasing import format_count, inflect
from thememiner.records import Problem

PASSAGE_SUFFIXES = frozenset({".docx", ".odt", ".rtf"})
"""The kinds of files in which such codes are looked for."""
PASSAGE_COLUMN, CODES_COLUMN = "coded passage", "codes beside it"
_HEADER = ["document", PASSAGE_COLUMN, CODES_COLUMN]
_MARKED = re.compile(r"[;；\r\n]+")
_LISTED = re.compile(r"[;；,，、\r\n]+")
_BULLET = re.compile(r"^(?:[-–—•*·○▪]\s*|\(?\d{1,3}[.)]\s+)")
_LONGEST_CODE = 80
"""In characters; a longer comment is a memo, not a code."""


class PassageTable(NamedTuple):
    """A grid of cells below a header, and notes on how it was made."""

    grid: list[list[str]]
    """Empty if the file codes nothing."""
    notes: tuple[str, ...] = ()


def read_passage_table(path: Path, *, settings: Settings) -> PassageTable:
    """Return the codes in the working tables and comments of a file, with one row per passage and one code per line.

    A comment of more than 80 characters is a memo and left out. Codes of a table are separated by semicolons and line
    ends; if the tables have none of these, also by commas. A file that cannot be read has no codes.
    """
    contents = read_file(InputFile(path, path.name), settings=settings)
    if isinstance(contents, Problem):
        return PassageTable([])
    in_tables = [one for one in contents.passages if one.coder is None]
    separator = _MARKED if any(_MARKED.search(one.codes.strip()) for one in in_tables) else _LISTED
    rows = [(one, _split(one, _MARKED if one.coder is not None else separator)) for one in contents.passages]
    coded = [(one, codes) for one, codes in rows if codes]
    if not coded:
        return PassageTable([])
    has_coders = any(one.coder is not None for one, _ in coded)
    header = [*_HEADER, "coder"] if has_coders else _HEADER
    grid = [header, *(_row(path, one, codes, has_coders=has_coders) for one, codes in coded)]
    return PassageTable(grid, tuple(_notes(in_tables, rows, separator)))


def _split(passage: CodedPassage, separator: re.Pattern[str]) -> list[str]:
    if passage.coder is not None and len(passage.codes) > _LONGEST_CODE:
        return []
    names = (_BULLET.sub("", name.strip()).strip() for name in separator.split(passage.codes))
    return list(dict.fromkeys(name for name in names if name))


def _row(path: Path, passage: CodedPassage, codes: Sequence[str], *, has_coders: bool) -> list[str]:
    return [path.name, passage.passage, "\n".join(codes), *([passage.coder or path.stem] if has_coders else [])]


def _notes(
    in_tables: Sequence[CodedPassage], rows: Sequence[tuple[CodedPassage, list[str]]], separator: re.Pattern[str]
) -> Iterator[str]:
    if in_tables and separator is _LISTED and any(len(codes) > 1 for one, codes in rows if one.coder is None):
        yield "commas between codes in its tables are taken to separate codes."
    if memos := sum(not codes for one, codes in rows if one.coder is not None):
        count, verb = format_count(memos, "comment"), inflect(memos, "is", "are")
        yield f"{count} of more than {_LONGEST_CODE} characters {verb} left out, as memos rather than codes."
