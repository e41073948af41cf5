"""Many problems of one kind are one line."""

from thememiner.workflows.losses import group_by_reason


def test_places_of_one_reason_are_counted() -> None:
    """A repeated text names its first place; a single text stays as it is."""
    said = [("a:2", "no quote. "), ("a:3", "no code."), ("a:9", "no quote."), ("b:1", "no quote.")]
    assert group_by_reason(said) == ["a:2 and 2 more: no quote.", "a:3: no code."]
    assert group_by_reason([]) == []
