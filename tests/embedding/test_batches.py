"""Batches: their shape follows from the length of a text alone, and little is wasted."""

from hypothesis import given
from hypothesis import strategies as st

from thememiner.embedding.models.batching import choose_padded_length, group_into_batches

COUNTS = st.lists(st.integers(2, 256), max_size=200)


@given(COUNTS)
def test_every_text_is_in_one_batch_that_holds_it(counts: list[int]) -> None:
    """None is left out or comes twice, and each fits."""
    found = list(group_into_batches(counts, tokens=512, longest=256))
    assert sorted(index for batch in found for index in batch.windows) == list(range(len(counts)))
    assert all(counts[index] <= batch.length for batch in found for index in batch.windows)
    assert all(len(batch.windows) <= batch.rows for batch in found)


@given(COUNTS, st.integers(2, 256))
def test_company_changes_no_shape(counts: list[int], count: int) -> None:
    """A text's batch has the same rows and length alone as among others."""
    (alone,) = group_into_batches([count], tokens=512, longest=256)
    shapes = {
        (batch.rows, batch.length)
        for batch in group_into_batches([*counts, count], tokens=512, longest=256)
        if len(counts) in batch.windows
    }
    assert shapes == {(alone.rows, alone.length)}


@given(st.integers(2, 8192))
def test_few_tokens_are_padding(count: int) -> None:
    """A text is filled up by fewer than 4 tokens, or by a quarter of its own at most."""
    length = choose_padded_length(count, 8192)
    assert count <= length < count + max(4, count / 4)
