"""Context adds to a unit its neighbours and its question, within its document."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from thememiner.embedding.context import (
    DEFAULT_WEIGHTS,
    ContextScope,
    ContextWeights,
    add_context,
    choose_context_scope,
    is_context,
)
from thememiner.records import SEGMENTED_COLUMNS, ExclusionReason, Form, Role, make_table

Row = tuple[str, Role, str, ExclusionReason | None]
Vectors = npt.NDArray[np.float32]

FAR, NEAR, UP = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
ANSWER = "We cooked lunch together."
NEIGHBOURS = ContextWeights(neighbour=0.5, reach=2, question=0, voice=0)
QUESTION = ContextWeights(neighbour=0.5, reach=1, question=0.25, voice=0)


def units_of(*rows: Row) -> pd.DataFrame:
    """Return a table of units, from document, role, text and the reason why each was set aside."""
    none = [None] * len(rows)
    return make_table(
        SEGMENTED_COLUMNS,
        {
            "unit_id": [f"u{place}" for place in range(len(rows))],
            "row_id": none,
            "doc_id": [document for document, *_ in rows],
            "participant": none,
            "speaker": none,
            "role": [role.value for _, role, *_ in rows],
            "turn": range(len(rows)),
            "start": [10 * place for place in range(len(rows))],
            "end": [10 * place + 9 for place in range(len(rows))],
            "text": [text for *_, text, _ in rows],
            "language": ["en"] * len(rows),
            "kept": [reason is None for *_, reason in rows],
            "reason": [reason and reason.value for *_, reason in rows],
            "answers": none,
            "duplicate_of": none,
        },
    )


def answer(document: str = "a") -> Row:
    """Return a participant's unit that is kept."""
    return (document, Role.PARTICIPANT, ANSWER, None)


def asked(text: str = "Tell me about a day here.", document: str = "a") -> Row:
    """Return an interviewer's unit."""
    return (document, Role.INTERVIEWER, text, ExclusionReason.INTERVIEWER)


def everywhere(units: pd.DataFrame) -> ContextScope:
    """Return context for every document."""
    return ContextScope(frozenset(units["doc_id"]), "On.")


def contextual(rows: Sequence[Row], vectors: Sequence[tuple[float, ...]], weights: ContextWeights) -> Vectors:
    """Return the vectors of these units in context."""
    units = units_of(*rows)
    return add_context(np.array(vectors, dtype=np.float32), units, everywhere(units), weights=weights)


def direction(*coordinates: float) -> Vectors:
    """Return a vector of unit length."""
    vector = np.array(coordinates, dtype=np.float64)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def test_neighbours_weigh_less_with_distance() -> None:
    """With these weights the next unit counts half, the one after it a quarter, and the third not at all."""
    found = contextual([answer()] * 4, [FAR, NEAR, UP, UP], NEIGHBOURS)
    assert found[0] == pytest.approx(direction(1, 0.5, 0.25))
    assert found[1] == pytest.approx(direction(0.5, 1, 0.75))
    assert found[3] == pytest.approx(direction(0, 0.25, 1.5))


def test_interviewers_turns_are_context_and_have_no_vector() -> None:
    """What an interviewer says is context of the answer, and has no contextual vector."""
    found = contextual([asked(), answer(), answer()], [UP, FAR, NEAR], NEIGHBOURS)
    assert np.isnan(found[0]).all()
    assert found[1] == pytest.approx(direction(1, 0.5, 0.5))


def test_a_question_reaches_the_whole_answer() -> None:
    """Each unit of an answer has at least the question's weight, until the next question."""
    rows = [asked(), answer(), answer(), answer(), asked("And then?"), answer()]
    found = contextual(rows, [UP, FAR, FAR, FAR, NEAR, FAR], QUESTION)
    assert found[1] == pytest.approx(direction(1.5, 0, 0.5))
    assert found[2] == pytest.approx(direction(2, 0, 0.25))
    assert found[3] == pytest.approx(direction(1.5, 0.5, 0.25))
    assert found[5] == pytest.approx(direction(1, 0.5, 0))


def test_a_unit_that_asks_is_a_question() -> None:
    """In a transcript without speaker labels, a unit that asks is the question of the units after it."""
    question: Row = ("a", Role.PARTICIPANT, "What do you do here all day?", None)
    found = contextual([question, answer(), answer()], [UP, FAR, FAR], QUESTION)
    assert found[0] == pytest.approx(direction(0.5, 0, 1))
    assert found[2] == pytest.approx(direction(1.5, 0, 0.25))


def test_context_stays_within_a_document() -> None:
    """The last unit of a document and the first of the next are not neighbours, and questions do not reach over."""
    rows = [asked(), answer(), answer(), answer("b"), answer("b")]
    weights = ContextWeights(neighbour=0.5, reach=2, question=1, voice=0)
    found = contextual(rows, [UP, FAR, FAR, NEAR, NEAR], weights)
    assert np.array_equal(found[3:], np.array([NEAR, NEAR], dtype=np.float32))


def test_a_share_of_the_voice_is_removed() -> None:
    """The share of the document's mean that is removed grows with the number of units."""
    weights = ContextWeights(neighbour=0, question=0, voice=0.5, voice_units=2)
    found = contextual([answer(), answer()], [FAR, NEAR], weights)
    assert found[0] == pytest.approx(direction(1 - 0.25 / 2, -0.25 / 2, 0))


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(("a", Role.PARTICIPANT, "Mm-hmm.", ExclusionReason.BACK_CHANNEL), id="participant's back-channel"),
        pytest.param(("a", Role.INTERVIEWER, "Mm-hmm.", ExclusionReason.INTERVIEWER), id="interviewer's back-channel"),
        pytest.param(("a", Role.PARTICIPANT, "(laughs)", ExclusionReason.EMPTY), id="marks"),
    ],
)
def test_back_channels_and_marks_are_not_context(row: Row) -> None:
    """Back-channels and marks are skipped: the units around them are neighbours, and the question holds."""
    with_it = [asked(), answer(), row, answer(), answer()]
    without = [asked(), answer(), answer(), answer()]
    found = contextual(with_it, [UP, FAR, UP, NEAR, FAR], DEFAULT_WEIGHTS)
    expected = contextual(without, [UP, FAR, NEAR, FAR], DEFAULT_WEIGHTS)
    assert np.array_equal(np.delete(found, 2, axis=0), expected, equal_nan=True)
    assert list(is_context(units_of(*with_it))) == [True, True, False, True, True]


def test_turns_without_vector_are_not_context() -> None:
    """An interviewer's turn without a vector is skipped."""
    nothing = (np.nan,) * 3
    found = contextual([answer(), asked(), answer()], [FAR, nothing, NEAR], NEIGHBOURS)
    assert found[0] == pytest.approx(direction(1, 0.5, 0))


def test_vectors_of_zeros_stay_zeros() -> None:
    """A vector of zeros gets no context, and is no context of other units."""
    found = contextual([answer()] * 3, [FAR, (0, 0, 0), FAR], ContextWeights(voice=0))
    assert not found[1].any()
    assert found[0] == pytest.approx(np.array(FAR))


def test_vectors_that_cancel_out_stay_plain() -> None:
    """If the sum is zero, the plain vector stays."""
    opposite = (-1.0, 0.0, 0.0)
    found = contextual([answer()] * 3, [opposite, FAR, opposite], ContextWeights(neighbour=0.5, question=0, voice=0))
    assert found[1] == pytest.approx(np.array(FAR))


def test_only_documents_in_scope_change() -> None:
    """Kept units of other documents keep their vectors bit for bit; a single unit never changes."""
    units = units_of(asked(), answer(), answer(), answer("b"), answer("b"), answer("c"))
    vectors = np.eye(6, dtype=np.float32)
    found = add_context(vectors, units, ContextScope(frozenset({"b", "c"}), "On."))
    assert np.array_equal(found[[1, 2, 5]], vectors[[1, 2, 5]])
    assert not np.array_equal(found[3:5], vectors[3:5])
    off = add_context(vectors, units, choose_context_scope(units, {}, setting="off"))
    assert np.array_equal(off[1:], vectors[1:])


def test_no_units() -> None:
    """An empty table gives an empty array."""
    units = units_of()
    assert add_context(np.zeros((0, 3), dtype=np.float32), units, everywhere(units)).shape == (0, 3)


@given(data=st.data())
def test_vectors_have_unit_length_in_any_order_of_rows(data: st.DataObject) -> None:
    """Every kept unit has unit length (zeros stay zeros), and shuffled rows give the same bits, shuffled."""
    kinds = st.sampled_from([answer("a"), answer("b"), asked(document="a"), asked("Okay?", "b")])
    rows = data.draw(st.lists(kinds, min_size=1, max_size=12))
    numbers = st.floats(-1, 1, width=32)
    raw = data.draw(arrays(np.float32, (len(rows), 4), elements=numbers))
    lengths = np.linalg.norm(raw, axis=1, keepdims=True)
    vectors = np.where(lengths > 0.01, raw / np.maximum(lengths, 0.01), 0).astype(np.float32)
    units = units_of(*rows)
    found = add_context(vectors, units, everywhere(units))
    kept = units["kept"].to_numpy(bool)
    known = vectors.any(axis=1)
    assert np.linalg.norm(found[kept & known], axis=1) == pytest.approx(1, abs=1e-5)
    assert not found[kept & ~known].any()
    order = np.array(data.draw(st.permutations(range(len(rows)))))
    shuffled = add_context(vectors[order], units.iloc[order].reset_index(drop=True), everywhere(units))
    assert np.array_equal(shuffled, found[order], equal_nan=True)


@pytest.mark.parametrize(
    ("form", "count", "setting", "documents", "words"),
    [
        pytest.param(Form.DIALOGUE, 2, "auto", {"a"}, "On in 1 dialogue.", id="dialogue"),
        pytest.param(Form.DIALOGUE, 1, "auto", set(), "Off: rows", id="one unit"),
        pytest.param(Form.ROWS, 40, "auto", set(), "Off: rows", id="rows of a table"),
        pytest.param(Form.PROSE, 30, "auto", {"a"}, "On in 1 running text.", id="running text"),
        pytest.param(Form.PROSE, 9, "auto", set(), "Off: rows", id="short text"),
        pytest.param(Form.ROWS, 2, "on", {"a"}, "On in every document: the setting", id="turned on"),
        pytest.param(Form.DIALOGUE, 40, "off", set(), "Off: the setting", id="turned off"),
    ],
)
def test_the_form_of_documents_decides(form: Form, count: int, setting: str, documents: set[str], words: str) -> None:
    """Context is on in dialogue and running text, off between rows and in short texts, or as the setting says."""
    units = units_of(*[answer()] * count)
    found = choose_context_scope(units, {"a": form}, setting=setting)  # type: ignore[arg-type]  # a table of cases
    assert found.documents == documents
    assert found.reason.startswith(words)


def test_each_document_is_decided_separately() -> None:
    """Interviews have context next to a survey without, and the reason mentions both."""
    units = units_of(*[answer("a")] * 3, *[answer("b")] * 3, *[answer("survey")] * 3)
    found = choose_context_scope(units, {"a": Form.DIALOGUE, "b": Form.DIALOGUE, "survey": Form.ROWS})
    assert found.documents == {"a", "b"}
    assert found.reason == "On in 2 dialogues; off in 1 of 3 documents: too few units, or in no true order."
