"""Which of several codes is the first, with and without an order of codes."""

from dataclasses import replace
from pathlib import Path

import pytest
from sample_codings import a_coding, some_units, unit_coding

from thememiner.comparison import compare, measure_human_agreement
from thememiner.config import ComparisonSettings
from thememiner.corpus import read_corpus
from thememiner.exchange import read_codings
from thememiner.records import Coding, CodingKind
from thememiner.segmentation import segment

QUICK = ComparisonSettings(resamples=0, shuffles=0)
FIRST = "3 coded segments of {} carry several codes in no order: the first by name counts as the first."


def unordered(*codes: str, coder: str = "taguette") -> Coding:
    """Return the coding of units, each with several codes joined by ``+``, in no order."""
    coding = unit_coding(codes, coder=coder)
    segments = coding.segments.assign(rank=1).sort_values(["doc_id", "start", "end", "code_id"], ignore_index=True)
    return replace(coding, segments=segments)


ORDERED = unit_coding(["B+A", "B+A", "B", "C+B", "C", "A"], coder="Ana")
"""By a person who put the main code first."""
SAME = unordered("A+B", "A+B", "B", "B+C", "C", "A")


def kappa(reference: Coding, proposed: Coding) -> float | None:
    """Return kappa over six units."""
    return compare(reference, proposed, some_units(6), settings=QUICK).levels[0].value("kappa")


def test_the_same_coding_agrees_with_itself_whether_or_not_its_codes_have_an_order() -> None:
    """Where one of two has no first code, the first by name counts in both."""
    assert kappa(ORDERED, SAME) == kappa(SAME, ORDERED) == pytest.approx(1)
    (one,) = measure_human_agreement([ORDERED, SAME], None, some_units(6), settings=QUICK, seed=0)
    assert one.people[0].values["kappa"] == pytest.approx(1)


def test_an_order_counts_where_both_have_one() -> None:
    """Two people who see another code as the main one do not agree on it."""
    other = unit_coding(["A+B", "A+B", "B", "B+C", "C", "A"], coder="Bo")
    agreed = kappa(ORDERED, other)
    assert agreed is not None
    assert agreed < 1


def test_a_program_keeps_the_order_of_its_codes() -> None:
    """Its codes are ranked by membership, whatever a person's file knows of order."""
    ranked = ORDERED.segments.assign(membership=[0.5] * len(ORDERED.segments)).astype(ORDERED.segments.dtypes)
    agreed = kappa(SAME, replace(ORDERED, segments=ranked, kind=CodingKind.PROPOSAL))
    assert agreed is not None
    assert agreed < 1


def test_a_note_counts_the_segments_whose_codes_have_no_order() -> None:
    """It says what kappa looks at, and whose order does not count for that reason."""
    notes = compare(ORDERED, SAME, some_units(6), settings=QUICK).notes
    assert FIRST.format("taguette") in notes
    assert "The codes of Ana do not count in their order either, as those of taguette have none." in notes
    assert not any("order" in note for note in compare(ORDERED, ORDERED, some_units(6), settings=QUICK).notes)


def test_two_people_who_agree_in_all_units_may_be_one() -> None:
    """That is said, since one coding in two files would pass for the agreement of two people; a program may agree."""
    warning = "Ana and taguette gave all units the same codes."
    assert any(note.startswith(warning) for note in compare(ORDERED, SAME, some_units(6), settings=QUICK).notes)
    other = unit_coding(["A", "A+B", "B", "B+C", "C", "A"], coder="Bo")
    assert not any("same codes" in note for note in compare(ORDERED, other, some_units(6), settings=QUICK).notes)


def test_one_segment_is_told_as_one() -> None:
    """The note reads well for a single segment."""
    one = a_coding([("d", 0, 10, "A"), ("d", 0, 10, "B")])
    notes = compare(one, one, some_units(1), settings=QUICK).notes
    assert any(note.startswith("1 coded segment of manual carries several codes in no order") for note in notes)


def test_a_real_coding_in_two_formats_agrees_with_itself(shared: Path) -> None:
    """A Taguette project, and the table of the same segments: kappa and AMI are 1, and the note counts 132 segments."""
    folder = shared / "data" / "en_serdif_usability"
    corpus = read_corpus(folder / "transcripts")
    files = (shared / "formats" / "sqlite" / "taguette_project.sqlite3", folder / "coded_segments.jsonl")
    one, other = (read_codings(path, corpus.documents).codings[0] for path in files)
    units = segment(corpus).units
    compared = compare(one, other, units, settings=QUICK)
    for level in compared.levels:
        assert level.value("kappa") == pytest.approx(1)
        assert level.value("ami") == pytest.approx(1)
    assert any("132 coded segments of taguette_project carry several codes in no order" in n for n in compared.notes)
