"""Codes as people write them into cells, and where each stands in the codebook.

Codes of several coders in one row: cells that hold an object of codes by coder.
Coded spans of text become a coding.
What columns of codes are usually called, in English and Chinese.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from thememiner.intake.table_model import Cell, Cells, cell_to_names, cell_to_text, value_to_text
from thememiner.phrasing import list_some
from thememiner.records import CODED_ONLY, SEGMENT_COLUMNS, Code, Codebook, Coding, Scope, code_path, make_table

CodePath = tuple[str, ...]
"""The names from the top of the codebook down to a code."""
_STEP = re.compile(r"\s+>\s+")
CODES = ("code", "codes", "tag", "tags", "label", "labels", "编码", "代码", "編碼", "代碼")
PARENTS = (
    *("parent", "parents", "parent code", "theme", "themes", "主题", "主題"),
    *("上级编码", "上级代码", "上級編碼", "上級代碼"),
)
CODERS = ("coder", "annotator", "编码者", "编码员", "編碼者", "編碼員")


class RowCodes(NamedTuple):
    """What one row says of its codes: their names, the themes above them (which above which is open), their paths."""

    names: tuple[str, ...]
    parents: tuple[CodePath, ...] = ()
    paths: tuple[CodePath, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the codes of each row stand."""

    paths: tuple[tuple[CodePath, ...], ...]
    """For each row, in the order in which its codes are written."""
    unsettled: tuple[str, ...]
    """Names of codes at the top level because no row settles which of several themes is above them, sorted."""


def read_codes(
    row: Mapping[str, Cell], *, codes: Sequence[str], parents: Sequence[str] = (), paths: Sequence[str] = ()
) -> RowCodes:
    """Return what the named columns of a row say; a cell holds one name, a list, or names separated by ``;``.

    A path is written ``theme > code``; a path whose code is not among the codes of its row adds it.
    """
    of_paths = tuple(split_code_path(path) for column in paths for path in cell_to_names(row[column]))
    names = [name for column in codes for name in cell_to_names(row[column])] + [path[-1] for path in of_paths]
    of_parents = tuple(split_code_path(parent) for column in parents for parent in cell_to_names(row[column]))
    return RowCodes(tuple(dict.fromkeys(names)), tuple(dict.fromkeys(of_parents)), tuple(dict.fromkeys(of_paths)))


def split_code_path(written: str) -> CodePath:
    """Undo ``code_path``: part ``theme > code`` into names, in which a doubled ``>`` is a single one."""
    return tuple(name.replace(">>", ">") for name in _STEP.split(written))


def place_codes(rows: Sequence[RowCodes]) -> Placement:
    """Find out what stands under what, never from the order in which a row lists codes and themes.

    A path says it. A row with one theme says it for all its codes. In a row with several themes, a code stands under
    those that other rows settle for it; if none does, it stands at the top level and is named as unsettled. A
    code that rows settle differently is several codes. A row that names no theme follows the others if they agree.
    """
    settled = _settled(rows)
    themes = {path[0] for known in settled.values() for path in known if len(path) > 1}
    placed, unsettled = [], set()
    for row in rows:
        paths: list[CodePath] = []
        for name in row.names:
            found = _place(name, row, settled.get(name, frozenset()), is_theme=name in themes)
            if not found:
                unsettled.add(name)
            paths += found or [(name,)]
        placed.append(tuple(dict.fromkeys(paths)))
    return Placement(tuple(placed), tuple(sorted(unsettled)))


def describe_unsettled(placement: Placement) -> list[str]:
    """Return a note that names the codes whose theme is open, or nothing."""
    names = placement.unsettled
    if not names:
        return []
    codes = f"{len(names)} code{'s' if len(names) > 1 else ''} ({list_some(names)})"
    what = f"of several themes in one row, nothing settles which stands above {codes}"
    return [f"{what}; there a code stands at the top level. A column of paths ('theme > code') settles it."]


def _settled(rows: Sequence[RowCodes]) -> dict[str, set[CodePath]]:
    settled: dict[str, set[CodePath]] = defaultdict(set)
    for row in rows:
        for path in row.paths:
            settled[path[-1]].add(path)
    for row in rows:
        if len(row.parents) == 1:
            for name in row.names:
                if not _under(settled[name], row.parents) and not _own(name, row):
                    settled[name].add((*row.parents[0], name))
    return settled


def _place(name: str, row: RowCodes, settled: AbstractSet[CodePath], *, is_theme: bool) -> list[CodePath]:
    """Return the paths of a row's code; none if its row leaves open under which theme it stands."""
    if own := _own(name, row) or _under(settled, row.parents):
        return own
    if row.parents:
        return []
    if is_theme or not settled:
        return [(name,)]
    return list(settled) if len(settled) == 1 else []


def _own(name: str, row: RowCodes) -> list[CodePath]:
    return [path for path in row.paths if path[-1] == name]


def _under(paths: AbstractSet[CodePath], parents: Sequence[CodePath]) -> list[CodePath]:
    return sorted(path for path in paths if any(path[-1 - len(parent) : -1] == parent for parent in parents))


def read_codes_by_coder(
    row: Mapping[str, Cell], *, coder: str, codes: Sequence[str], parents: Sequence[str] = (), paths: Sequence[str] = ()
) -> dict[str, RowCodes]:
    """Return what the named columns of a row say for each coder who looked at it.

    A cell that holds an object (``{"Ana": ["tired"], "Bo": []}``) speaks for the coders named there: an empty list
    means no code, and who is not named, or has null, did not look. Every other cell speaks for ``coder``, who is
    among the answers even if no cell is his.
    """
    shares: dict[str, Cells] = {coder: Cells()}
    for column in (*codes, *parents, *paths):
        cell = row[column]
        for name, own in _by_coder(cell, coder).items():
            shares.setdefault(name, Cells())[column] = own
    return {name: read_codes(own, codes=codes, parents=parents, paths=paths) for name, own in shares.items()}


def _by_coder(cell: Cell, coder: str) -> dict[str, Cell]:
    text = cell_to_text(cell) or ""
    try:
        given = json.loads(text) if text.startswith("{") else None
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        return {coder: cell}
    return {name: _names(value) for name, value in given.items() if value is not None and name.strip()}


def _names(value: object) -> Cell:
    return [value_to_text(name) for name in value] if isinstance(value, list) else value_to_text(value)


class CodedSpan(NamedTuple):
    """A place in a document and the codes that a coder gave it, the first first."""

    doc_id: str
    start: int
    end: int
    paths: tuple[CodePath, ...]
    rank: int = 1
    """Of the first of these codes among all codes of the place."""


def coding_from_spans(
    coder: str, spans: Iterable[CodedSpan], *, scope: Scope = CODED_ONLY, in_order: bool = True
) -> Coding:
    """Return a coding with exactly the codes used and the themes above them.

    Codes of one span are ranked in the order given. Between several spans of one place there is no order, nor in any
    with ``in_order`` false: such codes have one rank, and are sorted by their paths, so that the same coding is the
    same from every file. A code given twice to one place counts once.
    """
    codes: dict[tuple[str, int, int], dict[CodePath, int]] = {}
    for span in spans:
        ranks_there = codes.setdefault(span[:3], {})
        for behind, path in enumerate(span.paths):
            rank = span.rank + (behind if in_order else 0)
            ranks_there[path] = min(rank, ranks_there.get(path, rank))
    rows = sorted((*place, rank, code_path(*path)) for place, ranked in codes.items() for path, rank in ranked.items())
    doc_ids, starts, ends, ranks, code_ids = zip(*rows, strict=True) if rows else ((),) * 5
    values = {"doc_id": doc_ids, "start": starts, "end": ends, "code_id": code_ids, "rank": ranks}
    nothing = dict.fromkeys(("unit_id", "membership"), (None,) * len(rows))
    return Coding(
        coder,
        codebook_from_paths(path for paths in codes.values() for path in paths),
        make_table(SEGMENT_COLUMNS, {**values, **nothing}),
        scope,
    )


def codebook_from_paths(paths: Iterable[CodePath]) -> Codebook:
    """Return the tree of these codes and of the themes above them, parents first, sorted by name."""
    tree = sorted({path[:depth] for path in paths for depth in range(1, len(path) + 1)})
    return Codebook(tuple(Code(code_path(*p), p[-1], code_path(*p[:-1]) if len(p) > 1 else None) for p in tree))
