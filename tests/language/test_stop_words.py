"""Stop words of English and Chinese."""

import pytest

from thememiner.language import is_stop_word, read_words, stop_words


@pytest.mark.parametrize("word", ["the", "don't", "don’t", "i'm", "it's", "um", "uh", "like", "know", "kind", "gonna"])
def test_english_function_words_and_fillers_are_stop_words(word: str) -> None:
    """Articles, contractions with either apostrophe, and hesitations carry no theme."""
    assert word in stop_words("en")


@pytest.mark.parametrize(
    "word",
    [
        "嗯",
        "啊",
        "呃",
        "那个",
        "这个",
        "就是",
        "然后",
        "就是说",
        "其实",
        "的话",
        "我们",
        "那個",
        "這個",
        "然後",
        "其實",
        "我們",
    ],
)
def test_chinese_function_words_and_fillers_are_stop_words_in_both_writings(word: str) -> None:
    """Simplified and traditional Chinese are one language here."""
    assert word in stop_words("zh")


@pytest.mark.parametrize("word", ["friend", "help", "medication", "朋友", "帮助", "幫助", "药", "吃药", "医院", "信任"])
def test_words_with_content_are_not_stop_words(word: str) -> None:
    """Words for what people talk about are not stop words."""
    assert word not in stop_words("mixed")


def test_mixed_and_unknown_languages_get_both_lists() -> None:
    """For any other language, the stop words of both are used."""
    assert stop_words("mixed") == stop_words("other") == stop_words("en") | stop_words("zh")


def test_capitals_do_not_matter() -> None:
    """A word at the beginning of a sentence is the same word."""
    assert is_stop_word("Don’t", "en")
    assert not is_stop_word("Hospital", "en")


@pytest.mark.parametrize("name", ["english", "chinese_simplified", "chinese_traditional", "marks", "conjunctions"])
def test_lists_are_written_in_lower_case_with_straight_apostrophes(name: str) -> None:
    """So that one look-up, case-folded, finds every word."""
    listed = read_words(name)
    assert listed
    assert all(word == word.casefold() and "’" not in word for word in listed)
