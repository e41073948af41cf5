"""A coding read from a file is a proposal only if it is by the program itself, never because of a similar name."""

from dataclasses import replace
from pathlib import Path

import pytest
from refi_files import qdpx

from thememiner.exchange import read_codings, read_project, write_project
from thememiner.exchange.project_building import build_codings, build_document
from thememiner.exchange.refi import merge_refi_project, read_refi_project, write_refi_project
from thememiner.intake import CodedSpan
from thememiner.records import MACHINE, CodingKind, Project

TEXT = "I worry a lot. I miss home."
NAMESAKE = "ThemeMiner-Anna"
PERSON, PROPOSAL = CodingKind.PERSON, CodingKind.PROPOSAL


def study() -> Project:
    """Return a project in which a person whose name begins with ThemeMiner, and the program, coded the same words."""
    document = build_document("P1.txt", TEXT, Path("study"), "txt")
    spans = {
        NAMESAKE: [CodedSpan("P1.txt", 0, 14, (("worry",), ("health",)))],
        MACHINE: [CodedSpan("P1.txt", 0, 14, (("health",), ("worry",)))],
    }
    codings = build_codings(spans, {("worry",): "", ("health",): ""}, default_coder="", in_order=True)
    return Project((document,), codings, colours={"worry": "#112233", "health": "#445566"})


def kinds(project: Project) -> dict[str, CodingKind]:
    """Return the kind of each coding, by coder."""
    return {coding.coder: coding.kind for coding in project.codings}


@pytest.mark.parametrize("ending", [".qdpx", ".json", ".csv", ".xlsx"])
def test_only_the_exact_name_is_the_program(tmp_path: Path, ending: str) -> None:
    """In every format that names coders, ThemeMiner is the program and ThemeMiner-Anna a person."""
    path = tmp_path / f"study{ending}"
    write_project(study(), path)
    assert kinds(read_project(path)) == {MACHINE: PROPOSAL, NAMESAKE: PERSON}
    imported = read_codings(path, study().documents)
    assert {coding.coder: coding.kind for coding in imported.codings} == {MACHINE: PROPOSAL, NAMESAKE: PERSON}


def test_codes_ranks_and_colours_of_a_namesake_are_those_of_a_person(tmp_path: Path) -> None:
    """REFI-QDA keeps the ranks of the program's codes only; her codes and colours are written like anybody's."""
    anna = replace(study(), codings=tuple(one for one in study().codings if one.coder == NAMESAKE))
    as_bo = replace(anna, codings=tuple(replace(one, coder="Bo") for one in anna.codings))
    losses = write_refi_project(anna, tmp_path / "anna.qdpx")
    assert losses == write_refi_project(as_bo, tmp_path / "bo.qdpx")
    assert [(loss.what, loss.count) for loss in losses] == [
        ("ranks of people's codes after the first of their segment", 1)
    ]
    (hers,), (his,) = (read_refi_project(tmp_path / name).codings for name in ("anna.qdpx", "bo.qdpx"))
    assert (hers.codebook, set(hers.segments["rank"])) == (his.codebook, {1})
    assert hers.segments.equals(his.segments)
    assert dict(read_refi_project(tmp_path / "anna.qdpx").colours) == dict(anna.colours)
    both = read_refi_project(_write(tmp_path / "both.qdpx", study()))
    assert {one.coder: sorted(one.segments["rank"]) for one in both.codings} == {MACHINE: [1, 2], NAMESAKE: [1, 1]}


def test_a_namesake_who_is_a_user_already_is_not_added_again(tmp_path: Path) -> None:
    """Only the program's codings are always added; hers are skipped, like those of any person who is a user."""
    theirs = _write(tmp_path / "theirs.qdpx", replace(study(), codings=study().codings[1:]))
    hers = replace(study().codings[1], segments=study().codings[1].segments.assign(end=8))
    merge_refi_project(replace(study(), codings=(study().codings[0], hers)), theirs, tmp_path / "both.qdpx")
    both = {coding.coder: coding for coding in read_refi_project(tmp_path / "both.qdpx").codings}
    assert set(both) == {MACHINE, NAMESAKE}
    assert set(both[NAMESAKE].segments["end"]) == {14}


@pytest.mark.parametrize("ending", [".qdpx", ".json"])
@pytest.mark.parametrize("kind", [PERSON, PROPOSAL])
def test_a_person_with_the_name_of_the_program_stays_a_person(tmp_path: Path, ending: str, kind: CodingKind) -> None:
    """REFI-QDA tells the two apart by the GUID of the user, project JSON by the kind that it holds."""
    coding = replace(study().codings[0], coder=MACHINE, kind=kind)
    path = tmp_path / f"study{ending}"
    write_project(replace(study(), codings=(coding,)), path)
    assert kinds(read_project(path)) == {MACHINE: kind}


def test_the_program_and_a_person_with_its_name_are_two_users(tmp_path: Path) -> None:
    """The second one gets a number, and the GUIDs say which of them is the program."""
    proposal, person = study().codings[0], replace(study().codings[1], coder=MACHINE)
    path = _write(tmp_path / "study.qdpx", replace(study(), codings=(person, proposal)))
    assert kinds(read_project(path)) == {MACHINE: PERSON, "ThemeMiner (2)": PROPOSAL}


def test_a_project_that_another_program_gave_new_guids_is_known_by_the_exact_name(tmp_path: Path) -> None:
    """Programs may give users new GUIDs when they export; then the name is all there is."""
    xml = (
        '<Project name="study"><Users><User guid="1" name="ThemeMiner"/><User guid="2" name="ThemeMiner-Anna"/></Users>'
        '<CodeBook><Codes><Code guid="9" name="worry" isCodable="true"/></Codes></CodeBook><Sources>'
        '<TextSource guid="3" name="P1.txt" plainTextPath="internal://P1.txt">'
        '<PlainTextSelection guid="4" startPosition="0" endPosition="7">'
        '<Coding guid="5" creatingUser="1"><CodeRef targetGUID="9"/></Coding>'
        '<Coding guid="6" creatingUser="2"><CodeRef targetGUID="9"/></Coding>'
        "</PlainTextSelection></TextSource></Sources></Project>"
    )
    path = qdpx(tmp_path / "study.qdpx", xml, {"P1.txt": TEXT})
    assert kinds(read_project(path)) == {MACHINE: PROPOSAL, NAMESAKE: PERSON}


def test_a_json_file_without_kinds_is_read_by_the_exact_name(tmp_path: Path) -> None:
    """Files of earlier versions hold no kinds."""
    path = tmp_path / "study.json"
    write_project(study(), path)
    old = (
        path.read_text("utf-8")
        .replace('"kind": "person"', '"kind": null')
        .replace('"kind": "proposal"', '"kind": null')
    )
    path.write_text(old, "utf-8")
    assert kinds(read_project(path)) == {MACHINE: PROPOSAL, NAMESAKE: PERSON}


def _write(path: Path, project: Project) -> Path:
    write_refi_project(project, path)
    return path
