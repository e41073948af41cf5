"""Two codings are compared over the units that both looked at, and what is left out is said."""

import dataclasses
import doctest
import json
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from sample_codings import a_coding, interviewers, some_units, unit_coding, units_of

from thememiner.comparison import SCORES, Alignments, align, compare, measure_human_agreement
from thememiner.comparison.alignment import Alignment
from thememiner.config import ComparisonSettings
from thememiner.errors import UsageError
from thememiner.records import SEGMENT_COLUMNS, Coding, Comparison, Figures, Finding, make_table

MACHINE = "ThemeMiner"
WHOLE = (
    "For agreement on positions (uα), each document with coded segments of manual counts as read as a whole, as it is "
    "not known what else was read."
)


def values_of(figures: Figures) -> dict[str, float | None]:
    """Return the figures without their ranges."""
    return {name: measured.value for name, measured in figures.by_name.items()}


def test_coding_is_found_in_itself() -> None:
    """Compared with itself, every code is found at both levels and every figure is 1."""
    coding = unit_coding(["A/x", "A/x", "A/y", "A/y", "A/y", "B/z", "B/z", "B/z+A/x", ""])
    comparison = compare(coding, dataclasses.replace(coding, coder=MACHINE), some_units(9))
    assert (comparison.reference, comparison.proposed) == ("manual", MACHINE)
    assert [level.level for level in comparison.levels] == ["theme", "sub-theme"]
    for level in comparison.levels:
        assert level.units == 9
        assert values_of(level.figures[0]) == {score.name: pytest.approx(score.best) for score in SCORES}
        assert {(code.finding, code.f1) for code in (*level.reference, *level.proposed)} == {(Finding.FOUND, 1)}
        assert [row[column] for column, row in enumerate(level.overlap)] == [code.units for code in level.reference]


def test_overlap_is_in_the_order_of_the_codes() -> None:
    """Rows are reference codes, columns proposed codes, both in the order of their codebooks."""
    reference = unit_coding(["A", "A", "B"], codebook=["B", "A"])
    proposed = unit_coding(["C", "D", "D"], codebook=["D", "C", "E"], coder=MACHINE)
    level = compare(reference, proposed, some_units(3)).levels[0]
    assert [code.code_id for code in level.reference] == ["B", "A"]
    assert [code.code_id for code in level.proposed] == ["D", "C", "E"]
    assert level.overlap == ((1, 0, 0), (1, 1, 0))


def test_flat_coding_is_compared_with_both_levels_of_the_other() -> None:
    """A manual coding without sub-themes is compared with themes and sub-themes, and a note says so."""
    manual = unit_coding(["M", "M", "N", "N"])
    machine = unit_coding(["A/x", "A/y", "B/z", "B/z"], coder=MACHINE)
    comparison = compare(manual, machine, some_units(4))
    assert [(level.level, len(level.reference), len(level.proposed)) for level in comparison.levels] == [
        ("theme", 2, 2),
        ("sub-theme", 2, 3),
    ]
    assert comparison.notes == ("manual has one level of codes, which is compared with both levels of the other.",)


def test_coding_without_codes_is_called_neither_flat_nor_deep() -> None:
    """Where no theme was proposed, the manual themes have no counterpart, and no level is spoken of."""
    comparison = compare(unit_coding(["A/x", "B/y"]), unit_coding(["", ""], coder=MACHINE), some_units(2))
    assert [len(level.reference) for level in comparison.levels] == [2, 2]
    assert comparison.levels[0].overlap == ((), ())
    assert comparison.notes == ("2 meaning units without code of ThemeMiner, counted as one group of their own.",)


def test_units_that_one_did_not_look_at_are_left_out() -> None:
    """With a scope of coded segments only, the other's codes elsewhere neither help nor harm."""
    manual = a_coding([("d", 0, 10, "A"), ("d", 10, 20, "B")])
    machine = unit_coding(["C", "D", "C", "D"], coder=MACHINE)
    comparison = compare(manual, machine, some_units(4))
    assert comparison.levels[0].units == 2
    assert [code.units for code in comparison.levels[0].proposed] == [1, 1]
    assert comparison.notes == (
        "2 of 4 kept meaning units carry no code of manual, and are left out: whether manual read them is not known.",
        WHOLE,
    )
    assert comparison.coded_only == ("manual",)


def test_units_outside_what_was_read_are_left_out() -> None:
    """With a scope of text that was read, what lies outside is known not to have been read."""
    manual = a_coding([("d", 0, 10, "A")], spans={"d": ((0, 30),)})
    comparison = compare(manual, unit_coding(["C", "D", "C", "D"], coder=MACHINE), some_units(4))
    assert comparison.levels[0].units == 3
    assert comparison.notes[0] == "1 of 4 kept meaning units is left out: it lies outside what manual read."
    assert comparison.coded_only == ()


def test_uncoded_units_in_scope_stay_in() -> None:
    """Units that were read but not coded are counted as one group, and a note says so."""
    manual = a_coding([("d", 0, 10, "A")], spans={"d": ((0, 40),)})
    machine = unit_coding(["C", "", "", ""], coder=MACHINE)
    comparison = compare(manual, machine, some_units(4))
    assert comparison.levels[0].units == 4
    assert comparison.levels[0].value("ari") == 1
    assert "3 meaning units without code of manual, counted as one group of their own." in comparison.notes


def test_segments_that_meet_no_kept_unit_are_counted_by_place() -> None:
    """A note counts coded segments in interviewer's turns, between units and in unknown documents."""
    segments = [("d", 0, 10, "A"), ("d", 0, 10, "B"), ("d", 10, 20, "A"), ("d", 50, 60, "A"), ("other", 0, 9, "A")]
    manual = a_coding(segments, rank=[1, 2, 1, 1, 1])
    comparison = compare(manual, unit_coding(["C", "C"], coder=MACHINE), interviewers(some_units(2), 0))
    assert comparison.levels[0].units == 1
    places = "documents that this corpus has not (1), interviewer's turn (1), outside all meaning units (1)"
    assert comparison.notes == (
        f"3 coded segments of manual not counted, as no kept meaning unit is there: {places}.",
        "1 coded segment of ThemeMiner not counted, as no kept meaning unit is there: interviewer's turn (1).",
        WHOLE,
    )


def test_units_with_several_codes_are_named() -> None:
    """A note says how many units have codes that scores of the first code ignore."""
    comparison = compare(unit_coding(["A+B", "A"]), unit_coding(["C", "D"], coder=MACHINE), some_units(2))
    assert comparison.notes == (
        "1 meaning unit with several codes of manual: kappa, AMI and ARI look at the first only.",
    )


def test_documents_that_stand_in_for_participants_are_named() -> None:
    """If speakers are unknown, a note says that documents count as participants."""
    units = some_units(3, participant=["p", None, None])
    comparison = compare(unit_coding(["A", "A", "B"]), unit_coding(["C", "C", "D"], coder=MACHINE), units)
    assert comparison.levels[0].figures[0].participants == 2
    assert comparison.notes == ("The speaker of 2 units is not known: there, each document counts as a participant.",)


def test_required_share_comes_from_the_settings() -> None:
    """A stricter share counts fewer segments."""
    manual = a_coding([("d", 4, 14, "A")])
    machine = unit_coding(["C", "C"], coder=MACHINE)
    strict = compare(manual, machine, some_units(2), settings=ComparisonSettings(min_overlap=0.6))
    lenient = compare(manual, machine, some_units(2), settings=ComparisonSettings(min_overlap=0.4))
    assert (strict.levels[0].units, lenient.levels[0].units) == (1, 2)


@pytest.mark.parametrize("units", [0, 1, 2])
@pytest.mark.parametrize("codes", [(), ("A",), ("A/x", "B/y")])
def test_hardly_any_data_is_no_error(units: int, codes: tuple[str, ...]) -> None:
    """With no unit, no code or hardly any, there are counts and undefined figures."""
    coding = unit_coding(list(codes[:units]), codebook=codes)
    empty = dataclasses.replace(coding, coder=MACHINE, segments=make_table(SEGMENT_COLUMNS))
    comparison = compare(coding, empty, some_units(units))
    assert isinstance(comparison, Comparison)
    for level in comparison.levels:
        assert level.units == min(units, max(len(codes), 0))
        assert {code.finding for code in level.reference} <= {Finding.TOO_FEW, Finding.NONE_HERE}


def test_order_of_segments_and_index_does_not_matter() -> None:
    """Segments in another order with another index give the same comparison."""
    manual = unit_coding(["A", "B", "A", ""])
    shuffled = dataclasses.replace(manual, segments=manual.segments.sample(frac=1, random_state=1))
    machine = unit_coding(["C", "D", "C", "C"], coder=MACHINE)
    assert compare(shuffled, machine, some_units(4)) == compare(manual, machine, some_units(4))


def test_real_coding_is_found_in_itself(shared: Path) -> None:
    """A real coding with its own boundaries, over lines as units, is found in itself as a whole."""
    folder = shared / "data" / "en_serdif_usability"
    rows = [json.loads(line) for line in (folder / "coded_segments.jsonl").read_text(encoding="utf-8").splitlines()]
    segments = [(row["document"], row["start"], row["end"], code) for row in rows for code in row["codes"]]
    manual = a_coding(sorted(segments))
    comparison = compare(manual, dataclasses.replace(manual, coder="again"), line_units(folder / "transcripts"))
    level = comparison.levels[0]
    assert level.units > 500
    assert values_of(level.figures[0]) == {score.name: pytest.approx(score.best) for score in SCORES}
    assert {code.finding for code in level.reference} == {Finding.FOUND}
    assert len(level.reference) == 22


def line_units(folder: Path) -> pd.DataFrame:
    """Return the lines of transcripts as units, each of its document's participant."""
    spans, participants = [], []
    for path in sorted(folder.glob("*.txt")):
        start = 0
        for line in path.read_bytes().decode("utf-8").split("\n"):
            if line.strip():
                spans.append((path.stem, start, start + len(line)))
                participants.append(path.stem)
            start += len(line) + 1
    return units_of(spans, participant=participants)


def test_units_of_other_documents_are_refused() -> None:
    """A coding of other documents is a mistake in the call, and the message names both."""
    elsewhere = a_coding([("other.txt", 0, 10, "A")])
    with pytest.raises(UsageError, match=r"coding of manual in other\.txt, and units of other documents: d"):
        compare(elsewhere, unit_coding(["A"]), some_units(1))


def test_a_table_without_the_columns_of_units_is_refused() -> None:
    """The message names the missing columns."""
    with pytest.raises(UsageError, match="lacks: participant, kept"):
        compare(unit_coding(["A"]), unit_coding(["A"]), some_units(1).drop(columns=["participant", "kept"]))


def test_each_coding_is_aligned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparisons that share alignments give the same results, and align no coding twice."""
    aligned: list[str] = []

    def counted(coding: Coding, units: pd.DataFrame, *, min_overlap: float) -> Alignment:
        aligned.append(coding.coder)
        return align(coding, units, min_overlap=min_overlap)

    monkeypatch.setattr("thememiner.comparison.alignment.align", counted)
    units, codings = some_units(4), [unit_coding(["A", "B", "A", ""], coder=coder) for coder in ("Ana", "Bo", "Cy")]
    quick = ComparisonSettings(resamples=0, shuffles=0)
    alignments = Alignments(units, min_overlap=quick.min_overlap)
    pairs = list(combinations(codings, 2))
    together = [compare(*pair, units, settings=quick, alignments=alignments) for pair in pairs]
    people = measure_human_agreement(codings, None, units, settings=quick, seed=0, alignments=alignments)
    monkeypatch.undo()
    assert sorted(aligned) == ["Ana", "Bo", "Cy"]
    assert together == [compare(*pair, units, settings=quick) for pair in pairs]
    assert people == measure_human_agreement(codings, None, units, settings=quick, seed=0)


def test_the_example_of_compare_runs() -> None:
    """The example in the docstring gives what it shows."""
    (example,) = doctest.DocTestFinder(recurse=False).find(compare, "compare", globs={})
    assert doctest.DocTestRunner().run(example).failed == 0
