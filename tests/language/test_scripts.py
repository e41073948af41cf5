"""Detection of the language of a text."""

import pytest

from thememiner.language import detect_language, has_han


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("I go there every day.", "en", id="english"),
        pytest.param("我每天都去那里。", "zh", id="simplified"),
        pytest.param("我每天都去那裡，覺得很開心。", "zh", id="traditional"),
        pytest.param("其实是朋友介绍的，a friend told me about it.", "mixed", id="both"),
        pytest.param("我在APP上看到的", "zh", id="loan in Chinese"),
        pytest.param("We call it guanxi 关系 where I come from.", "en", id="loan in English"),
        pytest.param("Ça m’a plu, c’était très bien.", "en", id="Latin script stands for English"),
        pytest.param("cafe\u0301 au lait", "en", id="decomposed accent"),
        pytest.param("𠮷野家", "zh", id="Han beyond the basic plane"),
        pytest.param("（笑）I don't know (laughs)", "en", id="Chinese mark in English"),
        pytest.param("(laughs) 我不知道", "zh", id="English mark in Chinese"),
        pytest.param("привет, как дела", "other", id="third script"),
        pytest.param("日本語です、そうですか", "other", id="mostly kana"),
        pytest.param("12:30 — 58", "other", id="no letters"),
        pytest.param("（笑）", "other", id="nothing but a mark"),
        pytest.param("", "other", id="empty"),
    ],
)
def test_language_follows_the_share_of_words(text: str, language: str) -> None:
    """A second script counts only from three words in ten, and marks count not at all."""
    assert detect_language(text) == language


def test_han_is_known_beyond_the_basic_plane() -> None:
    """Chinese characters of every plane are Chinese, kana and punctuation are not."""
    assert has_han("x𠮷")
    assert has_han("々")
    assert not has_han("か。，A")
