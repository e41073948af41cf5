"""Conversion of traditional Chinese characters to simplified ones."""

from hypothesis import given
from hypothesis import strategies as st

from thememiner.language import to_simplified


def test_traditional_characters_become_simplified_ones() -> None:
    """Traditional characters are replaced by those that jieba's dictionary uses."""
    assert to_simplified("說話的人覺得這個課程對我們很有意義") == "说话的人觉得这个课程对我们很有意义"


def test_simplified_text_is_left_alone() -> None:
    """Characters that simplified Chinese uses itself are not touched."""
    assert to_simplified("著名的乾隆皇帝，象征着借口") == "著名的乾隆皇帝，象征着借口"


@given(st.text())
def test_length_and_positions_stay(text: str) -> None:
    """Every character is replaced by exactly one."""
    assert len(to_simplified(text)) == len(text)
