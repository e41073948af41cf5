"""How often themes are looked for anew: as often as asked, as far as the work stays bounded.

What counts as an interview: a document, or a participant where people were met several times.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

MAX_REDISCOVERIES = 60
"""At most, over all orders."""
MAX_UNITS = 30_000
"""In all rediscoveries together at most, as long as there are more than the fewest runs and orders."""
MAX_CONTIGUOUS_RUNS = 11
"""More runs than these do not follow each other without a gap: their number is then ``SPACED_RUNS``."""
SPACED_RUNS = 6
MIN_RUNS = 4
"""Fewer draw no curve."""
MIN_ORDERS = 3
"""Fewer tell nothing of how much the order matters."""


@dataclass(frozen=True, slots=True)
class RediscoveryPlan:
    """At which numbers of interviews themes are looked for, and in how many orders."""

    prefixes: tuple[int, ...]
    """Ascending, from the base to all interviews; before and after each run."""
    orders: int
    gaps: bool
    """Whether there are interviews that no run covers."""


def plan_rediscoveries(interviews: int, units: int, *, base_size: int, run_length: int, orders: int) -> RediscoveryPlan:
    """Return the plan for so many interviews (at least the base and a run) with so many units together.

    Runs follow each other, the last ending with the last interview; it overlaps the one before where they do not come
    out even. For more than ``MAX_CONTIGUOUS_RUNS`` of them, and for many units, fewer are spread evenly.
    """
    runs = -(-(interviews - base_size) // run_length)
    if runs > MAX_CONTIGUOUS_RUNS:
        runs = SPACED_RUNS
    chosen = _spread_prefixes(interviews, base_size, run_length, runs)
    while runs > MIN_RUNS and _affordable_orders(chosen, interviews, units) < min(MIN_ORDERS, orders):
        runs -= 1
        chosen = _spread_prefixes(interviews, base_size, run_length, runs)
    affordable = max(_affordable_orders(chosen, interviews, units), MIN_ORDERS)
    covered = {place for end in chosen if end - run_length in chosen for place in range(end - run_length, end)}
    return RediscoveryPlan(chosen, min(orders, affordable), gaps=len(covered) < interviews - base_size)


def _spread_prefixes(interviews: int, base_size: int, run_length: int, runs: int) -> tuple[int, ...]:
    starts = np.round(np.linspace(base_size, interviews - run_length, runs)).astype(int).tolist()
    return tuple(sorted({*starts, *(start + run_length for start in starts)}))


def _affordable_orders(prefixes: tuple[int, ...], interviews: int, units: int) -> int:
    """Return how many orders are within the bounds; all interviews together are looked at once for all orders."""
    shorter = prefixes[:-1]
    by_units = (MAX_UNITS - units) * interviews // max(units * sum(shorter), 1)
    return max(0, min((MAX_REDISCOVERIES - 1) // max(len(shorter), 1), by_units))


@dataclass(frozen=True, slots=True)
class Interviews:
    """The interviews of a study, with the units of each."""

    counted: str
    """What they are, as a plural: documents or participants."""
    rows: Mapping[str, npt.NDArray[np.int64]]
    """By name, in the order of the names: the places of the interview's units in a table."""

    def __len__(self) -> int:
        return len(self.rows)


def group_interviews(units: pd.DataFrame) -> Interviews:
    """Return the interviews in a table with the columns ``doc_id`` and ``participant``, a row a unit.

    If each document has exactly one participant and there are fewer participants than documents, people were met
    several times: all documents of a person are one interview, since new people are what a study would add. Else
    each document is one, a focus group too.
    """
    pairs = units[["doc_id", "participant"]].drop_duplicates()
    documents, people = pairs["doc_id"].nunique(), pairs["participant"].nunique()
    repeated = bool(pairs["participant"].notna().all()) and people < documents == len(pairs)
    names = units["participant" if repeated else "doc_id"].astype(str).to_numpy()
    places = pd.Series(np.arange(len(units))).groupby(names)
    rows = {str(name): np.asarray(group.to_numpy(), dtype=np.int64) for name, group in sorted(places)}
    return Interviews("participants" if repeated else "documents", rows)
