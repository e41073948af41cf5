"""Compare two codings over the same meaning units."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.alignment import Alignment, align
from thememiner.comparison.code_order import in_one_order, notes_on_order
from thememiner.comparison.cutting import lay_over
from thememiner.comparison.figures import figures
from thememiner.comparison.findings import findings
from thememiner.comparison.levels import Level, groups, levels_of
from thememiner.comparison.matching import shared_units
from thememiner.comparison.notes import (
    notes_on_levels,
    notes_on_persons,
    notes_on_positions,
    notes_on_sameness,
    notes_on_segments,
    notes_on_units,
)
from thememiner.comparison.pairs import GroupPair
from thememiner.comparison.persons import persons_of
from thememiner.comparison.positions import agreement_on_positions
from thememiner.config import ComparisonSettings
from thememiner.records import Basis, Coding, Comparison, CutBy, Figures, LevelComparison

DEFAULTS = ComparisonSettings()


def compare(
    reference: Coding,
    proposed: Coding,
    units: pd.DataFrame,
    *,
    settings: ComparisonSettings = DEFAULTS,
    seed: int = 0,
    lengths: Mapping[str, int] | None = None,
) -> Comparison:
    """Compare two codings: what became of each code in the other, and how far the two agree.

    ``units`` is a table with the columns of ``SEGMENTED_COLUMNS`` (a run's units will do). Codes count for units by
    overlap of positions; with ``settings.by``, turns or the reference's segments stand for units. Figures are taken
    over the kept units that both coders looked at; those among them without code are a group of their own. With
    sub-themes on either side, themes and sub-themes are compared each; a flat codebook's only level serves for both.
    Without any unit, counts are 0 and figures are None. Where either person's codes of a segment come in no order, the
    first by name counts as the first in both codings.

    ``lengths`` are those of the documents in code points; without them, a document ends with its last unit.
    """
    ends = units.groupby("doc_id")["end"].max()
    lengths = dict(zip(ends.index, ends.tolist(), strict=True)) if lengths is None else lengths
    originals = (reference, proposed)
    cut_by = CutBy[settings.by.upper()]
    overlap = settings.min_overlap
    units, (reference, proposed) = lay_over(cut_by, units, in_one_order(originals), min_overlap=overlap)
    sides = [align(coding, units, min_overlap=overlap) for coding in (reference, proposed)]
    compared = units["kept"].to_numpy(np.bool_) & sides[0].seen & sides[1].seen
    over = units.loc[compared, ["participant", "doc_id"]].reset_index(drop=True)
    levels, pair = [], None
    for level in levels_of(reference.codebook, proposed.codebook):
        pair = _pair((reference, proposed), sides, compared, over, level)
        measured = tuple(figures(one, basis, settings=settings, seed=seed) for basis, one in _bases(pair, over))
        compared_level = _level(level, pair, over["participant"], measured)
        at_level = [_at_level(coding, level) for coding in originals]
        positions = agreement_on_positions(at_level[0], at_level[1], compared_level.matches, lengths)
        levels.append(replace(compared_level, positions=positions))
    notes = (*_notes((reference, proposed), sides, units, compared, cut_by), *notes_on_order(originals))
    notes += () if pair is None else tuple(notes_on_sameness(originals, (pair.reference, pair.proposed)))
    coded_only = tuple(coding.coder for coding in (reference, proposed) if coding.scope.spans is None)
    return Comparison(reference.coder, proposed.coder, tuple(levels), notes, cut_by=cut_by, coded_only=coded_only)


def _pair(
    codings: tuple[Coding, Coding],
    sides: Sequence[Alignment],
    compared: npt.NDArray[np.bool_],
    over: pd.DataFrame,
    level: Level,
) -> GroupPair:
    own, other = (groups(coding.codebook, side, compared, level) for coding, side in zip(codings, sides, strict=True))
    return GroupPair(own, other, persons_of(over))


def _bases(pair: GroupPair, units: pd.DataFrame) -> Iterator[tuple[Basis, GroupPair]]:
    yield Basis.LOOKED_AT, pair
    coded = (pair.reference.first >= 0) & (pair.proposed.first >= 0)
    if not coded.all():
        yield Basis.CODED, GroupPair(pair.reference.only(coded), pair.proposed.only(coded), persons_of(units[coded]))


def _at_level(coding: Coding, level: Level) -> Coding:
    """Return the coding with each segment's code of this level."""
    if level is Level.SUBTHEME:
        return coding
    top = {code.code_id: coding.codebook.top(code.code_id) for code in coding.codebook.codes}
    return replace(coding, segments=coding.segments.assign(code_id=coding.segments["code_id"].map(top)))


def _level(level: Level, pair: GroupPair, participants: pd.Series, measured: tuple[Figures, ...]) -> LevelComparison:
    one_to_one = pair.matching.one_to_one
    counterparts = pair.matching.of_reference(len(pair.reference.codes))
    return LevelComparison(
        level=level.value,
        figures=measured,
        reference=findings(pair.reference, pair.proposed, participants, matched=counterparts),
        proposed=findings(pair.proposed, pair.reference, participants, matched=one_to_one),
        overlap=tuple(tuple(row) for row in shared_units(pair.reference, pair.proposed).tolist()),
        matched=pair.matching.by,
        matches=tuple(
            (pair.reference.codes[own].code_id, pair.proposed.codes[other].code_id)
            for other, own in enumerate(one_to_one.tolist())
            if own >= 0
        ),
    )


def _notes(
    codings: tuple[Coding, Coding],
    sides: list[Alignment],
    units: pd.DataFrame,
    compared: npt.NDArray[np.bool_],
    cut_by: CutBy,
) -> tuple[str, ...]:
    notes = list(notes_on_levels(*codings))
    for coding, side in zip(codings, sides, strict=True):
        notes += notes_on_units(coding, side, units, compared, cut_by)
        notes += notes_on_segments(coding, side, units)
    return (*notes, *notes_on_persons(units[compared]), *notes_on_positions(codings))
