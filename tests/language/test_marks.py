"""Transcriber's marks and speech in brackets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.language import blank_marks, drop_marks, find_marks


@pytest.mark.parametrize(
    "mark",
    [
        "(laughs)",
        "(Laughter)",
        "（笑）",
        "（大笑）",
        "（叹了口气）",
        "（沉默）",
        "(long pause)",
        "[pause]",
        "【停顿】",
        "(inaudible 00:12:31)",
        "[inaudible]",
        "[00:12]",
        "(01:02:33)",
        "<00:00:16.500>",
        "01:02:33",
        "[00:01 - 00:05]",
        "{crosstalk}",
        "*laughs*",
        "<laughter>",
        "(The participant reads the task again)",
        "（受访者看向窗外）",
        "[her daughter]",
        "(affirmative)",
        "[REDACTED]",
        "[name of the school]",
        "[crosstalk 00:12]",
        "#00:01:02-5#",
        "(…)",
        "[...]",
        "(?)",
    ],
)
def test_short_remarks_in_brackets_are_marks(mark: str) -> None:
    """Laughter, pauses, times and inaudible passages are found in any bracket."""
    text = f"well {mark} I went"
    assert [text[found.start : found.end] for found in find_marks(text)] == [mark]


@pytest.mark.parametrize(
    "speech",
    [
        pytest.param("(at the day-care centre)", id="insertion"),
        pytest.param("(I was crying all the time)", id="somebody speaks of themselves"),
        pytest.param("（当时我哭了）", id="somebody speaks of themselves, Chinese"),
        pytest.param("(she laughed at that)", id="told in the past"),
        pytest.param("participant(s)", id="plural in brackets"),
        pytest.param("(negative effects)", id="begins like a remark"),
        pytest.param("[I liked it too]", id="a clause"),
        pytest.param("[wasn't it]", id="a contraction"),
        pytest.param("[我也不喜欢]", id="a clause, Chinese"),
        pytest.param("*really*", id="emphasis"),
        pytest.param("at 7:30", id="time of day"),
        pytest.param("a < b and c > d", id="comparison"),
        pytest.param("[and then I said to him that I would not go]", id="long"),
        pytest.param("（就是我们那边社区的那个日间照料中心，你知道的吧）", id="long, Chinese"),
    ],
)
def test_longer_brackets_are_speech(speech: str) -> None:
    """A long parenthesis, an insertion or an emphasis is what somebody said."""
    assert find_marks(speech) == []


@pytest.mark.parametrize(("text", "is_time"), [("[00:12]", True), ("01:02:33", True), ("(inaudible 00:12)", False)])
def test_time_stamps_are_told_from_remarks(text: str, is_time: bool) -> None:  # noqa: FBT001 - a column of the table
    """A mark is a time stamp only if it holds nothing but times."""
    assert [mark.is_time for mark in find_marks(text)] == [is_time]


def test_blanking_keeps_every_position() -> None:
    """Marks are replaced by spaces, and everything else keeps its position."""
    assert blank_marks("好（笑）的 [pause]x") == "好   的        x"


@given(st.text(alphabet="(（[【）)]】*<>laughs笑 \n:0123。", max_size=60))
def test_marks_are_disjoint_and_in_order(text: str) -> None:
    """Whatever brackets a text has, its marks follow one another and blanking them changes no length."""
    found = find_marks(text)
    edges = [place for mark in found for place in (mark.start, mark.end)]
    assert edges == sorted(edges)
    assert all(mark.start < mark.end for mark in found)
    assert len(blank_marks(text)) == len(text)


def test_square_brackets_are_speech_where_a_document_marks_overlaps_by_them() -> None:
    """Two clauses in brackets show the notation; usual marks and placeholders stay marks."""
    text = "A: it was [too far]\nB: [I know it was]\nA: [laughs] in [CITY] [we thought so]\nB: [Yeah]"
    assert [text[found.start : found.end] for found in find_marks(text)] == ["[laughs]", "[CITY]"]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("We went (laughs) home.", "We went home."),
        ("We went home (laughs).", "We went home."),
        ("我不知道（笑）。", "我不知道。"),
        ("[REDACTED] told XXX about it", "told about it"),
        ("在XX医院", "在 医院"),
        ("So I left. Interviewer 2: Why", "So I left. Why"),
        ("00:12\nSo I left", "So I left"),
        ("Nothing  of this kind", "Nothing  of this kind"),
        ("(laughs)", "(laughs)"),
    ],
)
def test_what_a_transcriber_added_can_be_dropped(text: str, spoken: str) -> None:
    """Marks, masked names, labels and times go; a text without them, or with nothing else, stays as it is."""
    assert drop_marks(text) == spoken


def test_brackets_with_words_of_the_unit_are_speech() -> None:
    """The positions of a unit's words say what its document showed to be speech."""
    assert drop_marks("it was [too far]", [(8, 11), (12, 15)]) == "it was [too far]"
    assert drop_marks("it was [too far]") == "it was"
