"""Codes of several coders in one row: cells that hold an object of codes by coder."""

import json
from collections.abc import Mapping, Sequence

from thememiner.intake.cells import Cell, Cells, as_text, written
from thememiner.intake.codes import WrittenCodes, read_codes


def read_codes_by_coder(
    row: Mapping[str, Cell], *, coder: str, codes: Sequence[str], parents: Sequence[str] = (), paths: Sequence[str] = ()
) -> dict[str, WrittenCodes]:
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
    text = as_text(cell) or ""
    try:
        given = json.loads(text) if text.startswith("{") else None
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        return {coder: cell}
    return {name: _names(value) for name, value in given.items() if value is not None and name.strip()}


def _names(value: object) -> Cell:
    return [written(name) for name in value] if isinstance(value, list) else written(value)
