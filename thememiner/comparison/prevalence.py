"""Prevalence: how many participants said each theme, in all and in each group, and how groups differ."""

from collections.abc import Mapping
from math import sqrt
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from thememiner.comparison.groups import AttributeGroups, CodeMatrix, choose_group_pairs
from thememiner.comparison.levels import Level
from thememiner.phrasing import describe_compared_groups, note_documents_as_participants, note_documents_counted
from thememiner.records import (
    FEWEST_COMPARED,
    AskedQuestion,
    AskedShare,
    Group,
    Pairing,
    PersonIndex,
    Prevalence,
    Run,
    Share,
    ShareDifference,
    ThemePrevalence,
    person_index,
)

if TYPE_CHECKING:
    import pandas as pd

MIN_SHARE_IN_BOTH = 0.5
"""Two groups count as the same people if at least this share of the smaller group is in the other group."""
Z = 1.959963984540054
"""95 % of the standard normal distribution lie between -Z and Z."""
Mask = npt.NDArray[np.bool_]
NOT_ASKED: Mapping[str, AskedQuestion] = MappingProxyType({})


class Mentions(NamedTuple):
    """Who said a theme in a group; two masks of shape (persons,)."""

    said: Mask
    present: Mask
    """Who has kept units in the group."""


class Interval(NamedTuple):
    """A 95 % interval."""

    low: float
    high: float


class _PresenceTable(NamedTuple):
    """Who has units in each group, and who said each theme there."""

    present: Mask
    """Shape (persons, groups): has kept units in the group."""
    said: Mask
    """Shape (persons, groups, codes)."""

    def mentions(self, group: int, code: int) -> Mentions:
        """Return who said a theme in a group."""
        return Mentions(self.said[:, group, code], self.present[:, group])


def count_prevalence(
    matrix: CodeMatrix, grouped: AttributeGroups, level: Level, asked: Mapping[str, AskedQuestion] = NOT_ASKED
) -> Prevalence:
    """Count for each code and each group how many of its participants carry the code in at least one unit.

    A unit without known participant counts for its document (see ``person_index``), and a note says how many there
    are. A share has the Wilson interval and a difference Newcombe's: for different people, or for the same people if
    at least half of the smaller group's participants are in the other group. Then only people in both are compared.
    Groups with fewer than five participants (or five in both) are not compared. ``asked`` has the question that a code
    answers, by the code's id: it is also counted of those who were asked.
    """
    persons = person_index(matrix.units)
    table = _count_presence(persons, grouped, matrix.carries)
    chosen = choose_group_pairs(grouped)
    anywhere, everyone = np.asarray(table.said.any(axis=1)), np.asarray(table.present.any(axis=1))
    themes = tuple(
        ThemePrevalence(
            code_id=code.code_id,
            name=code.name,
            overall=compute_share(Mentions(anywhere[:, column], everyone)),
            shares=tuple(compute_share(table.mentions(group, column)) for group in range(len(grouped.groups))),
            differences=tuple(
                compare_shares(
                    table.mentions(first, column),
                    table.mentions(second, column),
                    names=(grouped.groups[first], grouped.groups[second]),
                )
                for first, second in chosen.pairs
            ),
            asked=_count_asked(persons, matrix.carries[:, column], matrix.units["doc_id"], asked.get(code.code_id)),
        )
        for column, code in enumerate(matrix.codes)
    )
    names = [attribute.name for attribute in grouped.attributes]
    return Prevalence(
        coder=matrix.coder,
        level=level.value,
        attributes=grouped.attributes,
        groups=_count_groups(persons, grouped),
        themes=themes,
        counted="documents" if persons.are_documents else "participants",
        compared=describe_compared_groups(
            names, chosen.values, pairs=len(chosen.pairs), first_only=chosen.with_first_only
        ),
        notes=(*matrix.notes, *notes_on_persons(persons)),
    )


def count_asked_by_first_code(run: Run, asked: Mapping[str, AskedQuestion]) -> dict[str, AskedShare]:
    """Return, of those who were asked about a theme, how many said it; units are counted by their first codes.

    ``asked`` has the question that a theme or sub-theme of the run answers, by its id.
    """
    kept = run.units[run.units["kept"]]
    persons = person_index(kept)
    columns = {one.theme_id: "theme_id" for one in run.themes}
    columns |= {one.theme_id: "subtheme_id" for theme in run.themes for one in theme.subthemes}
    shares = {
        theme_id: _count_asked(
            persons, kept[column].eq(theme_id).to_numpy(np.bool_, na_value=False), kept["doc_id"], asked.get(theme_id)
        )
        for theme_id, column in columns.items()
    }
    return {theme_id: share for theme_id, share in shares.items() if share is not None}


def _count_asked(
    persons: PersonIndex, carries: Mask, documents: "pd.Series[str]", asked: AskedQuestion | None
) -> AskedShare | None:
    """Return how many of those who were asked carry a code. A person was asked if one of their documents asks it."""
    if asked is None:
        return None
    said, present = np.zeros((2, len(persons.names)), dtype=np.bool_)
    said[persons.of_units[carries]] = True
    present[persons.of_units[documents.isin(asked.documents).to_numpy(np.bool_)]] = True
    return AskedShare(asked.question_id, asked.text, compute_share(Mentions(said, present)))


def notes_on_persons(persons: PersonIndex) -> tuple[str, ...]:
    """Return a note if documents count as participants for all units or for some."""
    if persons.are_documents:
        return (note_documents_counted(),)
    unknown = int((~persons.is_participant[persons.of_units]).sum())
    return (note_documents_as_participants(unknown),) if unknown else ()


def _count_groups(persons: PersonIndex, grouped: AttributeGroups) -> tuple[Group, ...]:
    units = np.zeros((len(persons.names), len(grouped.groups)), dtype=np.int64)
    np.add.at(units, (persons.of_units, grouped.of_units), 1)
    groups = []
    for values, counts in zip(grouped.groups, units.T, strict=True):
        present = counts[counts > 0]
        groups.append(Group(values, len(present), float(np.median(present)) if len(present) else 0.0))
    return tuple(groups)


def _count_presence(persons: PersonIndex, grouped: AttributeGroups, carries: Mask) -> _PresenceTable:
    present = np.zeros((len(persons.names), len(grouped.groups)), dtype=np.bool_)
    present[persons.of_units, grouped.of_units] = True
    said = np.zeros((*present.shape, carries.shape[1]), dtype=np.bool_)
    rows, codes = np.nonzero(carries)
    said[persons.of_units[rows], grouped.of_units[rows], codes] = True
    return _PresenceTable(present, said)


def compute_share(mentions: Mentions) -> Share:
    """Return how many of those present said a theme, with the Wilson interval; None values if no one is present."""
    count, of = int((mentions.said & mentions.present).sum()), int(mentions.present.sum())
    if not of:
        return Share(0, 0, None, None, None)
    low, high = wilson_interval(count, of)
    return Share(count, of, count / of, low, high)


def compare_shares(
    first: Mentions, second: Mentions, *, names: tuple[tuple[str, ...], tuple[str, ...]]
) -> ShareDifference:
    """Return the second group's share minus the first's; the masks are over the same persons, ``names`` the groups'.

    The number of persons in both groups decides whether these count as the same people or as different people. Without
    enough people the value is None.
    """
    in_both = first.present & second.present
    both, sizes = int(in_both.sum()), (int(first.present.sum()), int(second.present.sum()))
    is_same = both > 0 and both >= MIN_SHARE_IN_BOTH * min(sizes)
    pairing = Pairing.SAME if is_same else Pairing.DIFFERENT
    in_one = int((first.present ^ second.present).sum())
    if (both if is_same else min(sizes)) < FEWEST_COMPARED:
        return ShareDifference(*names, pairing, both, in_one, None)
    if is_same:
        again, new, lost, never = (
            int((in_both & one).sum())
            for one in (
                first.said & second.said,
                second.said & ~first.said,
                first.said & ~second.said,
                ~first.said & ~second.said,
            )
        )
        value = (new - lost) / both
        low, high = paired_difference_interval(again, new, lost, never)
    else:
        counts = int((first.said & first.present).sum()), int((second.said & second.present).sum())
        value = counts[1] / sizes[1] - counts[0] / sizes[0]
        low, high = independent_difference_interval(counts[1], sizes[1], counts[0], sizes[0])
    return ShareDifference(*names, pairing, both, in_one, value, low, high)


def wilson_interval(said: int, of: int) -> Interval:
    """Return the score interval of a share (Wilson 1927, Journal of the American Statistical Association 22, 209-212).

    It lies within 0 and 1, and has a width even for 0 or all of ``of``, which is at least 1.
    """
    share = said / of
    middle = share + Z * Z / (2 * of)
    spread = Z * sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    whole = 1 + Z * Z / of
    return Interval(
        low=0.0 if said == 0 else (middle - spread) / whole,
        high=1.0 if said == of else (middle + spread) / whole,
    )


def independent_difference_interval(first_said: int, first_of: int, second_said: int, second_of: int) -> Interval:
    """Return the interval of the first share minus the second, for different people.

    It is the hybrid score interval (Newcombe 1998, Statistics in Medicine 17, 873-890, method 10): the distances from
    the shares to the ends of their Wilson intervals, squared and added. Both groups have at least one
    person.
    """
    return _hybrid_interval(
        _interval_reach(first_said, first_of), _interval_reach(second_said, second_of), correlation=0.0
    )


def paired_difference_interval(both: int, first_only: int, second_only: int, neither: int) -> Interval:
    """Return the interval of the first share minus the second, for the same people, at least one.

    It is the paired score interval (Newcombe 1998, Statistics in Medicine 17, 2635-2650, method 10): the interval for
    different people, corrected for the correlation of the fourfold table. A positive correlation has a correction for
    continuity; it is 0 if a margin is empty.
    """
    people = both + first_only + second_only + neither
    return _hybrid_interval(
        _interval_reach(both + first_only, people),
        _interval_reach(both + second_only, people),
        correlation=_phi_correlation(both, first_only, second_only, neither),
    )


class _IntervalReach(NamedTuple):
    """A share, and the distances to the lower and upper end of its interval."""

    share: float
    down: float
    up: float


def _interval_reach(said: int, of: int) -> _IntervalReach:
    share, (low, high) = said / of, wilson_interval(said, of)
    return _IntervalReach(share, share - low, high - share)


def _hybrid_interval(first: _IntervalReach, second: _IntervalReach, *, correlation: float) -> Interval:
    difference = first.share - second.share
    below = first.down**2 - 2 * correlation * first.down * second.up + second.up**2
    above = first.up**2 - 2 * correlation * first.up * second.down + second.down**2
    # With a correlation near 1, rounding can give a negative number.
    return Interval(max(difference - sqrt(max(below, 0)), -1.0), min(difference + sqrt(max(above, 0)), 1.0))


def _phi_correlation(both: int, first_only: int, second_only: int, neither: int) -> float:
    margins = (both + first_only) * (second_only + neither) * (both + second_only) * (first_only + neither)
    product = float(both * neither - first_only * second_only)
    if product > 0:
        product = max(product - (both + first_only + second_only + neither) / 2, 0.0)
    return product / sqrt(margins) if margins else 0.0
