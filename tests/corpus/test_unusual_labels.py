"""Labels before a dash, a full stop, a bracket and other marks: every line that may have one is looked at."""

import pytest

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.line_labels import split_lines
from thememiner.corpus.speakers.unusual_labels import find_unusual_labels

SPEAKERS = SpeakerSettings()


def labels(text: str) -> list[str]:
    """Return the labels that the lines of a text may have."""
    return [label.label for _, label in find_unusual_labels(text, split_lines(text), SPEAKERS, frozenset())]


@pytest.mark.parametrize("name", ["Mia", "Mia Holm", "Anne-Marie", "O’Neil", "P3", "小林", "Interviewer"])
@pytest.mark.parametrize(
    "mark",
    [" – ", "—", " - ", "- ", " −", ". ", "; ", "；", " | ", ">", "=", "~", "→", "->", "»", "  ", "\u3000", "** – "],
)
def test_marks(name: str, mark: str) -> None:
    """A label is found before each of the marks, whatever its letters."""
    assert labels(f"{name}{mark}hello there") == [name]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("We went home, and that was all.", id="comma"),
        pytest.param("Then one thing: we went home.", id="colon"),
        pytest.param("We had 3.5 rooms – two of them upstairs, of course.", id="number"),
        pytest.param("I found www.example.org and liked it – a lot.", id="dot inside a word"),
        pytest.param("Most of all we liked that nobody had to ask – we just came.", id="mark far away"),
        pytest.param("我们就回家了，没有别的。", id="Chinese comma"),
        pytest.param("It was a well-known place for us", id="no mark"),
    ],
)
def test_sentences(line: str) -> None:
    """Ordinary sentences have no such label."""
    assert labels(line) == []
