"""What a person had coded below a code, compared with what is suggested there."""

from dataclasses import replace

import pandas as pd

from thememiner.comparison import compare
from thememiner.comparison.levels import Level
from thememiner.config import ComparisonSettings
from thememiner.records import Codebook, Coding, Comparison, Scope
from thememiner.workflows.within.material import codes_below
from thememiner.workflows.within.suggestion import Suggestion


def coding_within(coding: Coding, code_id: str) -> Coding:
    """Return the part of a coding that has a code or one below it; the code is at the top."""
    ids = {code_id, *codes_below(coding, code_id)}
    codes = [code for code in coding.codebook.codes if code.code_id in ids]
    segments = coding.segments[coding.segments["code_id"].isin(ids)].reset_index(drop=True)
    top = [replace(code, parent_id=None) if code.code_id == code_id else code for code in codes]
    return replace(coding, codebook=Codebook(tuple(top)), segments=segments)


def compare_within(
    reference: Coding, code_id: str, suggestion: Suggestion, settings: ComparisonSettings
) -> Comparison | None:
    """Compare a person's codes below a code with the suggested sub-themes, over the units of the code.

    Units that carry the code alone are without code there, on either side. None if one side has nothing below it.
    """
    below = codes_below(reference, code_id)
    if not below or not suggestion.theme.subthemes:
        return None
    segments = reference.segments[reference.segments["code_id"].isin(below)].reset_index(drop=True)
    own = suggestion.units[suggestion.units["kept"]]
    scope = Scope({str(doc_id): _spans(rows) for doc_id, rows in own.groupby("doc_id", sort=True)})
    looked_at = replace(reference, segments=segments, scope=scope)
    compared = compare(looked_at, suggestion.coding(with_code=False), suggestion.units, settings=settings)
    # Both sides have the same code on top, so there is nothing to compare at its level.
    return replace(compared, levels=tuple(level for level in compared.levels if level.level == Level.SUBTHEME))


def _spans(units: pd.DataFrame) -> tuple[tuple[int, int], ...]:
    return tuple(zip(units["start"].tolist(), units["end"].tolist(), strict=True))
