"""Compare two codings over the same meaning units."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.alignment import (
    OUTSIDE_UNITS,
    AlignedCoding,
    Alignments,
    count_unordered_segments,
    is_by_person,
)
from thememiner.comparison.code_outcomes import assess_codes
from thememiner.comparison.contingency import GroupPair
from thememiner.comparison.levels import CodeGroups, Level, common_levels, group_by_code, has_subthemes
from thememiner.comparison.matching import code_identities, count_shared_units
from thememiner.comparison.scores import measure_agreement
from thememiner.comparison.unitizing import agreement_on_positions
from thememiner.config import ComparisonSettings
from thememiner.errors import UsageError
from thememiner.phrasing import (
    COMPARED_NOUNS,
    list_some,
    note_documents_read,
    note_left_out,
    note_one_level,
    note_order_ignored,
    note_same_codes,
    note_several_codes,
    note_uncoded,
    note_uncounted_segments,
    note_unknown_speakers,
    note_unordered_codes,
)
from thememiner.records import (
    Basis,
    Coding,
    Comparison,
    CutBy,
    Figures,
    LevelComparison,
    check_units,
    person_index,
)

DEFAULTS = ComparisonSettings()
_NEEDED_COLUMNS = ("unit_id", "doc_id", "participant", "turn", "start", "end", "kept", "reason")


def compare(
    reference: Coding,
    proposed: Coding,
    units: pd.DataFrame,
    *,
    settings: ComparisonSettings = DEFAULTS,
    seed: int = 0,
    lengths: Mapping[str, int] | None = None,
    alignments: Alignments | None = None,
) -> Comparison:
    """Compare two codings: what became of each code in the other coding, and how far the two agree.

    ``units`` is a table with the columns of ``SEGMENTED_COLUMNS``, such as a run's units. A code counts for a unit if
    their spans overlap enough; with ``settings.by``, turns or the reference's segments are compared instead of units.
    Scores are over the kept units that both coders looked at; those without a code form one group. If either codebook
    has sub-themes, themes and sub-themes are compared separately, and a flat codebook is used for both levels.
    Without any unit, counts are 0 and scores are None. If either person's codes of a segment have no order, the first
    code by name counts as the first in both codings.

    ``lengths`` are those of the documents in code points; without them, a document ends with its last unit.
    ``alignments`` of the same units are reused, so that several comparisons align each coding once.

    Raise ``UsageError`` if the table lacks columns or repeats a unit, if a coding has segments only in documents that
    the units do not have, or if a segment's code is not in its codebook.

    >>> from thememiner import compare
    >>> from thememiner.records import SEGMENT_COLUMNS, SEGMENTED_COLUMNS, Code, Codebook, Coding, make_table
    >>> rows = range(4)
    >>> columns = {column.name: [None] * 4 for column in SEGMENTED_COLUMNS if column.kind.value == "string"}
    >>> columns |= {name: [""] * 4 for name in ("speaker", "role", "text", "language")}
    >>> columns |= {"unit_id": list("abcd"), "doc_id": ["one.txt"] * 4, "participant": ["Ana"] * 4}
    >>> columns |= {"start": [10 * row for row in rows], "end": [10 * row + 9 for row in rows]}
    >>> units = make_table(SEGMENTED_COLUMNS, {**columns, "turn": list(rows), "kept": [True] * 4})
    >>> def code_units(coder, codes):
    ...     columns = {name: list(units[name]) for name in ("unit_id", "doc_id", "start", "end")}
    ...     columns |= {"code_id": list(codes), "rank": [1] * 4, "membership": [None] * 4}
    ...     codebook = Codebook(tuple(Code(name, name) for name in sorted(set(codes))))
    ...     return Coding(coder, codebook, make_table(SEGMENT_COLUMNS, columns))
    >>> comparison = compare(code_units("Li", "AABB"), code_units("Bo", "AABA"), units)
    >>> comparison.levels[0].units, round(comparison.levels[0].value("kappa"), 2)
    (4, 0.5)
    """
    originals = (reference, proposed)
    _check_input(originals, units, lengths)
    ends = units.groupby("doc_id")["end"].max()
    lengths = dict(zip(ends.index, ends.tolist(), strict=True)) if lengths is None else lengths
    cut_by = CutBy[settings.by.upper()]
    alignments = alignments or Alignments(units, min_overlap=settings.min_overlap)
    alignments = alignments.resegment(cut_by, reference)
    units, sides = alignments.units, alignments.align_together(originals)
    looked_at = [side.alignment.looked_at for side in sides]
    compared = units["kept"].to_numpy(np.bool_) & looked_at[0] & looked_at[1]
    over = units.loc[compared, ["participant", "doc_id"]].reset_index(drop=True)
    levels, pair = [], None
    for level in common_levels(reference.codebook, proposed.codebook):
        pair = _pair_groups(sides, compared, over, level)
        measured = tuple(
            measure_agreement(one, basis, settings=settings, seed=seed) for basis, one in _each_basis(pair, over)
        )
        compared_level = _compare_level(level, pair, measured)
        at_level = [_with_codes_of_level(coding, level) for coding in originals]
        positions = agreement_on_positions(at_level[0], at_level[1], compared_level.matches, lengths)
        levels.append(replace(compared_level, positions=positions))
    return Comparison(
        reference.coder,
        proposed.coder,
        tuple(levels),
        tuple(_notes(originals, sides, units, compared, cut_by, pair)),
        cut_by=cut_by,
        coded_only=tuple(coding.coder for coding in originals if coding.scope.spans is None),
        reference_kind=reference.kind,
        proposed_kind=proposed.kind,
    )


def _check_input(codings: Sequence[Coding], units: pd.DataFrame, lengths: Mapping[str, int] | None) -> None:
    check_units(units, _NEEDED_COLUMNS, stage="compare")
    documents = {*units["doc_id"].unique(), *(lengths or ())}
    for coding in codings:
        coded = sorted(set(coding.segments["doc_id"]))
        if documents and coded and documents.isdisjoint(coded):
            raise UsageError(
                f"compare was given a coding of {coding.coder} in {list_some(coded)}, and units of other documents: "
                f"{list_some(sorted(documents))}.",
                remedy="Pass the units of the documents that were coded.",
            )


def _pair_groups(
    sides: Sequence[AlignedCoding], compared: npt.NDArray[np.bool_], over: pd.DataFrame, level: Level
) -> GroupPair:
    own, other = (group_by_code(coding.codebook, alignment, compared, level) for coding, alignment in sides)
    return GroupPair(own, other, person_index(over).of_units)


def _each_basis(pair: GroupPair, units: pd.DataFrame) -> Iterator[tuple[Basis, GroupPair]]:
    yield Basis.LOOKED_AT, pair
    coded = (pair.reference.first >= 0) & (pair.proposed.first >= 0)
    if not coded.all():
        persons = person_index(units[coded]).of_units
        yield Basis.CODED, GroupPair(pair.reference.select(coded), pair.proposed.select(coded), persons)


def _with_codes_of_level(coding: Coding, level: Level) -> Coding:
    """Return the coding with each segment's code of this level."""
    if level is Level.SUBTHEME:
        return coding
    top = {code.code_id: coding.codebook.top(code.code_id) for code in coding.codebook.codes}
    return replace(coding, segments=coding.segments.assign(code_id=coding.segments["code_id"].map(top)))


def _compare_level(level: Level, pair: GroupPair, measured: tuple[Figures, ...]) -> LevelComparison:
    one_to_one = pair.matching.one_to_one
    counterparts = pair.matching.of_reference(len(pair.reference.codes))
    return LevelComparison(
        level=level.value,
        figures=measured,
        reference=assess_codes(pair.reference, pair.proposed, pair.persons, matched=counterparts),
        proposed=assess_codes(pair.proposed, pair.reference, pair.persons, matched=one_to_one),
        overlap=tuple(tuple(row) for row in count_shared_units(pair.reference, pair.proposed).tolist()),
        matched=pair.matching.by,
        matches=tuple(
            (pair.reference.codes[own].code_id, pair.proposed.codes[other].code_id)
            for other, own in enumerate(one_to_one.tolist())
            if own >= 0
        ),
    )


def _notes(
    originals: Sequence[Coding],
    sides: Sequence[AlignedCoding],
    units: pd.DataFrame,
    compared: npt.NDArray[np.bool_],
    cut_by: CutBy,
    pair: GroupPair | None,
) -> Iterator[str]:
    """Yield what a reader must know: what was left out, how much, and how codes were counted."""
    for coding, other in (originals, originals[::-1]):
        if coding.codebook.codes and not has_subthemes(coding.codebook) and has_subthemes(other.codebook):
            yield note_one_level(coding.coder)
    for side in sides:
        yield from _notes_on_units(side, units, compared, COMPARED_NOUNS[cut_by])
        yield from _notes_on_segments(side, units)
    if unknown := int(units.loc[compared, "participant"].isna().sum()):
        yield note_unknown_speakers(unknown)
    for coding in originals:
        if coding.scope.spans is None and len(coding.segments):
            yield note_documents_read(coding.coder)
    yield from _notes_on_order(originals)
    if pair is not None and all(map(is_by_person, originals)) and _have_same_codes(pair.reference, pair.proposed):
        yield note_same_codes([coding.coder for coding in originals])


def _notes_on_units(
    side: AlignedCoding, units: pd.DataFrame, compared: npt.NDArray[np.bool_], noun: str
) -> Iterator[str]:
    """Yield how many units were left out because of a coding, are uncoded in it, or have several of its codes."""
    coding, alignment = side
    kept = units["kept"].to_numpy()
    if left_out := int((kept & ~alignment.looked_at).sum()):
        is_scope_known = coding.scope.spans is not None
        yield note_left_out(coding.coder, left_out, int(kept.sum()), noun, is_scope_known=is_scope_known)
    codes = np.bincount(alignment.units, minlength=len(units))[compared]
    if uncoded := int((codes == 0).sum()):
        yield note_uncoded(coding.coder, uncoded, noun)
    if several := int((codes > 1).sum()):
        yield note_several_codes(coding.coder, several, noun)


def _notes_on_segments(side: AlignedCoding, units: pd.DataFrame) -> Iterator[str]:
    """Yield how many coded segments overlap no kept unit and so are not counted, and where they lie."""
    coding, alignment = side
    kept = units["kept"].to_numpy()
    counted, excluded = (alignment.pairs.select(mask[alignment.pairs.left]) for mask in (kept, ~kept))
    place = np.full(len(coding.segments), OUTSIDE_UNITS, dtype=object)
    place[~coding.segments["doc_id"].isin(units["doc_id"]).to_numpy()] = "documents that this corpus has not"
    place[excluded.right] = units["reason"].fillna("set aside").to_numpy()[excluded.left]
    place[counted.right] = ""
    segments = coding.segments.assign(place=place).drop_duplicates(["doc_id", "start", "end", "unit_id"])
    uncounted = segments.loc[segments["place"] != "", "place"].value_counts().sort_index()
    if len(uncounted):
        yield note_uncounted_segments(coding.coder, {str(place): int(number) for place, number in uncounted.items()})


def _notes_on_order(codings: Sequence[Coding]) -> Iterator[str]:
    """Yield whose codes have no order, and whose order is ignored for that reason."""
    unordered = {coding.coder: count_unordered_segments(coding) for coding in codings}
    without_order = [coder for coder, number in unordered.items() if number]
    for coding in codings:
        if number := unordered[coding.coder]:
            yield note_unordered_codes(coding.coder, number)
        elif without_order and is_by_person(coding) and (coding.segments["rank"] > 1).any():
            yield note_order_ignored(coding.coder, without_order)


def _have_same_codes(one: CodeGroups, other: CodeGroups) -> bool:
    """Tell whether two codings gave every unit the same codes, and at least one code."""
    units_by_code = [
        {
            identity: column.tobytes()
            for identity, column in zip(code_identities(side.codes), side.carries.T, strict=True)
            if column.any()
        }
        for side in (one, other)
    ]
    return bool(units_by_code[0]) and units_by_code[0] == units_by_code[1]
