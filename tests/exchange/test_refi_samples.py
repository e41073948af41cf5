"""Real REFI-QDA files are read, or refused with the reason."""

from pathlib import Path

import pytest

from thememiner.exchange.refi import read_refi_codebook, read_refi_project


def test_each_selection_of_the_coded_board_meeting_is_the_line_that_its_name_gives(shared: Path) -> None:
    """The project has two sources, 158 selections and 205 codings; ``line:6`` is the seventh line."""
    path = shared / "formats/qdpx/qc_demo_interview_and_board.qdpx"
    project = read_refi_project(path)
    (coding,) = project.codings
    texts = {document.doc_id: document.text for document in project.documents}
    places = coding.segments[["doc_id", "start", "end"]].drop_duplicates().to_numpy().tolist()
    assert (sorted(texts), len(places), len(coding.segments)) == (["admin-1.txt", "board_2017.txt"], 158, 205)
    assert (project.losses, project.problems) == ((), ())
    lines = {doc_id: text.splitlines(keepends=True) for doc_id, text in texts.items()}
    numbers = {texts[doc_id].count("\n", 0, start): (doc_id, start, end) for doc_id, start, end in places}
    assert {6, 8, 23, 24, 25, 28, 49, 60, 840} <= set(numbers)
    assert all(lines[doc_id][number] == texts[doc_id][start:end] for number, (doc_id, start, end) in numbers.items())
    assert (coding.coder, len(coding.codebook.codes)) == ("cp", 262)


def test_a_project_without_its_sources_keeps_codes_and_names_what_is_missing(shared: Path) -> None:
    """ATLAS.ti 8 wrote the project without texts: each is a problem, codings are counted, and codes are read."""
    project = read_refi_project(shared / "formats/qdpx/atlasti8_standard_project_no_sources.qdpx")
    losses = {loss.what: loss.count for loss in project.losses}
    assert project.documents == ()
    assert losses["codings of sources that are missing"] == 9
    assert "Simon.docx" in {problem.place for problem in project.problems}
    assert "Coke::diet Coke" in {code.name for coding in project.codings for code in coding.codebook.codes}
    assert any(memo.text.startswith("Research Plan") for memo in project.memos)


@pytest.mark.parametrize(
    ("name", "documents", "codes"),
    [
        pytest.param("qdpx/atlasti_blank.qdpx", 0, 0, id="blank ATLAS.ti 23"),
        pytest.param("qdpx/atlasti_minimal.qdpx", 0, 3, id="codes only, ATLAS.ti 23"),
        pytest.param("qdpx/nvivo15_mac_empty_codings.qdpx", 2, 262, id="NVivo 15 for Mac, rich texts with plain twins"),
        pytest.param("qde/atlasti8_Project.qde", 0, 14, id="bare project"),
    ],
)
def test_projects_of_real_programs_are_read(shared: Path, name: str, documents: int, codes: int) -> None:
    """Documents and codes are read, also from projects without codings."""
    project = read_refi_project(shared / "formats" / name)
    found = {code.code_id for coding in project.codings for code in coding.codebook.codes}
    assert (len(project.documents), len(found)) == (documents, codes)


@pytest.mark.parametrize(
    ("name", "codes", "top"),
    [
        pytest.param("DERIVED_from_qc_demo_hierarchical.qdc", 262, 3, id="nested"),
        pytest.param("DERIVED_taguette_style_flat.qdc", 22, 22, id="flat, with descriptions"),
    ],
)
def test_codebooks_are_read(shared: Path, name: str, codes: int, top: int) -> None:
    """The full tree of codes is read."""
    read = read_refi_codebook(shared / "formats/qdc" / name)
    assert (len(read.codebook.codes), len([c for c in read.codebook.codes if c.parent_id is None])) == (codes, top)
    assert read.losses == ()
