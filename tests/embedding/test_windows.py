"""Windows of long texts: the whole text, about even, between words where there are spaces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.embedding.models.batching import split_into_windows
from thememiner.errors import ModelError


@given(st.text(alphabet="ab 我们。", min_size=1, max_size=300), st.integers(1, 40))
def test_windows_are_the_text_and_fit(text: str, room: int) -> None:
    """Put together they are the text, letter for letter, and each has room."""
    found = split_into_windows(text, room=room, places=range(len(text)), size=len)
    assert "".join(found) == text
    assert all(len(window) <= room for window in found)


def test_windows_are_about_even() -> None:
    """A text a little longer than a window becomes two halves, not a window and a rest."""
    first, second = split_into_windows("家" * 110, room=100, places=range(110), size=len)
    assert (len(first), len(second)) == (55, 55)


def test_windows_end_between_words() -> None:
    """Where there are spaces no word is cut."""
    text = "companionship matters " * 20
    found = split_into_windows(text, room=150, places=range(len(text)), size=len)
    assert [word for window in found for word in window.split()] == text.split()


def test_a_window_without_room_is_one_clear_error() -> None:
    """A prompt as long as the window is named as what to shorten."""
    with pytest.raises(ModelError, match=r"Shorten embedding\.prompt"):
        split_into_windows("some words", room=0, places=range(10), size=len)
