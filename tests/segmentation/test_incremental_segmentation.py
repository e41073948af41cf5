"""Tests of new documents beside known ones, and of the words of stored units."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from thememiner import read_corpus
from thememiner.records import Corpus, Document, Form, Role, Source, Turn
from thememiner.segmentation import segment, segment_new_documents, tokenize_units

SAID = "I went home early. It rained a lot that day."


def a_document(doc_id: str, said: str = SAID) -> Document:
    """Return an interview in which P1 says something."""
    turns = (Turn(0, len(said), "P1", Role.PARTICIPANT, "P1"),)
    return Document(doc_id, said, Form.DIALOGUE, turns, Source(doc_id, "0" * 64, "txt", None))


def test_new_documents_give_the_units_of_the_whole_corpus() -> None:
    """Units, words and forms are those of the whole corpus, in order of document and place."""
    documents = (a_document("a.txt", "Nobody called me back. I waited all day long."), a_document("b.txt"))
    whole = segment(Corpus(documents))
    before = whole.units[whole.units["doc_id"] == "b.txt"].reset_index(drop=True)
    found, earlier = segment_new_documents(Corpus(documents), before, ["b.txt"])
    pd.testing.assert_frame_equal(found.units, whole.units)
    assert found.forms == whole.forms
    assert earlier.tolist() == (whole.units["doc_id"] == "b.txt").tolist()
    texts = list(whole.units["text"])
    assert [found.tokens.words(row, text) for row, text in enumerate(texts)] == [
        whole.tokens.words(row, text) for row, text in enumerate(texts)
    ]


def test_earlier_units_stay_as_they_are() -> None:
    """Known units are not segmented again, whatever they look like."""
    old, new = a_document("b.txt"), a_document("a.txt")
    before = segment(Corpus((old,))).units
    altered = before.assign(end=before["start"] + 5, text=[text[:5] for text in before["text"]])
    found, earlier = segment_new_documents(Corpus((new, old)), altered, ["b.txt"])
    pd.testing.assert_frame_equal(found.units[earlier].reset_index(drop=True), altered)


def test_the_new_unit_is_the_duplicate() -> None:
    """A sentence that a person repeats in a new interview is the duplicate, whatever the document is called."""
    old, new = a_document("b.txt"), a_document("a.txt")
    before = segment(Corpus((old,))).units
    found, earlier = segment_new_documents(Corpus((new, old)), before, ["b.txt"])
    assert found.units.loc[earlier, "duplicate_of"].isna().all()
    assert found.units.loc[~earlier, "duplicate_of"].tolist() == before["unit_id"].tolist()


def test_without_new_documents_only_known_units_come_back() -> None:
    """The table is the one that was passed in."""
    old = a_document("b.txt")
    before = segment(Corpus((old,))).units
    found, earlier = segment_new_documents(Corpus((old,)), before, ["b.txt"])
    pd.testing.assert_frame_equal(found.units, before)
    assert earlier.all()


def test_words_of_stored_units_are_those_of_the_segmentation(tmp_path: Path) -> None:
    """In both scripts, kept units have the same words, and units set aside have none."""
    (tmp_path / "a.txt").write_text(
        "Interviewer: How was it?\nAnna: I didn't like the [laughs] patient's choir. 我们每天一起做饭 with Bob.\n",
        "utf-8",
    )
    corpus = read_corpus(tmp_path)
    first = segment(corpus)
    again = replace(first, tokens=tokenize_units(first.units, corpus.documents))
    kept = first.units["kept"].to_numpy(bool)
    assert {True, False} == set(kept.tolist())
    for row, text in enumerate(first.units["text"]):
        expected = first.tokens.words(row, text) if kept[row] else []
        assert again.tokens.words(row, text) == expected
