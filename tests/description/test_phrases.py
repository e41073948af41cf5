"""Key phrases: which runs of words are some, and how they are written."""

import pytest
from said_units import said

from thememiner.description.key_phrases import find_phrases
from thememiner.language import stop_words

STOP_WORDS = stop_words("en") | stop_words("zh")


def written(texts: list[str], **options: frozenset[str]) -> set[str]:
    """Return the phrases of texts, as they are written."""
    return set(find_phrases(said(texts), range(len(texts)), STOP_WORDS, **options).written)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("the peer support", {"peer", "support", "peer support"}, id="no stop word at an end"),
        pytest.param("quality of life", {"quality", "life", "quality of life"}, id="a link inside"),
        pytest.param("bread, butter", {"bread", "butter"}, id="not over a comma"),
        pytest.param("bread you know butter", {"bread", "butter"}, id="not over a filler"),
        pytest.param("side-effects", {"side", "effects", "side-effects"}, id="hyphens"),
        pytest.param("masked XXX XX 12 b", {"masked"}, id="no masks, numbers or single letters"),
        pytest.param("(laughs) and so on", {"laughs"}, id="what the words are is settled before"),
        pytest.param("然后就是说同伴支持", {"同伴", "支持", "同伴支持"}, id="Chinese fillers"),
        pytest.param("同伴 支持", {"同伴", "支持"}, id="a space parts Chinese"),
        pytest.param("you know, kind of", set(), id="nothing but fillers"),
        pytest.param("", set(), id="nothing"),
    ],
)
def test_which_runs_of_words_are_phrases(text: str, expected: set[str]) -> None:
    """A phrase begins and ends with content and is not interrupted; said twice, of several words too."""
    assert written([text, text]) == expected


def test_a_phrase_has_at_most_four_words() -> None:
    """Three in Chinese; longer ones are there in parts."""
    longest = max(written(["red blue green pink grey"] * 2), key=lambda phrase: phrase.count(" "))
    assert longest.count(" ") == 3


def test_several_words_are_a_phrase_if_two_units_say_them() -> None:
    """What one unit says may be an accident."""
    assert written(["red lamp", "blue lamp"]) == {"red", "blue", "lamp"}


def test_case_plural_and_links_make_no_other_phrase() -> None:
    """The most frequent spelling is shown; the capital letter of a beginning sentence does not count."""
    texts = ["a Peer worker", "Peer workers", "so peer workers", "all Peer workers came", "But Peer workers came"]
    assert written(texts) == {"Peer", "workers", "Peer workers"}
    assert written(["Peer support", "So. Peer support", "in Paris", "to Paris"]) == {
        *("peer", "support", "peer support"),
        "Paris",
    }


def test_weak_words_are_phrases_only_with_other_words() -> None:
    """What names nothing alone may be part of a name."""
    assert written(["day care", "day trip"] * 2, weak=frozenset({"day"})) == {"day care", "care", "day trip", "trip"}
    assert written(["days"], weak=frozenset({"day"})) == set()


def test_each_unit_says_a_phrase_once() -> None:
    """Sayings are pairs of a unit and a phrase."""
    found = find_phrases(said(["lamp lamp lamp", "lamp"]), [0, 1], STOP_WORDS)
    assert sorted(zip(found.units.tolist(), found.phrases.tolist(), strict=True)) == [(0, 0), (1, 0), (1, 0)][:2]
