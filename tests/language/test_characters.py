"""Conversion of traditional Chinese characters to simplified ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.language import has_han, to_simplified, unify_ideographs


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


@pytest.mark.parametrize(
    ("written", "simplified"),
    [
        ("妳睡著了甚麼", "你睡着了什么"),
        ("牠看著我", "它看着我"),
        ("看著名單", "看着名单"),
        ("忙著作業", "忙着作业"),
        ("著名的著作很顯著", "著名的著作很显著"),
        ("原著和名著", "原著和名著"),
        ("衞生", "卫生"),
        ("佢哋喺屋企", "他们在屋企"),
        ("我唔係佢嘅朋友", "我不是他的朋友"),
        ("唔，我想想", "唔，我想想"),
    ],
)
def test_forms_of_taiwan_and_hong_kong_become_those_of_the_mainland(written: str, simplified: str) -> None:
    """What OpenCC leaves is replaced too; 著 stays in words for writing and fame."""
    assert to_simplified(written) == simplified


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        pytest.param("主持⼈", "主持人", id="Kangxi radicals"),
        pytest.param("⻓⻅⺠⻔⻋⻢⻛", "长见民门车马风", id="radicals of the supplement"),
        pytest.param("\uf9be\ufa0a〸", "料見十", id="compatibility ideographs"),
        pytest.param("人 a １ ﬁ", "人 a １ ﬁ", id="nothing else"),
    ],
)
def test_radicals_are_read_as_characters(written: str, seen: str) -> None:
    """A radical or a variant becomes the character that looks like it, one for one."""
    assert unify_ideographs(written) == seen
    assert to_simplified(written) == to_simplified(seen)


def test_radicals_are_chinese() -> None:
    """A radical that stands for a character is Chinese."""
    assert has_han("⼈")
