"""Sub-themes of one code: the code keeps its units, and all sub-themes are inside it."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from disputed_run import disputed_run, write
from small_study import SUBJECTS, rows

from thememiner import Codebook, Coding, Run, Settings, open_run
from thememiner.__main__ import run as run_command
from thememiner.errors import RunExistsError, UsageError
from thememiner.records import MACHINE, SEGMENT_COLUMNS, Code, ExclusionReason, make_table
from thememiner.storage import hash_file
from thememiner.workflows import extend, subthemes
from thememiner.workflows.code_lookup import choose_coding, find_code, list_codes_below
from thememiner.workflows.subtheme_scope import find_units_of_code

MANUAL = "manual"
A_THIRD = 33


@pytest.fixture(scope="module")
def life(mined: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the run folder of the search inside the manual code ``life``, above cooking, music and work."""
    folder = tmp_path_factory.mktemp("inside") / "life"
    subthemes(mined, folder, code="life", coder=MANUAL)
    return folder


def codebook(*codes: Code) -> Coding:
    """Return a coding with these codes and no segments."""
    return Coding("Anna", Codebook(codes), make_table(SEGMENT_COLUMNS))


WORK_TWICE = codebook(
    Code("home", "home"), Code("home > work", "work", "home"), Code("office", "office"), Code("o1", "work", "office")
)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param("home", "home", id="id"),
        pytest.param("o1", "o1", id="id that is no name"),
        pytest.param("home > work", "home > work", id="path that is the id"),
        pytest.param("office > work", "o1", id="path that is not the id"),
        pytest.param("OFFICE", "office", id="another case"),
        pytest.param("  Home  >  Work ", "home > work", id="spaces"),
    ],
)
def test_a_code_is_found_by_id_path_or_name(wanted: str, expected: str) -> None:
    """Whatever of the three is given, in whatever case, the code is found."""
    assert find_code(WORK_TWICE, wanted).code_id == expected


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        pytest.param("work", "several codes of Anna are called work.*home > work; o1 .office > work", id="ambiguous"),
        pytest.param("ofice", "no code called ofice.*nearest first: office; ", id="misspelt"),
    ],
)
def test_codes_that_are_not_clear_are_listed(wanted: str, told: str) -> None:
    """An ambiguous or unknown name is refused with the codes that there are."""
    with pytest.raises(UsageError, match=told):
        find_code(WORK_TWICE, wanted)


def test_a_code_of_another_coder_is_found_by_the_message() -> None:
    """The message names each coder who has the code as an option that can be copied."""
    bo = Coding('Bo "B" Li', Codebook((Code("sleep", "Sleep"),)), make_table(SEGMENT_COLUMNS))
    with pytest.raises(UsageError) as refused:
        find_code(WORK_TWICE, "sleep", alternatives=[WORK_TWICE, bo, bo])
    assert refused.value.remedy == "Another coder has one; choose that coder with --coder 'Bo \"B\" Li'."


def test_an_exact_name_counts_before_one_in_another_case() -> None:
    """Codes that differ only in case are distinguished by case."""
    assert find_code(codebook(Code("1", "Work"), Code("2", "work")), "Work").code_id == "1"


def test_an_unknown_coder_is_refused_with_the_known_ones() -> None:
    """The coders are listed, the nearest first; without a name the only one is taken."""
    assert choose_coding([WORK_TWICE], None, place="run") is WORK_TWICE
    with pytest.raises(UsageError, match=r"run: has no coder called Ana\. Coders: Anna\."):
        choose_coding([WORK_TWICE], "Ana", place="run")
    with pytest.raises(UsageError, match=r"run: has several codings\. Coders: Anna; Bo\. Choose one with --coder"):
        choose_coding([WORK_TWICE, replace(WORK_TWICE, coder="Bo")], None, place="run")
    with pytest.raises(UsageError, match=r"run: has no coding\."):
        choose_coding([], None, place="run")


def test_units_of_a_code_carry_it_or_one_below_it_as_first_code_or_second(mined: Path) -> None:
    """A unit whose second code is asked for belongs to it; a unit set aside does not."""
    units = open_run(mined).units.iloc[:3].reset_index(drop=True)
    units.loc[2, "kept"] = False
    segments = make_table(
        SEGMENT_COLUMNS,
        {
            "code_id": ["b", "a > x", "a > x"],
            "rank": [1, 2, 1],
            "unit_id": [units["unit_id"][row] for row in (0, 0, 2)],
            **{name: [units[name][row] for row in (0, 0, 2)] for name in ("doc_id", "start", "end")},
            "membership": [None] * 3,
        },
    )
    codes = Codebook((Code("a", "a"), Code("a > x", "x", "a"), Code("b", "b")))
    coding = Coding(MANUAL, codes, segments)
    assert list_codes_below(coding, "a") == ("a > x",)
    assert find_units_of_code(coding, "a", units, min_overlap=0.5).tolist() == [True, False, False]


def test_the_code_keeps_all_its_units(life: Path) -> None:
    """Every unit of the code has its theme; what fits no sub-theme stays directly under it, with a reason."""
    run = open_run(life)
    kept = run.units[run.units["kept"]]
    (theme,) = run.themes
    expected = [row for row in rows() if row["labels"] != ["pain"]]
    assert (theme.theme_id, theme.name, theme.units) == ("T1", "life", len(kept))
    assert len(kept) == len(expected)
    assert set(kept["theme_id"]) == {"T1"}
    directly = kept["subtheme_id"].isna()
    assert (directly == kept["reason"].notna()).all()
    assert sum(child.units for child in theme.subthemes) + directly.sum() == theme.units
    assert run.manifest["counts"]["directly_under_the_code"] == directly.sum()


def test_all_other_units_are_set_aside_with_a_reason(mined: Path, life: Path) -> None:
    """Units outside the code have that as their reason, no theme and no vector; counts add up."""
    run, parent = open_run(life), open_run(mined)
    counts = run.manifest["counts"]
    outside = run.units[~run.units["kept"]]
    assert len(run.units) == len(parent.units)
    assert counts["set_aside"] == {ExclusionReason.OUTSIDE.value: len(outside)}
    assert outside["theme_id"].isna().all()
    kept = run.units["kept"].to_numpy(bool)
    np.testing.assert_array_equal(run.contextual[kept], parent.contextual[kept])
    assert np.isnan(run.vectors[~kept]).all()


def test_the_run_looked_into_is_never_the_target(mined: Path) -> None:
    """Not even ``replace`` puts the sub-themes in the place of the run that they come from."""
    before = {path.name: path.read_bytes() for path in mined.iterdir() if path.is_file()}
    with pytest.raises(UsageError, match="never altered"):
        subthemes(mined, mined, code="life", coder=MANUAL, replace=True)
    assert {path.name: path.read_bytes() for path in mined.iterdir() if path.is_file()} == before


def test_sub_themes_of_a_code_are_not_extended(life: Path) -> None:
    """It is unknown which new units carry the code, so the run is refused before any file is read."""
    with pytest.raises(UsageError, match="holds the sub-themes of one code"):
        extend(life, life.parent / "none.txt")


def test_the_run_names_its_parent_and_the_code(mined: Path, life: Path) -> None:
    """The manifest has the folder name and the hash of the parent, and whose code it is."""
    manifest = open_run(life).manifest
    assert manifest["parent"] == {"folder": "run", "sha256": hash_file(mined / "manifest.json")}
    assert manifest["code"] == {"coder": MANUAL, "id": "life", "path": "life"}
    assert manifest["settings"]["table"]["rows"] == "units"
    assert "Only the 97 units with the code “life” of manual took part." in manifest["choices"]["code"]


def test_plain_subjects_inside_a_code_are_found_and_compared(life: Path) -> None:
    """Three unlike subjects below a manual code agree with its sub-codes, and only that level is compared."""
    (comparison,) = open_run(life).comparisons
    (level,) = comparison.levels
    assert level.level == "sub-theme"
    assert level.units == 3 * A_THIRD - 2
    assert {code.code_id for code in level.reference} == {"life > cooking", "life > music", "life > work"}
    assert (level.value("ami") or 0) > 0.2


def test_the_new_coding_holds_the_code_itself(life: Path) -> None:
    """Units directly under the code have a segment of the code's own; the manual coding is there from the code down."""
    run = open_run(life)
    machine, manual = run.codings
    assert machine.coder == MACHINE
    assert len(machine.segments[machine.segments["rank"] == 1]) == run.themes[0].units
    assert manual.codebook.codes[0].code_id == "life"
    assert len(manual.codebook.codes) == 1 + len(SUBJECTS) - 1


def test_the_same_search_gives_the_same_bytes(mined: Path, life: Path, tmp_path: Path) -> None:
    """Searched again, every file is the same to the last byte."""
    subthemes(mined, tmp_path / "life", code="life", coder=MANUAL)
    hashes = [
        json.loads((folder / "manifest.json").read_text("utf-8"))["files"] for folder in (life, tmp_path / "life")
    ]
    assert hashes[0] == hashes[1]
    with pytest.raises(RunExistsError):
        subthemes(mined, tmp_path / "life", code="life", coder=MANUAL)


def test_repetitions_are_counted_within_the_code(mined: Path, tmp_path: Path) -> None:
    """What repeats a unit inside the code is a duplicate of that; outside, nothing is."""
    run: Run = subthemes(mined, code="work", coder=MANUAL)
    repeats = run.units[run.units["duplicate_of"].notna()]
    kept = run.units[run.units["kept"]]
    assert len(kept) == A_THIRD
    assert len(repeats) == 1
    assert set(repeats["duplicate_of"]) <= set(kept["unit_id"])
    none = subthemes(mined, code="music", coder=MANUAL)
    assert none.units["duplicate_of"].isna().all()
    assert not list(tmp_path.iterdir())


def test_a_candidate_theme_is_looked_into_without_any_comparison(mined: Path) -> None:
    """A theme that the program proposed is a code too; no person's coding is needed."""
    proposed = open_run(mined).themes[0]
    run = subthemes(mined, code=proposed.theme_id)
    assert run.themes[0].name == proposed.name
    assert run.themes[0].units == proposed.units + proposed.also
    assert run.comparisons == ()
    assert [coding.coder for coding in run.codings] == [MACHINE]


def test_too_few_units_are_explained_in_words(mined: Path) -> None:
    """Where the units are too few, the run has the code alone and says why."""
    settings = Settings.model_validate({"discovery": {"min_units": 50}})
    run = subthemes(mined, code="pain", coder=MANUAL, settings=settings)
    assert run.themes[0].subthemes == ()
    assert run.themes[0].units == len(SUBJECTS["pain"]) * 4
    assert run.manifest["summary"].startswith("No sub-themes in the code “pain” (32 meaning units from 8 participants)")
    assert "fewer than the 50" in run.manifest["summary"]


def test_a_code_of_a_table_is_met_by_its_segments(
    mined: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With ``--gold`` the units are those that the table's segments meet; the terminal tells units and people."""
    coded = [row for row in rows()[:64] if row["doc"] != "P7"]
    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        "".join(
            json.dumps({"document": row["doc"], "quote": row["text"], "code": "my code", "coder": "Bo"}) + "\n"
            for row in coded
        ),
        "utf-8",
    )
    monkeypatch.chdir(tmp_path)
    assert run_command(["subthemes", str(mined), "--code", "My Code", "--gold", str(gold)]) == 0
    printed = capsys.readouterr().out
    assert "in the code “my code” (56 meaning units from 7 participants)" in printed
    assert "Sub-theme\tUnits\tParticipants" in printed
    run = open_run(tmp_path / "run-My-Code-subthemes")
    assert run.manifest["code"]["coder"] == "Bo"
    assert run.manifest["codings"][0]["path"] == "gold.jsonl"
    assert "my code" in (tmp_path / "run-My-Code-subthemes" / "report.html").read_text("utf-8")


def test_a_code_without_units_is_refused(tmp_path: Path) -> None:
    """Nothing is computed or written, and the message says which codes can be chosen."""
    run = disputed_run()
    coding = replace(run.codings[1], codebook=Codebook((*run.codings[1].codebook.codes, Code("Hope", "Hope"))))
    folder = write(replace(run, codings=(run.codings[0], coding)), tmp_path / "run")
    with pytest.raises(UsageError, match=r"the code Hope of Anna has no kept meaning unit.*choose a code of what part"):
        subthemes(folder, tmp_path / "new", code="Hope", coder="Anna")
    assert not (tmp_path / "new").exists()


def test_a_wrong_call_has_exit_code_2(mined: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown code is an error of the call, and nothing is written."""
    code = run_command(["subthemes", str(mined), "--code", "lif", "--coder", MANUAL, "-o", str(tmp_path / "new")])
    assert code == 2
    assert "nearest first: life" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
