"""``export --coder``: every format holds the codes of the chosen coders, and no others."""

import json
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from exported_runs import NAMES

from thememiner.exchange import read_project
from thememiner.exchange.writers import PROJECT_WRITERS, RESULTS_WRITERS
from thememiner.records import Run
from thememiner.workflows import export, measure_prevalence

EVERY = sorted({*PROJECT_WRITERS, *RESULTS_WRITERS})
ANA, PROGRAM = "=Ana", "ThemeMiner"


def written(path: Path) -> str:
    """Return all text of a file, that of all members if it is an archive."""
    if not zipfile.is_zipfile(path):
        return path.read_text("utf-8-sig")
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


@pytest.mark.parametrize("ending", EVERY)
def test_every_format_holds_the_chosen_coding(folder: Path, tmp_path: Path, ending: str) -> None:
    """A person's codes are there, and none of the program's themes, key words, memos or comparisons."""
    path = tmp_path / f"ana{ending}"
    export(folder, [path], coders=[ANA])
    text = written(path)
    assert "life" in text
    assert not [name for name in (*NAMES.values(), "T1.1", "noon&#39;", "andidate") if name in text]


def test_the_text_is_about_the_codes_of_the_person(folder: Path, tmp_path: Path) -> None:
    """Each code has a heading, its numbers as ``prevalence`` counts them, and quotes of different participants."""
    export(folder, [tmp_path / "ana.docx"], coders=[ANA])
    told = [one.text for one in docx.Document(str(tmp_path / "ana.docx")).paragraphs]
    (share,) = [one.overall for one in measure_prevalence(folder, coder=ANA).themes]
    assert told[0] == "Codes of =Ana"
    assert told[1].startswith("=Ana has 2 codes, 1 of them at the top level, and coded 3 passages.")
    assert f"The code “a > b” (n = 3 coded segments, {share.said} of {share.of} participants)." in told
    assert [text for text in told if text.startswith(("“", "The bell"))] == [
        "“The bell␇ rings 👩‍⚕️ at noon.” (P2, b.txt, line 2)",
        "“=我们聊天，𠮷野家。” (P1, 一.txt, line 2)",
        "“I was <b>afraid</b> | of *it*; really.” (P1, 一.txt, line 4)",
    ]


def test_the_tables_for_ipa_have_the_codes_of_the_person(folder: Path, tmp_path: Path) -> None:
    """They stand beside the transcript, and each is listed by participant."""
    export(folder, [tmp_path / "ana.ipa.docx"], coders=[ANA])
    first, *_, last = docx.Document(str(tmp_path / "ana.ipa.docx")).tables
    assert [cell.text for cell in first.rows[0].cells] == ["Line (turn)", "Transcript", "Exploratory notes", "Code"]
    assert first.rows[2].cells[3].text == "life > a > b"
    assert [[cell.text for cell in row.cells][:3] for row in last.rows[1:]] == [
        ["life > a > b", "P1", "2"],
        ["life > a > b", "P2", "1"],
    ]


def test_the_workbook_counts_the_codes_of_the_person(folder: Path, tmp_path: Path) -> None:
    """Sheets about the program's themes are left out."""
    export(folder, [tmp_path / "ana.xlsx"], coders=[ANA])
    book = openpyxl.load_workbook(tmp_path / "ana.xlsx")
    assert {"Quotes", "Without theme", "Comparison"}.isdisjoint(book.sheetnames)
    matrix = [[cell.value for cell in row] for row in book["Participants x themes"].iter_rows()]
    assert matrix[0] == ["participant", "gender", "=Ana: life", "=Ana: no code", "all units"]
    assert matrix[1:] == [["P1", "f", 2, 0, 2], ["P2", "m", 1, 1, 2], ["P10", None, 0, 1, 1]]


def test_several_coders_can_be_chosen(folder: Path, tmp_path: Path) -> None:
    """The text has a part for each, in the order in which they were named, and cells say whose a code is."""
    export(folder, [tmp_path / "both.md", tmp_path / "both.xlsx"], coders=[ANA, PROGRAM])
    text = (tmp_path / "both.md").read_text("utf-8")
    assert 0 == text.index("# Codes of =Ana") < text.index("\n# Candidate themes") < text.index("# Compared with")
    book = openpyxl.load_workbook(tmp_path / "both.xlsx")
    cells = [row[-1].value for row in book["IPA transcript"].iter_rows(min_row=2)]
    assert "=Ana: life > a > b; ThemeMiner: T1.1 talk; company" in cells
    assert {"Participants x themes", "Participants x themes (2)", "Quotes"} <= set(book.sheetnames)


def test_json_has_themes_and_units_with_the_programs_coding_only(folder: Path, tmp_path: Path) -> None:
    """Without it, they would be themes that the file does not have."""
    for coder in (ANA, PROGRAM):
        export(folder, [tmp_path / f"{coder}.json"], coders=[coder])
    (ana, program) = (json.loads((tmp_path / f"{coder}.json").read_text("utf-8")) for coder in (ANA, PROGRAM))
    assert [len(ana[name]) for name in ("themes", "units", "memos", "comparisons")] == [0, 0, 0, 0]
    assert [len(program[name]) for name in ("themes", "units")] == [2, 10]
    assert [one.coder for one in read_project(tmp_path / "=Ana.json").codings] == [ANA]


def test_without_a_choice_the_program_is_shown(folder: Path, run: Run, tmp_path: Path) -> None:
    """The text is about its themes, and the workbook has its sheets, as it is with all coders."""
    export(folder, [tmp_path / "all.md", tmp_path / "all.json"])
    text = (tmp_path / "all.md").read_text("utf-8")
    assert text.startswith("# Candidate themes")
    assert "Codes of" not in text
    assert len(read_project(tmp_path / "all.json").codings) == len(run.codings)
