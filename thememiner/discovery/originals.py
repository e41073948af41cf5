"""Which unit each unit stands for: itself, or the one that it repeats."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.discovery.blocks import LARGE_BLOCK, Rows, Vectors, blocks


def originals(kept: pd.DataFrame, vectors: Vectors, rows: Rows) -> npt.NDArray[np.object_]:
    """Return for each kept unit the id of the unit that it stands for in the search, shape (kept,).

    ``rows`` are the rows of ``vectors`` that belong to the kept units.
    What repeats an earlier unit word for word stands for that unit if its vector is the same, number for number. With
    context it seldom is: "No, never." is another answer to another question, and stands for itself.
    """
    ids = kept["unit_id"].to_numpy(dtype=object, copy=True)
    repeats = np.flatnonzero(kept["duplicate_of"].notna().to_numpy())
    if len(repeats):
        firsts = pd.Index(ids).get_indexer(kept["duplicate_of"].iloc[repeats])
        parts = blocks(len(repeats), LARGE_BLOCK)
        alike = np.concatenate(
            [(vectors[rows[repeats[part]]] == vectors[rows[firsts[part]]]).all(axis=1) for part in parts]
        )
        ids[repeats[alike]] = ids[firsts[alike]]
    return ids


def about_repetitions(kept: pd.DataFrame, stands_for: npt.NDArray[np.object_]) -> dict[str, str]:
    """Return what was done with repetitions, in words; nothing if there are none."""
    repeats = kept["duplicate_of"].notna().to_numpy()
    alone = int((repeats & (stands_for == kept["unit_id"].to_numpy(dtype=object))).sum())
    once = int(repeats.sum()) - alone
    counted = [
        f"{once:,} weighed once with the unit repeated" if once else "",
        f"{alone:,} stood for themselves, because what surrounds them differs" if alone else "",
    ]
    sentence = "; ".join(part for part in counted if part)
    return {"repetitions": f"Of the units that repeat earlier words exactly, {sentence}."} if sentence else {}
