"""Workbooks for people who do not program: all results, with every text as text."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from thememiner.exchange import read_codings
from thememiner.exchange.results import Results, write_project_workbook, write_results_workbook
from thememiner.exchange.results.ipa import iterate_themes_by_participant
from thememiner.language import natural_sort_key
from thememiner.phrasing import FIRST_CODES_COUNT
from thememiner.records import Project

SHEETS = [
    "Codebook",
    "Coded segments",
    "Participants x themes",
    "Participants x sub-themes",
    "Quotes",
    "Without theme",
    "Comparison",
    "Codes compared",
    "Disagreements",
    "IPA transcript",
    "IPA themes by participant",
    "How to read",
]


@pytest.fixture(scope="module")
def book(results: Results, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    """Return the workbook of the run as openpyxl reads it."""
    path = tmp_path_factory.mktemp("book") / "run.xlsx"
    assert write_results_workbook(results, path) == ()
    return openpyxl.load_workbook(path)


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    """Return the rows of a sheet by their headers."""
    header, *others = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in others]


def test_every_sheet_is_there(book: openpyxl.Workbook) -> None:
    """Codebook, segments, matrices, quotes, units without theme, comparison, disagreements, tables for IPA, notes."""
    assert book.sheetnames == SHEETS


@pytest.mark.parametrize("name", SHEETS)
def test_headers_are_frozen_and_filtered_and_nothing_is_a_formula(book: openpyxl.Workbook, name: str) -> None:
    """Words such as ``=我们聊天`` stay words, and each table can be sorted at once."""
    sheet = book[name]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)
    assert all(cell.data_type in {"s", "n"} for row in sheet.iter_rows() for cell in row)


def test_the_codebook_has_the_codes_of_all_coders(book: openpyxl.Workbook) -> None:
    """Themes have key words, stability and counts; a person's codes have counts of their segments."""
    found = rows(book["Codebook"])
    ours = next(row for row in found if row["code id"] == "T1")
    assert (ours["key words"], ours["stability"], ours["segments, or units by first code"]) == ("bell, noon", 0.814, 3)
    theirs = next(row for row in found if row["code id"] == "life")
    assert (
        theirs["coder"],
        theirs["stability"],
        theirs["segments, or units by first code"],
        theirs["participants"],
    ) == (
        *("=Ana", None, 3),
        2,
    )


def test_the_workbook_says_how_its_people_are_counted(book: openpyxl.Workbook) -> None:
    """Themes are counted by first codes, and a person's codes by coded segments."""
    lines = [str(value) for (value,) in book["How to read"].iter_rows(min_row=2, values_only=True)]
    assert FIRST_CODES_COUNT in lines
    assert "In Codebook, the counts of a person's code are of its coded segments" in " ".join(lines)


def test_rows_of_the_matrix_add_up(book: openpyxl.Workbook) -> None:
    """Each unit of a participant is in one theme or in none, and participants are in natural order."""
    found = rows(book["Participants x themes"])
    assert [row["participant"] for row in found] == ["P1", "P2", "P10"]
    themes = ("T1 talk; company", "T2 fear", "no theme")
    assert [sum(int(str(row[name])) for name in themes) for row in found] == [row["all units"] for row in found]
    assert [row["gender"] for row in found] == ["f", "m", None]


@pytest.mark.parametrize("namesake", [False, True])
def test_a_person_known_by_the_document_only_has_the_name_of_the_document(
    results: Results, tmp_path: Path, *, namesake: bool
) -> None:
    """Such a person comes after all participants, and is never merged with a participant of the same name."""
    second = "b.txt" if namesake else "P2"
    names = {"P10": None, "P2": second}
    units = results.run.units.assign(participant=results.run.units["participant"].replace(names))
    write_results_workbook(replace(results, run=replace(results.run, units=units)), tmp_path / "run.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "run.xlsx")
    assert [row["participant"] for row in rows(workbook["Participants x themes"])] == [
        *sorted(["P1", second], key=natural_sort_key),
        "b.txt",
    ]
    spoken = [
        (row["theme id"], row["participant"], row["units"]) for row in rows(workbook["IPA themes by participant"])
    ]
    assert sorted(spoken) == sorted([("T1.1", "P1", 1), ("T1.1", second, 2), ("T2.1", "P1", 1)])


def test_every_unit_without_theme_has_its_reason(book: openpyxl.Workbook) -> None:
    """Units that took part come first, then those set aside."""
    found = rows(book["Without theme"])
    assert [row["status"] for row in found] == ["unassigned", *["set aside"] * 5]
    assert (found[0]["reason"], found[0]["nearest sub-theme"]) == ("far from all themes", "T2.1 fear")
    assert all(row["reason"] for row in found)


def test_the_transcript_leaves_room_for_notes(book: openpyxl.Workbook) -> None:
    """Every unit is listed with line and turn, including the interviewer's; the notes are empty."""
    found = rows(book["IPA transcript"])
    assert len(found) == 10
    assert {row["exploratory notes"] for row in found} == {None}
    bell = next(row for row in found if str(row["transcript"]).startswith("The bell"))
    assert (bell["line"], bell["turn"], bell["speaker"], bell["candidate theme"]) == (2, 2, "P2", "T1.1 talk; company")


def test_themes_are_listed_by_participant(book: openpyxl.Workbook) -> None:
    """Each theme lists who speaks of it, how often, and in which lines."""
    found = rows(book["IPA themes by participant"])
    assert [(row["theme id"], row["participant"], row["units"]) for row in found] == [
        *(("T1.1", "P1", 1), ("T1.1", "P2", 2)),
        ("T2.1", "P1", 1),
    ]
    assert [row["where"] for row in found] == ["一.txt, line 2", "b.txt, lines 2, 4", "一.txt, line 4"]


def test_the_most_typical_unit_is_quoted_in_full(results: Results) -> None:
    """It is the unit of a person that is closest to the mean of the theme."""
    units, vectors = results.run.units, np.zeros((len(results.run.units), 2), dtype=np.float32)
    long = f"-no, {'they said ' * 20}and left."
    vectors[units["text"] == "-no, they said\r\nand left."] = (1, 0)
    told = units.assign(text=units["text"].replace("-no, they said\r\nand left.", long))
    changed = Results(replace(results.run, vectors=vectors, units=told))
    said = {(one.theme.theme_id, one.person): one.quote for one in iterate_themes_by_participant(changed)}
    assert said["T1.1", "P2"] == long


def test_the_workbook_of_a_project_is_read_again(project: Project, tmp_path: Path) -> None:
    """Its first sheet is a table of coded segments that ``--gold`` reads."""
    losses = write_project_workbook(project, tmp_path / "project.xlsx")
    assert "memos" not in {loss.what for loss in losses}
    assert "Memos" in openpyxl.load_workbook(tmp_path / "project.xlsx").sheetnames
    read = read_codings(tmp_path / "project.xlsx", project.documents)
    assert read.problems == ()
    assert {coding.coder: len(coding.segments) for coding in read.codings} == {"=Ana": 3, "ThemeMiner": 4}


def test_equal_runs_give_equal_bytes(results: Results, tmp_path: Path) -> None:
    """The file has no timestamps, and only its owner may read it."""
    for name in ("one.xlsx", "other.xlsx"):
        write_results_workbook(results, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "other.xlsx").read_bytes()
    assert (tmp_path / "one.xlsx").stat().st_mode & 0o777 == 0o600
