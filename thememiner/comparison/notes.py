"""What the reader of a comparison must know: what was left out, and how many."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.alignment import Alignment
from thememiner.comparison.code_order import is_persons
from thememiner.comparison.levels import Groups, has_subthemes
from thememiner.comparison.matching import known_by
from thememiner.records import Coding, CutBy

NOUNS = {CutBy.UNIT: "meaning unit", CutBy.TURN: "turn", CutBy.SEGMENT: "coded segment"}
"""One of what codings are laid over."""


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
