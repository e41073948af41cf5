"""Workbooks that people edited in Excel come back: changed codes, notes, deleted and added rows."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from test_coded_tables import as_read

from thememiner.exchange import ImportedCodings, read_codings, read_project
from thememiner.exchange.results import write_project_workbook
from thememiner.intake import CodedSpan, coding_from_spans
from thememiner.records import Code, Codebook, Document, Form, Memo, Project, Run, Source
from thememiner.workflows import convert, export

ANA, PROGRAM = "=Ana", "ThemeMiner"
Change = Callable[[openpyxl.Workbook], None]


def columns(sheet: Worksheet) -> dict[str, int]:
    """Return the number of each column by its name."""
    return {str(cell.value): number for number, cell in enumerate(sheet[1], 1)}


def rows_of(sheet: Worksheet, coder: str) -> list[int]:
    """Return the rows of a coder."""
    column = columns(sheet)["coder"]
    return [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, column).value == coder]


def put(sheet: Worksheet, row: int, **cells: object) -> None:
    """Write cells by the names of their columns, with ``_`` for a space."""
    for name, value in cells.items():
        sheet.cell(row, columns(sheet)[name.replace("_", " ")]).value = value


@pytest.fixture
def edit(folder: Path, tmp_path: Path, run: Run) -> Callable[[Change], ImportedCodings]:
    """Return a function that exports the run as a workbook, changes it as people do, and reads it."""

    def change_and_read(change: Change) -> ImportedCodings:
        path = tmp_path / "study.xlsx"
        export(folder, [path])
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
        return read_codings(path, run.documents)

    return change_and_read


def codes_of(read: ImportedCodings, coder: str = ANA) -> list[str]:
    """Return the code of each segment of a coder."""
    return next(one for one in read.codings if one.coder == coder).segments["code_id"].tolist()


def test_the_workbook_of_a_run_comes_back_as_it_is(edit: Callable[[Change], ImportedCodings], project: Project) -> None:
    """Its coded segments are found behind other sheets, and all places and codes are restored."""
    read = edit(lambda _: None)
    written = sorted(project.codings, key=lambda coding: coding.coder)
    assert list(map(as_read, read.codings)) == list(map(as_read, written))
    assert (read.problems, read.memos, read.losses) == ((), (), ())
    assert read.notes[0].text.startswith("only the sheets Codebook, Coded segments, IPA transcript are read; not read:")


def test_the_order_of_sheets_and_rows_and_hidden_columns_do_not_matter(
    edit: Callable[[Change], ImportedCodings],
) -> None:
    """The sheet with quotes looks like coded segments too, but is never taken for them."""

    def change(book: openpyxl.Workbook) -> None:
        book.move_sheet("Quotes", -4)
        sheet = book["Coded segments"]
        first = [cell.value for cell in sheet[2]]
        sheet.delete_rows(2)
        sheet.append(first)
        sheet.column_dimensions["A"].hidden = True

    read = edit(change)
    assert {one.coder: len(one.segments) for one in read.codings} == {ANA: 3, PROGRAM: 4}
    assert read.problems == ()


def test_a_changed_level_that_contradicts_the_path_is_refused(edit: Callable[[Change], ImportedCodings]) -> None:
    """Neither name is taken, and the row is named with both."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Coded segments"]
        put(sheet, rows_of(sheet, ANA)[0], level_2="hope")

    read = edit(change)
    (problem,) = read.problems
    assert problem.place == "study.xlsx:6"
    assert "life > hope in its levels, but life > a >> b in path" in problem.reason
    assert "empty path" in problem.remedy
    assert len(codes_of(read)) == 2
    assert not [note for note in read.notes if "disagree" in note.text]


def test_levels_changed_everywhere_are_told_in_one_sentence(edit: Callable[[Change], ImportedCodings]) -> None:
    """It counts the rows, names the first, and says what to do; each row is a problem of its own."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Coded segments"]
        for row in rows_of(sheet, ANA):
            put(sheet, row, level_2="hope")

    read = edit(change)
    assert len(read.problems) == 3
    (note,) = [note.text for note in read.notes if "disagree" in note.text]
    assert note.startswith("3 of 7 rows are not used")
    assert "lines 6, 7, 8. If you changed the levels, empty path in these rows" in note


def test_a_row_of_the_codebook_without_a_code_is_left_out(edit: Callable[[Change], ImportedCodings]) -> None:
    """The note counts such rows and names their lines; the segments are read all the same."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Codebook"]
        rows = rows_of(sheet, ANA)[-2:]
        for row in rows:
            put(sheet, row, level_1=None, level_2=None)

    read = edit(change)
    (note,) = [note.text for note in read.notes if "does not name" in note.text or "do not name" in note.text]
    assert "in the sheet Codebook, lines " in note
    assert note.endswith("do not name one code each, and are left out.")
    assert codes_of(read) == ["life > a >> b"] * 3


def test_changed_levels_count_where_path_is_empty(edit: Callable[[Change], ImportedCodings]) -> None:
    """The id of the code, which nobody changes, does not bring the old name back."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Coded segments"]
        for coder in (ANA, PROGRAM):
            for row in rows_of(sheet, coder):
                put(sheet, row, level_2="hope", path=None)

    read = edit(change)
    assert set(codes_of(read)) == {"life > hope"}
    assert set(codes_of(read, PROGRAM)) == {"talk, company > hope", "fear > hope"}
    assert any("a code that the sheet Codebook does not list: talk, company > hope" in one.text for one in read.notes)


@pytest.mark.parametrize(
    ("coder", "code_id", "cells", "codes"),
    [
        pytest.param(ANA, "life > a >> b", {"level_2": "hope"}, ["life > hope"] * 3, id="a person's code"),
        pytest.param(ANA, "life", {"level_1": "love"}, ["love > a >> b"] * 3, id="a person's theme alone"),
        pytest.param(
            PROGRAM,
            "T1.1",
            {"level_2": "chat"},
            ["talk, company > chat", "talk, company > chat", "talk, company > chat", "fear > fear"],
            id="a sub-theme",
        ),
        pytest.param(
            PROGRAM,
            "T2",
            {"level_1": "dread"},
            [*["talk, company > talk, company"] * 3, "dread > fear"],
            id="a theme of the program alone",
        ),
    ],
)
def test_a_code_renamed_in_the_codebook_is_renamed_in_all_segments(
    edit: Callable[[Change], ImportedCodings], coder: str, code_id: str, cells: dict[str, str], codes: list[str]
) -> None:
    """One cell is enough; codes below a renamed theme go with it, and a note counts the rows."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Codebook"]
        column = columns(sheet)["code id"]
        (row,) = [row for row in rows_of(sheet, coder) if sheet.cell(row, column).value == code_id]
        put(sheet, row, **cells)

    read = edit(change)
    assert sorted(codes_of(read, coder)) == sorted(codes)
    assert read.problems == ()
    assert any("the sheet Codebook has another name for the code of" in note.text for note in read.notes)


def test_a_passage_gets_another_code(edit: Callable[[Change], ImportedCodings]) -> None:
    """With levels and path changed, the code is the one that they name, old or new."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Coded segments"]
        first, second, _ = rows_of(sheet, ANA)
        put(sheet, first, level_1="joy", level_2=None, path="joy")
        put(sheet, second, level_1="life", level_2=None, path="life")

    read = edit(change)
    assert sorted(codes_of(read)) == ["joy", "life", "life > a >> b"]
    assert [note.text for note in read.notes if "does not list" in note.text] == [
        "1 row has a code that the sheet Codebook does not list: joy."
    ]


def test_rows_are_deleted_and_added(edit: Callable[[Change], ImportedCodings]) -> None:
    """A deleted row is gone; a new one needs a code, and gets a note if it names no coder."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Coded segments"]
        sheet.delete_rows(rows_of(sheet, PROGRAM)[0])
        end = sheet.max_row
        put(sheet, end + 1, text="only a quote")
        put(sheet, end + 2, document="b.txt", text="Nothing in particular.", level_1="new")
        sheet.cell(1, sheet.max_column + 1).value = "my notes"
        sheet.cell(2, sheet.max_column).value = "look again"

    read = edit(change)
    assert {one.coder: len(one.segments) for one in read.codings} == {ANA: 3, PROGRAM: 3, "study": 1}
    assert [one.reason for one in read.problems] == ["this row has no code."]
    told = " ".join(note.text for note in read.notes)
    assert "my notes" in told
    assert "no coder is named in lines 8, 9; they count as study's, after the name of the file." in told


def test_a_new_definition_comes_back(edit: Callable[[Change], ImportedCodings]) -> None:
    """Descriptions are read from the codebook; columns that somebody added there are named."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Codebook"]
        for row in rows_of(sheet, ANA):
            put(sheet, row, description="what makes a life")
        sheet.cell(1, sheet.max_column + 1).value = "mine"

    read = edit(change)
    (coding,) = [one for one in read.codings if one.coder == ANA]
    assert {code.description for code in coding.codebook.codes} == {"what makes a life"}
    assert any("columns of the sheet Codebook not read: mine." in note.text for note in read.notes)


def test_notes_of_the_ipa_sheet_are_memos(edit: Callable[[Change], ImportedCodings], run: Run, tmp_path: Path) -> None:
    """A note stands at the words beside which it was written, with the transcripts and without them."""

    def change(book: openpyxl.Workbook) -> None:
        put(book["IPA transcript"], 5, exploratory_notes="not a feeling")
        put(book["IPA transcript"], 2, exploratory_notes="first question")

    read = edit(change)
    texts = {document.doc_id: document.text for document in run.documents}
    noted = {memo.text: texts[memo.doc_id or ""][memo.start : memo.end] for memo in read.memos}
    assert noted == {"first question": "How is that?", "not a feeling": "I was <b>afraid</b> | of *it*; really."}
    project = read_project(tmp_path / "study.xlsx")
    texts = {document.doc_id: document.text for document in project.documents}
    assert {memo.text: texts[memo.doc_id or ""][memo.start : memo.end] for memo in project.memos} == noted
    convert(tmp_path / "study.xlsx", tmp_path / "study.qdpx")
    assert {memo.text for memo in read_project(tmp_path / "study.qdpx").memos} >= set(noted)


def test_the_workbook_of_a_project_keeps_memos_definitions_and_colours(tmp_path: Path) -> None:
    """Codes without segments, memos of every kind, colours and descriptions come back, for each coder separately."""
    text = "I miss home. The food is strange."
    document = Document("P1.txt", text, Form.PROSE, (), Source("P1.txt", "", "txt", None))
    ana, bo = (
        replace(coding, codebook=Codebook(codes))
        for coding, codes in (
            (
                coding_from_spans("Ana", [CodedSpan("P1.txt", 0, 12, (("loss",),))]),
                (Code("loss", "loss", None, "what is gone"), Code("unused", "unused", None, "for later")),
            ),
            (coding_from_spans("Bo", [CodedSpan("P1.txt", 0, 12, (("gain",),))]), (Code("gain", "gain"),)),
        )
    )
    memos = (
        Memo("on a passage", "Ana", "P1.txt", 13, 33, "loss"),
        Memo("on the document", "Bo", "P1.txt"),
        Memo("on a code", "Ana", code_id="unused"),
        Memo("on it all", ""),
    )
    project = Project((document,), (ana, bo), memos=memos, colours={"loss": "#ff0000", "gain": "#00ff00"})
    write_project_workbook(project, tmp_path / "a.xlsx")
    read = read_project(tmp_path / "a.xlsx")
    assert [(one.coder, one.codebook) for one in read.codings] == [("Ana", ana.codebook), ("Bo", bo.codebook)]
    assert dict(read.colours) == {"loss": "#ff0000", "gain": "#00ff00"}
    (excerpts,) = read.documents
    placed = [(one.text, one.author, one.doc_id, one.code_id) for one in read.memos]
    assert placed == [(one.text, one.author, one.doc_id, one.code_id) for one in memos]
    assert excerpts.text[read.memos[0].start : read.memos[0].end] == "The food is strange."
    located = read_codings(tmp_path / "a.xlsx", [document])
    assert located.memos[0] == memos[0]
    assert {loss.what: loss.count for loss in located.losses} == {
        "codes without a coded segment": 1,
        "colours of codes": 2,
    }
    write_project_workbook(read, tmp_path / "b.xlsx")
    assert read_codings(tmp_path / "b.xlsx", [document]).memos[0] == memos[0]


def test_a_sheet_of_that_title_with_other_columns_is_not_read(tmp_path: Path) -> None:
    """A codebook that somebody made for themselves is named among the sheets that are not read."""
    book = openpyxl.Workbook()
    book.active.title = "Codebook"
    book.active.append(["name", "meaning"])
    sheet = book.create_sheet("My coding")
    for row in (["document", "quote", "level 1", "level 2"], ["P1", "tired", "body", "sleep; pain"]):
        sheet.append(row)
    book.save(tmp_path / "own.xlsx")
    read = read_project(tmp_path / "own.xlsx")
    assert read.codings[0].segments["code_id"].tolist() == ["body > sleep", "body > pain"]
    assert read.notes[0].text == "only the sheet My coding is read; not read: Codebook."
