"""Content words: what a unit is about."""

import pytest

from thememiner.language.word_lists import content_words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["The", "Choir", "helps"], ["choir", "helps"], id="stop words and case"),
        pytest.param(["don’t", "sing"], ["sing"], id="curly apostrophe"),
        pytest.param(["3", "2025", "P3x"], ["p3x"], id="numbers"),
        pytest.param(["唱", "唱歌", "a"], ["唱歌"], id="single characters"),
    ],
)
def test_content_words_say_what_a_unit_is_about(words: list[str], expected: list[str]) -> None:
    """Stop words, numbers and single characters are left out."""
    assert content_words(words, {"the", "don't"}) == expected
