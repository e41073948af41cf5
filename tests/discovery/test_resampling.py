"""What is left out of each clustering."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from thememiner.discovery.ensemble import MIN_GROUPS_TO_LEAVE_OUT, RESAMPLE_SHARE, Resampling, choose_resampling


def said(people: Sequence[str | None], documents: Sequence[str]) -> pd.DataFrame:
    """Return who said what where."""
    return pd.DataFrame({"participant": np.array(people, dtype=object), "doc_id": documents})


def numbered(letter: str, count: int) -> list[str]:
    """Return so many different names, three times each."""
    return [f"{letter}{index % count}" for index in range(3 * count)]


@pytest.mark.parametrize(
    ("units", "noun", "groups"),
    [
        pytest.param(
            said(numbered("P", MIN_GROUPS_TO_LEAVE_OUT), ["D"] * 3 * MIN_GROUPS_TO_LEAVE_OUT),
            "participants",
            MIN_GROUPS_TO_LEAVE_OUT,
            id="enough persons",
        ),
        pytest.param(
            said(["P"] * 3 * MIN_GROUPS_TO_LEAVE_OUT, numbered("D", MIN_GROUPS_TO_LEAVE_OUT)),
            "documents",
            MIN_GROUPS_TO_LEAVE_OUT,
            id="enough documents of one person",
        ),
        pytest.param(
            said([None] * 3 * MIN_GROUPS_TO_LEAVE_OUT, numbered("D", MIN_GROUPS_TO_LEAVE_OUT)),
            "documents",
            MIN_GROUPS_TO_LEAVE_OUT,
            id="nobody is named",
        ),
        pytest.param(
            said(
                [*numbered("P", MIN_GROUPS_TO_LEAVE_OUT - 1), None, None],
                [*numbered("D", MIN_GROUPS_TO_LEAVE_OUT - 1), "X", "Y"],
            ),
            "participants",
            MIN_GROUPS_TO_LEAVE_OUT + 1,
            id="a document stands for its unnamed speaker",
        ),
        pytest.param(
            said(numbered("P", MIN_GROUPS_TO_LEAVE_OUT - 1), numbered("D", MIN_GROUPS_TO_LEAVE_OUT - 1)),
            "units",
            3 * (MIN_GROUPS_TO_LEAVE_OUT - 1),
            id="too few",
        ),
        pytest.param(said([], []), "units", 0, id="no units"),
    ],
)
def test_participants_else_documents_else_units(units: pd.DataFrame, noun: str, groups: int) -> None:
    """Whole persons if there are enough of them, else whole documents, else single units."""
    found = choose_resampling(units)
    assert found.noun == noun
    assert len(set(found.groups.tolist())) == groups


@pytest.mark.parametrize("count", [1, 2, 3, 10, 25])
def test_whole_groups_are_drawn_in_the_usual_share(count: int) -> None:
    """A sample has all units of a group or none, the usual share of the groups, and never nothing."""
    groups = np.arange(count * 4) % count
    sample = Resampling("participants", groups).draw(np.random.default_rng(0))
    drawn = set(groups[sample].tolist())
    assert len(drawn) == max(1, round(RESAMPLE_SHARE * count))
    assert sample.tolist() == [unit for unit in range(count * 4) if groups[unit] in drawn]
