"""Levels of a codebook, and the groups of units that a coding makes at each level."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from thememiner.comparison.alignment import Alignment
from thememiner.records import Code, Codebook

NO_CODE = -1


class Level(StrEnum):
    """Where in the hierarchy of codes two codings are compared."""

    THEME = "theme"
    SUBTHEME = "sub-theme"


@dataclass(frozen=True, slots=True)
class CodeGroups:
    """The codes of one level, and the compared units that carry each code."""

    codes: tuple[Code, ...]
    carries: npt.NDArray[np.bool_]
    """Shape (units, codes)."""
    first: npt.NDArray[np.int64]
    """Shape (units,): index of the unit's first code, -1 where it carries none."""

    def with_uncoded(self) -> npt.NDArray[np.bool_]:
        """Return ``carries`` with one more column: the units that carry no code, as a group of their own."""
        return np.column_stack([self.carries, ~self.carries.any(axis=1)])

    def select(self, chosen: npt.NDArray[np.bool_]) -> "CodeGroups":
        """Return the groups among the chosen units (a mask); codes without units stay."""
        return CodeGroups(self.codes, self.carries[chosen], self.first[chosen])


def common_levels(*codebooks: Codebook) -> tuple[Level, ...]:
    """Return the levels at which codebooks can be compared: only themes if no codebook has sub-themes."""
    return tuple(Level) if any(map(has_subthemes, codebooks)) else (Level.THEME,)


def has_subthemes(codebook: Codebook) -> bool:
    """Tell whether any code is below another code."""
    return any(code.parent_id is not None for code in codebook.codes)


def group_by_code(
    codebook: Codebook, alignment: Alignment, compared: npt.NDArray[np.bool_], level: Level
) -> CodeGroups:
    """Group the compared units by code; ``compared`` is a mask over all units.

    Themes are the codes at the top of the tree, each with the units of all codes below it. Sub-themes are the codes
    as the coder gave them: the leaves, and any other code that was used. In a flat codebook both are the same.
    """
    at_level = _code_at_level(codebook, level)
    used = set(alignment.codes.tolist())
    shown = _codes_of_level(codebook, level, used)
    column = np.full(len(codebook.codes), -1)
    column[shown] = np.arange(len(shown))
    row = np.cumsum(compared) - 1
    chosen = compared[alignment.units]
    rows, columns = row[alignment.units[chosen]], column[at_level[alignment.codes[chosen]]]
    carries = np.zeros((int(compared.sum()), len(shown)), dtype=np.bool_)
    carries[rows, columns] = True
    first = np.full(len(carries), NO_CODE, dtype=np.int64)
    first[rows[::-1]] = columns[::-1]  # backwards, so that the first code is written last
    return CodeGroups(tuple(codebook.codes[index] for index in shown), carries, first)


def _code_at_level(codebook: Codebook, level: Level) -> npt.NDArray[np.int64]:
    """Return for each code the position in the codebook of the code that stands for it at a level."""
    position = {code.code_id: index for index, code in enumerate(codebook.codes)}
    ids = [codebook.top(code_id) if level is Level.THEME else code_id for code_id in position]
    return np.array([position[code_id] for code_id in ids], dtype=np.int64)


def _codes_of_level(codebook: Codebook, level: Level, used: set[int]) -> list[int]:
    """Return the positions of the codes that a level has, in the order of the codebook."""
    parents = {code.parent_id for code in codebook.codes}
    return [
        index
        for index, code in enumerate(codebook.codes)
        if (code.parent_id is None if level is Level.THEME else code.code_id not in parents or index in used)
    ]
