"""The benchmark of scale: its texts, and its plot."""

import pytest
from defusedxml.ElementTree import fromstring

from benchmarks.end_to_end import CommandTime, sample_texts
from benchmarks.growth_plot import growth_plot
from benchmarks.scale import GrowthRow

ROWS = [
    GrowthRow(1_000, CommandTime(9.0, 600.0), CommandTime(30.0, 900.0)),
    GrowthRow(10_000, CommandTime(60.0, 1_100.0), CommandTime(70.0, 1_200.0)),
    GrowthRow(1_000_000, CommandTime(1_500.0, 7_000.0), None),
]
SVG = "{http://www.w3.org/2000/svg}"


def test_the_plot_has_a_point_for_every_figure() -> None:
    """Both panels show both programs, BERTopic only where it finished."""
    drawn = fromstring(growth_plot(ROWS))
    assert len(drawn.findall(f"{SVG}circle")) == 2 * (3 + 2)


def test_points_lie_within_the_plot_and_rise() -> None:
    """More units are further right, and more seconds further up."""
    drawn = fromstring(growth_plot(ROWS))
    line = drawn.findall(f"{SVG}polyline")[0].attrib["points"]
    points = [tuple(map(float, point.split(","))) for point in line.split()]
    assert points == sorted(points)
    assert [y for _, y in points] == sorted((y for _, y in points), reverse=True)
    width, height = (float(drawn.attrib[name]) for name in ("width", "height"))
    assert all(0 < x < width and 0 < y < height for x, y in points)


@pytest.mark.slow  # reads whole sets
@pytest.mark.usefixtures("shared")
def test_sampled_texts_are_different() -> None:
    """Every call gives the same number of different texts."""
    texts = sample_texts(500)
    assert len(set(texts)) == 500
    assert texts == sample_texts(500)
