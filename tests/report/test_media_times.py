"""A position in a subtitle file has the time of its cue."""

import pytest

from thememiner.records import Cue, Document, Form, Source
from thememiner.report.quotes import MediaTimes

CUES = (Cue(5, 10, 1.9, 4.0), Cue(12, 20, 751.0, 755.0), Cue(22, 30, 36_000.5, None))


@pytest.mark.parametrize(
    ("start", "time"),
    [
        pytest.param(0, "00:00:01", id="before the first cue"),
        pytest.param(5, "00:00:01", id="seconds are not rounded up"),
        pytest.param(11, "00:00:01", id="between two cues"),
        pytest.param(12, "00:12:31", id="a cue's first character"),
        pytest.param(29, "10:00:00", id="hours"),
    ],
)
def test_a_place_has_the_time_of_its_cue(start: int, time: str) -> None:
    """The time is that of the cue at the position, or of the last cue before it."""
    document = Document("a.vtt", "x" * 30, Form.DIALOGUE, (), Source("a.vtt", "0" * 64, "vtt", None), cues=CUES)
    assert MediaTimes([document]).at("a.vtt", start) == time


def test_a_document_without_media_times_has_none() -> None:
    """A plain transcript, or an unknown document, has no time."""
    assert MediaTimes([]).at("a.txt", 0) is None
