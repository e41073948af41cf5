"""Tests of short sentences that are joined and long ones that are divided."""

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_documents import document, monologue, segmented, texts, words_of


@pytest.mark.parametrize(
    ("said", "units"),
    [
        pytest.param("I went there every day. I did.", ["I went there every day. I did."], id="joins the previous"),
        pytest.param("Yes. I went there every day.", ["Yes. I went there every day."], id="first joins the next"),
        pytest.param(
            "I went there every day. And then… I stopped going there.",
            ["I went there every day.", "And then… I stopped going there."],
            id="what trails off joins the next",
        ),
        pytest.param("No. No. Not me. Never.", ["No. No. Not me. Never."], id="short ones join each other"),
        pytest.param("对。我每天都去那里。是的。", ["对。我每天都去那里。是的。"], id="Chinese"),
        pytest.param("我……我不知道怎么说。", ["我……我不知道怎么说。"], id="stammer"),
        pytest.param("Yes.", ["Yes."], id="nothing to join"),
        pytest.param("", [], id="nothing at all"),
    ],
)
def test_a_very_short_sentence_joins_its_neighbour(said: str, units: list[str]) -> None:
    """A sentence with fewer words than the minimum is not a unit by itself."""
    assert texts(said, min_words=4) == units


def test_a_heading_joins_the_line_below_it() -> None:
    """In punctuated text a line without a full stop begins a sentence."""
    said = "I read the task now.\nI like it so far.\nData view\nThis is a lot to read."
    assert texts(said, min_words=4)[-1] == "Data view\nThis is a lot to read."


def test_a_line_of_marks_only_is_not_joined() -> None:
    """Notes of the transcriber are not part of the speech."""
    said = "I read the task now.\n(The participant reads the task)\nI like it so far."
    assert texts(said, min_words=4) == said.split("\n")


def test_units_of_different_turns_are_not_joined() -> None:
    """A unit has one speaker and is one span of the text."""
    found = segmented(document(("P1", "I went to the"), ("I", "Mm-hmm."), ("P1", "day centre."))).units
    assert list(found["text"]) == ["I went to the", "Mm-hmm.", "day centre."]


def test_an_overlong_sentence_is_divided_evenly_at_clauses() -> None:
    """The comma nearest to the middle is where a reader would divide."""
    said = "one two three four, five six, seven eight nine ten, eleven twelve thirteen fourteen."
    assert texts(said, max_words=10) == ["one two three four, five six,", said[30:]]


def test_an_overlong_chinese_sentence_is_divided_at_clauses() -> None:
    """Full-width commas part clauses too."""
    said = "我们每天早上都去，中午一起吃饭，下午一起唱歌，晚上再各自回家。"
    assert texts(said, max_words=12) == ["我们每天早上都去，中午一起吃饭，", "下午一起唱歌，晚上再各自回家。"]


@pytest.mark.parametrize(
    ("said", "units"),
    [
        pytest.param("one two three and four five six seven", ["one two three", "and four five six seven"], id="and"),
        pytest.param("one two three four five six seven", ["one two three", "four five six seven"], id="between words"),
        pytest.param("我 每天 都 去\u3000那里 吃饭", ["我 每天 都", "去\u3000那里 吃饭"], id="spaces between Chinese"),
        pytest.param("后来去了吃饭我看电视", ["后来去了", "吃饭我看电视"], id="behind a particle"),
        pytest.param("我每天去吃饭了他在家看电视", ["我每天去吃饭了", "他在家看电视"], id="particle and pronoun"),
    ],
)
def test_speech_without_punctuation_keeps_to_half_the_bound(said: str, units: list[str]) -> None:
    """It is divided where a clause may begin, at a space between Chinese words, or else between two words."""
    assert texts(said, max_words=10) == units


@settings(max_examples=examples(30))
@given(
    st.lists(
        st.sampled_from(["one", "and", "two,", "我们", "去，", "了", "(laughs)", "x;", "\n"]), min_size=1, max_size=150
    ),
    st.integers(10, 30),
)
def test_no_unit_is_longer_than_the_bound(pieces: list[str], most: int) -> None:
    """However the text is written, no unit has more words than the maximum."""
    found = segmented(monologue(" ".join(pieces)), max_words=most)
    assert all(len(words_of(found, index)) <= most for index in range(len(found.units)))
