"""Where spans of two tables overlap, over all documents at once."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

Indices = npt.NDArray[np.int64]


class Meetings(NamedTuple):
    """Pairs of rows whose spans share text; three arrays of one length."""

    left: Indices
    """Row of the left table, by position."""
    right: Indices
    """Row of the right table, by position."""
    shared: Indices
    """Code points that both spans hold, 1 or more."""

    def where(self, chosen: npt.NDArray[np.bool_]) -> "Meetings":
        """Return only the pairs chosen."""
        return Meetings(self.left[chosen], self.right[chosen], self.shared[chosen])


def meetings(left: pd.DataFrame, right: pd.DataFrame) -> Meetings:
    """Return all pairs of overlapping spans of two tables with the columns ``doc_id``, ``start`` and ``end``.

    All documents are laid out on one line, so that a sorted search finds for each right span the run of left spans
    that it can meet: O((l + r) log l + pairs) for spans that hardly overlap in their own table. Empty spans meet none.
    """
    documents, _ = pd.factorize(pd.concat([left["doc_id"], right["doc_id"]], ignore_index=True))
    width = int(max(left["end"].max(), right["end"].max())) + 1 if len(left) and len(right) else 1
    left_starts, left_ends = _on_one_line(left, documents[: len(left)], width)
    right_starts, right_ends = _on_one_line(right, documents[len(left) :], width)
    order = np.argsort(left_starts, kind="stable")
    furthest_ends = np.maximum.accumulate(left_ends[order])
    first = np.searchsorted(furthest_ends, right_starts, side="right")
    counts = np.maximum(np.searchsorted(left_starts[order], right_ends, side="left") - first, 0)
    rights = np.repeat(np.arange(len(right)), counts)
    lefts = order[np.arange(len(rights)) + np.repeat(first - (np.cumsum(counts) - counts), counts)]
    shared = np.minimum(left_ends[lefts], right_ends[rights]) - np.maximum(left_starts[lefts], right_starts[rights])
    return Meetings(lefts, rights, shared).where(shared > 0)


def _on_one_line(spans: pd.DataFrame, documents: Indices, width: int) -> tuple[Indices, Indices]:
    offsets = documents * width
    return offsets + spans["start"].to_numpy(np.int64), offsets + spans["end"].to_numpy(np.int64)
