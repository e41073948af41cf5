"""Codes as people write them into cells, and where each stands in the codebook."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from thememiner.intake.cells import Cell, as_names
from thememiner.intake.messages import first_few

CodePath = tuple[str, ...]
"""The names from the top of the codebook down to a code."""

_STEP = re.compile(r"\s+>\s+")


class WrittenCodes(NamedTuple):
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
) -> WrittenCodes:
    """Return what the named columns of a row say; a cell holds one name, a list, or names separated by ``;``.

    A path is written ``theme > code``; a path whose code is not among the codes of its row adds it.
    """
    of_paths = tuple(split_path(path) for column in paths for path in as_names(row[column]))
    names = [name for column in codes for name in as_names(row[column])] + [path[-1] for path in of_paths]
    of_parents = tuple(split_path(parent) for column in parents for parent in as_names(row[column]))
    return WrittenCodes(tuple(dict.fromkeys(names)), tuple(dict.fromkeys(of_parents)), tuple(dict.fromkeys(of_paths)))


def split_path(written: str) -> CodePath:
    """Undo ``code_path``: part ``theme > code`` into names, in which a doubled ``>`` is a single one."""
    return tuple(name.replace(">>", ">") for name in _STEP.split(written))


def place_codes(rows: Sequence[WrittenCodes]) -> Placement:
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


def name_unsettled(placement: Placement) -> list[str]:
    """Return a note that names the codes whose theme is open, or nothing."""
    names = placement.unsettled
    if not names:
        return []
    codes = f"{len(names)} code{'s' if len(names) > 1 else ''} ({first_few(names)})"
    what = f"of several themes in one row, nothing settles which stands above {codes}"
    return [f"{what}; there a code stands at the top level. A column of paths ('theme > code') settles it."]


def _settled(rows: Sequence[WrittenCodes]) -> dict[str, set[CodePath]]:
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


def _place(name: str, row: WrittenCodes, settled: AbstractSet[CodePath], *, is_theme: bool) -> list[CodePath]:
    """Return the paths of a row's code; none if its row leaves open under which theme it stands."""
    if own := _own(name, row) or _under(settled, row.parents):
        return own
    if row.parents:
        return []
    if is_theme or not settled:
        return [(name,)]
    return list(settled) if len(settled) == 1 else []


def _own(name: str, row: WrittenCodes) -> list[CodePath]:
    return [path for path in row.paths if path[-1] == name]


def _under(paths: AbstractSet[CodePath], parents: Sequence[CodePath]) -> list[CodePath]:
    return sorted(path for path in paths if any(path[-1 - len(parent) : -1] == parent for parent in parents))
