"""What is left out of each clustering."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from thememiner.discovery.ensemble import ENOUGH, SHARE, Resampling, resampling_of


def said(people: Sequence[str | None], documents: Sequence[str]) -> pd.DataFrame:
    """Return who said what where."""
    return pd.DataFrame({"participant": np.array(people, dtype=object), "doc_id": documents})


def numbered(letter: str, count: int) -> list[str]:
    """Return so many different names, three times each."""
    return [f"{letter}{index % count}" for index in range(3 * count)]


@pytest.mark.parametrize(
    ("units", "noun", "groups"),
    [
        pytest.param(said(numbered("P", ENOUGH), ["D"] * 3 * ENOUGH), "participants", ENOUGH, id="enough persons"),
        pytest.param(
            said(["P"] * 3 * ENOUGH, numbered("D", ENOUGH)), "documents", ENOUGH, id="enough documents of one person"
        ),
        pytest.param(said([None] * 3 * ENOUGH, numbered("D", ENOUGH)), "documents", ENOUGH, id="nobody is named"),
        pytest.param(
            said([*numbered("P", ENOUGH - 1), None, None], [*numbered("D", ENOUGH - 1), "X", "Y"]),
            "participants",
            ENOUGH + 1,
            id="a document stands for its unnamed speaker",
        ),
        pytest.param(
            said(numbered("P", ENOUGH - 1), numbered("D", ENOUGH - 1)), "units", 3 * (ENOUGH - 1), id="too few"
        ),
        pytest.param(said([], []), "units", 0, id="no units"),
    ],
)
def test_participants_else_documents_else_units(units: pd.DataFrame, noun: str, groups: int) -> None:
    """Whole persons if there are enough of them, else whole documents, else single units."""
    found = resampling_of(units)
    assert found.noun == noun
    assert len(set(found.groups.tolist())) == groups


@pytest.mark.parametrize("count", [1, 2, 3, 10, 25])
def test_whole_groups_are_drawn_in_the_usual_share(count: int) -> None:
    """A sample has all units of a group or none, the usual share of the groups, and never nothing."""
    groups = np.arange(count * 4) % count
    sample = Resampling("participants", groups).draw(np.random.default_rng(0))
    drawn = set(groups[sample].tolist())
    assert len(drawn) == max(1, round(SHARE * count))
    assert sample.tolist() == [unit for unit in range(count * 4) if groups[unit] in drawn]
