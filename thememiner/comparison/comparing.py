"""Compare two codings over the same meaning units."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.alignment import Alignment, align
from thememiner.comparison.findings import findings, shared_units
from thememiner.comparison.levels import Groups, Level, groups, levels_of
from thememiner.comparison.notes import notes_on_levels, notes_on_segments, notes_on_units
from thememiner.comparison.scores import figures
from thememiner.config import ComparisonSettings
from thememiner.records import Coding, Comparison, LevelComparison

DEFAULTS = ComparisonSettings()


def compare(
    reference: Coding, proposed: Coding, units: pd.DataFrame, *, settings: ComparisonSettings = DEFAULTS
) -> Comparison:
    """Compare two codings: what became of each code in the other, and how far the two agree.

    ``units`` is a table with the columns of ``SEGMENTED_COLUMNS`` (a run's units will do). Codes count for units by
    overlap of positions. Figures are taken over the kept units that both coders looked at; those among them
    without code are a group of their own. With sub-themes on either side, themes and sub-themes are compared
    each; a flat codebook's only level serves for both. Without any unit, counts are 0 and figures are None.
    """
    sides = [align(coding, units, min_overlap=settings.min_overlap) for coding in (reference, proposed)]
    compared = units["kept"].to_numpy(np.bool_) & sides[0].seen & sides[1].seen
    persons = units["participant"][compared].reset_index(drop=True)
    levels = []
    for level in levels_of(reference.codebook, proposed.codebook):
        own, other = (
            groups(coding.codebook, side, compared, level)
            for coding, side in zip((reference, proposed), sides, strict=True)
        )
        levels.append(_level(level, own, other, persons))
    notes = _notes(reference, proposed, sides, units, compared)
    coded_only = tuple(coding.coder for coding in (reference, proposed) if coding.scope.spans is None)
    return Comparison(reference.coder, proposed.coder, tuple(levels), notes, coded_only)


def _level(level: Level, reference: Groups, proposed: Groups, participants: pd.Series) -> LevelComparison:
    return LevelComparison(
        level=level.value,
        units=len(participants),
        figures=figures(reference, proposed),
        reference=findings(reference, proposed, participants),
        proposed=findings(proposed, reference, participants),
        overlap=tuple(tuple(row) for row in shared_units(reference, proposed).tolist()),
    )


def _notes(
    reference: Coding,
    proposed: Coding,
    sides: list[Alignment],
    units: pd.DataFrame,
    compared: npt.NDArray[np.bool_],
) -> tuple[str, ...]:
    notes = list(notes_on_levels(reference, proposed))
    for coding, side in zip((reference, proposed), sides, strict=True):
        notes += notes_on_units(coding, side, units, compared)
        notes += notes_on_segments(coding, side, units)
    return tuple(notes)
