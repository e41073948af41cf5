"""Questions and requests are recognised in both languages, and questions without content are only follow-ups."""

import numpy as np
import pandas as pd
import pytest
from invented_interviews import dialogues, guided, to_units

from thememiner.errors import UsageError
from thememiner.questions import collect_asked, is_asking
from thememiner.questions.asked_questions import is_probe
from thememiner.records import Form


@pytest.mark.parametrize(
    "text",
    [
        "How was it?",
        "Tell me about your work.",
        "Please describe an ordinary day.",
        "I'd like to hear about your family.",
        "Let's talk about money.",
        "Could you walk me through the morning.",
        "so what did you do then",
        "能说说那次吗",
        "请您谈谈学校的情况。",
        "談談您的家人吧。",
        "請介紹一下您自己。",
        "想了解一下您的工作",
        "举个例子。",
        "¿Cómo llegó usted aquí?",
    ],
)
def test_questions_and_requests_ask_something(text: str) -> None:
    """A request needs no question mark."""
    assert is_asking(text)


@pytest.mark.parametrize(
    "text", ["I see.", "Mm-hmm.", "Right, yes.", "Thank you so much.", "嗯，对。", "好的，没关系。"]
)
def test_remarks_ask_nothing(text: str) -> None:
    """Signs of listening and remarks are no questions."""
    assert not is_asking(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("And then?", True),
        ("In what way?", True),
        ("为什么呢？", True),
        ("(laughs) And?", True),
        ("And the school?", False),
        ("What about money?", False),
        ("有没有想过以后？", False),
        ("学校呢？", False),
    ],
)
def test_questions_without_content_are_probes(text: str, expected: bool) -> None:  # noqa: FBT001 - an expected value
    """A question of stop words only cannot be one of the guide; a long Chinese one may be."""
    assert is_probe(text) is expected


UNITS, VECTORS = to_units(guided(1))
FORMS = dialogues(UNITS)


@pytest.mark.parametrize(
    ("units", "vectors", "forms", "message"),
    [
        pytest.param(
            UNITS.drop(columns="role"), VECTORS, FORMS, "columns that the table of units lacks: role", id="column"
        ),
        pytest.param(UNITS, VECTORS[1:], FORMS, "vectors of shape", id="a vector too few"),
        pytest.param(UNITS, VECTORS[:, 0], FORMS, "vectors of shape", id="numbers instead of vectors"),
        pytest.param(UNITS, VECTORS, {}, "form of 1 documents, of D00 first", id="form"),
    ],
)
def test_parts_that_do_not_belong_together_are_refused(
    units: pd.DataFrame, vectors: np.ndarray, forms: dict[str, Form], message: str
) -> None:
    """The error names the function and what is missing."""
    with pytest.raises(UsageError, match=message) as caught:
        collect_asked(units, vectors, forms)
    assert "collect_asked" in str(caught.value)
