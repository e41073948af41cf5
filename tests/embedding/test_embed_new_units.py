"""Vectors of new interviews in the space of an existing corpus."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from thememiner.embedding import SentenceEncoder, embed, embed_new_units
from thememiner.embedding.bilingual import (
    BilingualInput,
    BilingualVectors,
    LexicalSmoother,
    fit_bilingual,
    transform_bilingual,
)
from thememiner.errors import ModelError, UsageError
from thememiner.records import Corpus, Document, Embedding, Form, Role, Segmentation, Source, Turn
from thememiner.segmentation import segment

ENGLISH = [
    BilingualInput(text, text.split(), text.casefold().strip(".").split(), has_chinese=False)
    for text in (
        "The doctor gave me tablets.",
        "We sing in the choir.",
        "My boss gave us overtime.",
        "Tablets tire me.",
    )
]
CHINESE = [
    BilingualInput("我们每天一起唱歌", ["我们", "每天", "一起", "唱歌"], ["每天", "一起", "唱歌"], has_chinese=True)
]
SAID = ("The doctor gave me tablets for my head.", "We sang in the choir again.", "My boss wanted more overtime.")


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    """Return the packaged encoder, loaded once."""
    return SentenceEncoder()


def fitted(units: Sequence[BilingualInput], encoder: SentenceEncoder) -> BilingualVectors:
    """Fit the bilingual encoder to all of these units."""
    return fit_bilingual(units, np.ones(len(units), dtype=bool), encoder, use_cache=False)


def a_document(doc_id: str, *said: str) -> Document:
    """Return a dialogue of one person."""
    text = "\n".join(said)
    starts = np.cumsum([0, *(len(line) + 1 for line in said)])
    turns = tuple(
        Turn(int(start), int(start) + len(line), doc_id, Role.PARTICIPANT, doc_id)
        for start, line in zip(starts, said, strict=False)
    )
    return Document(doc_id, text, Form.DIALOGUE, turns, Source(doc_id, "0" * 64, "txt", None))


def cut(*documents: Document) -> Segmentation:
    """Return the units of some documents."""
    return segment(Corpus(documents))


def earlier_of(segmentation: Segmentation, doc_id: str) -> npt.NDArray[np.bool_]:
    """Mark the units of a document."""
    return (segmentation.units["doc_id"] == doc_id).to_numpy(bool)


def test_known_units_have_the_same_vectors_again(encoder: SentenceEncoder) -> None:
    """With the state of a corpus, its own units have the same vectors, bit for bit."""
    first = fitted([*ENGLISH, *CHINESE], encoder)
    again = transform_bilingual([*ENGLISH, *CHINESE], first.to_state(), encoder, use_cache=False)
    assert np.array_equal(again.vectors, first.vectors)


def test_a_vector_does_not_depend_on_other_new_units(encoder: SentenceEncoder) -> None:
    """Nothing is fitted to new units: alone or together, each has the same vector."""
    state = fitted(ENGLISH[:3], encoder).to_state()
    together = transform_bilingual([ENGLISH[3], *CHINESE], state, encoder, use_cache=False)
    alone = transform_bilingual([ENGLISH[3]], state, encoder, use_cache=False)
    assert together.vectors[0] == pytest.approx(alone.vectors[0], abs=1e-6)
    assert {name: array.tobytes() for name, array in alone.to_state().items()} == {
        name: array.tobytes() for name, array in state.items()
    }


def test_a_unit_without_glosses_has_the_vector_of_its_words(encoder: SentenceEncoder) -> None:
    """A Chinese unit without a word of the dictionary has a vector of zeros, unless the corpus has its words."""
    brand = BilingualInput("Ωξ", ["Ωξ"], ["Ωξ"], has_chinese=True)
    known = [dataclasses.replace(unit, content=[*unit.content, "Ωξ"]) for unit in ENGLISH]
    assert not transform_bilingual([brand], fitted(ENGLISH, encoder).to_state(), encoder, use_cache=False).vectors.any()
    assert transform_bilingual([brand], fitted(known, encoder).to_state(), encoder, use_cache=False).vectors.any()


def test_a_smoother_is_restored_from_its_state() -> None:
    """A smoother restored from its three attributes gives the same vectors, even without any word."""
    vectors = np.eye(4, dtype=np.float32)
    units = [["tea", "cup"], ["tea"], ["cup", "milk"], []]
    learnt = LexicalSmoother().fit(units, vectors)
    again = LexicalSmoother.from_state(learnt.words_, learnt.weights_, learnt.vectors_)
    assert again.transform([*units, ["coffee"]]) == pytest.approx(learnt.transform([*units, ["coffee"]]), abs=1e-6)
    empty = LexicalSmoother().fit([[]], vectors[:1])
    assert not LexicalSmoother.from_state(empty.words_, empty.weights_, empty.vectors_).transform([["tea"]]).any()


@pytest.fixture(scope="module")
def before() -> Embedding:
    """Return the vectors of one interview."""
    return embed(cut(a_document("Anna", *SAID)))


def test_earlier_vectors_stay_the_same(before: Embedding) -> None:
    """Another interview changes no bit of them, and has its own context."""
    both = cut(a_document("Anna", *SAID), a_document("Ben", *SAID[::-1]))
    known = earlier_of(both, "Anna")
    after = embed_new_units(both, known, before)
    assert after.vectors[known].tobytes() == before.vectors.tobytes()
    assert after.contextual[known].tobytes() == before.contextual.tobytes()
    assert np.array_equal(after.vectors[~known][::-1], before.vectors)
    assert not np.array_equal(after.contextual[~known], after.vectors[~known])
    assert np.linalg.norm(after.contextual[~known], axis=1) == pytest.approx(1, abs=1e-3)
    assert after.state is before.state


def test_another_model_is_refused(before: Embedding) -> None:
    """Vectors of another space are not added to the earlier ones."""
    both = cut(a_document("Anna", *SAID), a_document("Ben", *SAID))
    other = dataclasses.replace(before, encoder={**before.encoder, "model_sha256": "0" * 64})
    with pytest.raises(ModelError, match="model sha256 was 0000"):
        embed_new_units(both, earlier_of(both, "Anna"), other)


def test_the_state_of_the_corpus_is_needed(before: Embedding) -> None:
    """Without it, new vectors would not be comparable."""
    both = cut(a_document("Anna", *SAID), a_document("Ben", *SAID))
    without = dataclasses.replace(before, state={})
    with pytest.raises(UsageError, match="does not hold"):
        embed_new_units(both, earlier_of(both, "Anna"), without)
