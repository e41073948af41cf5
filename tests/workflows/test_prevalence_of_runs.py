"""Prevalence in run folders: by attributes, by a coder, and compared with another run."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from longitudinal import longitudinal

from thememiner.comparison import Level
from thememiner.errors import UsageError
from thememiner.records import MACHINE, CodingKind, NearnessMeasure, Run
from thememiner.runs import write_run
from thememiner.workflows import compare_prevalence, measure_prevalence


def stored(folder: Path, run: Run) -> Path:
    """Write a run and return its folder."""
    write_run(run, folder, files={}, log={})
    return folder


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the little study over time, with its coding by a person, too."""
    run = longitudinal()
    person = replace(run.codings[0], coder="Li Wen", kind=CodingKind.PERSON)
    return stored(tmp_path_factory.mktemp("runs") / "study", replace(run, codings=(*run.codings, person)))


def test_a_person_who_codes_alike_counts_alike(study: Path) -> None:
    """The machine's themes and the same themes of a manual coding have the same shares."""
    by = ["group", "time point"]
    machine, person = (measure_prevalence(study, by, coder=coder) for coder in (MACHINE, "Li Wen"))
    assert person.coder == "Li Wen"
    assert person.themes == machine.themes


def test_sub_themes_have_their_own_rows(study: Path) -> None:
    """At the level of sub-themes, their ids are counted."""
    assert [one.code_id for one in measure_prevalence(study, level=Level.SUBTHEME).themes] == ["T1.1", "T2.1"]


def test_an_unknown_coder_is_refused_with_those_there_are(study: Path) -> None:
    """The message names the codings of the run."""
    with pytest.raises(UsageError, match=r"no coding by 'nobody'.*'ThemeMiner', 'Li Wen'"):
        measure_prevalence(study, coder="nobody")


@pytest.mark.parametrize("by", [["group", "group"], ["group", "time point", "group"]], ids=["twice", "three"])
def test_at_most_two_attributes_divide(study: Path, by: list[str]) -> None:
    """More than two attributes, or one twice, are refused."""
    with pytest.raises(UsageError, match="by one attribute, or by two different ones"):
        measure_prevalence(study, by)


def test_more_groups_than_anyone_reads_are_refused(tmp_path: Path) -> None:
    """An attribute with a value for everybody is refused, with what to do instead."""
    run = longitudinal()
    documents = tuple(replace(document, attributes={"day": str(day)}) for day, document in enumerate(run.documents * 3))
    units = run.units.loc[run.units.index.repeat(3)].reset_index(drop=True)
    copies = [f"{doc_id} {number % 3}" for number, doc_id in enumerate(units["doc_id"])]
    documents = tuple(
        replace(document, doc_id=f"{document.doc_id} {number // len(run.documents)}")
        for number, document in enumerate(documents)
    )
    vectors, contextual, layout = (np.repeat(array, 3, axis=0) for array in (run.vectors, run.contextual, run.layout))
    many = replace(run, documents=documents, units=units.assign(doc_id=copies), codings=())
    many = replace(many, vectors=vectors, contextual=contextual, layout=layout)
    with pytest.raises(UsageError, match="66 groups by day; at most 60"):
        measure_prevalence(stored(tmp_path / "many", many), ["day"])


def test_runs_over_the_same_texts_stand_side_by_side_by_units(study: Path, tmp_path: Path) -> None:
    """Runs over the same documents are compared by shared units; documents left out are counted."""
    run = longitudinal()
    gone = "P12 2 after.txt"
    fewer = replace(
        run,
        documents=tuple(document for document in run.documents if document.doc_id != gone),
        units=run.units[run.units["doc_id"] != gone].reset_index(drop=True),
        **{name: getattr(run, name)[:-2] for name in ("vectors", "contextual", "layout")},
    )
    beside = compare_prevalence(study, stored(tmp_path / "fewer", fewer))
    assert beside.near_by is NearnessMeasure.UNITS
    assert beside.why == "The runs share 21 documents, and are compared over those. In one run only, and left out: 1."
    assert [pair.nearness for pair in beside.counterparts] == [1.0, 1.0]


def test_runs_over_other_texts_stand_side_by_side_by_centres(study: Path, tmp_path: Path) -> None:
    """With one model and nothing fitted to either run, centres are compared."""
    other = stored(tmp_path / "later", longitudinal(text="y", prefix="Q", themes=("wishes", "aches")))
    beside = compare_prevalence(study, other)
    assert beside.near_by is NearnessMeasure.CENTRES
    assert [(pair.first.name, pair.second.name) for pair in beside.counterparts] == [
        ("hope, plans", "wishes"),
        ("pain", "aches"),
    ]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        pytest.param({"manifest": {"english": "another", "dimensions": 2}}, "different models", id="model"),
        pytest.param({"manifest": {"english": "a model", "dimensions": 3}}, "different models", id="dimensions"),
        pytest.param({"state": np.ones(2, dtype=np.float32)}, "fitted to each run separately", id="fitted"),
        pytest.param({"only in one": True}, "different models", id="fitted to one only"),
    ],
)
def test_centres_of_other_spaces_are_refused(tmp_path: Path, changed: dict[str, object], why: str) -> None:
    """Where vectors are not of one space, only key words are compared, and the reason is said."""
    first, second = longitudinal(), longitudinal(text="y", prefix="Q")
    if "state" in changed:
        first = replace(first, state={**first.state, "english_mean": np.zeros(2, dtype=np.float32)})
        second = replace(second, state={**second.state, "english_mean": np.ones(2, dtype=np.float32)})
    elif "only in one" in changed:
        second = replace(second, state={**second.state, "english_mean": np.ones(2, dtype=np.float32)})
    else:
        second = replace(second, manifest={**second.manifest, "encoder": changed["manifest"]})
    beside = compare_prevalence(stored(tmp_path / "first", first), stored(tmp_path / "second", second))
    assert beside.near_by is NearnessMeasure.WORDS
    assert why in beside.why
    assert beside.counterparts[0].common == ("hope", "plans", "every", "day", "home")


def test_runs_of_one_name_are_distinguished(tmp_path: Path) -> None:
    """Two folders of the same name are called the first and the second."""
    run = longitudinal()
    beside = compare_prevalence(stored(tmp_path / "a" / "run", run), stored(tmp_path / "b" / "run", run))
    assert (beside.first, beside.second) == ("run (first)", "run (second)")
