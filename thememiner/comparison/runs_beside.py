"""The themes of two runs side by side, with the prevalence of each in both."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from thememiner.comparison.carried import Carried
from thememiner.comparison.counterparts import Nearness, common_words
from thememiner.comparison.levels import Level
from thememiner.comparison.prevalence import Persons, difference, people_of, share
from thememiner.records import Counterparts, NearBy, RunsBeside, ThemePrevalence

Mask = npt.NDArray[np.bool_]


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
                float(nearness.values[row, column]),
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
