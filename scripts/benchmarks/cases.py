"""What discovery is measured on: units with vectors, and what people coded in them."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.agreement import Labels
from benchmarks.jobs import Vectors
from thememiner.intake.code_columns import split_path

Level = Literal["sub-themes", "themes"]

WITH_THEMES = frozenset(("en_pdpilot_interviews", "en_napire_causes", "en_kpa_arguments", "zh_asap_reviews"))
"""Sets whose codes stand under themes that people made."""


def said_by_nobody(units: pd.DataFrame) -> pd.DataFrame:
    """Return the units without participants: what sets call speakers are no people ("customer")."""
    return units.assign(participant=units["participant"].mask(units["participant"].notna()))


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Units to cluster, and what people coded: the units themselves, or segments each matched with a unit."""

    name: str
    units: pd.DataFrame
    """What is clustered, all of it kept."""
    vectors: Vectors
    words: tuple[tuple[str, ...], ...]
    """Of each unit: parted at spaces, or by the Chinese segmenter."""
    judged: Labels
    """For each coded segment, the row of its unit."""
    codes: tuple[tuple[str, ...], ...]
    """For each coded segment its codes, the first one first."""
    documents: Labels
    """For each coded segment its document, as a number from 0."""

    @property
    def texts(self) -> list[str]:
        """What peers read: words between spaces, which is how they know words."""
        return [" ".join(own) for own in self.words]

    @property
    def levels(self) -> tuple[Level, ...]:
        """Where it can be judged."""
        has_themes = self.name in WITH_THEMES and self.codes_at("themes") != self.codes
        return ("sub-themes", "themes") if has_themes else ("sub-themes",)

    def codes_at(self, level: Level) -> tuple[tuple[str, ...], ...]:
        """Return the codes of each segment, or the themes above them."""
        if level == "sub-themes":
            return self.codes
        return tuple(tuple(dict.fromkeys(split_path(code)[0] for code in own)) for own in self.codes)

    def first_at(self, level: Level) -> Labels:
        """Return the first code of each segment as a number from 0."""
        return pd.factorize(np.array([own[0] for own in self.codes_at(level)], dtype=object))[0]

    def count_at(self, level: Level) -> int:
        """Return the number of different first codes: what k-means is told."""
        return int(self.first_at(level).max()) + 1

    def part(self, rows: npt.NDArray[np.int64]) -> "Case":
        """Return the case of these units alone."""
        place = np.full(len(self.units), -1)
        place[rows] = np.arange(len(rows))
        kept = np.flatnonzero(place[self.judged] >= 0)
        return Case(
            self.name,
            self.units.iloc[rows].reset_index(drop=True),
            self.vectors[rows],
            tuple(self.words[row] for row in rows),
            place[self.judged[kept]],
            tuple(self.codes[index] for index in kept),
            self.documents[kept],
        )

    def sampled(self, most: int | None) -> "Case":
        """Return the case of at most so many of the units that people coded, the same in every call."""
        coded = np.unique(self.judged)
        if most is None or len(coded) <= most:
            return self
        return self.part(np.sort(np.random.default_rng(0).choice(coded, most, replace=False)))
