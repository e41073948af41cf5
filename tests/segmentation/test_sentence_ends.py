"""Tests of where sentences end."""

import pytest
from sample_documents import texts


@pytest.mark.parametrize(
    ("said", "sentences"),
    [
        pytest.param(
            "我不紧张。走过来的！你呢？很好；不错。",
            ["我不紧张。", "走过来的！", "你呢？", "很好；", "不错。"],
            id="marks",
        ),
        pytest.param("他说：“你好吗？”我说：“好。”", ["他说：“你好吗？”", "我说：“好。”"], id="quotations"),
        pytest.param(
            "她说：「走吧。」後來我們就走了。", ["她说：「走吧。」", "後來我們就走了。"], id="corner brackets"
        ),
        pytest.param(
            "他讲：“你吃吗？我也吃的。”就这句话。", ["他讲：“你吃吗？我也吃的。”", "就这句话。"], id="quoted sentences"
        ),
        pytest.param("我懂“为什么？”的意思。", ["我懂“为什么？”的意思。"], id="quotation that goes on"),
        pytest.param("我想过很多次……后来我去了。", ["我想过很多次……", "后来我去了。"], id="ellipsis"),
        pytest.param("我真的……真的很难受。", ["我真的……真的很难受。"], id="restart"),
        pytest.param("那个……，我不知道。", ["那个……，我不知道。"], id="ellipsis before a comma"),
        pytest.param("我去了（真的吗？）那个地方。", ["我去了（真的吗？）那个地方。"], id="aside"),
        pytest.param("（我很累。）然后我走了。", ["（我很累。）", "然后我走了。"], id="sentence in brackets"),
        pytest.param("上下两层.服务很好", ["上下两层.", "服务很好"], id="half-width stop"),
        pytest.param("真的吗?我不信!", ["真的吗?", "我不信!"], id="half-width marks"),
        pytest.param("大概3.5公里。", ["大概3.5公里。"], id="decimal"),
        pytest.param("太累了！！！不行？！", ["太累了！！！", "不行？！"], id="runs of marks"),
    ],
)
def test_chinese_sentences_end_at_full_marks_and_closing_quotes(said: str, sentences: list[str]) -> None:
    """A mark and the quotes behind it end a sentence, unless it goes on; an aside or a quotation is not torn."""
    assert texts(said) == sentences


@pytest.mark.parametrize(
    ("said", "sentences"),
    [
        pytest.param("I went. She came! Why? No.", ["I went.", "She came!", "Why?", "No."], id="marks"),
        pytest.param("Dr. Smith and Mrs. Lee came.", ["Dr. Smith and Mrs. Lee came."], id="titles"),
        pytest.param("Some, e.g. tea, i.e. green, vs. coffee.", ["Some, e.g. tea, i.e. green, vs. coffee."], id="e.g."),
        pytest.param("I live in the U.S. now.", ["I live in the U.S. now."], id="U.S. inside"),
        pytest.param("The U.S. Army left the U.S. They did.", ["The U.S. Army left the U.S.", "They did."], id="U.S."),
        pytest.param("We met J. K. Rowling. He did.", ["We met J. K. Rowling.", "He did."], id="initials"),
        pytest.param("So did I. The nurse too.", ["So did I.", "The nurse too."], id="I is no initial"),
        pytest.param("At 5 p.m. we ate. At 6 p.m. We left.", ["At 5 p.m. we ate.", "At 6 p.m.", "We left."], id="p.m."),
        pytest.param("It is 3.5 km. No. 5 is far.", ["It is 3.5 km.", "No. 5 is far."], id="numbers"),
        pytest.param("He said no. Then he left.", ["He said no.", "Then he left."], id="no at an end"),
        pytest.param("1. Read the text. 2. Go on.", ["1. Read the text.", "2. Go on."], id="numbered list"),
        pytest.param("Tea, milk, etc. My dad too.", ["Tea, milk, etc.", "My dad too."], id="etc."),
        pytest.param("i went home. then i slept.", ["i went home.", "then i slept."], id="lower case"),
        pytest.param("I went home.Then I slept.", ["I went home.", "Then I slept."], id="missing space"),
        pytest.param("See www.who.int for more.", ["See www.who.int for more."], id="address"),
        pytest.param('"Stop!" she said. "Why?"', ['"Stop!" she said.', '"Why?"'], id="reported"),
        pytest.param(
            'I said, "Is it? I had it." And he left.', ['I said, "Is it? I had it."', "And he left."], id="quoted"
        ),
        pytest.param("I went (really?) to the shop.", ["I went (really?) to the shop."], id="aside"),
        pytest.param("Sign in ... I did that ... okay.", ["Sign in ...", "I did that ... okay."], id="ellipsis"),
        pytest.param("It was, um… hard.", ["It was, um… hard."], id="hesitation"),
    ],
)
def test_english_sentences_end_at_stops_that_are_no_abbreviations(said: str, sentences: list[str]) -> None:
    """Titles, initials, decimals, lists and reported speech end nothing."""
    assert texts(said) == sentences


@pytest.mark.parametrize(
    ("said", "sentences"),
    [
        pytest.param(
            "我在做 machine learning 的。It was fun.",
            ["我在做 machine learning 的。", "It was fun."],
            id="Chinese first",
        ),
        pytest.param("I was tired. 真的很累。So I left.", ["I was tired.", "真的很累。", "So I left."], id="in turn"),
        pytest.param("然后就 crash 了.Then 我妈来了", ["然后就 crash 了.", "Then 我妈来了"], id="half-width between"),
        pytest.param("他叫 Dr. 王，人很好。", ["他叫 Dr. 王，人很好。"], id="title before a Chinese name"),
    ],
)
def test_sentences_may_switch_scripts(said: str, sentences: list[str]) -> None:
    """Each mark follows the habit of the script around it."""
    assert texts(said) == sentences


@pytest.mark.parametrize(
    ("said", "sentences"),
    [
        pytest.param(
            "I was glad. (laughs) So I left.", ["I was glad. (laughs)", "So I left."], id="laughter belongs before"
        ),
        pytest.param("我去了。（笑）后来没去。", ["我去了。（笑）", "后来没去。"], id="Chinese laughter"),
        pytest.param("I was glad. [00:12] So I left.", ["I was glad.", "[00:12] So I left."], id="time belongs behind"),
        pytest.param("I was [crying. No?] glad.", ["I was [crying. No?] glad."], id="punctuation inside a mark"),
    ],
)
def test_marks_stay_with_the_sentence_that_they_comment(said: str, sentences: list[str]) -> None:
    """Laughter belongs to what was said before it, a time stamp to what is said after it."""
    assert texts(said) == sentences
