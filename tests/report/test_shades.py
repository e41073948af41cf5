"""Cells of tables are shaded by their share of a whole."""

import pytest

from thememiner.report.formatting import make_cell


@pytest.mark.parametrize(
    ("count", "whole", "shade"),
    [
        pytest.param(0, 10, 0, id="nothing"),
        pytest.param(1, 1_000, 1, id="something"),
        pytest.param(10, 10, 5, id="all"),
        pytest.param(12, 10, 5, id="more than the whole"),
        pytest.param(3, 0, 0, id="of nothing"),
    ],
)
def test_a_shade_follows_the_share(count: int, whole: int, shade: int) -> None:
    """Only a count of zero goes without a shade, and the darkest is for all."""
    assert make_cell(count, whole).shade == shade
