"""What is not a segmentation, or not texts, is refused with a sentence."""

import doctest
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from thememiner import Corpus, Document, Segmentation, embed, segment
from thememiner.embedding import SentenceEncoder, embed_new_units
from thememiner.errors import UsageError
from thememiner.records import Form, Role, Source, Tokens, Turn

TEXTS = ["We sang.", "The bus was late.", "My boss called."]


class ByLength:
    """An encoder without a model."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return a vector for the length of each text."""
        return np.array([[3, len(text)] for text in texts], dtype=np.float32)


def _document(number: int, text: str) -> Document:
    turn = Turn(0, len(text), f"P{number}", Role.PARTICIPANT, f"P{number}")
    return Document(f"D{number}", text, Form.ROWS, (turn,), Source("", "", "", None))


@pytest.fixture(scope="module")
def segmentation() -> Segmentation:
    """Return three units of three documents."""
    return segment(Corpus(tuple(_document(number, text) for number, text in enumerate(TEXTS))))


def _other_tokens(segmentation: Segmentation) -> Segmentation:
    tokens = segmentation.tokens
    return replace(segmentation, tokens=Tokens(tokens.offsets[:2], tokens.starts, tokens.ends))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda one: one.units, "a Segmentation, .* type DataFrame", id="a table"),
        pytest.param(lambda _: TEXTS, "a Segmentation, .* type list", id="a list of texts"),
        pytest.param(lambda _: None, "a Segmentation, .* type NoneType", id="None"),
        pytest.param(_other_tokens, "tokens of 1 units, and a table of 3", id="other tokens"),
        pytest.param(lambda one: replace(one, units=one.units.drop(columns="text")), "lacks: text", id="no texts"),
        pytest.param(lambda one: replace(one, forms={}), "the form of 3 documents, of D0 first", id="no forms"),
    ],
)
def test_anything_but_a_segmentation_is_refused(
    segmentation: Segmentation, change: Callable[[Segmentation], Any], message: str
) -> None:
    """The message names what was given, or both numbers, or the missing columns."""
    with pytest.raises(UsageError, match=f"^embed .*{message}"):
        embed(change(segmentation), encoder=ByLength())


def test_an_embedding_knows_its_units(segmentation: Segmentation) -> None:
    """The ids of the units come with the vectors, in their order."""
    found = embed(segmentation, encoder=ByLength()).unit_ids
    assert found is not None
    assert list(found) == list(segmentation.units["unit_id"])


@pytest.mark.parametrize(
    ("is_earlier", "message"),
    [
        pytest.param([True, False], r"3 units, and marks of shape \(2,\)", id="other number of marks"),
        pytest.param([True, False, False], r"1 units, and vectors of shape \(3, 2\)", id="other number of units"),
    ],
)
def test_new_units_need_the_vectors_of_the_earlier_ones(
    segmentation: Segmentation, is_earlier: list[bool], message: str
) -> None:
    """Vectors of other units than those marked as earlier are refused with both numbers."""
    existing = embed(segmentation, encoder=ByLength())
    with pytest.raises(UsageError, match=message):
        embed_new_units(segmentation, np.array(is_earlier), existing, encoder=ByLength())


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    """Return the packaged encoder, loaded once."""
    return SentenceEncoder().fit([])


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(tuple(TEXTS), id="tuple"),
        pytest.param(np.array(TEXTS), id="array of strings"),
        pytest.param(np.array(TEXTS, dtype=object), id="array of objects"),
        pytest.param(pd.Series(TEXTS, index=[7, 3, 5]), id="series with its own index"),
        pytest.param(pd.Series(TEXTS, dtype="string"), id="series of strings"),
    ],
)
def test_texts_come_in_any_sequence(encoder: SentenceEncoder, given: Any) -> None:  # noqa: ANN401 - any sequence
    """A tuple, an array and a series give the vectors of the list, also through scikit-learn's methods."""
    expected = encoder.encode(TEXTS)
    assert np.array_equal(encoder.encode(given), expected)
    assert np.array_equal(encoder.transform(given), expected)
    assert np.array_equal(SentenceEncoder().fit_transform(given), expected)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param("We sang.", "a single text", id="one text"),
        pytest.param(b"We sang.", "type bytes", id="bytes"),
        pytest.param(7, "type int", id="number"),
        pytest.param({"We sang.": 1}, "type dict", id="mapping"),
        pytest.param({"We sang."}, "type set", id="set"),
        pytest.param(pd.DataFrame({"text": TEXTS}), "type DataFrame", id="table"),
        pytest.param(np.array([TEXTS]), "type ndarray", id="array with two dimensions"),
        pytest.param(["We sang.", None], "1 of 2 texts are not strings: first, in place 1, .* NoneType", id="None"),
        pytest.param(pd.Series(["We sang.", float("nan")]), "1 of 2 .* type float", id="missing value"),
    ],
)
@pytest.mark.parametrize("method", ["encode", "transform", "fit", "fit_transform"])
def test_anything_but_texts_is_refused(encoder: SentenceEncoder, method: str, given: object, message: str) -> None:
    """Every method says what was given instead."""
    with pytest.raises(UsageError, match=message):
        getattr(encoder, method)(given)


def test_the_example_runs() -> None:
    """The example in the documentation of ``embed`` gives what it says."""
    module = sys.modules[embed.__module__]
    (example,) = doctest.DocTestFinder(recurse=False).find(embed, "embed", module, globs={"embed": embed})
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0
