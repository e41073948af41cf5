"""Spans that overlap or touch are one stretch."""

import pytest

from thememiner.comparison.unitizing import merge_spans


@pytest.mark.parametrize(
    ("spans", "stretches"),
    [
        pytest.param([], [], id="none"),
        pytest.param([(4, 6), (0, 2)], [(0, 2), (4, 6)], id="apart"),
        pytest.param([(0, 2), (2, 4)], [(0, 4)], id="touching"),
        pytest.param([(0, 9), (1, 3), (8, 12)], [(0, 12)], id="one within another"),
        pytest.param([(3, 3), (5, 6)], [(5, 6)], id="an empty one"),
    ],
)
def test_spans_are_joined(spans: list[tuple[int, int]], stretches: list[tuple[int, int]]) -> None:
    """Each position that a span covers is in one stretch."""
    assert merge_spans(spans) == stretches
