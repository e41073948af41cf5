"""The groups that a coding makes of the units compared, at each level of its hierarchy.

Which of a segment's codes is the first: where its coder put them in an order, and where nobody did.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from thememiner.comparison.alignment import Alignment
from thememiner.records import Code, Codebook, Coding

UNCODED = -1
_PLACE = ["doc_id", "start", "end"]


class Level(StrEnum):
    """Where in the hierarchy the codings are compared."""

    THEME = "theme"
    SUBTHEME = "sub-theme"


@dataclass(frozen=True, slots=True)
class Groups:
    """Codes of one level, and the units compared that carry each."""

    codes: tuple[Code, ...]
    carries: npt.NDArray[np.bool_]
    """Shape (units, codes)."""
    first: npt.NDArray[np.int64]
    """Shape (units,): index of the unit's first code, -1 where it carries none."""

    def with_uncoded(self) -> npt.NDArray[np.bool_]:
        """Return ``carries`` with one more column: the units that carry no code, as a group of their own."""
        return np.column_stack([self.carries, ~self.carries.any(axis=1)])

    def only(self, chosen: npt.NDArray[np.bool_]) -> "Groups":
        """Return the groups among some of the units; no code is left out."""
        return Groups(self.codes, self.carries[chosen], self.first[chosen])


def levels_of(*codebooks: Codebook) -> tuple[Level, ...]:
    """Return the levels at which codebooks can be compared: only the upper one if none has sub-themes."""
    return tuple(Level) if any(map(has_subthemes, codebooks)) else (Level.THEME,)


def has_subthemes(codebook: Codebook) -> bool:
    """Return whether any code stands under another."""
    return any(code.parent_id is not None for code in codebook.codes)


def groups(codebook: Codebook, alignment: Alignment, compared: npt.NDArray[np.bool_], level: Level) -> Groups:
    """Return the groups among the units compared (a mask over all units).

    Themes are the codes at the top of the tree, each with the units of all codes below it. Sub-themes are the codes
    as they were given: the leaves, and any other code that was used. In a flat codebook both are the same.
    """
    at_level = _own_or_top(codebook, level)
    used = set(alignment.codes.tolist())
    shown = _shown(codebook, level, used)
    column = np.full(len(codebook.codes), -1)
    column[shown] = np.arange(len(shown))
    row = np.cumsum(compared) - 1
    chosen = compared[alignment.units]
    rows, columns = row[alignment.units[chosen]], column[at_level[alignment.codes[chosen]]]
    carries = np.zeros((int(compared.sum()), len(shown)), dtype=np.bool_)
    carries[rows, columns] = True
    first = np.full(len(carries), UNCODED, dtype=np.int64)
    first[rows[::-1]] = columns[::-1]  # backwards, so that the first code is written last
    return Groups(tuple(codebook.codes[index] for index in shown), carries, first)


def _own_or_top(codebook: Codebook, level: Level) -> npt.NDArray[np.int64]:
    place = {code.code_id: index for index, code in enumerate(codebook.codes)}
    ids = [codebook.top(code_id) if level is Level.THEME else code_id for code_id in place]
    return np.array([place[code_id] for code_id in ids], dtype=np.int64)


def _shown(codebook: Codebook, level: Level, used: set[int]) -> list[int]:
    """Return the indices of the codes to show at a level, in the order of the codebook."""
    parents = {code.parent_id for code in codebook.codes}
    return [
        index
        for index, code in enumerate(codebook.codes)
        if (code.parent_id is None if level is Level.THEME else code.code_id not in parents or index in used)
    ]


def in_one_order(codings: Sequence[Coding]) -> tuple[Coding, ...]:
    """Return codings whose first codes can be compared.

    Where one person's codes come in no order (several of a segment have one rank), a first code of another person has
    nothing to be compared with: then the codes of all people come in none, and the first by its path counts as the
    first. So the same coding agrees with itself, whatever file it comes from. A program's codes keep their order.
    """
    if not any(is_persons(coding) and unordered_segments(coding) for coding in codings):
        return tuple(codings)
    return tuple(_without_order(coding) if is_persons(coding) else coding for coding in codings)


def unordered_segments(coding: Coding) -> int:
    """Return how many coded segments carry several codes in no order."""
    tied = coding.segments.duplicated([*_PLACE, "rank"], keep=False)
    return len(coding.segments.loc[tied, _PLACE].drop_duplicates())


def notes_on_order(codings: Sequence[Coding]) -> Iterator[str]:
    """Yield whose codes come in no order, and whose order does not count for that reason."""
    unordered = {coding.coder: unordered_segments(coding) for coding in codings}
    whose = " and ".join(sorted(coder for coder, number in unordered.items() if number))
    for coding in codings:
        if number := unordered[coding.coder]:
            carry = "1 coded segment of {} carries" if number == 1 else f"{number:,} coded segments of {{}} carry"
            yield f"{carry.format(coding.coder)} several codes in no order: the first by name counts as the first."
        elif whose and is_persons(coding) and (coding.segments["rank"] > 1).any():
            yield f"The codes of {coding.coder} do not count in their order either, as those of {whose} have none."


def is_persons(coding: Coding) -> bool:
    """Return whether a coding is a person's: a program's codes have memberships."""
    return bool(coding.segments["membership"].isna().all())


def _without_order(coding: Coding) -> Coding:
    segments = coding.segments.assign(rank=1).sort_values([*_PLACE, "code_id"], kind="stable", ignore_index=True)
    return replace(coding, segments=segments.astype(coding.segments.dtypes))
