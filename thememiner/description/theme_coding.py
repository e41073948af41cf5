"""Themes as codes of units, and as a coding; ``T2.1`` is the first sub-theme of theme ``T2``."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.records import (
    MACHINE,
    SEGMENT_COLUMNS,
    UNIT_COLUMNS,
    Code,
    Codebook,
    Coding,
    CodingKind,
    Discovery,
    Scope,
    Theme,
    make_table,
)


def assign_units(units: pd.DataFrame, discovery: Discovery) -> pd.DataFrame:
    """Return the table of units with theme, sub-theme and membership, or the reason why a kept unit has no theme.

    ``units`` has ``SEGMENTED_COLUMNS``; the result has ``UNIT_COLUMNS`` and the same rows in the same order.
    """
    rows = np.flatnonzero(units["kept"].to_numpy())
    ids = np.array([*subtheme_ids(discovery.parents), None], dtype=object)
    has, is_near = discovery.subthemes >= 0, discovery.nearest >= 0
    subthemes = ids[discovery.subthemes]
    reasons = np.array([reason if isinstance(reason, str) else None for reason in units["reason"]], dtype=object)
    reasons[rows] = discovery.reasons

    def spread(values: npt.NDArray[Any], known: npt.NDArray[np.bool_]) -> npt.NDArray[np.object_]:
        column = np.full(len(units), None, dtype=object)
        column[rows[known]] = values[known]
        return column

    added = {
        "reason": reasons,
        "theme_id": spread(np.array([name and parent_theme(name) for name in subthemes], dtype=object), has),
        "subtheme_id": spread(subthemes, has),
        "membership": spread(discovery.membership, has),
        "second_subtheme_id": spread(ids[discovery.nearest], discovery.carries_both),
        "nearest_subtheme_id": spread(ids[discovery.nearest], is_near),
        "nearest_membership": spread(discovery.nearest_membership, is_near),
        "margin": spread(discovery.margin, has | is_near),
    }
    return make_table(UNIT_COLUMNS, {**{name: units[name] for name in units.columns}, **added})


def to_coding(units: pd.DataFrame, themes: tuple[Theme, ...]) -> Coding:
    """Return the program's proposal as a coding over the kept units, which are its scope.

    ``units`` has ``UNIT_COLUMNS``.
    """
    codes = [
        code
        for theme in themes
        for code in (
            Code(theme.theme_id, theme.name),
            *(Code(sub.theme_id, sub.name, parent_id=theme.theme_id) for sub in theme.subthemes),
        )
    ]
    firsts = units[units["subtheme_id"].notna()]
    seconds = units[units["second_subtheme_id"].notna()]
    both = pd.concat(
        [
            firsts.assign(code_id=firsts["subtheme_id"], rank=1),
            seconds.assign(code_id=seconds["second_subtheme_id"], rank=2, membership=seconds["nearest_membership"]),
        ]
    ).sort_values(["doc_id", "start", "end", "unit_id", "rank"], kind="stable")
    segments = make_table(SEGMENT_COLUMNS, {column.name: both[column.name] for column in SEGMENT_COLUMNS})
    kept = units[units["kept"]]
    spans = {
        str(doc_id): tuple(zip(rows["start"].tolist(), rows["end"].tolist(), strict=True))
        for doc_id, rows in kept.groupby("doc_id", sort=True)
    }
    return Coding(MACHINE, Codebook(tuple(codes)), segments, Scope(spans), CodingKind.PROPOSAL)


def subtheme_ids(parents: Sequence[int]) -> tuple[str, ...]:
    """Return the id of each sub-theme; ``parents`` has the indices of their themes."""
    counts: Counter[int] = Counter()
    ids = []
    for parent in parents:
        counts[parent] += 1
        ids.append(f"T{parent + 1}.{counts[parent]}")
    return tuple(ids)


def parent_theme(subtheme_id: str) -> str:
    """Return the id of the theme above a sub-theme."""
    return subtheme_id.rpartition(".")[0]
