"""Codes in the cells of a table, their places in a codebook, and the coding that they make."""

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
    """The codes of a row: their names, the themes above them, and full paths."""

    names: tuple[str, ...]
    parents: tuple[CodePath, ...] = ()
    """Themes; which code belongs to which theme is open if there are several."""
    paths: tuple[CodePath, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """The places of the codes of each row in the codebook."""

    paths: tuple[tuple[CodePath, ...], ...]
    """For each row, the paths of its codes in the written order."""
    unsettled: tuple[str, ...]
    """Names of codes that are at the top level because no row says which of several themes they belong to, sorted."""


def read_codes(
    row: Mapping[str, Cell], *, codes: Sequence[str], parents: Sequence[str] = (), paths: Sequence[str] = ()
) -> RowCodes:
    """Return the codes in the given columns of a row. A cell holds one name, a list, or names separated by ``;``.

    A path is written ``theme > code``; its code is added to the codes of the row.
    """
    of_paths = tuple(split_code_path(path) for column in paths for path in cell_to_names(row[column]))
    names = [name for column in codes for name in cell_to_names(row[column])] + [path[-1] for path in of_paths]
    of_parents = tuple(split_code_path(parent) for column in parents for parent in cell_to_names(row[column]))
    return RowCodes(tuple(dict.fromkeys(names)), tuple(dict.fromkeys(of_parents)), tuple(dict.fromkeys(of_paths)))


def split_code_path(written: str) -> CodePath:
    """Split ``theme > code`` into its names, the reverse of ``code_path``; a doubled ``>`` becomes a single one."""
    return tuple(name.replace(">>", ">") for name in _STEP.split(written))


def place_codes(rows: Sequence[RowCodes]) -> Placement:
    """Return the theme of each code. The order in which a row lists codes and themes does not matter.

    A path states the theme. In a row with one theme, all codes belong to it. In a row with several themes, a code
    belongs to those of them that other rows state for it; if no row states one, the code is at the top level and listed
    as unsettled. A code for which rows state different themes becomes several codes. A row without a theme follows the
    other rows if they agree.
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
    """Return a note that lists the codes whose theme is open; empty if there are none."""
    names = placement.unsettled
    if not names:
        return []
    codes = f"{len(names)} code{'s' if len(names) > 1 else ''} ({list_some(names)})"
    what = f"in rows with several themes, nothing says which theme these belong to: {codes}"
    return [f"{what}. They are at the top level. A column of paths ('theme > code') states their themes."]


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
    """Return the paths of a row's code; empty if the row leaves its theme open."""
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
    """Return the codes in the given columns of a row for each coder who read it.

    A cell with a JSON object (``{"Ana": ["tired"], "Bo": []}``) has the codes of several coders. An empty list means
    that the coder read the row and gave no code; a coder who is missing or has null did not read it. Every other cell
    has codes of ``coder``, who is always in the result.
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
    """A place in a document and the codes that a coder gave it, in their order."""

    doc_id: str
    start: int
    end: int
    paths: tuple[CodePath, ...]
    rank: int = 1
    """The rank of the first of these codes among all codes of the place, from 1."""


def coding_from_spans(
    coder: str, spans: Iterable[CodedSpan], *, scope: Scope = CODED_ONLY, in_order: bool = True
) -> Coding:
    """Return a coding whose codebook has the used codes and the themes above them.

    Codes of a span are ranked in their order. Codes of several spans of the same place have no order, nor have any with
    ``in_order=False``: they share a rank and are sorted by path, so that the result does not depend on the order of a
    file. A code that is given twice to a place counts once.
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
    """Return the codebook of these codes and the themes above them, parents first, sorted by name."""
    tree = sorted({path[:depth] for path in paths for depth in range(1, len(path) + 1)})
    return Codebook(tuple(Code(code_path(*p), p[-1], code_path(*p[:-1]) if len(p) > 1 else None) for p in tree))
