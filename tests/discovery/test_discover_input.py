"""Units, vectors, tokens and seed themes that do not belong together are refused with both numbers."""

import doctest
import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sample_units import blobs, embedded, units_of

from thememiner.discovery import SeededUnits, discover
from thememiner.errors import UsageError
from thememiner.records import Embedding, Tokens

UNITS = units_of(20, set_aside=2)
EMBEDDING = replace(embedded(blobs(20, 4), UNITS), unit_ids=UNITS["unit_id"])


def _tokens(count: int) -> Tokens:
    return Tokens(np.zeros(count + 1, dtype=np.int64), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32))


def _without_ids(embedding: Embedding) -> Embedding:
    return replace(embedding, unit_ids=None)


def _with_nan(embedding: Embedding) -> Embedding:
    vectors = embedding.contextual.copy()
    vectors[5, 3] = np.nan
    return replace(embedding, contextual=vectors)


def _same(embedding: Embedding) -> Embedding:
    return embedding


@pytest.mark.parametrize(
    ("units", "change", "message"),
    [
        pytest.param(UNITS.iloc[:12], _same, r"12 units, and vectors of shape \(20, 16\)", id="first rows only"),
        pytest.param(UNITS[UNITS["kept"]], _without_ids, r"18 units, and vectors of shape \(20, 16\)", id="filtered"),
        pytest.param(UNITS.iloc[::-1], _same, r"another order .*: 20 of 20 differ, first in row 0", id="reversed"),
        pytest.param(UNITS.assign(unit_id="u"), _same, "19 of 20 occur a second time", id="repeated ids"),
        pytest.param(UNITS.drop(columns=["text", "doc_id"]), _same, "lacks: doc_id, text", id="missing columns"),
        pytest.param([1, 2], _same, "table of units .* type list", id="a list"),
        pytest.param(UNITS, _with_nan, "1 of 18 have NaN", id="a vector with NaN"),
        pytest.param(UNITS, lambda embedding: embedding.vectors, "an Embedding, .* type ndarray", id="an array"),
    ],
)
def test_units_of_another_embedding_are_refused(
    units: pd.DataFrame, change: Callable[[Embedding], Embedding], message: str
) -> None:
    """A filtered, shuffled or incomplete table is an error with numbers, and not a discovery without themes."""
    with pytest.raises(UsageError, match=message):
        discover(change(EMBEDDING), units)


def test_tokens_of_other_units_are_refused() -> None:
    """Both numbers of units are in the message."""
    with pytest.raises(UsageError, match="tokens of 7 units, and a table of 20"):
        discover(EMBEDDING, UNITS, tokens=_tokens(7))


def test_seeds_for_other_units_are_refused() -> None:
    """Seed themes pull kept units, and both numbers of them are in the message."""
    seeded = SeededUnits(("a",), np.zeros(20, dtype=np.int64), np.zeros(20, dtype=np.float32))
    with pytest.raises(UsageError, match="seed themes for 20 units, and a table with 18 kept"):
        discover(EMBEDDING, UNITS, seeded_units=seeded)


def test_a_discovery_knows_its_units() -> None:
    """The ids of the kept units come with it, in their order."""
    found = discover(EMBEDDING, UNITS)
    assert found.unit_ids is not None
    assert list(found.unit_ids) == list(UNITS["unit_id"][2:])


def test_the_example_runs() -> None:
    """The example in the documentation of ``discover`` gives what it says."""
    module = sys.modules[discover.__module__]
    (example,) = doctest.DocTestFinder(recurse=False).find(discover, "discover", module, globs={"discover": discover})
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0
