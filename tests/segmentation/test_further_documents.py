"""New documents beside those that were cut before."""

import pandas as pd

from thememiner.records import Corpus, Document, Form, Role, Source, Turn
from thememiner.segmentation import segment, segment_new_documents

SAID = "I went home early. It rained a lot that day."


def a_document(doc_id: str, said: str = SAID) -> Document:
    """Return an interview in which P1 says something."""
    turns = (Turn(0, len(said), "P1", Role.PARTICIPANT, "P1"),)
    return Document(doc_id, said, Form.DIALOGUE, turns, Source(doc_id, "0" * 64, "txt", None))


def test_new_documents_are_cut_as_all_together() -> None:
    """Units and words are those of one corpus, in order of document and place, whichever came first."""
    documents = (a_document("a.txt", "Nobody called me back. I waited all day long."), a_document("b.txt"))
    whole = segment(Corpus(documents))
    before = whole.units[whole.units["doc_id"] == "b.txt"].reset_index(drop=True)
    found, earlier = segment_new_documents(Corpus(documents), before, ["b.txt"])
    pd.testing.assert_frame_equal(found.units, whole.units)
    assert earlier.tolist() == (whole.units["doc_id"] == "b.txt").tolist()
    texts = list(whole.units["text"])
    assert [found.tokens.words(row, text) for row, text in enumerate(texts)] == [
        whole.tokens.words(row, text) for row, text in enumerate(texts)
    ]


def test_earlier_units_stay_as_they_are() -> None:
    """However they were cut, they are not cut again."""
    old, new = a_document("b.txt"), a_document("a.txt")
    before = segment(Corpus((old,))).units
    altered = before.assign(end=before["start"] + 5, text=[text[:5] for text in before["text"]])
    found, earlier = segment_new_documents(Corpus((new, old)), altered, ["b.txt"])
    pd.testing.assert_frame_equal(found.units[earlier].reset_index(drop=True), altered)


def test_the_new_unit_is_the_duplicate() -> None:
    """What a person said in an earlier interview and says again is a duplicate in the new one, whatever its name."""
    old, new = a_document("b.txt"), a_document("a.txt")
    before = segment(Corpus((old,))).units
    found, earlier = segment_new_documents(Corpus((new, old)), before, ["b.txt"])
    assert found.units.loc[earlier, "duplicate_of"].isna().all()
    assert found.units.loc[~earlier, "duplicate_of"].tolist() == before["unit_id"].tolist()


def test_without_new_documents_nothing_is_cut() -> None:
    """Only what is known comes back."""
    old = a_document("b.txt")
    before = segment(Corpus((old,))).units
    found, earlier = segment_new_documents(Corpus((old,)), before, ["b.txt"])
    pd.testing.assert_frame_equal(found.units, before)
    assert earlier.all()
