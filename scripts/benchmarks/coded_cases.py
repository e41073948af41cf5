"""A benchmark case: units with vectors, and the codes that people gave them."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.clustering_jobs import Vectors
from benchmarks.k_means_agreement import Labels
from thememiner.intake.code_columns import split_code_path

Level = Literal["sub-themes", "themes"]

WITH_THEMES = frozenset(("en_pdpilot_interviews", "en_napire_causes", "en_kpa_arguments", "zh_asap_reviews"))
"""Sets whose codes stand under themes that people made."""


def without_participants(units: pd.DataFrame) -> pd.DataFrame:
    """Return the units without participants; the speakers of these sets are roles such as "customer"."""
    return units.assign(participant=units["participant"].mask(units["participant"].notna()))


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Units to cluster, and human codes of the units or of segments that are matched with units."""

    name: str
    units: pd.DataFrame
    """The units to cluster, all kept."""
    vectors: Vectors
    words: tuple[tuple[str, ...], ...]
    """Words of each unit, split at spaces or by the Chinese segmenter."""
    judged: Labels
    """For each coded segment, the row of its unit."""
    codes: tuple[tuple[str, ...], ...]
    """The codes of each coded segment, in order."""
    documents: Labels
    """The document of each coded segment, numbered from 0."""

    @property
    def texts(self) -> list[str]:
        """The texts that peers read, with words separated by spaces."""
        return [" ".join(own) for own in self.words]

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels at which the case has human codes."""
        has_themes = self.name in WITH_THEMES and self.codes_at("themes") != self.codes
        return ("sub-themes", "themes") if has_themes else ("sub-themes",)

    def codes_at(self, level: Level) -> tuple[tuple[str, ...], ...]:
        """Return the codes of each segment, or the themes above them."""
        if level == "sub-themes":
            return self.codes
        return tuple(tuple(dict.fromkeys(split_code_path(code)[0] for code in own)) for own in self.codes)

    def first_at(self, level: Level) -> Labels:
        """Return the first code of each segment as a number from 0."""
        return pd.factorize(np.array([own[0] for own in self.codes_at(level)], dtype=object))[0]

    def count_at(self, level: Level) -> int:
        """Return the number of different first codes, the k of k-means."""
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
        """Return the case with at most ``most`` coded units, the same sample in every call."""
        coded = np.unique(self.judged)
        if most is None or len(coded) <= most:
            return self
        return self.part(np.sort(np.random.default_rng(0).choice(coded, most, replace=False)))
