"""Overlapping spans are found as if every pair had been looked at, only faster."""

import time

import numpy as np
import pandas as pd
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from thememiner.comparison.alignment import find_overlaps

SPANS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 20), st.integers(0, 8)).map(lambda s: (s[0], s[1], s[1] + s[2])),
    max_size=12,
)


def frame(spans: list[tuple[str, int, int]]) -> pd.DataFrame:
    """Return spans as a table."""
    return pd.DataFrame(spans, columns=["doc_id", "start", "end"])


@settings(max_examples=examples(60))
@given(left=SPANS, right=SPANS)
def test_pairs_are_those_of_the_plain_definition(
    left: list[tuple[str, int, int]], right: list[tuple[str, int, int]]
) -> None:
    """All pairs of one document that share text are found, once, whatever their order and nesting."""
    expected = {
        (i, j, min(a[2], b[2]) - max(a[1], b[1]))
        for i, a in enumerate(left)
        for j, b in enumerate(right)
        if a[0] == b[0] and min(a[2], b[2]) > max(a[1], b[1])
    }
    found = list(zip(*(array.tolist() for array in find_overlaps(frame(left), frame(right))), strict=True))
    assert len(found) == len(expected)
    assert set(found) == expected


def test_twenty_thousand_by_twenty_thousand_is_quick() -> None:
    """20,000 units and as many segments meet in well under five seconds."""
    starts = np.arange(20_000) * 50 % 100_000
    documents = (np.arange(20_000) // 2_000).astype(str)
    units = pd.DataFrame({"doc_id": documents, "start": starts, "end": starts + 50})
    segments = units.assign(start=units["start"] + 20, end=units["end"] + 20)
    begun = time.perf_counter()
    found = find_overlaps(units, segments)
    assert time.perf_counter() - begun < 5
    assert len(found.left) == 2 * 20_000 - 10
