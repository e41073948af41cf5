"""Decisions are read from the table that people filled in; a row that cannot be used is listed."""

import csv
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from disputed_run import CANARY, FOOD, MUSIC, REST, disputed_run, unit_id

from thememiner.comparison import find_disagreements
from thememiner.errors import UnreadableFileError, UsageError
from thememiner.exchange import ConsensusDecisions, build_decision_sheet, read_decisions, write_sheet
from thememiner.exchange.decision_sheet import COMMENT_COLUMN, DECIDED_BY_COLUMN, DECISION_COLUMN, UNIT_COLUMN
from thememiner.records import Code, Codebook, Run

OF_T2_1 = "name of T2 > name of T2.1"


@pytest.fixture(scope="module")
def run() -> Run:
    """Return the run of sixteen units."""
    return disputed_run()


@pytest.fixture(params=["decisions.csv", "decisions.xlsx"])
def table(request: pytest.FixtureRequest, tmp_path: Path, run: Run) -> Path:
    """Return the table of disagreements between Anna and the program, in each format."""
    path = tmp_path / str(request.param)
    write_sheet(
        build_decision_sheet(find_disagreements(run.codings[1], run.codings[0], run), run.codings[1].codebook), path
    )
    return path


def fill(path: Path, cells: Mapping[tuple[int, str], str]) -> None:
    """Write into cells of a table, by line and column, as a person does."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        places = {cell.value: cell.column for cell in sheet[1]}
        for (line, column), text in cells.items():
            sheet.cell(line, places[column]).value = text
        book.save(path)
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    for (line, column), text in cells.items():
        rows[line - 1][rows[0].index(column)] = text
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def read(path: Path, run: Run) -> ConsensusDecisions:
    """Read the decisions about Anna's coding."""
    anna, machine = run.codings[1], run.codings[0]
    return read_decisions(path, run.units, anna.codebook, coder="Anna", proposed=machine.codebook)


def test_a_table_has_a_row_for_each_disagreement(table: Path, run: Run) -> None:
    """As written, it has no decisions and no problems."""
    decided = read(table, run)
    assert (decided.codes, decided.undecided, decided.problems, decided.notes) == ({}, 4, (), ())


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        pytest.param(FOOD, (FOOD,), id="path"),
        pytest.param("Rest", (REST,), id="name"),
        pytest.param("  care >  FOOD ", (FOOD,), id="capitals and spaces"),
        pytest.param("Music; Rest；Music", (MUSIC, REST), id="several, each once"),
        pytest.param("none", (), id="none"),
        pytest.param("New", ("New",), id="a new code"),
        pytest.param("T2.1", (OF_T2_1,), id="the program's, by its id"),
        pytest.param("Rest; T2.1 name of T2.1", (REST, OF_T2_1), id="the program's, as it stands in the table"),
        *(
            pytest.param(word, (), id=f"no code: {word}")
            for word in ("None", "NO CODE", "Ｎ／Ａ", "无", "没有", "-", "－")
        ),
    ],
)
def test_decisions_name_codes(table: Path, run: Run, written: str, codes: tuple[str, ...]) -> None:
    """Codes are found by path and name; several are separated by semicolons."""
    fill(table, {(2, DECISION_COLUMN): written})
    decided = read(table, run)
    assert decided.codes == {unit_id(10): codes}
    assert (decided.undecided, decided.problems) == (3, ())


def test_new_codes_are_added_to_the_codebook_with_the_themes_above_them(table: Path, run: Run) -> None:
    """A new path is added once with its themes, and a note says so."""
    fill(table, {(2, DECISION_COLUMN): "Care > Sleep", (3, DECISION_COLUMN): "Hope > Work > Pay; Care > Sleep"})
    decided = read(table, run)
    assert decided.new == ("Care > Sleep", "Hope > Work > Pay")
    assert decided.codebook.codes[4:] == (
        Code("Care > Sleep", "Sleep", "Care"),
        Code("Hope", "Hope"),
        Code("Hope > Work", "Work", "Hope"),
        Code("Hope > Work > Pay", "Pay", "Hope > Work"),
    )


@pytest.mark.parametrize("written", [";", "；", " / ", "、"])
def test_a_separator_alone_decides_nothing(table: Path, run: Run, written: str) -> None:
    """The unit is undecided, which differs from having no code."""
    fill(table, {(2, DECISION_COLUMN): written})
    decided = read(table, run)
    assert (decided.codes, decided.undecided, decided.problems) == ({}, 4, ())


def test_a_code_called_none_is_that_code(table: Path, run: Run) -> None:
    """Codes of the codebook come before the words for no code."""
    fill(table, {(2, DECISION_COLUMN): "无; Music"})
    book = Codebook((*run.codings[1].codebook.codes, Code("无", "无")))
    decided = read_decisions(table, run.units, book, coder="Anna")
    assert decided.codes == {unit_id(10): ("无", MUSIC)}


def test_a_sub_theme_becomes_a_code_below_its_theme(table: Path, run: Run) -> None:
    """The codes have the names of theme and sub-theme, and one note says so."""
    fill(table, {(2, DECISION_COLUMN): "T2.1", (3, DECISION_COLUMN): "t2.1"})
    decided = read(table, run)
    assert decided.codebook.codes[4:] == (
        Code("name of T2", "name of T2"),
        Code(OF_T2_1, "name of T2.1", "name of T2"),
    )
    (note,) = decided.notes
    assert (note.place, note.text) == (
        f"{table.name}:2",
        f"T2.1 is a theme by ThemeMiner: it stands for the code {OF_T2_1}.",
    )


@pytest.mark.parametrize(
    ("written", "told"),
    [
        pytest.param("Fod", "Fod is a new code. Did you mean Care > Food?", id="a name"),
        pytest.param("Care > Fod", "Care > Fod is a new code. Did you mean Care > Food?", id="the end of a path"),
        pytest.param("Caree > Sleep", "Caree is a new code. Did you mean Care?", id="the theme of a path"),
    ],
)
def test_a_new_code_similar_to_a_known_one_has_a_note(table: Path, run: Run, written: str, told: str) -> None:
    """It is added as a new code all the same."""
    fill(table, {(2, DECISION_COLUMN): written, (3, DECISION_COLUMN): "Joy"})
    decided = read(table, run)
    assert decided.new == (written, "Joy")
    (note,) = decided.notes
    assert note.place == f"{table.name}:2"
    assert note.text.startswith(told)


def test_a_table_for_another_coder_is_refused(table: Path, run: Run) -> None:
    """The message names the coder that the table was made for, and says what to do."""
    with pytest.raises(UsageError, match=r'on the coding by Anna, not by Bo\. Give --coder "Anna", or write'):
        read_decisions(table, run.units, run.codings[2].codebook, coder="Bo")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        pytest.param({UNIT_COLUMN: "u99"}, "a unit that is not in the run", id="unknown unit"),
        pytest.param({UNIT_COLUMN: ""}, "has no unit_id", id="no unit"),
        pytest.param({"text": "Something else"}, "another text than its unit", id="altered text"),
        pytest.param({"start": "7"}, "another start or end", id="altered place"),
        pytest.param({DECISION_COLUMN: "none; Music"}, "says none beside codes", id="none beside codes"),
        pytest.param({UNIT_COLUMN: unit_id(15)}, "another start or end", id="ids sorted without the rest"),
    ],
)
def test_rows_that_cannot_be_used_are_listed(table: Path, run: Run, cells: Mapping[str, str], reason: str) -> None:
    """The row is named by its number, with the reason and without words of participants."""
    fill(
        table,
        {(2, DECISION_COLUMN): "Music", (3, DECISION_COLUMN): "none"}
        | {(2, name): text for name, text in cells.items()},
    )
    decided = read(table, run)
    (problem,) = decided.problems
    assert problem.place == f"{table.name}:2"
    assert reason in problem.reason
    assert CANARY not in problem.reason
    assert (set(decided.codes), decided.undecided) == ({unit_id(15)}, 2)


def test_a_unit_that_was_set_aside_gets_no_code(tmp_path: Path, run: Run) -> None:
    """A row about such a unit is a problem."""
    units = run.units.assign(kept=run.units["unit_id"] != unit_id(3))
    path = tmp_path / "aside.csv"
    path.write_text(f"unit_id,decision\n{unit_id(3)},Music\n{unit_id(4)},Music\n", "utf-8")
    decided = read_decisions(path, units, run.codings[1].codebook, coder="Anna")
    assert set(decided.codes) == {unit_id(4)}
    assert [(one.place, one.reason) for one in decided.problems] == [
        ("aside.csv:2", "this row is about a unit that was set aside.")
    ]


def test_the_first_decision_about_a_unit_is_used(tmp_path: Path, run: Run) -> None:
    """A second row about the same unit is listed with the line of the first."""
    path = tmp_path / "twice.csv"
    path.write_text(f"unit_id,decision\n{unit_id(3)},Music\n{unit_id(3)},none\n", "utf-8")
    decided = read(path, run)
    assert decided.codes == {unit_id(3): (MUSIC,)}
    assert [problem.place for problem in decided.problems] == ["twice.csv:3"]
    assert "the same unit as line 2" in decided.problems[0].reason


def test_an_ambiguous_name_is_refused(table: Path, run: Run) -> None:
    """The paths of the codes are suggested instead."""
    codes = (*run.codings[1].codebook.codes, Code("Music > Rest", "Rest", MUSIC))
    fill(table, {(2, DECISION_COLUMN): "rest"})
    (problem,) = read_decisions(table, run.units, Codebook(codes), coder="Anna").problems
    assert "Care > Rest, Music > Rest" in problem.reason


def test_line_ends_and_marks_of_the_text_may_change(table: Path, run: Run) -> None:
    """Spreadsheets may write line ends and quotation marks in other ways."""
    text = run.units["text"][10].replace(" ", "\n").replace(".", "…")
    fill(table, {(2, DECISION_COLUMN): "Music", (2, "text"): text})
    assert read(table, run).problems == ()


def test_other_columns_may_be_removed(tmp_path: Path, run: Run) -> None:
    """Only unit_id and decision are needed."""
    path = tmp_path / "few.csv"
    path.write_text(f"unit_id;codes of ThemeMiner;decision;comment\n{unit_id(3)};;Music;why not\n", "utf-8")
    assert read(path, run).codes == {unit_id(3): (MUSIC,)}


def test_a_table_without_decisions_is_refused(tmp_path: Path, run: Run) -> None:
    """The message names the missing column."""
    path = tmp_path / "other.csv"
    path.write_text("unit_id,text\nu01,x\n", "utf-8")
    with pytest.raises(UnreadableFileError, match="no column decision"):
        read(path, run)


def test_the_codes_of_both_coders_can_be_chosen(run: Run) -> None:
    """Anna's codes come first, then the program's that are in dispute, then none."""
    sheet = build_decision_sheet(find_disagreements(run.codings[1], run.codings[0], run), run.codings[1].codebook)
    offered = {column.name: column.choices for column in sheet.columns}
    assert offered[DECISION_COLUMN] == ("Care", FOOD, REST, MUSIC, "T2.1 name of T2.1", "none")
    assert '--coder "Anna"' in sheet.instructions[-1]
    assert offered[COMMENT_COLUMN] == offered[DECIDED_BY_COLUMN] == ()
    assert all(len(row) == len(sheet.columns) for row in sheet.rows)
