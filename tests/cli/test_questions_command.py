"""``thememiner questions`` prints the interview guide; prevalence and exports count those who were asked."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from guided_run import DAY, FUTURE, ORIGIN, guided_run

from thememiner.__main__ import run
from thememiner.cli.options import read_config
from thememiner.exchange import Results
from thememiner.exchange.results.narrative import compose_results, to_markdown
from thememiner.intake import CodedSpan, coding_from_spans
from thememiner.records import Scope
from thememiner.runs import write_run


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the guided study, with a person's code on what is said of the future."""
    made = guided_run()
    future = made.units[made.units["theme_id"] == "T2"]
    places = zip(*(future[name].tolist() for name in ("doc_id", "start", "end")), strict=True)
    spans = [CodedSpan(name, start, end, (("ahead", "ahead"),)) for name, start, end in places]
    scope = Scope({document.doc_id: ((0, len(document.text)),) for document in made.documents})
    folder = tmp_path_factory.mktemp("runs") / "study"
    write_run(
        replace(made, codings=(*made.codings, coding_from_spans("Ana", spans, scope=scope))), folder, files={}, log={}
    )
    return folder


def test_sentences_come_first_then_questions_then_crossing_themes(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every question has a row, and what colours a terminal is shown as an escape."""
    assert run(["questions", str(study)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("An interview guide of 3 questions was found in 6 interviews.\n")
    assert f"\nQ2\t{DAY}\t6 of 6\tmiddle (50 %)\t9\tT1.2 family (1), T1.3 goats (1), T1.4 time (1)\n" in printed
    last = "4 of 6 (not interview5.txt and interview6.txt)\tlate (90 %)\t7\tT2 the years ahead (3), "
    assert f"\nQ3\tWhat will \\x1b[31mcome next?\t{last}" in printed
    assert printed.endswith(
        "\nT1.2 family\t3\tQ1 1, Q2 1, Q3 1\nT1.3 goats\t3\tQ1 1, Q2 1, Q3 1\nT1.4 time\t3\tQ1 1, Q2 1, Q3 1\n"
    )


def test_everything_comes_as_json(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON has the questions with their counts, and the themes with their units by question."""
    assert run(["questions", str(study), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["question_id"], one["documents"], one["units"]) for one in found["questions"]] == [
        *(("Q1", 6, 9), ("Q2", 6, 9), ("Q3", 4, 7)),
    ]
    assert found["questions"][2]["text"] == FUTURE
    last = found["themes"][-1]
    assert (last["theme_id"], last["question_id"], last["answers"]) == ("T2", "Q3", {"Q3": 3})


def test_a_table_is_written_once(study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Formulas are guarded in CSV and text in a workbook; an existing file, or one in the run, is refused."""
    table, book = tmp_path / "guide.csv", tmp_path / "guide.xlsx"
    assert run(["questions", str(study), "--to", str(table)]) == 0
    assert run(["questions", str(study), "--to", str(book)]) == 0
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1][:7] == ["Q1", f"'{ORIGIN}", "6", "6", "", "10", "9"]
    assert rows[3][4] == "interview5.txt; interview6.txt"
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == ["Interview guide", "Themes and questions", "What was asked"]
    cell = sheets["Interview guide"]["B2"]
    assert (cell.value, cell.data_type) == (ORIGIN, "s")
    asked = list(sheets["What was asked"].iter_rows(values_only=True))
    assert asked[0] == ("document", "asked", "question id", "recognised as", "probability")
    assert (asked[1][0], *asked[1][2:]) == ("interview1.txt", "Q1", "asked", 1)
    themes = list(sheets["Themes and questions"].iter_rows(values_only=True))
    assert themes[3] == ("T1.2", "family", 3, "crosses questions", 1, 1, 1, 0)
    assert themes[-1] == ("T2", "the years ahead", 4, "answers Q3", 0, 0, 3, 1)
    before = table.read_bytes()
    assert run(["questions", str(study), "--to", str(table)]) == 2
    assert run(["questions", str(study), "--to", str(study / "guide.csv")]) == 2
    assert run(["questions", str(study), "--to", str(tmp_path / "guide.pdf")]) == 2
    assert table.read_bytes() == before
    assert run(["questions", str(study), "--to", str(table), "--force"]) == 0
    assert "Tables end with .csv or .xlsx." in capsys.readouterr().err


def test_a_run_without_a_guide_is_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence says why there is none, and no file is written."""
    write_run(replace(guided_run(), guide=None), tmp_path / "plain", files={}, log={})
    assert run(["questions", str(tmp_path / "plain"), "--to", str(tmp_path / "guide.csv")]) == 0
    assert capsys.readouterr().out == (
        "There is no interview guide, because no participant speaks in a dialogue.\nNothing was written.\n"
    )
    assert not (tmp_path / "guide.csv").exists()
    assert run(["questions", str(tmp_path / "plain"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["questions"] == []
    assert run(["prevalence", str(tmp_path / "plain")]) == 0
    assert "asked" not in capsys.readouterr().out


def test_prevalence_counts_those_who_were_asked(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A column has them for themes that answer one question, also for the codes of a person, and so has the JSON."""
    assert run(["prevalence", str(study)]) == 0
    printed = capsys.readouterr().out
    assert "the silence of others is not a no." in printed
    assert "T2 the years ahead\t4 of 6, 67 % (30–90 %)\tQ3: 3 of 4, 75 % (30–95 %)\n" in printed
    assert run(["prevalence", str(study), "--level", "subtheme"]) == 0
    assert "T1.2 family\t3 of 6, 50 % (19–81 %)\t\n" in capsys.readouterr().out
    assert run(["prevalence", str(study), "--coder", "Ana"]) == 0
    assert "ahead\t4 of 6, 67 % (30–90 %)\tQ3: 3 of 4, 75 % (30–95 %)\n" in capsys.readouterr().out
    assert run(["prevalence", str(study), "--json"]) == 0
    asked = json.loads(capsys.readouterr().out)["themes"][1]["asked"]
    assert (asked["question_id"], asked["question"]) == ("Q3", FUTURE)
    assert (asked["share"]["said"], asked["share"]["of"]) == (3, 4)


def test_exports_count_those_who_were_asked(study: Path, tmp_path: Path) -> None:
    """Texts say it beside the participants, and the codebook of the workbook has columns for it."""
    text = to_markdown(compose_results(Results(guided_run())))
    assert "n = 4 units, 4 of 6 participants, 3 of the 4 who were asked about it, 75 % (30–95 %); stability" in text
    assert "| T2 | the years ahead | 4 | 4 | 3 of 4 |" in text
    assert run(["export", str(study), "--to", str(tmp_path / "study.xlsx")]) == 0
    book = openpyxl.load_workbook(tmp_path / "study.xlsx")
    heading, *rows = book["Codebook"].iter_rows(values_only=True)
    (row,) = (dict(zip(heading, row, strict=True)) for row in rows if row[1] == "T2")
    assert (row["answers question"], row["participants asked it"], row["of these said it"]) == ("Q3", 4, 3)
    plain = to_markdown(compose_results(Results(replace(guided_run(), guide=None))))
    assert "asked" not in plain


def test_a_given_guide_is_no_seed_theme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The option sets the file of the questions and switches them on; a file of another kind is refused at once."""
    config = tmp_path / "study.toml"
    config.write_text('[questions]\nuse = "off"\n', encoding="utf-8")
    settings = read_config(config, guide_questions=tmp_path / "guide.txt")
    assert (settings.questions.file, settings.questions.use) == (tmp_path / "guide.txt", "auto")
    assert settings.discovery.guide is None
    (tmp_path / "talk.txt").write_text("I: How are you?\nP: Well, thank you.\n", encoding="utf-8")
    (tmp_path / "guide.pdf").write_bytes(b"%PDF")
    given = ["--guide-questions", str(tmp_path / "guide.pdf"), "-o", str(tmp_path / "run")]
    assert run(["mine", str(tmp_path / "talk.txt"), *given]) == 2
    assert "guide.pdf" in capsys.readouterr().err
