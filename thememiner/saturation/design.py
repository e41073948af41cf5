"""Design of a saturation study: what counts as an interview, and how often themes are searched again."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

MAX_REDISCOVERIES = 60
"""Searches for themes over all orders."""
MAX_UNITS = 30_000
"""Units in all searches together; fewer runs and orders than their minimum are never planned."""
MAX_CONTIGUOUS_RUNS = 11
"""With more runs, only ``SPACED_RUNS`` are planned, with gaps between them."""
SPACED_RUNS = 6
MIN_RUNS = 4
"""Fewer points are no curve."""
MIN_ORDERS = 3
"""Fewer do not show how much the order matters."""


@dataclass(frozen=True, slots=True)
class RediscoveryPlan:
    """At which numbers of interviews themes are searched, and in how many orders."""

    prefixes: tuple[int, ...]
    """Numbers of interviews before and after each run, ascending, from the base to all interviews."""
    orders: int
    gaps: bool
    """Whether some interviews are part of no run."""


def plan_rediscoveries(interviews: int, units: int, *, base_size: int, run_length: int, orders: int) -> RediscoveryPlan:
    """Plan the searches for a number of interviews (at least a base and a run) that have ``units`` together.

    Runs follow each other, and the last one ends with the last interview, so it may overlap the run before it. For
    more than 11 runs, and for many units, fewer runs are spread evenly.
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
    """Return how many orders are within the limits; all interviews together are searched once for all orders."""
    shorter = prefixes[:-1]
    by_units = (MAX_UNITS - units) * interviews // max(units * sum(shorter), 1)
    return max(0, min((MAX_REDISCOVERIES - 1) // max(len(shorter), 1), by_units))


@dataclass(frozen=True, slots=True)
class Interviews:
    """The interviews of a study with their units."""

    counted: str
    """What an interview is, as a plural: documents or participants."""
    rows: Mapping[str, npt.NDArray[np.int64]]
    """Rows of each interview's units in the table, by the name of the interview, sorted by name."""

    def __len__(self) -> int:
        return len(self.rows)


def group_interviews(units: pd.DataFrame) -> Interviews:
    """Group units (columns ``doc_id`` and ``participant``) by interview.

    If each document has exactly one known participant and there are fewer participants than documents, people were
    interviewed several times: then all documents of a person are one interview, since more interviews would mean new
    people. Otherwise each document is one interview, including focus groups.
    """
    pairs = units[["doc_id", "participant"]].drop_duplicates()
    documents, people = pairs["doc_id"].nunique(), pairs["participant"].nunique()
    is_repeated = bool(pairs["participant"].notna().all()) and people < documents == len(pairs)
    names = units["participant" if is_repeated else "doc_id"].astype(str).to_numpy()
    by_name = pd.Series(np.arange(len(units))).groupby(names)
    rows = {str(name): np.asarray(group.to_numpy(), dtype=np.int64) for name, group in sorted(by_name)}
    return Interviews("participants" if is_repeated else "documents", rows)
