"""Extending a run by new interviews: themes keep their ids, units keep their themes, and changes are reported."""

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_study import UNITS_TABLE, rows, write_rows
from study_to_extend import astronomers, content, found, of_people

from thememiner import open_run
from thememiner.__main__ import run
from thememiner.records import Extent, NewCandidate, Theme
from thememiner.runs import manifest_hash
from thememiner.workflows import describe_extension
from thememiner.workflows.extend import restore_settings

KEPT_COLUMNS = ["unit_id", "doc_id", "start", "end", "kept", "duplicate_of"]
RESULTS = ["theme_id", "subtheme_id", "membership", "second_subtheme_id", "nearest_subtheme_id", "margin"]


def ids_and_names(themes: tuple[Theme, ...]) -> dict[str, str]:
    """Return what each theme and sub-theme is called."""
    return {one.theme_id: one.name for theme in themes for one in (theme, *theme.subthemes)}


def test_the_run_stays_as_it_was(extended_study: Path) -> None:
    """No byte of the run that was extended is another one."""
    assert content(extended_study / "run") == content(extended_study / "as it was")


def test_earlier_units_keep_everything(extended_study: Path) -> None:
    """Ids, themes, memberships and vectors are the same, but for unassigned units that joined a new candidate."""
    before, after = open_run(extended_study / "run"), open_run(extended_study / "extended")
    earlier = after.units["doc_id"].isin(set(before.units["doc_id"])).to_numpy()
    units = after.units[earlier].reset_index(drop=True)
    pd.testing.assert_frame_equal(units[KEPT_COLUMNS], before.units[KEPT_COLUMNS])
    had = before.units["subtheme_id"].notna().to_numpy()
    pd.testing.assert_frame_equal(units.loc[had, RESULTS], before.units.loc[had, RESULTS])
    candidates = {candidate.subtheme_id for candidate in found(after).candidates}
    assert set(units.loc[~had, "subtheme_id"].dropna()) <= candidates
    assert after.vectors[earlier].tobytes() == before.vectors.tobytes()
    assert after.contextual[earlier].tobytes() == before.contextual.tobytes()


def test_themes_keep_ids_names_and_stability(extended_study: Path) -> None:
    """Every theme of the run is there under its id and name; new ones have further ids."""
    before, after = open_run(extended_study / "run"), open_run(extended_study / "extended")
    assert ids_and_names(before.themes).items() <= ids_and_names(after.themes).items()
    stability = {one.theme_id: one.stability for theme in after.themes for one in (theme, *theme.subthemes)}
    assert all(stability[theme.theme_id] == theme.stability for theme in before.themes)


def test_themes_are_counted_over_everything(extended_study: Path) -> None:
    """Units and participants of a theme are those of both, and there is a centre for each sub-theme."""
    after = open_run(extended_study / "extended")
    counts = after.units["subtheme_id"].value_counts()
    subthemes = [subtheme for theme in after.themes for subtheme in theme.subthemes]
    assert {subtheme.theme_id: subtheme.units for subtheme in subthemes} == counts.to_dict()
    assert len(after.state["centres"]) == len(subthemes)
    assert after.vectors.shape == after.contextual.shape


def test_new_people_find_their_places(extended_study: Path) -> None:
    """What new people say of old subjects goes to sub-themes of these subjects, and the figures add up."""
    after = open_run(extended_study / "extended")
    extension = found(after)
    assert extension.documents == ("P3", "P6")
    assert extension.new.units == 32
    assert extension.fitting + extension.in_candidates + sum(extension.unassigned.values()) == extension.new.units
    assert extension.fitting > 0
    assert sum(change.added.units for change in extension.changes) == extension.fitting
    subjects = {str(row["id"]): str(row["labels"]) for row in rows()}
    units = after.units[after.units["subtheme_id"].isin([change.subtheme_id for change in extension.changes])]
    of_new = units[units["doc_id"].isin(extension.documents)]
    usual = units.groupby("subtheme_id")["row_id"].agg(lambda own: pd.Series([subjects[i] for i in own]).mode()[0])
    right = [subjects[row] == usual[name] for row, name in zip(of_new["row_id"], of_new["subtheme_id"], strict=True)]
    assert np.mean(right) > 0.6


def test_an_extended_run_names_its_parent(extended_study: Path) -> None:
    """The manifest has the folder's name and the hash of its manifest, and the settings of then."""
    before, after = open_run(extended_study / "run"), open_run(extended_study / "extended")
    assert after.manifest["parent"] == {"folder": "run", "sha256": manifest_hash(extended_study / "run")}
    assert after.manifest["settings"] == before.manifest["settings"]
    assert {source["path"] for source in after.manifest["inputs"]} == {"base.jsonl", "new.jsonl"}
    assert str(extended_study) not in (extended_study / "extended" / "manifest.json").read_text("utf-8")


def test_codes_of_new_rows_are_compared_too(extended_study: Path) -> None:
    """The coding of the new table goes on in that of the same coder, and both are compared with the proposal."""
    after = open_run(extended_study / "extended")
    manual = next(coding for coding in after.codings if coding.coder == "manual")
    assert set(manual.segments["doc_id"]) == {document.doc_id for document in after.documents}
    assert [comparison.reference for comparison in after.comparisons] == ["manual"]
    assert after.comparisons[0].levels[0].units > 100


def test_the_same_again_gives_the_same_bytes(extended_study: Path, tmp_path: Path) -> None:
    """Extended again, with the rows turned around and vectors computed again, the tables and themes are the same."""
    new = write_rows(tmp_path / "new.jsonl", of_people("P3", "P6")[::-1])
    assert run(["extend", str(extended_study / "run"), str(new), "-o", str(tmp_path / "extended"), "--quiet"]) == 0
    first, second = content(extended_study / "extended"), content(tmp_path / "extended")
    # These tell the hash of the new file, whose rows are turned around.
    naming_input = {"documents.parquet", "report.html", "methods.md", "manifest.json"}
    assert {name for name in first if first[name] != second.get(name)} <= naming_input


def test_in_two_steps_ids_stay(extended_study: Path, tmp_path: Path) -> None:
    """An extended run can be extended; what both steps gave a theme keeps it."""
    for name, people, source in (("one", ("P3",), extended_study / "run"), ("two", ("P6",), tmp_path / "one")):
        new = write_rows(tmp_path / f"{name}.jsonl", of_people(*people))
        assert run(["extend", str(source), str(new), "-o", str(tmp_path / name), "--quiet"]) == 0
    first, second = open_run(tmp_path / "one"), open_run(tmp_path / "two")
    assert ids_and_names(first.themes).items() <= ids_and_names(second.themes).items()
    earlier = second.units[second.units["doc_id"] != "P6"].reset_index(drop=True)
    had = first.units["subtheme_id"].notna()
    pd.testing.assert_frame_equal(earlier.loc[had, RESULTS], first.units.loc[had, RESULTS])
    assert second.manifest["parent"]["folder"] == "one"


def test_a_new_subject_is_a_new_candidate(
    extended_study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """New subjects fit no theme, and form candidates with new ids; the report names who speaks of them."""
    new = write_rows(tmp_path / "sky.jsonl", astronomers())
    assert run(["extend", str(extended_study / "run"), str(new), "-o", str(tmp_path / "sky")]) == 0
    before, after = open_run(extended_study / "run"), open_run(tmp_path / "sky")
    extension = found(after)
    assert extension.in_candidates > extension.fitting
    names = ids_and_names(before.themes)
    assert extension.candidates
    for candidate in extension.candidates:
        assert candidate.subtheme_id not in names
        assert candidate.parent is None or candidate.subtheme_id.startswith(f"{candidate.parent}.")
    assert any({"A0", "A1"} & set(candidate.participants) for candidate in extension.candidates)
    printed = capsys.readouterr().out
    assert f"New candidates: {len(extension.candidates)}" in printed
    assert "Weakened: " in printed


def test_absence_weakens(extended_study: Path, tmp_path: Path) -> None:
    """A sub-theme of most earlier people that none of many new people mentions weakens, with the figures."""
    many = [
        {**row, "doc": f"B{index % 12}", "speaker": f"B{index % 12}", "id": f"b{index}"}
        for index, row in enumerate(astronomers() * 2)
    ]
    new = write_rows(tmp_path / "sky.jsonl", many)
    assert run(["extend", str(extended_study / "run"), str(new), "-o", str(tmp_path / "sky"), "--quiet"]) == 0
    extension = found(open_run(tmp_path / "sky"))
    common = [change for change in extension.changes if change.before.documents >= 4 and not change.added.documents]
    assert all(change.weakened for change in common)
    assert extension.rules.keys() == {"fit", "new candidates", "place", "weakened"}


def test_a_run_without_themes_can_get_some(tmp_path: Path) -> None:
    """Too little at first is no theme; with more interviews candidates come, numbered from the first."""
    few = write_rows(tmp_path / "few.jsonl", of_people("P0")[:6])
    assert run(["mine", str(few), "-c", str(UNITS_TABLE), "-o", str(tmp_path / "run"), "--quiet"]) == 0
    more = write_rows(tmp_path / "more.jsonl", of_people("P1", "P2", "P3", "P4", "P5"))
    assert run(["extend", str(tmp_path / "run"), str(more), "-o", str(tmp_path / "extended"), "--quiet"]) == 0
    opened = open_run(tmp_path / "extended")
    assert not found(opened).fitting
    assert not opened.themes or opened.themes[0].theme_id == "T1"


def test_interviews_with_context_come_in(tmp_path: Path) -> None:
    """In transcripts, units of a new interview take in what surrounds them; those of earlier ones do not change."""
    for person in range(4):
        lines = [str(row["text"]) for row in of_people(f"P{person}")]
        turns = [f"Interviewer: And then?\nPerson{person}: {line}" for line in lines]
        folder = tmp_path / ("new" if person == 3 else "old")
        folder.mkdir(exist_ok=True)
        (folder / f"interview {person}.txt").write_text("\n".join(turns), "utf-8")
    assert run(["mine", str(tmp_path / "old"), "-o", str(tmp_path / "run"), "--quiet"]) == 0
    assert run(["extend", str(tmp_path / "run"), str(tmp_path / "new"), "-o", str(tmp_path / "ext"), "--quiet"]) == 0
    before, after = open_run(tmp_path / "run"), open_run(tmp_path / "ext")
    earlier = (after.units["doc_id"] != "interview 3.txt").to_numpy()
    new = ~earlier & after.units["kept"].to_numpy()
    assert after.contextual[earlier].tobytes() == before.contextual.tobytes()
    assert not np.array_equal(after.contextual[new], after.vectors[new])
    assert np.linalg.norm(after.contextual[new], axis=1) == pytest.approx(1, abs=1e-3)
    assert after.manifest["choices"]["context"].startswith("On in 4 dialogues")


def test_a_language_that_is_new_to_the_run_is_noted(
    extended_study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Chinese that comes to an English run is taken in, with a warning."""
    said = "我们每天一起唱歌。医生让我按时吃药。老板让我们加班。我晚上睡不着。妈妈担心我的将来。"
    (tmp_path / "李.txt").write_text(f"访谈者：您觉得怎么样？\n受访者：{said}", "utf-8")
    assert run(["extend", str(extended_study / "run"), str(tmp_path / "李.txt"), "-o", str(tmp_path / "extended")]) == 0
    assert "Chinese: is new to the run" in capsys.readouterr().err


def test_the_file_of_seed_themes_stays_named(extended_study: Path) -> None:
    """An extended run says by which seed themes its first themes were found, though the file is not read again."""
    opened = open_run(extended_study / "run")
    stored = opened.manifest["settings"]
    guided = {**stored, "discovery": {**stored["discovery"], "guide": "seeds.toml"}}
    settings = restore_settings(
        dataclasses.replace(opened, manifest={**opened.manifest, "settings": guided}), None, place="run"
    )
    assert settings.discovery.guide == Path("seeds.toml")


def test_a_second_coding_can_be_added(extended_study: Path, tmp_path: Path) -> None:
    """``--gold`` adds a coder to those of the run, and the coding is compared."""
    new = write_rows(tmp_path / "new.jsonl", of_people("P3"))
    quote = str(of_people("P3")[0]["text"])
    (tmp_path / "second coder.csv").write_text(f"document,quote,code\nP3,{quote},cooking\n", "utf-8")
    words = ["extend", str(extended_study / "run"), str(new), "-o", str(tmp_path / "extended"), "--quiet"]
    assert run([*words, "--gold", str(tmp_path / "second coder.csv")]) == 0
    opened = open_run(tmp_path / "extended")
    assert {comparison.reference for comparison in opened.comparisons} == {"manual", "second coder"}
    assert [coding["coder"] for coding in opened.manifest["codings"]] == ["manual", "second coder"]


def test_a_coder_goes_on_in_the_same_coding(tmp_path: Path) -> None:
    """The table that the run was mined with, grown by new interviews, is one coding; if changed, it is a second one."""
    base, new = (write_rows(tmp_path / f"{name}.jsonl", of_people(name)) for name in ("P0", "P3"))
    lines = [f"{name},{of_people(name)[0]['text']},cooking\n" for name in ("P0", "P3")]
    table = tmp_path / "Eva.csv"
    table.write_text("document,quote,code\n" + lines[0], "utf-8")
    words = ["-c", str(UNITS_TABLE), "-o", str(tmp_path / "run"), "--gold", str(table), "--quiet"]
    assert run(["mine", str(base), *words]) == 0
    for name, rest, coders in (("same", lines, {"manual", "Eva"}), ("other", lines[:1], {"manual", "Eva", "Eva (2)"})):
        changed = [line.replace("cooking", "food") if name == "other" else line for line in rest]
        table.write_text("document,quote,code\n" + "".join(changed), "utf-8")
        words = ["extend", str(tmp_path / "run"), str(new), "-o", str(tmp_path / name), "--gold", str(table), "--quiet"]
        assert run(words) == 0
        opened = open_run(tmp_path / name)
        assert {coding.coder for coding in opened.codings} == {"ThemeMiner", *coders}
        eva = next(coding for coding in opened.codings if coding.coder == "Eva")
        assert len(eva.segments) == len(rest)


def test_the_printed_lines_are_plain(extended_study: Path) -> None:
    """The lines report fitting units, candidates, weakened sub-themes and unassigned units, without tables."""
    extension = found(open_run(extended_study / "extended"))
    lines = describe_extension(extension)
    assert lines[0] == "2 new documents with 32 units of 2 participants."
    assert lines[1].startswith("Fit existing sub-themes: ")
    none = dataclasses.replace(extension, candidates=(), changes=(), unassigned={}, fitting=1, joined=0)
    assert describe_extension(none)[-1] == "Unassigned: 0 units"


def test_weakened_sub_themes_are_printed_with_their_reasons(extended_study: Path) -> None:
    """If a third or more are weakened, a line says what to do."""
    extension = found(open_run(extended_study / "extended"))
    changes = [dataclasses.replace(change, weakened=()) for change in extension.changes]
    assert len(changes) > 3
    changes[0] = dataclasses.replace(changes[0], weakened=("In 0 of 2 new interviews.", "Comes back less often now."))
    few = describe_extension(dataclasses.replace(extension, changes=tuple(changes)))
    line = f"  {changes[0].subtheme_id} {changes[0].name}: In 0 of 2 new interviews. Comes back less often now."
    assert few[few.index(f"Weakened: 1 of {len(changes)} existing sub-themes") + 1] == line
    many = [dataclasses.replace(change, weakened=("Gone.",)) for change in changes]
    advice = "That is a third or more: mine all transcripts together, and compare the two runs."
    assert advice in describe_extension(dataclasses.replace(extension, changes=tuple(many)))
    assert advice not in few


def test_a_candidate_without_named_people_is_printed(extended_study: Path) -> None:
    """Without names of participants, the line names none."""
    candidate = NewCandidate("T1.3", "the sky", Extent(5, 0, 2), 4, (), "T1")
    extension = dataclasses.replace(found(open_run(extended_study / "extended")), candidates=(candidate,))
    assert "  T1.3 the sky: 5 units, 4 new, within T1" in describe_extension(extension)
