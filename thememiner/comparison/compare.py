"""Compare two codings over the same meaning units.

What the reader of a comparison must know: what was left out, and how many.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.alignment import Alignment, align, lay_over
from thememiner.comparison.code_outcomes import findings
from thememiner.comparison.contingency import GroupPair, persons_of
from thememiner.comparison.levels import (
    Groups,
    Level,
    groups,
    has_subthemes,
    in_one_order,
    is_persons,
    levels_of,
    notes_on_order,
)
from thememiner.comparison.matching import known_by, shared_units
from thememiner.comparison.scores import figures
from thememiner.comparison.unitizing import agreement_on_positions
from thememiner.config import ComparisonSettings
from thememiner.records import Basis, Coding, Comparison, CutBy, Figures, LevelComparison

DEFAULTS = ComparisonSettings()
NOUNS = {CutBy.UNIT: "meaning unit", CutBy.TURN: "turn", CutBy.SEGMENT: "coded segment"}
"""One of what codings are laid over."""


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


def notes_on_units(
    coding: Coding,
    alignment: Alignment,
    units: pd.DataFrame,
    compared: npt.NDArray[np.bool_],
    cut_by: CutBy = CutBy.UNIT,
) -> Iterator[str]:
    """Yield what happens to units because of this coding: left out, uncoded, or with several codes."""
    noun = NOUNS[cut_by]
    kept = units["kept"].to_numpy()
    unseen = int((kept & ~alignment.seen).sum())
    if unseen:
        yield f"{unseen:,} of {_count(int(kept.sum()), f'kept {noun}')} {_why_left_out(coding, unseen)}"
    codes = np.bincount(alignment.units, minlength=len(units))[compared]
    if uncoded := int((codes == 0).sum()):
        yield f"{_count(uncoded, noun)} without code of {coding.coder}, counted as one group of their own."
    if several := int((codes > 1).sum()):
        units_told = f"{_count(several, noun)} with several codes of {coding.coder}"
        yield f"{units_told}: kappa, AMI and ARI look at the first only."


def _why_left_out(coding: Coding, number: int) -> str:
    verb, them = ("is", "it") if number == 1 else ("are", "them")
    if coding.scope.spans is not None:
        return f"{verb} left out: {'it lies' if number == 1 else 'they lie'} outside what {coding.coder} read."
    carries = "carries" if number == 1 else "carry"
    return f"{carries} no code of {coding.coder}, and {verb} left out: whether {coding.coder} read {them} is not known."


def notes_on_segments(coding: Coding, alignment: Alignment, units: pd.DataFrame) -> Iterator[str]:
    """Yield how many coded segments meet no kept unit and so are not counted, and where they lie."""
    kept = units["kept"].to_numpy()
    met, aside = (alignment.pairs.where(mask[alignment.pairs.left]) for mask in (kept, ~kept))
    place = np.full(len(coding.segments), "outside all meaning units", dtype=object)
    place[~coding.segments["doc_id"].isin(units["doc_id"]).to_numpy()] = "documents that this corpus has not"
    place[aside.right] = units["reason"].fillna("set aside").to_numpy()[aside.left]
    place[met.right] = ""
    segments = coding.segments.assign(place=place).drop_duplicates(["doc_id", "start", "end", "unit_id"])
    unmet = segments.loc[segments["place"] != "", "place"].value_counts().sort_index()
    if len(unmet):
        where = ", ".join(f"{place} ({number:,})" for place, number in unmet.items())
        number = _count(int(unmet.sum()), "coded segment")
        yield f"{number} of {coding.coder} not counted, as no kept meaning unit is there: {where}."


def notes_on_sameness(codings: Sequence[Coding], groups: Sequence[Groups]) -> Iterator[str]:
    """Yield that two people gave every unit the same codes, which two people hardly do."""
    own, other = (
        {known_as: column.tobytes() for known_as, column in zip(known_by(side.codes), side.carries.T, strict=True)}
        for side in groups
    )
    carried = [{known_as for known_as, column in side.items() if any(column)} for side in (own, other)]
    is_same = bool(carried[0]) and carried[0] == carried[1] and all(own[one] == other[one] for one in carried[0])
    if is_same and all(is_persons(coding) for coding in codings):
        names = " and ".join(coding.coder for coding in codings)
        yield (
            f"{names} gave all units the same codes. If they are one coding in two files, leave one out: nobody's "
            "agreement with themselves tells how far people agree."
        )


def notes_on_persons(units: pd.DataFrame) -> Iterator[str]:
    """Yield that documents stand in for participants, of the units compared whose speaker is not known."""
    if unknown := int(units["participant"].isna().sum()):
        yield f"The speaker of {_count(unknown, 'unit')} is not known: there, each document counts as a participant."


def notes_on_positions(codings: Sequence[Coding]) -> Iterator[str]:
    """Yield of whom whole documents are taken as read, where agreement on positions is measured."""
    for coding in codings:
        if coding.scope.spans is None and len(coding.segments):
            yield (
                f"For agreement on positions (uα), each document with coded segments of {coding.coder} counts as read "
                "as a whole, as it is not known what else was read."
            )


def notes_on_levels(reference: Coding, proposed: Coding) -> Iterator[str]:
    """Yield that one coding's only level is compared with both of the other's, where that is so."""
    for one, other in ((reference, proposed), (proposed, reference)):
        if one.codebook.codes and not has_subthemes(one.codebook) and has_subthemes(other.codebook):
            yield f"{one.coder} has one level of codes, which is compared with both levels of the other."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
