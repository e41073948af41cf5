"""Embedding a corpus: plain and contextual vectors, aligned with the units."""

import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pytest

from thememiner.config import EmbeddingSettings
from thememiner.embedding import embed
from thememiner.errors import ModelError
from thememiner.records import Corpus, Document, Form, Role, Segmentation, Source, Turn
from thememiner.segmentation import segment

OFF = EmbeddingSettings(context="off")
SAID = (
    (Role.INTERVIEWER, "What do you do here on an ordinary day?"),
    (Role.PARTICIPANT, "We cook lunch together in the kitchen. Then we wash the dishes and sing."),
    (Role.INTERVIEWER, "Mm-hmm."),
    (Role.PARTICIPANT, "My medicine makes me so very tired. We cook lunch together in the kitchen."),
)
CHINESE = (
    (Role.INTERVIEWER, "您平时在这里都做些什么呢？"),
    (Role.PARTICIPANT, "我们每天一起做饭。下午我们在教室里唱歌。"),
    (Role.PARTICIPANT, "医生说我要按时吃药。吃了药我就想睡觉。"),
)


class Letters:
    """Count the letters of each text, and record the texts."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return 26 counts for each text."""
        self.seen += texts
        counts = [[text.casefold().count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts]
        return np.array(counts, dtype=np.float32).reshape(len(texts), 26)


def cut(said: Sequence[tuple[Role, str]], form: Form = Form.DIALOGUE) -> Segmentation:
    """Return the units of one document with these turns."""
    text, turns = "", []
    for role, words in said:
        person = "P1" if role is Role.PARTICIPANT else None
        turns.append(Turn(len(text), len(text) + len(words), person or "I", role, person))
        text += f"{words}\n"
    document = Document("a.txt", text, form, tuple(turns), Source("a.txt", "0" * 64, "txt", "utf-8"))
    return segment(Corpus((document,)))


def test_units_set_aside_are_context_and_have_no_vector() -> None:
    """Interviewers' turns are encoded, except back-channels; only kept units have vectors."""
    encoder = Letters()
    segmentation = cut(SAID)
    embedding = embed(segmentation, encoder=encoder)
    kept = segmentation.units["kept"].to_numpy()
    assert encoder.seen == sorted(encoder.seen)
    assert SAID[0][1] in encoder.seen
    assert SAID[2][1] not in encoder.seen
    for vectors in (embedding.vectors, embedding.contextual):
        assert np.array_equal(np.isfinite(vectors).all(axis=1), kept)
        assert np.linalg.norm(vectors[kept], axis=1) == pytest.approx(1, abs=1e-3)
    assert embedding.context.startswith("On in 1 dialogue. There the vectors of the 3 units before")


def test_equal_texts_differ_in_context() -> None:
    """Equal texts of one person have the same plain vector, and different contextual vectors."""
    segmentation = cut(SAID)
    embedding = embed(segmentation, encoder=Letters())
    first, second = np.flatnonzero(segmentation.units["text"] == "We cook lunch together in the kitchen.")
    assert segmentation.units["duplicate_of"].iloc[second] == segmentation.units["unit_id"].iloc[first]
    assert np.array_equal(embedding.vectors[first], embedding.vectors[second])
    assert not np.array_equal(embedding.contextual[first], embedding.contextual[second])


@pytest.mark.parametrize(
    ("form", "settings"),
    [
        pytest.param(Form.ROWS, EmbeddingSettings(), id="rows of a table"),
        pytest.param(Form.DIALOGUE, OFF, id="turned off"),
    ],
)
def test_without_context_both_are_the_same_bytes(form: Form, settings: EmbeddingSettings) -> None:
    """If no document has context, interviewers' turns are encoded in dialogues only, where questions are compared."""
    encoder = Letters()
    embedding = embed(cut(SAID, form), settings=settings, encoder=encoder)
    assert embedding.vectors.tobytes() == embedding.contextual.tobytes()
    assert (SAID[0][1] in encoder.seen) is (form is Form.DIALOGUE)
    assert (embedding.surroundings is not None) is (form is Form.DIALOGUE)
    assert embedding.context.startswith("Off: ")


def test_nothing_is_fitted_to_what_interviewers_say() -> None:
    """With and without the question, Chinese units have the same plain vectors and the same fitted weights."""
    asked = cut(CHINESE)
    with_it, without = embed(asked), embed(asked, settings=OFF)
    assert with_it.vectors.tobytes() == without.vectors.tobytes()
    assert with_it.state.keys() == without.state.keys()
    for name, array in with_it.state.items():
        assert array.tobytes() == without.state[name].tobytes(), name
    assert with_it.contextual.tobytes() != without.contextual.tobytes()


def test_no_units() -> None:
    """A corpus without units has arrays without rows."""
    embedding = embed(segment(Corpus(())), encoder=Letters())
    assert len(embedding.vectors) == len(embedding.contextual) == 0


class Broken(Letters):
    """An encoder with an identity that returns NaN."""

    identity: Mapping[str, str | int] = MappingProxyType({"letters": "all"})

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return NaN."""
        return super().encode(texts) * np.float32(np.nan)


def test_vectors_of_a_given_encoder_are_checked() -> None:
    """NaN is an error that names the encoder, even if it has an identity."""
    with pytest.raises(ModelError, match=r"^Broken: .* not numbers"):
        embed(cut(SAID), encoder=Broken())


def test_vectors_of_very_many_units_are_kept_in_half_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers are rounded, and the description of the encoder mentions it."""
    few = embed(cut(SAID))
    monkeypatch.setattr(sys.modules[embed.__module__], "MAX_UNITS_SINGLE_PRECISION", 1)
    many = embed(cut(SAID))
    assert many.vectors.dtype == many.contextual.dtype == np.float16
    assert np.array_equal(many.contextual, few.contextual.astype(np.float16), equal_nan=True)
    assert many.encoder["kept_as"] == "float16"
    assert "kept_as" not in few.encoder


def test_what_a_transcriber_added_is_not_encoded() -> None:
    """Marks, masked names and labels are not read; brackets that hold overlapping speech are."""
    encoder = Letters()
    said = (
        (Role.INTERVIEWER, "(laughs)"),
        (Role.PARTICIPANT, "We sing (laughs) with XXX in the evening."),
        (Role.PARTICIPANT, "It was far away [as it seemed] and then [I know it was] and [we all did]."),
    )
    embed(cut(said), encoder=encoder)
    assert encoder.seen == [
        "It was far away [as it seemed] and then [I know it was] and [we all did].",
        "We sing with in the evening.",
    ]


def test_texts_without_marks_are_encoded_as_written() -> None:
    """Two spaces and line ends stay."""
    encoder = Letters()
    text = "We sing  in the evening,\nand at night."
    embed(cut([(Role.PARTICIPANT, text)]), encoder=encoder)
    assert encoder.seen == [text]
