"""Where turns begin and end: continued lines, front matter, closing remarks, times, and exact text."""

import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.turns import find_turns
from thememiner.records import Form, Role

SPEAKERS = SpeakerSettings()

WORDS = st.sampled_from(
    [
        "I went home",
        "嗯，我觉得还行",
        "it’s  fine",
        "（笑）好",
        "[pause] well",
        "👩‍⚕️ ok",
        "cafe\u0301",
        "שלום",
        "a\u200bb",
    ]
)
ENDS = st.sampled_from([".", "。", "?", "？", " …", "", "!"])
UTTERANCES = st.lists(st.tuples(WORDS, ENDS).map("".join), min_size=1, max_size=3).map(" ".join)
STYLES = st.sampled_from(
    [
        *("{}：{}", "{}: {}", "[{}] {}", "【{}】{}", "**{}:** {}", "{}\t{}", "00:12 {}: {}", "[00:12] {}: {}"),
        *("{} (00:01:12): {}", "{} 00:12\n{}", "{}  01:00:12\r\n{}", "{}\n{}", "{}:\n{}", "### {}\n\n{}"),
    ]
)
LABELS = st.sampled_from([("Interviewer", "P3"), ("访谈者", "受访者"), ("I", "P"), ("问", "答"), ("MODERATOR", "W12")])


def said(text: str) -> list[tuple[str | None, str]]:
    """Return who says what."""
    return [(turn.speaker, text[turn.start : turn.end]) for turn in find_turns(text, speakers=SPEAKERS).turns]


def test_continuation() -> None:
    """Lines without a label belong to the turn before them, over empty lines too."""
    assert said("I: One?\ntwo\n\nthree\nP: Four.\n\n\nfive\n") == [
        ("I", "One?\ntwo\n\nthree"),
        ("P", "Four.\n\n\nfive"),
    ]


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("社区志愿服务访谈\n", id="title"),
        pytest.param("Interview with a nurse\n\n2023\n\n", id="title and year"),
        pytest.param("Date: 3 May\nDuration: 40 min\n\n", id="facts"),
        pytest.param("Interviewer: Dr Lee\nParticipant: P07\nDate: 3 May 2024\n\n", id="facts that look like turns"),
        pytest.param("访谈编号：03\n访谈时间：2023年5月\n访谈者：李\n受访者：P03\n\n", id="Chinese facts"),
        pytest.param("访谈时间：2023年5月\n", id="facts without an empty line"),
        pytest.param("---\ntitle: A\nparticipant: P1\n---\n\n", id="front matter"),
        pytest.param("Speaker\tText\n", id="names of columns"),
        pytest.param("", id="nothing"),
    ],
)
def test_before_the_talk(before: str) -> None:
    """Titles and facts at the top are in the text, and in no turn."""
    assert said(f"{before}I: One?\nP: Two.\nI: Three?\nP: Four.") == [
        ("I", "One?"),
        ("P", "Two."),
        ("I", "Three?"),
        ("P", "Four."),
    ]


@pytest.mark.parametrize(
    "behind",
    [
        pytest.param("以上内容由AI生成，仅供参考", id="speech recognition"),
        pytest.param("[End of recording]", id="end of recording"),
        pytest.param("（访谈结束）", id="Chinese end"),
        pytest.param("End of transcript.\n\nTranscribed by A. B.", id="two remarks"),
        pytest.param("[00:40:12]", id="time stamp"),
    ],
)
def test_after_the_talk(behind: str) -> None:
    """Closing remarks are in the text, and in no turn."""
    assert said(f"I: One?\nP: Two.\nthree\n\n{behind}\n") == [("I", "One?"), ("P", "Two.\nthree")]


def test_times_that_are_said_stay() -> None:
    """A time at the edge of a turn that could be part of the sentence is not removed."""
    assert said("I: When?\nP: 12:30 is fine, or 13:45") == [("I", "When?"), ("P", "12:30 is fine, or 13:45")]


def test_only_interviewers_labelled() -> None:
    """Where only interviewers have labels, the lines between theirs are the participant's."""
    text = "1 Read the tab.\n Alright.\n MODERATOR: Could you start?\n Okay.\n I am in.\n"
    talk = find_turns(text, speakers=SPEAKERS)
    assert talk.form is Form.DIALOGUE
    assert said(text) == [
        (None, "1 Read the tab.\n Alright."),
        ("MODERATOR", "Could you start?"),
        (None, "Okay.\n I am in."),
    ]
    assert [turn.role for turn in talk.turns] == [Role.PARTICIPANT, Role.INTERVIEWER, Role.PARTICIPANT]


def test_only_interviewers_labelled_on_lines_above() -> None:
    """A label above a paragraph holds for that paragraph only, if only interviewers have labels."""
    assert said("Interviewer 00:01\nWhat?\nAnd how?\n\nWell.\n\nInterviewer 00:09\nWhy?\n\nSo.") == [
        ("Interviewer", "What?\nAnd how?"),
        (None, "Well."),
        ("Interviewer", "Why?"),
        (None, "So."),
    ]


def test_empty_turns() -> None:
    """A label without text makes no turn."""
    assert said("I: One?\nP:\nI: Two?\nP: Three.") == [("I", "One?"), ("I", "Two?"), ("P", "Three.")]


def test_headings() -> None:
    """A heading ends a turn; the same speaker continues after it."""
    text = "I: One?\nP: Two.\n## Part\nThree.\n"
    span = (text.index("##"), text.index("\nThree"))
    turns = find_turns(text, speakers=SPEAKERS, headings=[span]).turns
    assert [(turn.speaker, text[turn.start : turn.end]) for turn in turns] == [
        ("I", "One?"),
        ("P", "Two."),
        ("P", "Three."),
    ]


def test_media_times() -> None:
    """Times beside labels are kept as cues that end when the next one begins."""
    text = "说话人1 00:12\n你好。\n说话人2 01:00:15\n好。\n"
    cues = find_turns(text, speakers=SPEAKERS).cues
    assert [(text[c.start : c.end], c.media_start, c.media_end) for c in cues] == [
        ("你好。", 12.0, 3615.0),
        ("好。", 3615.0, None),
    ]


@given(
    labels=LABELS,
    utterances=st.lists(UTTERANCES, min_size=2, max_size=8),
    style=STYLES,
    end=st.sampled_from(["\n", "\r\n", "\n\n", "\r", "\u2028"]),
)
def test_letter_for_letter(labels: tuple[str, str], utterances: list[str], style: str, end: str) -> None:
    """Whatever is said and however labels are written, the span of a turn is exactly the utterance."""
    expected = [(labels[index % 2], utterance.strip()) for index, utterance in enumerate(utterances)]
    text = end.join(style.format(*pair) for pair in expected)
    assert said(text) == expected


@given(st.text(alphabet="I:P3：\n \t[]()*#01\u200b访谈者说话人<>v–", max_size=200))
def test_any_text(text: str) -> None:
    """For any text, turns are sorted, disjoint, not empty, and begin and end with a letter or mark."""
    turns = find_turns(text, speakers=SPEAKERS).turns
    assert all(0 <= turn.start < turn.end <= len(text) for turn in turns)
    assert all(before.end <= after.start for before, after in pairwise(turns))
    assert all(text[turn.start : turn.end].strip() == text[turn.start : turn.end] for turn in turns)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda size: " " * size, id="spaces"),
        pytest.param(lambda size: "P1:" + " " * size + ":", id="spaces behind a label"),
        pytest.param(lambda size: "[" * size, id="brackets"),
        pytest.param(lambda size: "[(<" * (size // 6) + ")>]" * (size // 6), id="nested brackets"),
        pytest.param(lambda size: "00:" * (size // 3), id="endless time"),
        pytest.param(lambda size: "P1: a " + "[00:12] " * (size // 8), id="time stamps at the end"),
        pytest.param(lambda size: "\n" * size, id="line ends"),
        pytest.param(lambda size: "I:\n" * (size // 3), id="labels without turns"),
        pytest.param(lambda size: "P1: a\nI: b\n" * (size // 11), id="many turns"),
        pytest.param(lambda size: "P1 – a. I: b?\nP1 – c\n" * (size // 21), id="labels of several kinds"),
        pytest.param(lambda size: "word " * (size // 5), id="one long line"),
    ],
)
def test_linear_time(make: Callable[[int], str]) -> None:
    """Twice the text takes about twice the time."""
    assert least_growth(make(20_000), make(40_000), 3.5) <= 3.5


def test_linear_time_inside_one_line() -> None:
    """Eight times as many turns in one line take about eight times the time."""
    turns = "P1: a. I: b? " * 500
    assert least_growth(turns, turns * 8, 16) <= 16


def least_growth(short: str, long: str, enough: float) -> float:
    """Return how many times the processor time of a short text a long one takes: the least of at most ten rounds.

    Other programs make single rounds slow; text that takes quadratic time is slow in all of them.
    """
    growth = float("inf")
    for _ in range(10):
        growth = min(growth, measure_time(long) / (measure_time(short) + 0.005))
        if growth <= enough:
            break
    return growth


def measure_time(text: str) -> float:
    """Return the processor time, in seconds, in which turns are found in a text."""
    start = time.process_time()
    find_turns(text, speakers=SPEAKERS)
    return time.process_time() - start
