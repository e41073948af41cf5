"""The saturation curve is drawn to scale, and the table has all its numbers."""

from dataclasses import replace

import pytest
from invented_evidence import extension, saturation

from thememiner.records import Run, Saturation, SaturationCurve, SaturationPoint
from thememiner.report import compose_methods, render_report
from thememiner.report.saturation import BOTTOM, LEFT, RIGHT, TOP, build_saturation_view


def curve(*medians: float, first: int = 4) -> SaturationCurve:
    """Return a curve through these medians, a theme more and less being the band."""
    points = [
        SaturationPoint(first + n, themes, int(themes) - 1, int(themes) + 1, None) for n, themes in enumerate(medians)
    ]
    return SaturationCurve(tuple(points), None, None, None, 0.0)


def undefined() -> Saturation:
    """Return saturation of too few interviews."""
    sentence = "Saturation is not defined: 3 documents are fewer than a base of 4 and a run of 2."
    return Saturation("documents", 3, 4, 2, 0.05, 0, None, None, 0, sentence)


def test_the_drawing_spans_its_axes() -> None:
    """The first point is at the left, the last at the right, no theme at the bottom and the most at the top."""
    view = build_saturation_view(replace(saturation(6), rediscovered=curve(0, 2, 9), looked_up=None))
    assert view is not None
    assert view.chart is not None
    first, middle, last = view.chart.line.split()
    assert first == f"{LEFT},{BOTTOM}"
    assert middle == f"{(LEFT + RIGHT) / 2},{BOTTOM - (BOTTOM - TOP) / 5}"
    assert last == f"{RIGHT},{TOP + (BOTTOM - TOP) / 10}"
    assert f"{RIGHT},{TOP}" in view.chart.band
    assert len(view.chart.band.split()) == 6
    assert (view.chart.looked_up, view.chart.reached) == ("", None)


@pytest.mark.parametrize("last", [1, 2, 5, 30, 999, 12_345])
def test_axes_have_a_few_round_numbers(last: int) -> None:
    """However many themes there are, the axis has two to six numbers and begins with 0."""
    view = build_saturation_view(replace(saturation(6), rediscovered=curve(last - 1), looked_up=None))
    assert view is not None
    assert view.chart is not None
    numbers = [tick.number for tick in view.chart.up]
    assert numbers[0] == 0
    assert 2 <= len(numbers) <= 6
    assert [tick.number for tick in view.chart.across] == [4]


def test_the_page_states_the_finding_and_draws_it(english: Run, english_page: str) -> None:
    """The section has the finding, the notes, both curves and the point of saturation."""
    section = english_page.partition('<section id="saturation"')[2].partition("</section>")[0]
    assert english.saturation is not None
    assert english.saturation.sentence in section
    assert english.saturation.notes[0] in section
    assert section.count("<polyline") == 2
    assert f"{english.saturation.notation}: saturation reached" in section
    assert section.count('<th scope="row">') == english.saturation.interviews - english.saturation.base_size + 1


def test_saturation_that_is_not_defined_says_why(english: Run) -> None:
    """With too few interviews there is a sentence, but no drawing and no table."""
    section = render_report(replace(english, saturation=undefined())).partition('<section id="saturation"')[2]
    section = section.partition("</section>")[0]
    assert undefined().sentence in section
    assert "<polyline" not in section
    assert "<table" not in section


def test_a_run_without_saturation_says_so(english: Run) -> None:
    """The section is there and says that saturation was not measured."""
    assert "Saturation was not measured" in render_report(replace(english, saturation=None))


def test_the_methods_name_the_procedure(english: Run) -> None:
    """The paragraph has the finding and the published method, and neither where there is none."""
    assert "Guest, Namey and Chen, 2020" in compose_methods(english).replace("\\", "")
    assert "Guest" not in compose_methods(replace(english, saturation=None))


def test_an_extension_shows_what_new_interviews_changed(english: Run) -> None:
    """A section that other runs do not have shows what fits, what is new and what became weaker."""
    page = render_report(replace(english, extension=extension(english)))
    section = page.partition('<section id="extension"')[2].partition("</section>")[0]
    assert "Of the new units, 15 fit a sub-theme, 4 are in 1 new candidate" in section
    assert "Nobody in the new interviews says it." in section
    assert 'id="extension"' not in render_report(english)
