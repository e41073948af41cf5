"""Codes in cells find their place in the codebook, and never by the order of lists."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.intake import (
    CodedSpan,
    CodePath,
    RowCodes,
    coding_from_spans,
    describe_unsettled,
    place_codes,
    read_codes,
)
from thememiner.intake.code_columns import split_code_path
from thememiner.records import CODED_ONLY, Scope, code_path

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1)


def row(names: str, parents: str = "", paths: str = "") -> RowCodes:
    """Return codes as a row with three cells says them."""
    cells = {"codes": names, "parents": parents, "paths": paths}
    return read_codes(cells, codes=["codes"], parents=["parents"], paths=["paths"])


def places(*rows: RowCodes) -> list[list[str]]:
    """Return the ids of the codes of each row."""
    return [[code_path(*path) for path in paths] for paths in place_codes(rows).paths]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        pytest.param("trust", ("trust",), id="one"),
        pytest.param("trust; time ;trust;", ("trust", "time"), id="semicolons"),
        pytest.param("信任；时间", ("信任", "时间"), id="full-width semicolons"),
        pytest.param("Health, Fatigue, or Pain", ("Health, Fatigue, or Pain",), id="commas part nothing"),
        pytest.param("  lack of\n time ", ("lack of time",), id="white space"),
        pytest.param(["a; b", "c"], ("a; b", "c"), id="a list is not parted"),
        pytest.param([], (), id="an empty list"),
        pytest.param(None, (), id="nothing"),
    ],
)
def test_a_cell_holds_one_code_a_list_or_several(cell: str | list[str] | None, names: tuple[str, ...]) -> None:
    """Cells of codes are read in all their forms, without doubles, in order."""
    assert read_codes({"codes": cell}, codes=["codes"]).names == names


def test_several_columns_of_codes_are_read_together() -> None:
    """Codes of several columns are codes of one row, and a path adds its code."""
    cells = {"code1": "a", "code2": "b;a", "paths": "t > b; t > c"}
    given_codes = read_codes(cells, codes=["code1", "code2"], paths=["paths"])
    assert given_codes == RowCodes(("a", "b", "c"), (), (("t", "b"), ("t", "c")))


@given(st.lists(NAMES.filter(lambda name: " > " not in f" {name} "), min_size=1, max_size=4))
def test_a_path_survives_being_written(names: list[str]) -> None:
    """What ``code_path`` writes is parted into the same names, whatever arrows they hold."""
    single = [name.replace(">>", ">") for name in names]
    written = code_path(*single)
    assert code_path(*split_code_path(written)) == written


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(["a"], ["a"], id="no theme"),
        pytest.param(["a;b | T"], ["T > a; T > b"], id="one theme is above all codes of its row"),
        pytest.param(["a | T;T"], ["T > a"], id="a theme given twice is one"),
        pytest.param(["a;b | T;U"], ["a; b"], id="list positions settle nothing"),
        pytest.param(["a;b | U;T", "a | T", "b | U"], ["T > a; U > b", "T > a", "U > b"], id="others settle it"),
        pytest.param(["a;b | T;U", "b | U"], ["a; U > b", "U > b"], id="some are settled"),
        pytest.param(["a | T", "a | U"], ["T > a", "U > a"], id="settled differently: two codes"),
        pytest.param(["a | T", "a | U", "a | U;V"], ["T > a", "U > a", "U > a"], id="of two codes the one beside"),
        pytest.param(["a | T", "a | U;V"], ["T > a", "a"], id="the settled theme is not beside"),
        pytest.param(["a | T", "a"], ["T > a", "T > a"], id="a row without theme follows the others"),
        pytest.param(["a | T", "a | U", "a"], ["T > a", "U > a", "a"], id="unless they differ"),
        pytest.param(["a | T", "T"], ["T > a", "T"], id="a theme is a code too"),
        pytest.param(["T | T", "T"], ["T > T", "T"], id="a code called like its theme"),
        pytest.param(["a;b | T;U | U > a;T > b"], ["U > a; T > b"], id="paths settle it"),
        pytest.param(["a | | T > a;U > a"], ["T > a; U > a"], id="one name under two themes"),
        pytest.param([" | | A > T > a", "a | T"], ["A > T > a", "A > T > a"], id="three levels"),
        pytest.param(["a;b | T;U", " | | T > a"], ["T > a; b", "T > a"], id="paths of other rows"),
        pytest.param([""], [""], id="no code"),
    ],
)
def test_what_stands_under_what(rows: list[str], expected: list[str]) -> None:
    """Paths, then single themes, then other rows decide; otherwise a code stands at the top."""
    assert places(*(row(*cells.split("|")) for cells in rows)) == [
        paths.split("; ") if paths else [] for paths in expected
    ]


@given(st.permutations([row("a;b", "T;U"), row("b", "U"), row("b", "V"), row("a"), row("c;a", "", "T > c")]))
def test_the_order_of_rows_does_not_count(rows: list[RowCodes]) -> None:
    """Shuffled rows give each code the same place."""
    found = dict(zip(rows, places(*rows), strict=True))
    assert found[row("a;b", "T;U")] == ["a", "U > b"]
    assert found[row("a")] == ["a"]
    assert found[row("c;a", "", "T > c")] == ["T > c", "a"]


def test_unsettled_codes_are_named_once() -> None:
    """A note counts the codes whose theme is open, and names some."""
    placement = place_codes([row("a;b;c;d;e;f", "T;U"), row("b;a", "U;T")])
    assert placement.unsettled == ("a", "b", "c", "d", "e", "f")
    (note,) = describe_unsettled(placement)
    assert "6 codes (a, b, c, d, e and 1 more)" in note
    assert describe_unsettled(place_codes([row("a", "T")])) == []


T, TA, TB = ("T",), ("T", "a"), ("T", "b")


def test_spans_become_a_sorted_coding() -> None:
    """Segments are sorted; codes of one span are ranked in order and count once; themes are in the codebook."""
    paths: tuple[CodePath, ...] = (TB, TA, ("c",))
    spans = [CodedSpan("d2", 0, 5, (TA,)), CodedSpan("d1", 3, 9, paths), CodedSpan("d1", 3, 9, (("c",),), rank=4)]
    coding = coding_from_spans("Ana", spans)
    columns = ["doc_id", "start", "end", "code_id", "rank"]
    assert coding.segments[columns].to_numpy().tolist() == [
        ["d1", 3, 9, "T > b", 1],
        ["d1", 3, 9, "T > a", 2],
        ["d1", 3, 9, "c", 3],
        ["d2", 0, 5, "T > a", 1],
    ]
    assert [(code.code_id, code.name, code.parent_id) for code in coding.codebook.codes] == [
        ("T", "T", None),
        ("T > a", "a", "T"),
        ("T > b", "b", "T"),
        ("c", "c", None),
    ]
    assert (coding.coder, coding.scope) == ("Ana", CODED_ONLY)
    assert coding.segments["unit_id"].isna().all()


@pytest.mark.parametrize(
    ("spans", "in_order"),
    [
        pytest.param([CodedSpan("d", 3, 9, (TB,)), CodedSpan("d", 3, 9, (TA,))], True, id="spans of one place"),
        pytest.param([CodedSpan("d", 3, 9, (TB, TA))], False, id="a list of a program"),
        pytest.param([CodedSpan("d", 3, 9, (TB,), 2), CodedSpan("d", 3, 9, (TA,), 2)], True, id="one rank given"),
    ],
)
def test_codes_in_no_order_have_one_rank_and_are_sorted(spans: list[CodedSpan], in_order: bool) -> None:  # noqa: FBT001 - as the parameter is called
    """How a file happens to list what came in no order is not seen in the coding."""
    segments = coding_from_spans("Ana", spans, in_order=in_order).segments
    assert segments["code_id"].tolist() == ["T > a", "T > b"]
    assert segments["rank"].nunique() == 1


def test_shuffled_spans_give_the_same_coding() -> None:
    """Spans of different places may come in any order."""
    spans = [CodedSpan(f"d{i % 3}", i, i + 5, ((f"c{i % 4}",),)) for i in range(30)]
    shuffled = random.Random(0).sample(spans, len(spans))  # noqa: S311 - no secret
    first, second = (coding_from_spans("Ana", given_spans, scope=Scope({})) for given_spans in (spans, shuffled))
    assert first.segments.equals(second.segments)
    assert first.codebook == second.codebook


def test_no_spans_are_an_empty_coding() -> None:
    """A coder without segments has an empty codebook and an empty table with all columns."""
    coding = coding_from_spans("Ana", [])
    assert coding.segments.empty
    assert list(coding.segments.dtypes.astype(str)) == ["str", "int64", "int64", "str", "string", "int64", "Float32"]
    assert coding.codebook.codes == ()
