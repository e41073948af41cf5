"""Every public function that counts people gives the same answer, also where some speakers are unknown."""

from dataclasses import replace

import pandas as pd
import pytest
from disputed_run import disputed_run
from sample_codings import some_units, unit_coding

from thememiner.comparison import (
    Level,
    RunSide,
    coder_code_matrix,
    compare,
    compare_runs_by_theme,
    count_prevalence,
    group_by_attributes,
    measure_human_agreement,
    similarity_by_keywords,
)
from thememiner.config import ComparisonSettings
from thememiner.records import Coding, NearnessMeasure

QUICK = ComparisonSettings(resamples=20, shuffles=0)


@pytest.fixture(scope="module")
def two_named_alike() -> pd.DataFrame:
    """Return two units of participant P1 in document P2, and two units without participant in document P1."""
    units = some_units(4, participant=["P1", "P1", None, None])
    return units.assign(doc_id=["P2", "P2", "P1", "P1"]).astype({"doc_id": units["doc_id"].dtype})


def coding_of(units: pd.DataFrame, codes: list[str], coder: str = "manual") -> Coding:
    """Return a coding of these units that names each of them."""
    coding = unit_coding(codes, coder=coder)
    spans = {str(doc_id): ((0, 40),) for doc_id in units["doc_id"].unique()}
    segments = coding.segments.assign(
        unit_id=units["unit_id"].astype("string").to_numpy(), doc_id=units["doc_id"].to_numpy()
    ).astype(coding.segments.dtypes)
    return replace(coding, segments=segments, scope=replace(coding.scope, spans=spans))


def test_compare_counts_two_people(two_named_alike: pd.DataFrame) -> None:
    """A participant and a document of the same name are two people, for scores and for each code."""
    one, other = (coding_of(two_named_alike, list("AAAA"), coder) for coder in ("Ana", "Bo"))
    (level,) = compare(one, other, two_named_alike, settings=QUICK).levels
    assert level.figures[0].participants == 2
    assert [code.participants for code in (*level.reference, *level.proposed)] == [2, 2]


def test_human_agreement_counts_two_people(two_named_alike: pd.DataFrame) -> None:
    """The units that both coders looked at are from two people."""
    people = [coding_of(two_named_alike, list("AABB"), coder) for coder in ("Ana", "Bo")]
    (agreement,) = measure_human_agreement(people, None, two_named_alike, settings=QUICK, seed=0)
    assert agreement.participants == 2


def test_prevalence_counts_two_people(two_named_alike: pd.DataFrame) -> None:
    """Two of two people said the theme, and a note says that documents count as participants."""
    run = replace(disputed_run(), units=two_named_alike)
    matrix = coder_code_matrix(coding_of(two_named_alike, list("AAAA")), two_named_alike, Level.THEME, min_overlap=0.5)
    prevalence = count_prevalence(matrix, group_by_attributes(run, matrix.units, []), Level.THEME)
    overall = prevalence.themes[0].overall
    assert (overall.said, overall.of) == (2, 2)
    assert prevalence.groups[0].participants == 2
    assert prevalence.counted == "participants"
    assert prevalence.notes == ("The participant of 2 units is not known: there, each document counts as one.",)


@pytest.mark.parametrize("same_texts", [True, False])
def test_two_runs_have_two_people_each(two_named_alike: pd.DataFrame, *, same_texts: bool) -> None:
    """Of two runs over the same texts, the people are the same; otherwise they are four, and a note says so."""
    matrix = coder_code_matrix(coding_of(two_named_alike, list("AAAA")), two_named_alike, Level.THEME, min_overlap=0.5)
    words = [("soup", "rice", "tea")]
    runs = compare_runs_by_theme(
        RunSide("one", matrix, words),
        RunSide("other", matrix, words),
        similarity_by_keywords(words, words),
        NearnessMeasure.WORDS,
        Level.THEME,
        why="",
        same_texts=same_texts,
    )
    assert runs.participants == (2, 2)
    (pair,) = runs.counterparts
    assert (pair.first.overall.said, pair.first.overall.of) == (2, 2)
    assert pair.difference.in_both == (2 if same_texts else 0)
