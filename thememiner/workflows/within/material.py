"""The units of one code, made ready for discovery; all others are set aside."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.alignment import align
from thememiner.config import Settings
from thememiner.records import SEGMENTED_COLUMNS, Coding, Embedding, Run, Segmentation, SetAside, table
from thememiner.segmentation import tokens_of

Mask = npt.NDArray[np.bool_]


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
