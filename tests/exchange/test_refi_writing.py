"""Written REFI-QDA projects are valid, reproducible, and without traces of the computer."""

import re
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from disputed_run import disputed_run
from effort import examples
from hypothesis import given, settings
from lxml import etree
from refi_projects import codebooks, projects

from thememiner._version import __version__
from thememiner.errors import UsageError
from thememiner.exchange.refi import (
    merge_refi_project,
    project_of_run,
    read_refi_codebook,
    read_refi_project,
    write_refi_codebook,
    write_refi_project,
)
from thememiner.records import Code, Codebook, Loss, Memo, Project, Quote, Run


@pytest.fixture(scope="module")
def run() -> Run:
    """Return a run with a representative quote of its first theme."""
    made = disputed_run()
    unit = made.units.iloc[0]
    quote = Quote(
        unit["unit_id"], unit["doc_id"], unit["participant"], int(unit["start"]), int(unit["end"]), unit["text"]
    )
    first, *others = made.themes
    themes = (replace(first, keywords=("heron", "secret"), quotes=(quote,)), *others)
    return replace(made, themes=themes, participants={"P1": {"age": "34"}, "P2": {}})


def test_the_schema_comes_with_its_licence() -> None:
    """The published schema is part of the package, with the notice that its licence requires."""
    text = (files("thememiner.exchange.refi") / "schemas/Project.xsd").read_text(encoding="utf-8")
    assert "MIT license" in text
    assert "The above copyright notice and this permission notice shall be included" in text


@settings(max_examples=examples(50))
@given(projects())
def test_every_written_project_is_valid(project: Project) -> None:
    """Any project gives a file that is valid under the published schema."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.qdpx"
        write_refi_project(project, path)
        _validate(_inside(path)["project.qde"], "Project")


def test_a_written_run_is_valid(tmp_path: Path, run: Run) -> None:
    """A run as a project, and its codebook, are valid."""
    project = project_of_run(run)
    write_refi_project(project, tmp_path / "run.qdpx")
    write_refi_codebook(project.codings[0].codebook, tmp_path / "run.qdc", colours=project.colours)
    _validate(_inside(tmp_path / "run.qdpx")["project.qde"], "Project")
    _validate((tmp_path / "run.qdc").read_bytes(), "Codebook")


@settings(max_examples=examples(50))
@given(codebook=codebooks())
def test_every_written_codebook_meets_the_published_schema(shared: Path, codebook: Codebook) -> None:
    """The schema of codebooks, version 1.0, is not part of the package; it stands beside the checkout."""
    schema = etree.XMLSchema(etree.parse(shared / "formats" / "qdc" / "REFI-QDA_Codebook.xsd"))
    colours = {code.code_id: "#0a141E" for code in codebook.codes}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "codes.qdc"
        if codebook.codes:
            write_refi_codebook(codebook, path, colours=colours)
            schema.assertValid(etree.fromstring(path.read_bytes()))


def test_the_codebook_of_a_run_meets_the_published_schema(shared: Path, tmp_path: Path, run: Run) -> None:
    """Themes and sub-themes, with what the program says about them, are valid as they are."""
    schema = etree.XMLSchema(etree.parse(shared / "formats" / "qdc" / "REFI-QDA_Codebook.xsd"))
    project = project_of_run(run)
    write_refi_codebook(project.codings[0].codebook, tmp_path / "run.qdc", colours=project.colours)
    schema.assertValid(etree.fromstring((tmp_path / "run.qdc").read_bytes()))


def test_the_program_is_one_coder_among_the_others(tmp_path: Path, run: Run) -> None:
    """Themes are nested codes, units are selections, quotes have memos, participants are cases."""
    write_refi_project(project_of_run(run), tmp_path / "run.qdpx")
    read = read_refi_project(tmp_path / "run.qdpx")
    coders = {coding.coder: coding for coding in read.codings}
    machine = coders["ThemeMiner"]
    assert len(coders) == len(run.codings)
    for person in (coding for coding in run.codings if coding.coder != "ThemeMiner"):
        assert {c.code_id for c in coders[person.coder].codebook.codes} == {c.code_id for c in person.codebook.codes}
        assert sorted(coders[person.coder].segments["code_id"]) == sorted(person.segments["code_id"])
    description = machine.codebook.codes[0].description
    assert "Keywords: heron, secret\nStability (0 to 1): 0.90" in description
    assert description.endswith(f"Proposed by ThemeMiner {run.manifest['version']}")
    user = f'name="ThemeMiner" id="ThemeMiner {__version__}"'
    assert user in _inside(tmp_path / "run.qdpx")["project.qde"].decode()
    assert {code.parent_id is None for code in machine.codebook.codes} == {True, False}
    ours = next(coding for coding in run.codings if coding.coder == "ThemeMiner")
    places = ["doc_id", "start", "end"]
    assert machine.segments[places].to_numpy().tolist() == ours.segments[places].to_numpy().tolist()
    assert (read.memos[0].doc_id, read.memos[0].author) == (run.documents[0].doc_id, machine.coder)
    assert dict(read.participants["P1"]) == {"age": "34"}
    assert read.documents[0].participants == run.documents[0].participants


def test_a_theme_with_the_name_of_a_persons_code_is_renamed(run: Run) -> None:
    """The theme is called ``Care (ThemeMiner)``; the person's code is unchanged."""
    proposal = next(coding for coding in run.codings if coding.coder == "ThemeMiner")
    codes = (replace(proposal.codebook.codes[0], name="Care"), *proposal.codebook.codes[1:])
    named = replace(proposal, codebook=Codebook(codes))
    others = tuple(coding for coding in run.codings if coding is not proposal)
    project = project_of_run(replace(run, codings=(named, *others)))
    assert project.codings[0].codebook.codes[0].name == "Care (ThemeMiner)"


def test_equal_projects_give_equal_bytes_and_no_traces(tmp_path: Path, run: Run) -> None:
    """The file has no folder, user or time in it, and every GUID is made from content."""
    (tmp_path / "elsewhere").mkdir()
    paths = tmp_path / "a.qdpx", tmp_path / "elsewhere/b.qdpx"
    for path in paths:
        write_refi_project(project_of_run(run), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    xml = _inside(paths[0])["project.qde"].decode()
    assert str(tmp_path) not in xml
    assert not re.search(r"basePath|DateTime|absolute:|relative:", xml)
    assert all(path.startswith("internal://") for path in re.findall(r'plainTextPath="([^"]*)"', xml))
    with zipfile.ZipFile(paths[0]) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_losses_are_counted(tmp_path: Path, run: Run) -> None:
    """Turns, scopes, memberships and characters that XML cannot hold are losses, by kind and count."""
    project = project_of_run(run)
    odd = replace(project, memos=(Memo("bell \x07"), Memo("where?", doc_id="none.txt")))
    losses = write_refi_project(odd, tmp_path / "run.qdpx")
    kinds = {loss.what: loss.count for loss in losses}
    assert kinds["characters that XML cannot hold"] == 2
    assert kinds["places of memos"] == 1
    assert kinds["scopes (what a coder read without coding it)"] == sum(c.scope.spans is not None for c in run.codings)
    assert list(losses) == sorted(losses, key=lambda loss: loss.what)


def test_siblings_with_the_same_name_are_numbered(tmp_path: Path) -> None:
    """Codes are identified by name, so two with the same name are distinguished, and the loss says so."""
    codebook = Codebook((Code("1", "worry"), Code("2", "worry")))
    losses = write_refi_codebook(codebook, tmp_path / "a.qdc")
    read = read_refi_codebook(tmp_path / "a.qdc")
    assert [code.name for code in read.codebook.codes] == ["worry", "worry (2)"]
    assert losses == (Loss("codes of the same name and parent, now numbered", 1),)


def test_a_codebook_without_codes_is_refused(tmp_path: Path) -> None:
    """The schema requires at least one code."""
    with pytest.raises(UsageError, match="no code"):
        write_refi_codebook(Codebook(()), tmp_path / "a.qdc")


def test_adding_to_a_real_project_keeps_everything_in_it(tmp_path: Path, shared: Path) -> None:
    """Every element and file of a coded project is kept, the run is added, and the file is valid."""
    theirs = shared / "formats/qdpx/qc_demo_interview_and_board.qdpx"
    before = read_refi_project(theirs)
    human = before.codings[0]
    few = Codebook((Code("T1", "rq1_definition"), Code("T1.1", "new", "T1")))
    segments = human.segments.head(7).assign(code_id="T1.1", rank=1).drop_duplicates(["doc_id", "start", "end"])
    machine = replace(human, coder="ThemeMiner 9", codebook=few, segments=segments)
    merged = tmp_path / "both.qdpx"
    losses, notes = merge_refi_project(replace(before, codings=(machine, human)), theirs, merged)
    after = read_refi_project(merged)
    assert losses == ()
    assert [note.text for note in notes] == ["2 of 2 documents were found in this project."]
    theirs_again = next(coding for coding in after.codings if coding.coder == human.coder)
    assert theirs_again.segments.equals(human.segments)
    assert theirs_again.codebook == human.codebook
    ours = next(coding for coding in after.codings if coding.coder == "ThemeMiner 9")
    assert [code.name for code in ours.codebook.codes] == ["rq1_definition (ThemeMiner)", "new"]
    assert len(ours.segments) == len(segments)
    assert after.documents == before.documents
    old, new = (etree.fromstring(_inside(path)["project.qde"]) for path in (theirs, merged))
    kept = {_element(element) for element in new.iter()}
    assert all(_element(element) in kept for element in old.iter() if element.tag != old.tag)
    assert {k: v for k, v in _inside(merged).items() if k != "project.qde"} == {
        k: v for k, v in _inside(theirs).items() if k != "project.qde"
    }
    _validate(_inside(merged)["project.qde"], "Project")
    again = tmp_path / "again.qdpx"
    merge_refi_project(replace(before, codings=(machine,)), merged, again)
    assert again.read_bytes() == merged.read_bytes()


@pytest.mark.parametrize(
    "name", ["atlasti8_standard_project_no_sources", "atlasti_blank", "atlasti_minimal", "nvivo15_mac_empty_codings"]
)
def test_real_projects_stay_valid_when_a_run_is_added(tmp_path: Path, shared: Path, run: Run, name: str) -> None:
    """Links, sets, graphs and media stay, and all elements are in the order of the schema."""
    theirs, merged = shared / f"formats/qdpx/{name}.qdpx", tmp_path / "both.qdpx"
    merge_refi_project(project_of_run(run), theirs, merged)
    inner = next(member for member in _inside(merged) if member.lower() == "project.qde")
    _validate(_inside(merged)[inner], "Project")
    old, new = (etree.fromstring(_inside(path)[inner]) for path in (theirs, merged))
    kept = {_element(element) for element in new.iter()}
    assert all(_element(element) in kept for element in old.iter() if element.tag != old.tag)
    assert "ThemeMiner" in {c.coder for c in read_refi_project(merged).codings}


def test_missing_documents_are_added(tmp_path: Path, run: Run) -> None:
    """The same text under another name is the same source; another text with the same name is added and noted."""
    project = project_of_run(run)
    human = replace(project, codings=project.codings[1:], memos=())
    first, second = human.documents
    theirs = replace(human, documents=(first, replace(second, text="other " + second.text)))
    theirs = replace(theirs, codings=tuple(replace(c, segments=c.segments.head(0)) for c in theirs.codings))
    write_refi_project(theirs, tmp_path / "theirs.qdpx")
    _, notes = merge_refi_project(project, tmp_path / "theirs.qdpx", tmp_path / "both.qdpx")
    both = read_refi_project(tmp_path / "both.qdpx")
    assert [document.doc_id for document in both.documents] == ["one.txt", "two.txt", "two.txt (ThemeMiner)"]
    assert [(note.place, note.text) for note in notes] == [
        ("theirs.qdpx", "1 of 2 documents were found in this project."),
        ("theirs.qdpx", "two.txt has another text in this project; it was added as two.txt (ThemeMiner)."),
    ]


def _inside(path: Path) -> Mapping[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def _element(element: etree._Element) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    attributes = {str(k): str(v) for k, v in element.attrib.items() if not str(k).startswith("{")}
    return str(element.tag), (element.text or "").strip(), tuple(sorted(attributes.items()))


def _validate(xml: bytes, schema: str) -> None:
    """Validate a file against the published schema; a codebook has the same types in another namespace."""
    text = (files("thememiner.exchange.refi") / "schemas/Project.xsd").read_text(encoding="utf-8")
    if schema == "Codebook":
        text = text.replace("urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0")
        text = text.replace("</xsd:schema>", '<xsd:element name="CodeBook" type="CodeBookType"/></xsd:schema>')
    root = etree.fromstring(xml)
    if schema == "Codebook":
        root.attrib.pop("origin", None)  # which a codebook inside a project has not
    etree.XMLSchema(etree.fromstring(text.encode())).assertValid(root)


def test_existing_attributes_are_not_changed(tmp_path: Path, run: Run) -> None:
    """Attributes that an existing case or source lacks, or has with other values, are losses."""
    project = project_of_run(run)
    name = next(name for name, known in project.participants.items() if known)
    known = len(project.participants[name])
    bare = replace(project, participants={**project.participants, name: {}})
    write_refi_project(bare, tmp_path / "theirs.qdpx")
    losses, _ = merge_refi_project(project, tmp_path / "theirs.qdpx", tmp_path / "both.qdpx")
    assert Loss("attributes of participants who are cases already", known) in losses
    assert dict(read_refi_project(tmp_path / "both.qdpx").participants[name]) == {}
    again, _ = merge_refi_project(bare, tmp_path / "theirs.qdpx", tmp_path / "both.qdpx")
    assert not any(loss.what.startswith("attributes") for loss in again)
