"""What counts as an interview, and how often themes are looked for."""

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from thememiner.saturation.design import (
    MAX_REDISCOVERIES,
    MAX_UNITS,
    MIN_ORDERS,
    MIN_RUNS,
    RediscoveryPlan,
    group_interviews,
    plan_rediscoveries,
)


@pytest.mark.parametrize(
    ("rows", "counted", "sizes"),
    [
        pytest.param([("d1", "A"), ("d1", "A"), ("d2", "B")], "documents", [2, 1], id="one person each"),
        pytest.param([("d1", "A"), ("d2", "A"), ("d3", "B")], "participants", [2, 1], id="one person met twice"),
        pytest.param([("d1", "A"), ("d1", "B"), ("d2", "A")], "documents", [2, 1], id="a focus group"),
        pytest.param([("d1", None), ("d2", "A"), ("d3", "A")], "documents", [1, 1, 1], id="somebody is not named"),
        pytest.param([], "documents", [], id="nothing"),
    ],
)
def test_documents_count_or_people_met_several_times(
    rows: list[tuple[str, str | None]], counted: str, sizes: list[int]
) -> None:
    """Participants are counted where each document has exactly one and somebody has several."""
    interviews = group_interviews(pd.DataFrame(rows, columns=["doc_id", "participant"], dtype=object))
    assert interviews.counted == counted
    assert [len(places) for places in interviews.rows.values()] == sizes


@pytest.mark.parametrize(
    ("interviews", "units", "expected"),
    [
        pytest.param(
            14, 950, RediscoveryPlan((4, 6, 8, 10, 12, 14), 10, gaps=False), id="a usual study: run after run"
        ),
        pytest.param(6, 300, RediscoveryPlan((4, 6), 10, gaps=False), id="the least: base and run"),
        pytest.param(
            15,
            950,
            RediscoveryPlan((4, 6, 8, 9, 10, 11, 13, 15), 7, gaps=False),
            id="the last run ends with the last interview",
        ),
        pytest.param(
            26, 1500, RediscoveryPlan((4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26), 3, gaps=False), id="eleven runs"
        ),
        pytest.param(
            30,
            600,
            RediscoveryPlan((4, 6, 9, 11, 14, 16, 18, 20, 23, 25, 28, 30), 5, gaps=True),
            id="more: six, spread evenly",
        ),
        pytest.param(
            77, 5000, RediscoveryPlan((4, 6, 28, 30, 51, 53, 75, 77), 3, gaps=True), id="many units: the fewest"
        ),
    ],
)
def test_a_plan_follows_the_size_of_the_study(interviews: int, units: int, expected: RediscoveryPlan) -> None:
    """Prefixes, orders and gaps for a base of four, a run of two and ten orders asked for."""
    assert plan_rediscoveries(interviews, units, base_size=4, run_length=2, orders=10) == expected


@given(st.integers(2, 300), st.integers(1, 9000), st.integers(1, 9), st.integers(1, 5), st.integers(1, 50))
def test_work_is_bounded(interviews: int, units: int, base_size: int, run_length: int, orders: int) -> None:
    """Never more rediscoveries or units than the bounds, but for the fewest runs in the fewest orders."""
    assume(interviews >= base_size + run_length)
    planned = plan_rediscoveries(interviews, units, base_size=base_size, run_length=run_length, orders=orders)
    shorter = planned.prefixes[:-1]
    assert planned.prefixes[0] == base_size
    assert planned.prefixes[-1] == interviews
    assert 1 <= planned.orders <= orders
    assert len(shorter) * planned.orders + 1 <= MAX_REDISCOVERIES
    clustered = units + planned.orders * sum(shorter) * units / interviews
    assert clustered <= MAX_UNITS or (planned.orders <= MIN_ORDERS and len(shorter) <= 2 * MIN_RUNS - 1)
    assert planned.gaps == any(
        not any(end - run_length < place <= end for end in planned.prefixes if end - run_length in planned.prefixes)
        for place in range(base_size + 1, interviews + 1)
    )
