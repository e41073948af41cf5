"""Tests of the names of meaning units."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from thememiner.segmentation.segment import make_unit_ids


def test_an_id_is_the_hash_of_document_text_and_ordinal() -> None:
    """The recipe is fixed: a person's decisions hang on it."""
    expected = hashlib.sha256(b'["a.txt", "\\u597d", 1]').hexdigest()[:16]
    assert make_unit_ids("a.txt", ["好", "x", "好"])[2] == expected


def test_an_edit_elsewhere_leaves_an_id_alone() -> None:
    """Only equal texts of the same document count one another."""
    assert make_unit_ids("a", ["one", "two", "three"])[2] == make_unit_ids("a", ["three"])[0]


@given(st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), unique=True, max_size=20))
def test_no_two_units_share_an_id(places: list[tuple[str, str]]) -> None:
    """Document and text cannot run into each other."""
    ids = [make_unit_ids(doc_id, [text])[0] for doc_id, text in places]
    assert len(set(ids)) == len(ids)
