"""The codes of one coder on the meaning units of a run: the program's themes, or a person's codes as themes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from thememiner.exchange.coded_table import CodedRow, iterate_coded_rows, make_cell_paths
from thememiner.records import PATH_SEPARATOR, Code, Coding, PersonIndex, Quote, Run, Theme, person_index

if TYPE_CHECKING:
    from thememiner.comparison import CodeMatrix

MOST_QUOTES = 3
"""Quotes of a person's code."""


@dataclass(frozen=True)
class CoderThemes:
    """The codes of one coding, and the meaning units that carry them."""

    run: Run
    coding: Coding

    @property
    def is_proposal(self) -> bool:
        """Whether the codes are the program's."""
        return self.coding.is_proposal

    @cached_property
    def matrix(self) -> "CodeMatrix":
        """The codes as they were given, and the kept units that the coder looked at."""
        from thememiner.comparison import (  # noqa: PLC0415 - heavy, and reading files needs none of it
            Level,
            coder_code_matrix,
            comparison_settings,
            proposal_code_matrix,
        )

        if self.is_proposal:
            return proposal_code_matrix(self.run, Level.SUBTHEME)
        least = comparison_settings(self.run).min_overlap
        return coder_code_matrix(self.coding, self.run.units, Level.SUBTHEME, min_overlap=least)

    @cached_property
    def persons(self) -> PersonIndex:
        """Whose each kept unit is that the coder looked at."""
        return person_index(self.matrix.units)

    @cached_property
    def codes_of_units(self) -> list[tuple[str, ...]]:
        """The ids of the codes of each unit of the run, the first code first."""
        from thememiner.comparison import align, comparison_settings  # noqa: PLC0415 - heavy, as above

        units = self.run.units
        if self.is_proposal:
            pairs = zip(units["subtheme_id"], units["second_subtheme_id"], strict=True)
            return [tuple(one for one in pair if isinstance(one, str)) for pair in pairs]
        found = align(self.coding, units, min_overlap=comparison_settings(self.run).min_overlap)
        codes: list[list[str]] = [[] for _ in range(len(units))]
        for row, code in zip(found.units.tolist(), found.codes.tolist(), strict=True):
            codes[row].append(self.coding.codebook.codes[code].code_id)
        return [tuple(own) for own in codes]

    @cached_property
    def rows_of_codes(self) -> Mapping[str, list[int]]:
        """The kept units (rows of the kept ones) that count for each code: all of a person's, the program's first."""
        kept = np.flatnonzero(self.run.units["kept"]).tolist()
        rows: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(kept):
            codes = self.codes_of_units[row]
            for code_id in codes[:1] if self.is_proposal else codes:
                rows[code_id].append(number)
        return rows

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """The codes as a tree of themes, with counts and quotes.

        ``units`` of a person's code are its coded segments, with those of the codes below it. ``participants`` are
        counted as in ``thememiner prevalence``. Its quotes are the first segments of different persons.
        """
        if self.is_proposal:
            return self.run.themes
        return self._make_themes(None)

    def _make_themes(self, parent: str | None) -> tuple[Theme, ...]:
        return tuple(self._make_theme(code) for code in self.coding.codebook.codes if code.parent_id == parent)

    def _make_theme(self, code: Code) -> Theme:
        below = self._make_themes(code.code_id)
        own = {code.code_id, *(one.theme_id for one in flatten_themes(below))}
        rows = {(row.document, row.start, row.end): row for code_id in own for row in self._rows.get(code_id, ())}
        segments = [rows[place] for place in sorted(rows)]
        columns = [index for index, one in enumerate(self.matrix.codes) if one.code_id in own]
        carriers = np.flatnonzero(self.matrix.carries[:, columns].any(axis=1))
        return Theme(
            theme_id=code.code_id,
            name=code.name,
            keywords=(),
            units=len(segments),
            participants=len(np.unique(self.persons.of_units[carriers])),
            documents=len({row.document for row in segments}),
            quotes=tuple(_choose_quotes(segments)),
            subthemes=below,
        )

    @cached_property
    def _rows(self) -> Mapping[str, list[CodedRow]]:
        rows: dict[str, list[CodedRow]] = defaultdict(list)
        for row in iterate_coded_rows([self.coding], self.run.documents):
            rows[row.code_id].append(row)
        return rows

    def list_subthemes(self) -> Mapping[str, str]:
        """Return the names of the program's sub-themes, or of the codes that a person can give, by id."""
        if self.is_proposal:
            return {child.theme_id: child.name for theme in self.themes for child in theme.subthemes}
        return {code.code_id: code.name for code in self.matrix.codes}

    def list_counted_codes(self, *, subthemes: bool) -> list[set[str]]:
        """Return the themes or sub-themes under which each kept unit that the coder looked at is counted."""
        if self.is_proposal:
            kept = self.run.units.loc[self.run.units["kept"], "subtheme_id" if subthemes else "theme_id"]
            return [{one} if isinstance(one, str) else set() for one in kept]
        ids = [code.code_id for code in self.matrix.codes]
        shown = ids if subthemes else [self.coding.codebook.top(code_id) for code_id in ids]
        return [{shown[column] for column in np.flatnonzero(row)} for row in self.matrix.carries]

    @cached_property
    def by_id(self) -> Mapping[str, Theme]:
        """All themes and those below them, by id, each before those below it."""
        return {theme.theme_id: theme for theme in flatten_themes(self.themes)}

    @cached_property
    def descriptions(self) -> Mapping[str, str]:
        """The descriptions of codes that have one, by id."""
        return {code.code_id: code.description for code in self.coding.codebook.codes if code.description}

    def label(self, code_id: str) -> str | None:
        """Return how a code is shown: the id and name of a theme, the path of a person's code; None if unknown."""
        if self.is_proposal:
            theme = self.by_id.get(code_id)
            return None if theme is None else f"{theme.theme_id} {theme.name}"
        return PATH_SEPARATOR.join(self._paths[code_id])

    @cached_property
    def _paths(self) -> Mapping[str, tuple[str, ...]]:
        return make_cell_paths(self.coding.codebook)


def flatten_themes(themes: Iterable[Theme]) -> Iterator[Theme]:
    """Yield themes and all themes below them, each before those below it."""
    for theme in themes:
        yield theme
        yield from flatten_themes(theme.subthemes)


def _choose_quotes(segments: Sequence[CodedRow]) -> Iterator[Quote]:
    """Yield the first segments of different persons, in the order of the documents; further ones if there are few."""
    first = {row.participant or row.document: row for row in reversed(segments)}
    ordered = sorted(segments, key=lambda row: row is not first[row.participant or row.document])
    for row in ordered[:MOST_QUOTES]:
        yield Quote("", row.document, row.participant, row.start, row.end, row.text or "")
