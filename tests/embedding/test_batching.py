"""Long texts are split into windows, and windows are grouped into batches, whose shape follows from their length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.embedding.models.batching import choose_padded_length, group_into_batches, split_into_windows
from thememiner.errors import ModelError


@given(st.text(alphabet="ab 我们。", min_size=1, max_size=300), st.integers(1, 40))
def test_windows_are_the_text_and_fit(text: str, room: int) -> None:
    """Together they are the text, letter for letter, and each fits."""
    found = split_into_windows(text, room=room, places=range(len(text)), size=len)
    assert "".join(found) == text
    assert all(len(window) <= room for window in found)


def test_windows_have_about_equal_length() -> None:
    """A text slightly longer than a window becomes two halves."""
    first, second = split_into_windows("家" * 110, room=100, places=range(110), size=len)
    assert (len(first), len(second)) == (55, 55)


def test_windows_end_between_words() -> None:
    """If there are spaces, no word is cut."""
    text = "companionship matters " * 20
    found = split_into_windows(text, room=150, places=range(len(text)), size=len)
    assert [word for window in found for word in window.split()] == text.split()


def test_a_window_without_room_is_an_error() -> None:
    """The error says to shorten the prompt."""
    with pytest.raises(ModelError, match=r"Shorten embedding\.prompt"):
        split_into_windows("some words", room=0, places=range(10), size=len)


COUNTS = st.lists(st.integers(2, 256), max_size=200)


@given(COUNTS)
def test_every_text_is_in_one_batch_that_holds_it(counts: list[int]) -> None:
    """No text is missing or repeated, and each fits its batch."""
    found = list(group_into_batches(counts, tokens=512, longest=256))
    assert sorted(index for batch in found for index in batch.windows) == list(range(len(counts)))
    assert all(counts[index] <= batch.length for batch in found for index in batch.windows)
    assert all(len(batch.windows) <= batch.rows for batch in found)


@given(COUNTS, st.integers(2, 256))
def test_other_texts_do_not_change_the_shape(counts: list[int], count: int) -> None:
    """A text's batch has the same rows and length alone and among other texts."""
    (alone,) = group_into_batches([count], tokens=512, longest=256)
    shapes = {
        (batch.rows, batch.length)
        for batch in group_into_batches([*counts, count], tokens=512, longest=256)
        if len(counts) in batch.windows
    }
    assert shapes == {(alone.rows, alone.length)}


@given(st.integers(2, 8192))
def test_few_tokens_are_padding(count: int) -> None:
    """A text is padded by fewer than 4 tokens, or by at most a quarter of its own."""
    length = choose_padded_length(count, 8192)
    assert count <= length < count + max(4, count / 4)
