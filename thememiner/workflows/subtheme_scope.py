"""The units of one code of a run, ready for discovery; all other units are set aside."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison import align
from thememiner.config import Settings
from thememiner.records import (
    SEGMENTED_COLUMNS,
    Coding,
    Embedding,
    ExclusionReason,
    Run,
    Segmentation,
    make_table,
    person_index,
)
from thememiner.segmentation import document_forms, tokenize_units
from thememiner.workflows.code_lookup import list_codes_below
from thememiner.workflows.question_stage import GuideResult, fitted_state, restore_guide

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CodeUnits:
    """All units of a run, only those of one code kept, with their tokens and vectors."""

    segmentation: Segmentation
    embedding: Embedding
    guide_result: GuideResult
    """The interview guide of the run, and the course of its interviews."""
    count: int
    """Number of units with the code."""
    participants: int
    """Number of persons who say them (see ``person_index``)."""


def find_units_of_code(coding: Coding, code_id: str, units: pd.DataFrame, *, min_overlap: float) -> Mask:
    """Return which kept units carry a code or a code below it, as first or second code; shape (units,).

    Segments are aligned with units by the rules of comparison.
    """
    aligned = align(coding, units, min_overlap=min_overlap)
    wanted = {code_id, *list_codes_below(coding, code_id)}
    is_wanted = np.array([code.code_id in wanted for code in coding.codebook.codes], dtype=bool)
    inside = np.zeros(len(units), dtype=bool)
    inside[aligned.units[is_wanted[aligned.codes]]] = True
    kept: Mask = units["kept"].to_numpy(bool)
    return inside & kept


def restrict_to_units(run: Run, inside: Mask, settings: Settings) -> CodeUnits:
    """Return a run's units with only those ``inside`` kept; vectors are the run's, and NaN for all other units."""
    units = _set_aside_others(run.units, inside)
    own = units[inside]
    vectors, contextual = run.vectors.copy(), run.contextual.copy()
    vectors[~inside] = np.nan
    contextual[~inside] = np.nan
    embedding = Embedding(
        vectors,
        contextual,
        context=run.manifest["choices"].get("context", ""),
        encoder=run.manifest["encoder"],
        state=fitted_state(run),
        unit_ids=units["unit_id"],
    )
    tokens = tokenize_units(units, run.documents, settings=settings.segmentation)
    segmentation = Segmentation(units, tokens, document_forms(run.documents))
    return CodeUnits(segmentation, embedding, restore_guide(run, inside), len(own), len(person_index(own).names))


def _set_aside_others(units: pd.DataFrame, inside: Mask) -> pd.DataFrame:
    """Return the table with ``SEGMENTED_COLUMNS``, in which the kept units are those ``inside``."""
    columns = {column.name: units[column.name].to_numpy(dtype=object, copy=True) for column in SEGMENTED_COLUMNS}
    kept = units["kept"].to_numpy(bool)
    columns["kept"][:] = inside
    columns["reason"][inside] = None
    columns["reason"][kept & ~inside] = ExclusionReason.OUTSIDE.value
    # The original of a duplicate may lie outside: the first duplicate inside then takes its place.
    original = units["duplicate_of"].fillna(units["unit_id"])[inside]
    first = units["unit_id"][inside].groupby(original, sort=False).transform("first")
    columns["duplicate_of"][:] = None
    columns["duplicate_of"][inside] = first.where(first != units["unit_id"][inside], None)
    return make_table(SEGMENTED_COLUMNS, columns)
