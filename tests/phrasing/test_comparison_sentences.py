"""Comparisons are described in plain sentences."""

from dataclasses import replace

import pytest
from sample_levels import agreeing, figures, level, with_program

from thememiner.phrasing import describe_basis, describe_comparison, reading_hints, summarize_comparison
from thememiner.phrasing.comparisons import CANDIDATES_HINT, HUMAN_AGREEMENT_HINT, KAPPA_HINT, name_coding
from thememiner.records import MACHINE, CodingKind, Comparison, Figures, Finding, LevelComparison, Measurement, Spread


@pytest.mark.parametrize(
    ("compared", "sentence"),
    [
        pytest.param(
            level(*[Finding.FOUND] * 6, Finding.IN_PART, Finding.WITHOUT),
            "6 of 8 sub-themes of the manual coding by X were found in the proposal by ThemeMiner, 1 in part and 1 "
            "without counterpart.",
            id="some",
        ),
        pytest.param(
            level(Finding.FOUND),
            "1 of 1 sub-theme of the manual coding by X was found in the proposal by ThemeMiner.",
            id="one",
        ),
        pytest.param(
            level(Finding.SPLIT, Finding.FUSED),
            "0 of 2 sub-themes of the manual coding by X were found in the proposal by ThemeMiner, 1 split over "
            "several and 1 fused with others.",
            id="none",
        ),
        pytest.param(
            level(Finding.TOO_FEW, Finding.NONE_HERE),
            "2 sub-themes of the manual coding by X cannot be compared with the proposal by ThemeMiner (too few "
            "units, or none among those compared).",
            id="nothing to say",
        ),
        pytest.param(
            level(Finding.IN_PART, Finding.IN_PART, Finding.SPLIT, Finding.TOO_FEW, *[Finding.NONE_HERE] * 7),
            "0 of 3 sub-themes of the manual coding by X were found in the proposal by ThemeMiner, 2 in part and 1 "
            "split over several; 8 more could not be judged (too few units, or none among those compared).",
            id="the denominator is what can be told",
        ),
        pytest.param(level(), "The manual coding by X has no sub-themes.", id="no codes"),
    ],
)
def test_the_finding_is_said_in_a_plain_sentence(compared: LevelComparison, sentence: str) -> None:
    """The first sentence counts what became of the codes of the manual coding."""
    assert describe_comparison(with_program(compared)) == (sentence,)


@pytest.mark.parametrize(
    ("over", "words"),
    [
        pytest.param(
            figures(Measurement(0.41, "", 0.33, 0.49, 0.1, 0.005), spread=Spread.INTERVAL),
            "Over 9 meaning units from 3 participants, agreement is κ = 0.41 (95 % interval 0.33 to 0.49; 0 is "
            "chance).",
            id="interval",
        ),
        pytest.param(
            figures(Measurement(0.41, "", 0.3, 0.5, 0.1, 0.2), spread=Spread.LEAVE_ONE_OUT),
            "Over 9 meaning units from 3 participants, agreement is κ = 0.41 (0.30 to 0.50 when one participant is "
            "left out; 0 is chance), no better than chance, so single matches can be chance.",
            id="few participants, chance",
        ),
        pytest.param(
            figures(Measurement(0.31), participants=0, name="ami"),
            "Over 9 meaning units, agreement is AMI = 0.31 (0 is chance).",
            id="an older run",
        ),
        pytest.param(
            figures(Measurement(None, "no unit was looked at by both"), units=0, participants=0),
            "Agreement could not be calculated: no unit was looked at by both.",
            id="undefined",
        ),
        pytest.param(figures(Measurement(None)), "Agreement could not be calculated.", id="undefined in an older run"),
    ],
)
def test_the_agreement_is_said_in_words(over: Figures, words: str) -> None:
    """The next sentence has the agreement, its range, and whether it is no better than chance."""
    (sentence,) = describe_comparison(with_program(level(Finding.FOUND, over=over)))
    assert sentence.endswith(f"was found in the proposal by ThemeMiner. {words}")


@pytest.mark.parametrize(
    ("people", "words"),
    [
        pytest.param((), "(0 is chance).", id="one coder"),
        pytest.param(
            (0.62,), ". Over the 9 units that at least two people looked at, two people agree at κ = 0.62.", id="two"
        ),
        pytest.param(
            (0.5, 0.6, 0.7),
            ". Over the 9 units that at least two people looked at, people agree (3 pairs) at κ = 0.60 on average "
            "(0.50 to 0.70).",
            id="three",
        ),
    ],
)
def test_what_people_reach_stands_beside_it(people: tuple[float, ...], words: str) -> None:
    """If people coded the same material, their agreement follows that of the program, not that of two people."""
    over = figures(Measurement(0.4), participants=0)
    one = level(Finding.FOUND, over=over)
    assert describe_comparison(with_program(one), agreeing(*people))[0].endswith(words)
    assert describe_comparison(Comparison("X", "Y", (one,)), agreeing(*people))[0].endswith("(0 is chance).")


def test_the_box_at_the_top_tells_of_the_finest_codes() -> None:
    """The summary has only the finer of two levels; the full description has both, the finer one first."""
    upper = level(Finding.WITHOUT, over=figures(Measurement(0.1)), name="theme")
    themes = tuple(replace(code, code_id="above") for code in upper.reference)
    finer = level(Finding.FOUND, proposed=(Finding.WITHOUT,), over=figures(Measurement(0.3)))
    compared = with_program(replace(upper, reference=themes), finer)
    assert summarize_comparison(compared) == (
        "1 of 1 sub-theme of the manual coding by X was found in the proposal by ThemeMiner. Over 9 meaning units "
        "from 3 participants, agreement is κ = 0.30 (0 is chance). 1 of 1 sub-theme of the proposal by ThemeMiner has "
        "no counterpart."
    )
    assert [sentence.split(" of the")[0] for sentence in describe_comparison(compared)] == [
        "1 of 1 sub-theme",
        "0 of 1 theme",
        "1 of 1 sub-theme",
    ]


def test_remarks_are_made_once_and_only_where_they_apply() -> None:
    """A hint is given only if the sentences need it, and once for all comparisons."""
    plain = with_program(level(Finding.FOUND))
    beyond = with_program(
        level(Finding.FOUND, proposed=(Finding.WITHOUT,), over=figures(Measurement(0.3))), reference="Y"
    )
    assert reading_hints([plain]) == ()
    assert reading_hints([beyond, beyond, plain]) == (KAPPA_HINT, HUMAN_AGREEMENT_HINT, CANDIDATES_HINT)
    assert reading_hints([beyond], agreeing(0.5)) == (KAPPA_HINT, CANDIDATES_HINT)


def test_what_is_said_of_people_does_not_stand_where_there_are_none() -> None:
    """Two runs are two proposals, so the hint on agreement between people does not apply."""
    one = level(Finding.FOUND, over=figures(Measurement(0.3)))
    compared = replace(
        with_program(one, reference=f"{MACHINE} in en", program=f"{MACHINE} in en7"),
        reference_kind=CodingKind.PROPOSAL,
    )
    assert reading_hints([compared]) == (KAPPA_HINT,)
    assert describe_comparison(compared)[0].startswith(
        "1 of 1 sub-theme of the proposal by ThemeMiner in en was found in the proposal by ThemeMiner in en7."
    )


def test_kappa_is_explained_only_where_it_is_named() -> None:
    """A comparison that quotes another score gets no hint on kappa."""
    one = level(Finding.FOUND, over=figures(Measurement(0.3), name="ami"))
    assert reading_hints([with_program(one)]) == (HUMAN_AGREEMENT_HINT,)


@pytest.mark.parametrize(
    ("coded_only", "words"),
    [
        pytest.param((), "that both looked at", id="both known"),
        pytest.param(("manual",), "that have a code in the manual coding", id="one"),
        pytest.param(
            ("manual", "Wu"), "that have a code in the manual coding and in the manual coding by Wu", id="two"
        ),
    ],
)
def test_scores_say_over_which_units_they_are(coded_only: tuple[str, ...], words: str) -> None:
    """A coder of whom only the coded segments are known is not said to have looked at the rest."""
    assert describe_basis(Comparison("manual", "Wu", (), coded_only=coded_only)) == words


@pytest.mark.parametrize(
    ("coder", "kind", "name"),
    [
        pytest.param(MACHINE, CodingKind.PROPOSAL, "proposal by ThemeMiner", id="this run"),
        pytest.param("ThemeMiner in en7", CodingKind.PROPOSAL, "proposal by ThemeMiner in en7", id="another run"),
        pytest.param("ThemeMiner-Anna", CodingKind.PERSON, "manual coding by ThemeMiner-Anna", id="a person"),
        pytest.param("manual", CodingKind.PERSON, "manual coding", id="a coder without name"),
        pytest.param("consensus", CodingKind.CONSENSUS, "consensus coding", id="consensus"),
        pytest.param("final", CodingKind.CONSENSUS, "consensus coding “final”", id="consensus with a name"),
        pytest.param("Li", CodingKind.SUGGESTION, "suggestion by Li", id="suggestion"),
    ],
)
def test_a_coding_is_named_by_its_kind_and_coder(coder: str, kind: CodingKind, name: str) -> None:
    """The kind decides what a coding is called, never the coder's name."""
    assert name_coding(coder, kind) == name


def test_a_coding_without_levels_has_codes_that_meet_both_levels() -> None:
    """A flat codebook has codes, which are not counted as sub-themes and again as themes."""
    levels = (
        level(Finding.WITHOUT, over=figures(Measurement(0.1)), name="theme"),
        level(Finding.FOUND, proposed=(Finding.WITHOUT, Finding.WITHOUT), over=figures(Measurement(0.3))),
    )
    told = [sentence.partition(". ")[0] for sentence in describe_comparison(with_program(*levels))]
    code, owner_of = "of 1 code (without levels) of the manual coding by X", "of the proposal by ThemeMiner"
    assert told[0] == f"1 {code} was found among the sub-themes {owner_of}"
    assert told[1] == f"0 {code} were found among the themes {owner_of}, 1 without counterpart"
    assert told[2].startswith("2 of 2 sub-themes of the proposal by ThemeMiner")
