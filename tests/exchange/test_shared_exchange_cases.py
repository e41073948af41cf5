"""The situations of ../shared/cases/exchange: what is read of each file, where its codings are, and what is told.

Each folder has a test. Without the shared folder the tests are skipped.
"""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from thememiner.config import Settings
from thememiner.corpus import add_turns
from thememiner.exchange import merge_refi_project, read_project, write_project
from thememiner.records import Project
from thememiner.workflows import compare_codings

QUICK = Settings(comparison={"resamples": 0, "shuffles": 0})
UNITS = Settings(comparison={"resamples": 0, "shuffles": 0}, table={"rows": "units"})
Case = Callable[[str], Path]


@pytest.fixture
def case(shared: Path) -> Case:
    """Return the file of a case, called ``folder/file``."""
    return lambda name: shared / "cases" / "exchange" / name


def quotes(project: Project) -> list[tuple[str, str, str]]:
    """Return coder, code and quote of each segment."""
    texts = {document.doc_id: document.text for document in project.documents}
    columns = ["doc_id", "start", "end", "code_id"]
    return [
        (one.coder, code, texts[doc_id][start:end])
        for one in project.codings
        for doc_id, start, end, code in one.segments[columns].itertuples(index=False, name=None)
    ]


def losses(project: Project) -> dict[str, int]:
    """Return what was left behind, by kind."""
    return {loss.what: loss.count for loss in project.losses}


@pytest.mark.parametrize("folder", ["atlasti_crlf_as_one_named", "atlasti_crlf_as_one_unnamed"])
def test_line_ends_of_atlas_ti_count_as_one(case: Case, tmp_path: Path, folder: str) -> None:
    """The words are right with a name and without; segments that are added are counted in the same way."""
    path = case(f"{folder}/in.qdpx")
    read = read_project(path)
    assert [quote for _, _, quote in quotes(read)] == ["two thing", "three thing"]
    assert "CRLF as one" in read.notes[-1].text
    ours = replace(read, codings=(replace(read.codings[0], coder="Researcher B"), replace(read.codings[0], coder="Cy")))
    merge_refi_project(ours, path, tmp_path / "both.qdpx")
    both = read_project(tmp_path / "both.qdpx")
    assert {coder: [quote for one, _, quote in quotes(both) if one == coder] for coder in ("Cy", "Researcher A")} == {
        "Cy": ["two thing", "three thing"],
        "Researcher A": ["two thing", "three thing"],
    }
    with zipfile.ZipFile(tmp_path / "both.qdpx") as archive:
        xml = archive.read(next(name for name in archive.namelist() if name.endswith(".qde"))).decode()
    assert 'startPosition="42"' not in xml
    assert xml.count('startPosition="40"') == 2


@pytest.mark.parametrize(
    ("ending", "settings"),
    [
        pytest.param("", QUICK, id="no column of quotes"),
        pytest.param("_q", UNITS, id="empty quotes, rows named as units"),
        pytest.param("", UNITS, id="both"),
    ],
)
def test_ids_stand_for_quotes(case: Case, ending: str, settings: Settings) -> None:
    """A table without a column of quotes codes the rows that its ids name."""
    folder = case("coding_by_id_without_quote/units.csv").parent
    tables = [folder / f"{name}{ending}.csv" for name in ("Ana", "Bo")]
    (comparison,) = compare_codings(tables, documents=[folder / "units.csv"], settings=settings).comparisons
    figures = comparison.levels[0].figures[0]
    assert (figures.units, round(figures.by_name["kappa"].value or 0, 2)) == (6, 0.67)


def test_colours_with_transparency_and_numbers_are_read(case: Case) -> None:
    """They become ``#rrggbb``."""
    assert sorted(read_project(case("colours_alpha_rgb/in.qdpx")).colours.values()) == ["#0a141e", "#33cc33"]


@pytest.mark.parametrize(("folder", "count"), [("csv_name_collision", 4), ("odd_code_names", 20)])
def test_difficult_names_of_codes_stay_distinct(case: Case, tmp_path: Path, folder: str, count: int) -> None:
    """REFI-QDA and JSON hold them all; a table keeps them apart and tells what it changes."""
    project = read_project(case(f"{folder}/in.qdpx"))
    codes = [code for _, code, _ in quotes(project)]
    assert len(set(codes)) == len(codes) == count
    for ending in (".qdpx", ".json"):
        write_project(project, tmp_path / f"again{ending}")
        assert quotes(read_project(tmp_path / f"again{ending}")) == quotes(project)
    told = write_project(project, tmp_path / "again.csv")
    again = quotes(read_project(tmp_path / "again.csv"))
    assert [quote for _, _, quote in again] == [quote for _, _, quote in quotes(project)]
    assert len({code for _, code, _ in again}) == count
    assert any("names" in loss.what for loss in told)


def test_krippendorffs_example_has_its_alpha_and_no_false_note(case: Case) -> None:
    """Four observers in four files: alpha is .743, and equal line numbers of several files are no doubled ids."""
    folder = case("krippendorff_C/A.jsonl").parent
    result = compare_codings([folder / f"{name}.jsonl" for name in "ABCD"], settings=QUICK)
    (agreement, *_) = result.ceiling
    assert agreement.overall["alpha"].value == pytest.approx(0.743, abs=5e-4)
    assert not any("id is used" in note.text for note in result.notes)


@pytest.mark.parametrize("folder", ["labelstudio_own_key", "labelstudio_paragraphs"])
def test_label_studio_is_read_whatever_its_text_is_called(case: Case, folder: str) -> None:
    """The labelled words are where the export says, in a text of any name and in a dialogue."""
    path = case(f"{folder}/in.json")
    (task,) = json.loads(path.read_text("utf-8"))
    value = task["annotations"][0]["result"][0]["value"]
    project = read_project(path)
    assert [(code, quote) for _, code, quote in quotes(project)] == [("gain", value["text"])]
    assert project.problems == ()


def test_speakers_of_a_label_studio_dialogue_are_found(case: Case) -> None:
    """The names of the speakers stand before their turns."""
    project = read_project(case("labelstudio_paragraphs/in.json"))
    (document,) = add_turns(project.documents, {}, settings=Settings())
    assert [turn.speaker for turn in document.turns] == ["Interviewer", "Mara"]


def test_missing_texts_of_notes_are_told(case: Case) -> None:
    """One is not in the file, the other is rich text; both names are kept."""
    project = read_project(case("memo_text_missing/in.qdpx"))
    assert [memo.text for memo in project.memos] == ["Memo missing", "Memo rich only"]
    assert sum(count for what, count in losses(project).items() if what.startswith("texts of notes")) == 2


def test_linked_notes_are_memos_there(case: Case) -> None:
    """The third note loses its rich text, which is told; the fourth is about the passage that it is linked with."""
    project = read_project(case("memos_linked/in.qdpx"))
    *_, third, fourth = project.memos
    assert (third.text, third.doc_id, third.start) == ("Rich only", "Interview Mara", None)
    assert (fourth.doc_id, fourth.start, fourth.end) == ("Interview Mara", 6, 15)
    assert list(losses(project).values()) == [1]
    assert "links" not in losses(project)


def test_an_annotation_and_a_coding_of_a_case_are_called_that(case: Case) -> None:
    """The annotation of NVivo is at its words, and the coding to the case is counted under its own name."""
    project = read_project(case("nvivo_annotation_and_case_coding/in.qdpx"))
    (memo,) = project.memos
    assert project.documents[0].text[memo.start : memo.end] == "two thing"
    assert losses(project) == {"passages of cases": 1}


def test_a_selection_of_a_pdf_is_located_by_its_words(case: Case) -> None:
    """The words of the selection are coded in the text of the PDF."""
    project = read_project(case("pdf_selection_with_words/in.qdpx"))
    assert quotes(project) == [("Researcher A", "worry", "people eat less when they worry")]
    assert not any("selections" in what for what in losses(project))


def test_prodigy_is_read(case: Case) -> None:
    """Accepted spans are codings; the rejected and the ignored line are counted, and their texts are documents."""
    path = case("prodigy_jsonl/in.jsonl")
    first = json.loads(path.read_text("utf-8").splitlines()[0])
    project = read_project(path)
    words = [(span["label"], first["text"][span["start"] : span["end"]]) for span in first["spans"]]
    assert [(code, quote) for _, code, quote in quotes(project)] == words
    assert (len(project.documents), losses(project)) == (3, {"lines that were rejected or ignored": 2})


def test_a_table_of_quirkos_keeps_its_codes(case: Case) -> None:
    """Its codes are read, or their column is named among those that are not."""
    project = read_project(case("quirkos_csv/in.csv"))
    codes = {code.rpartition(" > ")[2] for _, code, _ in quotes(project)}
    assert codes == {"gain", "loss"} or any("Quirk" in note.text for note in project.notes)


@pytest.mark.parametrize("folder", ["quirkos_unnamed_cases", "quirkos_unnamed_cases_labelled"])
def test_variables_of_cases_without_a_name_are_attributes_of_documents(case: Case, folder: str) -> None:
    """There are no participants called unnamed, and speakers keep their names."""
    project = read_project(case(f"{folder}/in.qdpx"))
    assert [dict(document.attributes) for document in project.documents] == [
        {"Gender": "f", "Age": "21"},
        {"Gender": "m", "Age": "22"},
    ]
    documents = add_turns(project.documents, project.participants, settings=Settings())
    people = [name for document in documents for name in document.participants]
    assert (dict(project.participants), people) == ({}, ["Mara", "Tom"] if folder.endswith("labelled") else [])


def test_selections_of_a_transcript_are_located_by_its_points(case: Case) -> None:
    """Two lie between synchronisation points, one at the times of two; both coders are there."""
    project = read_project(case("transcript_selections/in.qdpx"))
    lines = project.documents[0].text.split("\n")
    assert quotes(project) == [
        ("Researcher A", "gain", lines[1]),
        ("Researcher A", "loss", lines[4]),
        ("Researcher B", "loss", lines[2]),
    ]
    assert losses(project) == {"audio sources": 1, "times of transcripts": 6}


def test_the_reason_for_utf_16_is_true(case: Case) -> None:
    """As code points a selection would leave its text, and the note says that instead of naming the standard."""
    project = read_project(case("utf16_units_unnamed/in.qdpx"))
    assert [quote for _, _, quote in quotes(project)] == ["commute got", "nothing else"]
    note = project.notes[-1].text
    assert "UTF-16 units" in note
    assert "1 selection would leave its text" in note
