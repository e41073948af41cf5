"""The code that somebody names, found in a codebook; or what is there instead.

The units of one code, made ready for discovery; all others are set aside.
"""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison import align
from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.records import SEGMENTED_COLUMNS, Code, Coding, Embedding, Run, Segmentation, SetAside, code_path, table
from thememiner.segmentation import tokens_of

MOST_LISTED = 8
Mask = npt.NDArray[np.bool_]


def choose_coding(codings: Sequence[Coding], coder: str | None, *, place: str) -> Coding:
    """Return the coding of a coder, or the only one if none is named.

    Raises ``UsageError`` that lists the coders if there is none of that name, or no name where there are several.
    """
    found = [coding for coding in codings if coder is None or coding.coder == coder]
    if len(found) == 1:
        return found[0]
    there = _listed([coding.coder for coding in codings], near=coder or "")
    if not codings:
        raise UsageError("has no coding.", place=place, remedy="Name a run, or a table, in which somebody coded.")
    what = "has several codings." if coder is None else f"has no coder called {coder}."
    raise UsageError(what, place=place, remedy=f"Coders: {there}. Choose one with --coder.")


def find_code(coding: Coding, wanted: str, *, others: Sequence[Coding] = ()) -> Code:
    """Return the code with this id, this path (``theme > sub-theme``) or this name; case and spaces do not matter.

    Raises ``UsageError`` that lists the codes, the nearest first, if none is called so, or several are. If one of the
    ``others`` has a code of that name, its coder is named.
    """
    codes = coding.codebook.codes
    paths = {code.code_id: path_of(coding, code) for code in codes}
    ways: tuple[Callable[[Code], bool], ...] = (
        lambda code: code.code_id == wanted,
        lambda code: paths[code.code_id] == wanted,
        lambda code: code.name == wanted,
        lambda code: _folded(wanted) in {_folded(code.code_id), _folded(paths[code.code_id]), _folded(code.name)},
    )
    for is_called in ways:
        found = [code for code in codes if is_called(code)]
        if len(found) == 1:
            return found[0]
        if found:
            several = "; ".join(_told(code, paths[code.code_id]) for code in found)
            raise UsageError(
                f"several codes of {coding.coder} are called {wanted}.",
                remedy=f"Give the id or path of one: {several}.",
            )
    theirs = [other.coder for other in others for code in other.codebook.codes if _folded(code.name) == _folded(wanted)]
    if theirs:
        named = " or ".join(f'--coder "{coder}"' for coder in dict.fromkeys(theirs))
        raise UsageError(f"{coding.coder} has no code called {wanted}.", remedy=f"To look into a person's: {named}.")
    listed = _listed([_told(code, paths[code.code_id]) for code in codes], near=wanted)
    remedy = f"Its codes, the nearest first: {listed}." if listed else "It has no codes."
    raise UsageError(f"{coding.coder} has no code called {wanted}.", remedy=remedy)


def path_of(coding: Coding, code: Code) -> str:
    """Return the names from the top of the codebook down to a code, as ``theme > sub-theme``."""
    names = [code.name]
    while code.parent_id is not None:
        code = coding.codebook[code.parent_id]
        names.append(code.name)
    return code_path(*reversed(names))


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _told(code: Code, path: str) -> str:
    return path if code.code_id == path else f"{code.code_id} ({path})"


def _listed(names: Sequence[str], *, near: str) -> str:
    """Return the names as a list, those most like ``near`` first; of many the first few."""
    likeness = {name: difflib.SequenceMatcher(None, _folded(name), _folded(near)).ratio() for name in names}
    ordered = sorted(names, key=lambda name: (_folded(near) not in _folded(name), -likeness[name])) if near else names
    more = len(names) - MOST_LISTED
    return "; ".join(ordered[:MOST_LISTED]) + (f" and {more:,} more" if more > 0 else "")


@dataclass(frozen=True, slots=True)
class Material:
    """The units of a run of which only those of one code are kept, with their words and vectors."""

    segmentation: Segmentation
    embedding: Embedding
    units: int
    """Of the code."""
    participants: int
    """Who say them; 0 where nobody is named."""


def codes_below(coding: Coding, code_id: str) -> tuple[str, ...]:
    """Return the ids of all codes below a code, in the order of the codebook."""
    below: list[str] = []
    for code in coding.codebook.codes:  # parents stand before their children
        if code.parent_id in {code_id, *below}:
            below.append(code.code_id)
    return tuple(below)


def units_of_code(coding: Coding, code_id: str, units: pd.DataFrame, *, min_overlap: float) -> Mask:
    """Return which kept units carry a code or one below it, as first code or second, by the rules of comparison."""
    aligned = align(coding, units, min_overlap=min_overlap)
    wanted = {code_id, *codes_below(coding, code_id)}
    carries = np.array([code.code_id in wanted for code in coding.codebook.codes], dtype=bool)
    inside = np.zeros(len(units), dtype=bool)
    inside[aligned.units[carries[aligned.codes]]] = True
    kept: Mask = units["kept"].to_numpy(bool)
    return inside & kept


def material(run: Run, inside: Mask, settings: Settings) -> Material:
    """Return the material of a run restricted to the units ``inside``; vectors are the run's own."""
    units = _only(run.units, inside)
    own = units[inside]
    vectors, contextual = run.vectors.copy(), run.contextual.copy()
    vectors[~inside] = np.nan
    contextual[~inside] = np.nan
    embedding = Embedding(
        vectors,
        contextual,
        context=run.manifest["choices"].get("context", ""),
        encoder=run.manifest["encoder"],
        state={name: array for name, array in run.state.items() if name != "centres"},
    )
    tokens = tokens_of(units, run.documents, settings=settings.segmentation)
    return Material(Segmentation(units, tokens), embedding, len(own), own["participant"].nunique())


def _only(units: pd.DataFrame, inside: Mask) -> pd.DataFrame:
    """Return the table with the columns of a segmentation, in which every kept unit is ``inside``."""
    columns = {column.name: units[column.name].to_numpy(dtype=object, copy=True) for column in SEGMENTED_COLUMNS}
    kept = units["kept"].to_numpy(bool)
    columns["kept"][:] = inside
    columns["reason"][inside] = None
    columns["reason"][kept & ~inside] = SetAside.OUTSIDE.value
    first = units["duplicate_of"].fillna(units["unit_id"])[inside]
    stands_for = units["unit_id"][inside].groupby(first, sort=False).transform("first")
    columns["duplicate_of"][:] = None
    columns["duplicate_of"][inside] = stands_for.where(stands_for != units["unit_id"][inside], None)
    return table(SEGMENTED_COLUMNS, columns)
