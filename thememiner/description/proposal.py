"""What the program proposes, put down as a researcher's work is: units with codes, and a coding."""

import numpy as np
import pandas as pd

from thememiner.description.numbering import subtheme_ids, theme_of
from thememiner.records import (
    MACHINE,
    SEGMENT_COLUMNS,
    UNIT_COLUMNS,
    Code,
    Codebook,
    Coding,
    Discovery,
    Scope,
    Theme,
    table,
)


def assign(units: pd.DataFrame, discovery: Discovery) -> pd.DataFrame:
    """Return the table of units with theme, sub-theme, membership, and why a kept unit has none.

    ``units`` has ``SEGMENTED_COLUMNS``; the answer has ``UNIT_COLUMNS`` and the same rows in the same order.
    """
    rows = np.flatnonzero(units["kept"].to_numpy())
    ids = np.array([*subtheme_ids(discovery.parents), None], dtype=object)
    subthemes, themes, membership = (np.full(len(units), None, dtype=object) for _ in range(3))
    reasons = np.array([reason if isinstance(reason, str) else None for reason in units["reason"]], dtype=object)
    subthemes[rows] = ids[discovery.subthemes]
    assigned = rows[discovery.subthemes >= 0]
    themes[assigned] = [theme_of(name) for name in subthemes[assigned]]
    membership[assigned] = discovery.membership[discovery.subthemes >= 0]
    reasons[rows] = discovery.reasons
    columns = {name: units[name] for name in units.columns}
    added = {"theme_id": themes, "subtheme_id": subthemes, "membership": membership, "reason": reasons}
    return table(UNIT_COLUMNS, {**columns, **added})


def as_coding(units: pd.DataFrame, themes: tuple[Theme, ...]) -> Coding:
    """Return the machine's proposal as a coding over the kept units, which are its scope."""
    codes = [
        code
        for theme in themes
        for code in (
            Code(theme.theme_id, theme.name),
            *(Code(sub.theme_id, sub.name, parent_id=theme.theme_id) for sub in theme.subthemes),
        )
    ]
    assigned = units[units["subtheme_id"].notna()]
    segments = table(
        SEGMENT_COLUMNS,
        {
            "doc_id": assigned["doc_id"],
            "start": assigned["start"],
            "end": assigned["end"],
            "code_id": assigned["subtheme_id"],
            "unit_id": assigned["unit_id"],
            "rank": np.ones(len(assigned), dtype=np.int64),
            "membership": assigned["membership"],
        },
    )
    kept = units[units["kept"]]
    spans = {
        str(doc_id): tuple(zip(rows["start"].tolist(), rows["end"].tolist(), strict=True))
        for doc_id, rows in kept.groupby("doc_id", sort=True)
    }
    return Coding(MACHINE, Codebook(tuple(codes)), segments, Scope(spans))
