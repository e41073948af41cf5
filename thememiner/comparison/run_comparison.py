"""Two runs compared theme by theme: which themes are near each other, and how many participants said each."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.alignment import Alignments
from thememiner.comparison.code_outcomes import classify_codes
from thememiner.comparison.groups import CodeMatrix
from thememiner.comparison.levels import CodeGroups, Level, group_by_code
from thememiner.comparison.matching import count_shared_units
from thememiner.comparison.prevalence import Mentions, compare_shares, compute_share, notes_on_persons
from thememiner.phrasing import note_same_names
from thememiner.records import (
    Coding,
    CounterpartThemes,
    Finding,
    NearnessMeasure,
    PersonIndex,
    RunComparison,
    ThemePrevalence,
    person_index,
)

MIN_SHARED_KEYWORDS = 3
"""Key words that near themes have in common."""
MIN_COSINE = 0.5
"""Cosine of the centres of near themes."""
COUNTERPART_FINDINGS = {Finding.FOUND, Finding.IN_PART, Finding.SPLIT}
"""Findings whose counterparts share more units than expected by chance."""
Numbers = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


class ThemeSimilarity(NamedTuple):
    """How near each theme of one run (rows) is to each theme of another run (columns)."""

    values: Numbers
    is_near: Mask
    """Whether two themes are near enough to be paired."""

    def pair_themes(self) -> list[tuple[int, int]]:
        """Return pairs of near themes, one to one, with the largest sum of values, in the order of the rows."""
        from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - heavy, and needed for two runs only

        weights = np.where(self.is_near, self.values, 0)
        rows, columns = linear_sum_assignment(weights, maximize=True)
        return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if self.is_near[row, column]]


def similarity_by_units(
    first: Coding, second: Coding, units: pd.DataFrame, level: Level, *, min_overlap: float
) -> ThemeSimilarity:
    """Return F1 over the kept units that both codings looked at, for the codes of each at a level.

    Two themes are near if, in either direction, one is a counterpart of the other: found, found in part or split.
    Raise ``UsageError`` if a segment's code is not in its codebook.
    """
    alignments = Alignments(units, min_overlap=min_overlap)
    sides = (alignments.align(first), alignments.align(second))
    compared = units["kept"].to_numpy(np.bool_) & sides[0].alignment.looked_at & sides[1].alignment.looked_at
    own, other = (group_by_code(coding.codebook, alignment, compared, level) for coding, alignment in sides)
    shared = count_shared_units(own, other)
    sizes = own.carries.sum(axis=0)[:, None] + other.carries.sum(axis=0)[None, :]
    return ThemeSimilarity(
        2 * shared / np.maximum(sizes, 1), _are_counterparts(own, other) | _are_counterparts(other, own).T
    )


def _are_counterparts(own: CodeGroups, other: CodeGroups) -> Mask:
    """Return which codes of the other coding (columns) are counterparts of each code (rows)."""
    are_counterparts = np.zeros((len(own.codes), len(other.codes)), dtype=np.bool_)
    for row, (finding, counterparts) in enumerate(classify_codes(own, other)):
        if finding in COUNTERPART_FINDINGS:
            are_counterparts[row, counterparts] = True
    return are_counterparts


def similarity_by_centres(first: Numbers, second: Numbers) -> ThemeSimilarity:
    """Return the cosine of the centres of themes, two arrays of shape (themes, dimensions).

    Two themes are near if their cosine is at least one half, and at least as high as the cosine of either with any
    other theme of its own run.
    """
    first, second = _normalise(first), _normalise(second)
    values = first @ second.T
    least = np.maximum(_nearest_in_own_run(first)[:, None], _nearest_in_own_run(second)[None, :])
    return ThemeSimilarity(values, values >= np.maximum(least, MIN_COSINE))


def similarity_by_keywords(first: Sequence[Sequence[str]], second: Sequence[Sequence[str]]) -> ThemeSimilarity:
    """Return the share of common key words among those of the theme with fewer key words.

    ``first`` and ``second`` have the key words of each theme. Two themes with at least three common key words are near.
    """
    counts = np.array([[len(shared_keywords(own, other)) for other in second] for own in first], dtype=np.float64)
    counts = counts.reshape(len(first), len(second))
    sizes = [np.array([len(set(words)) for words in side], dtype=np.float64) for side in (first, second)]
    fewer = np.minimum(sizes[0][:, None], sizes[1][None, :])
    return ThemeSimilarity(counts / np.maximum(fewer, 1), counts >= MIN_SHARED_KEYWORDS)


def shared_keywords(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    """Return the key words of the first theme that the second has too, in their order; case does not matter."""
    others = {word.casefold() for word in second}
    return tuple(word for word in dict.fromkeys(first) if word.casefold() in others)


def _normalise(vectors: Numbers) -> Numbers:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1))


def _nearest_in_own_run(vectors: Numbers) -> Numbers:
    """Return the highest cosine of each theme with another theme of its run; -1 for a single theme."""
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    return np.asarray(cosines.max(axis=1, initial=-1))


class RunSide(NamedTuple):
    """One of the two runs."""

    name: str
    matrix: CodeMatrix
    words: Sequence[Sequence[str]]
    """Key words of each theme of the matrix."""


class _RunMentions(NamedTuple):
    """Which of the persons of both runs are in one of them, and what they said there."""

    present: Mask
    """Shape (persons,)."""
    said: Mask
    """Shape (persons, codes)."""
    themes: tuple[ThemePrevalence, ...]

    def of(self, code: int) -> Mentions:
        """Return who said a theme."""
        return Mentions(self.said[:, code], self.present)


def compare_runs_by_theme(
    first: RunSide,
    second: RunSide,
    similarity: ThemeSimilarity,
    near_by: NearnessMeasure,
    level: Level,
    *,
    why: str,
    same_texts: bool,
) -> RunComparison:
    """Pair the themes of two runs, and compare how many participants said each theme of a pair.

    With ``same_texts``, participants of the same name are the same people. Otherwise the runs are treated as having
    different people, because two people may have the same name, and a note says how many names are in both.
    """
    persons = [person_index(side.matrix.units) for side in (first, second)]
    own, other = _count_mentions(persons, [first.matrix, second.matrix], same_people=same_texts)
    pairs = similarity.pair_themes()
    names = ((first.name,), (second.name,))
    return RunComparison(
        first=first.name,
        second=second.name,
        level=level.value,
        near_by=near_by,
        why=why,
        participants=(len(persons[0].names), len(persons[1].names)),
        counterparts=tuple(
            CounterpartThemes(
                own.themes[row],
                other.themes[column],
                float(similarity.values[row, column]),  # noqa: PD011 - a field of a named tuple, not of pandas
                shared_keywords(first.words[row], second.words[column]),
                compare_shares(own.of(row), other.of(column), names=names),
            )
            for row, column in pairs
        ),
        only_first=_unpaired_themes(own.themes, [row for row, _ in pairs]),
        only_second=_unpaired_themes(other.themes, [column for _, column in pairs]),
        notes=_notes((first, second), persons, same_texts=same_texts),
    )


def _count_mentions(
    persons: Sequence[PersonIndex], matrices: Sequence[CodeMatrix], *, same_people: bool
) -> list[_RunMentions]:
    """Return who said what in each run, over the persons of both; equal names are one person if ``same_people``."""
    identities = [_identities(one) for one in persons]
    if not same_people:
        identities = [[(run, *identity) for identity in own] for run, own in enumerate(identities)]
    rows = {identity: row for row, identity in enumerate(dict.fromkeys([*identities[0], *identities[1]]))}
    return [
        _mentions_in_run(one, matrix, np.array([rows[identity] for identity in own], dtype=np.int64), len(rows))
        for one, matrix, own in zip(persons, matrices, identities, strict=True)
    ]


def _identities(persons: PersonIndex) -> list[tuple[object, ...]]:
    """Return what identifies each person: the name, and whether it is a participant's or a document's."""
    return list(zip(persons.is_participant.tolist(), persons.names, strict=True))


def _mentions_in_run(
    persons: PersonIndex, matrix: CodeMatrix, rows: npt.NDArray[np.int64], everyone: int
) -> _RunMentions:
    present = np.zeros(everyone, dtype=np.bool_)
    present[rows] = True
    said = np.zeros((everyone, len(matrix.codes)), dtype=np.bool_)
    units, codes = np.nonzero(matrix.carries)
    said[rows[persons.of_units[units]], codes] = True
    themes = tuple(
        ThemePrevalence(code.code_id, code.name, compute_share(Mentions(said[:, column], present)))
        for column, code in enumerate(matrix.codes)
    )
    return _RunMentions(present, said, themes)


def _unpaired_themes(themes: tuple[ThemePrevalence, ...], paired: list[int]) -> tuple[ThemePrevalence, ...]:
    return tuple(theme for index, theme in enumerate(themes) if index not in paired)


def _notes(sides: Sequence[RunSide], persons: Sequence[PersonIndex], *, same_texts: bool) -> tuple[str, ...]:
    notes = [
        f"{side.name}: {note}"
        for side, own in zip(sides, persons, strict=True)
        for note in (*side.matrix.notes, *notes_on_persons(own))
    ]
    common = set(_identities(persons[0])) & set(_identities(persons[1]))
    if common and not same_texts:
        notes.append(note_same_names(len(common)))
    return tuple(notes)
