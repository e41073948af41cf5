"""Tests of exact duplicates."""

from dataclasses import replace

from sample_documents import document, optional, segmented, table_of_cuts

from thememiner.records import Form

SAID = "I go there every day."


def test_a_repeated_unit_of_one_person_is_a_duplicate() -> None:
    """The first in order of document and place is the original, in whatever order documents come."""
    second = document(("P1", SAID), doc_id="b.txt")
    first = document(("P1", f"{SAID} It is good for me."), ("I", "Oh?"), ("P1", SAID), doc_id="a.txt")
    found = segmented(second, first)
    original = found.units["unit_id"].iloc[0]
    assert found.units["doc_id"].tolist() == ["a.txt"] * 4 + ["b.txt"]
    assert optional(found, "duplicate_of") == [None, None, None, original, original]


def test_two_people_who_say_the_same_are_two_people() -> None:
    """Participants are never duplicates of each other, in transcripts or in tables."""
    assert optional(segmented(document(("P1", SAID), ("P2", SAID))), "duplicate_of") == [None, None]
    assert optional(segmented(table_of_cuts(("1", SAID, "P1"), ("2", SAID, "P2"))), "duplicate_of") == [None, None]


def test_rows_without_participants_are_compared_over_their_table() -> None:
    """Rows of one file may lie in several documents; another file is another table."""
    one = document(("P1", SAID), doc_id="1", form=Form.ROWS, named=False, path="t.csv")
    two = replace(one, doc_id="2")
    other = document(("P1", SAID), doc_id="3", form=Form.ROWS, named=False, path="u.csv")
    found = segmented(one, two, other)
    assert optional(found, "duplicate_of") == [None, found.units["unit_id"].iloc[0], None]


def test_text_without_a_speaker_has_no_duplicates() -> None:
    """A sentence that an essay without an author repeats is not a second answer."""
    assert optional(segmented(document(("P1", f"{SAID} {SAID}"), form=Form.PROSE, named=False)), "duplicate_of") == [
        None,
        None,
    ]


def test_units_set_aside_are_not_duplicates() -> None:
    """Only units that take part in discovery could count twice."""
    assert optional(segmented(document(("I", SAID), ("I", SAID))), "duplicate_of") == [None, None]
