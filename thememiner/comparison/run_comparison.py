"""Which themes of two runs stand side by side: by units, by the centres of their vectors, or by key words.

The themes of two runs side by side, with the prevalence of each in both.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linear_sum_assignment

from thememiner.comparison.alignment import align
from thememiner.comparison.code_outcomes import findings
from thememiner.comparison.groups import Carried
from thememiner.comparison.levels import Groups, Level, groups
from thememiner.comparison.matching import shared_units
from thememiner.comparison.prevalence import Persons, difference, people_of, share
from thememiner.records import CodeFinding, Coding, Counterparts, Finding, NearBy, RunsBeside, ThemePrevalence

SAME_WORDS = 3
"""Key words that two themes have in common at least."""
LEAST_COSINE = 0.5
"""Of two centres."""
COUNTERPARTS = {Finding.FOUND, Finding.IN_PART, Finding.SPLIT}
"""Findings whose counterparts share more units than chance gives."""
Numbers = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


class Nearness(NamedTuple):
    """How near each theme of one run (rows) is to each of the other (columns)."""

    values: Numbers
    near: npt.NDArray[np.bool_]
    """Whether it is near enough for the two to stand side by side."""

    def pairs(self) -> list[tuple[int, int]]:
        """Return pairs of near themes, one to one, so that their nearness adds up to most, in the order of the rows."""
        weights = np.where(self.near, self.values, 0)
        rows, columns = linear_sum_assignment(weights, maximize=True)
        return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if self.near[row, column]]


def nearness_of_units(
    first: Coding, second: Coding, units: pd.DataFrame, level: Level, *, min_overlap: float
) -> Nearness:
    """Return F1 of the kept units that both codings looked at, for the codes that a level shows of each.

    Near is what one of the two findings (of the first coding's themes in the second, and the other way round) names
    as found, found in part or split.
    """
    sides = [align(coding, units, min_overlap=min_overlap) for coding in (first, second)]
    compared = units["kept"].to_numpy(np.bool_) & sides[0].seen & sides[1].seen
    own, other = (
        groups(coding.codebook, side, compared, level) for coding, side in zip((first, second), sides, strict=True)
    )
    shared = shared_units(own, other)
    sizes = own.carries.sum(axis=0)[:, None] + other.carries.sum(axis=0)[None, :]
    participants = units.loc[compared, "participant"].reset_index(drop=True)
    near = _named(findings(own, other, participants), other) | _named(findings(other, own, participants), own).T
    return Nearness(2 * shared / np.maximum(sizes, 1), near)


def _named(found: Sequence[CodeFinding], other: Groups) -> npt.NDArray[np.bool_]:
    """Return which codes of the other coding (columns) are named as a real counterpart of each code (rows)."""
    columns = {code.code_id: index for index, code in enumerate(other.codes)}
    named = np.zeros((len(found), len(columns)), dtype=np.bool_)
    for row, code in enumerate(found):
        if code.finding in COUNTERPARTS:
            named[row, [columns[name] for name in code.counterparts]] = True
    return named


def nearness_of_centres(first: Numbers, second: Numbers) -> Nearness:
    """Return the cosine of centres, shape (themes, dimensions) each.

    Near are two themes whose cosine is at least one half, and that are as near to each other as either is to any other
    theme of its own run: nearer than what its own run already tells apart.
    """
    first, second = _unit_length(first), _unit_length(second)
    values = first @ second.T
    least = np.maximum(_nearest_other(first)[:, None], _nearest_other(second)[None, :])
    return Nearness(values, values >= np.maximum(least, LEAST_COSINE))


def nearness_of_words(first: Sequence[Sequence[str]], second: Sequence[Sequence[str]]) -> Nearness:
    """Return the share of the key words of the theme with fewer that the other has, too; near are at least three."""
    counts = np.array([[len(common_words(own, other)) for other in second] for own in first], dtype=np.float64).reshape(
        len(first), len(second)
    )
    sizes = [np.array([len(set(words)) for words in side], dtype=np.float64) for side in (first, second)]
    fewer = np.minimum(sizes[0][:, None], sizes[1][None, :])
    return Nearness(counts / np.maximum(fewer, 1), counts >= SAME_WORDS)


def common_words(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    """Return the key words of the first that the second has, too, whatever their case, in their order."""
    others = {word.casefold() for word in second}
    return tuple(word for word in dict.fromkeys(first) if word.casefold() in others)


def _unit_length(vectors: Numbers) -> Numbers:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1))


def _nearest_other(vectors: Numbers) -> Numbers:
    """Return the cosine of each theme with the nearest other one of its run; -1 if it is alone."""
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    return np.asarray(cosines.max(axis=1, initial=-1))


class Side(NamedTuple):
    """One of the two runs."""

    name: str
    carried: Carried
    words: Sequence[Sequence[str]]
    """Key words of each theme carried."""


class _Said(NamedTuple):
    """Who of the people of both runs is in one of them, and who said what there."""

    there: Mask
    """Shape (people,)."""
    said: Mask
    """Shape (people, codes)."""
    themes: tuple[ThemePrevalence, ...]

    def of(self, index: int) -> tuple[Mask, Mask]:
        """Return who said a theme, and who is there."""
        return self.said[:, index], self.there


def runs_beside(
    first: Side, second: Side, nearness: Nearness, near_by: NearBy, level: Level, *, why: str, same_texts: bool
) -> RunsBeside:
    """Put the themes of two runs side by side, and compare how many participants said each.

    With ``same_texts``, participants of one name are the same people; otherwise the runs are taken to be of different
    people, because a name can stand for two, and a note says how many names are in both.
    """
    persons = [people_of(side.carried.units) for side in (first, second)]
    own, other = _over_all(persons, [first.carried, second.carried], same_people=same_texts)
    pairs = nearness.pairs()
    names = ((first.name,), (second.name,))
    return RunsBeside(
        first=first.name,
        second=second.name,
        level=level.value,
        near_by=near_by,
        why=why,
        participants=(len(persons[0].names), len(persons[1].names)),
        counterparts=tuple(
            Counterparts(
                own.themes[row],
                other.themes[column],
                float(nearness.values[row, column]),  # noqa: PD011 - a field of ours
                common_words(first.words[row], second.words[column]),
                difference(own.of(row), other.of(column), names=names),
            )
            for row, column in pairs
        ),
        only_first=_without(own.themes, [row for row, _ in pairs]),
        only_second=_without(other.themes, [column for _, column in pairs]),
        notes=_notes((first.name, second.name), persons, same_texts=same_texts),
    )


def _over_all(persons: list[Persons], carried: list[Carried], *, same_people: bool) -> list[_Said]:
    """Return who said what in each run, over the people of both: in one list if they are the same, else one by one."""
    own, other = persons[0].names, persons[1].names
    everyone = sorted({*own, *other}) if same_people else [*own, *other]
    if same_people:
        places = [np.searchsorted(everyone, names) for names in (own, other)]
    else:
        places = [np.arange(len(own)), len(own) + np.arange(len(other))]
    return [
        _said(one, units, np.asarray(place, dtype=np.int64), len(everyone))
        for one, units, place in zip(persons, carried, places, strict=True)
    ]


def _said(persons: Persons, carried: Carried, places: npt.NDArray[np.int64], everyone: int) -> _Said:
    there = np.zeros(everyone, dtype=np.bool_)
    there[places] = True
    said = np.zeros((everyone, len(carried.codes)), dtype=np.bool_)
    rows, codes = np.nonzero(carried.carries & (persons.of_units >= 0)[:, None])
    said[places[persons.of_units[rows]], codes] = True
    themes = tuple(
        ThemePrevalence(code.code_id, code.name, share(said[:, column], there))
        for column, code in enumerate(carried.codes)
    )
    return _Said(there, said, themes)


def _without(themes: tuple[ThemePrevalence, ...], paired: list[int]) -> tuple[ThemePrevalence, ...]:
    return tuple(theme for index, theme in enumerate(themes) if index not in paired)


def _notes(names: tuple[str, str], persons: list[Persons], *, same_texts: bool) -> tuple[str, ...]:
    notes = [f"{name}: {note}" for name, one in zip(names, persons, strict=True) for note in one.notes]
    common = set(persons[0].names) & set(persons[1].names)
    if common and not same_texts:
        notes.append(
            f"{len(common):,} participants have the same name in both runs, and are taken to be different people. If "
            "they are the same, mine all interviews in one run, with their time in documents.csv, and use --by."
        )
    return tuple(notes)
