"""Quotes are located at their exact place, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.exchange.quote_search import SearchedText

TEXT = st.text(st.sampled_from("ab我们，,。 \n\t…（(Ａ1é\u0301“\"'’\u200b𠮷"), max_size=60)


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        pytest.param("I was tired.", "was tired", ["was tired"], id="exactly"),
        pytest.param("I was tired.", "  was tired\n", ["was tired"], id="white space at the ends"),
        pytest.param("我觉得\n很累，真的。", "很累,真的.", ["很累，真的。"], id="punctuation of other width"),
        pytest.param("我觉得\r\n很累", "我觉得很累", ["我觉得\r\n很累"], id="a line end in the text"),
        pytest.param("我觉得很累", "我觉得\n很累", ["我觉得很累"], id="a line end in the quote"),
        pytest.param("so  much\u00a0noise", "so much noise", ["so  much\u00a0noise"], id="other spaces"),
        pytest.param("“It’s” – fine…", '"It\'s" - fine...', ["“It’s” – fine…"], id="typographic marks"),
        pytest.param("ＡＢＣ（一）", "ABC(一)", ["ＡＢＣ（一）"], id="full-width letters"),
        pytest.param("cafe\u0301 x", "café", ["cafe\u0301"], id="accents apart"),
        pytest.param("ti\u00adred\u200b", "tired", ["ti\u00adred"], id="invisible characters"),
        pytest.param("aaa", "aa", ["aa", "aa"], id="places that overlap"),
        pytest.param("a, b. a， b.", "a, b", ["a, b"], id="exact places first"),
        pytest.param("Tired", "tired", [], id="case counts"),
        pytest.param("tired", "tried", [], id="not there"),
        pytest.param("tired", "", [], id="an empty quote"),
        pytest.param("tired", " \u200b", [], id="a quote of nothing visible"),
        pytest.param("", "tired", [], id="an empty text"),
    ],
)
def test_quotes_are_found(text: str, quote: str, found: list[str]) -> None:
    """A quote may differ in white space and in the width or style of marks."""
    assert [text[start:end] for start, end in SearchedText(text).find(quote)] == found


@given(TEXT, st.data())
def test_any_part_of_a_text_is_found_in_its_place(text: str, data: st.DataObject) -> None:
    """The place of a part of a text is among those found, letter for letter."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = text[start:end]
    exact = quote.strip()
    found = SearchedText(text).find(quote)
    assert all(text[a:b] == exact for a, b in found)
    place = (text.index(exact, start), text.index(exact, start) + len(exact))
    assert place in found or not exact or len(found) == 10


@given(TEXT, TEXT)
def test_every_place_has_the_quote(text: str, quote: str) -> None:
    """Every place lies in the text and has the words of the quote."""
    searched = SearchedText(text)
    for start, end in searched.find(quote):
        assert 0 <= start < end <= len(text)
        assert searched.has_quote_at(quote, start, end)


def test_a_quote_is_checked_at_its_place() -> None:
    """A place has a quote only if exactly this text is there."""
    searched = SearchedText("I was tired.")
    assert searched.has_quote_at("was", 2, 5)
    assert not searched.has_quote_at("was", 2, 6 + 1)
    assert not searched.has_quote_at("was", 3, 6)
