"""The results of the stages that find themes and compare them; the other stages return records."""

from dataclasses import dataclass

import pandas as pd

from thememiner.records import Comparison, Discovery, HumanAgreement
from thememiner.workflows.seeded import Guidance


@dataclass(frozen=True, slots=True)
class DiscoveryResult:
    """Nested clusters of the meaning units, and the table of units with what each is assigned to."""

    units: pd.DataFrame
    """Columns ``UNIT_COLUMNS``."""
    discovery: Discovery
    guidance: Guidance | None = None
    """Seed themes and the units that each pulled; None without seed themes."""


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """The proposal compared with every manual coding, and manual codings compared with each other."""

    comparisons: tuple[Comparison, ...]
    ceiling: tuple[HumanAgreement, ...] = ()
    """By level, how far people agree among themselves."""
