"""Converting: runs, rows that could not be used, and speakers in the texts of projects."""

import json
from pathlib import Path

import pytest

from thememiner.__main__ import run as run_command
from thememiner.errors import UnreadableFileError, UsageError
from thememiner.exchange.refi import write_refi_project
from thememiner.intake import CodedSpan, coding_from_spans
from thememiner.records import Document, Form, Project, Role, Source, Turn
from thememiner.workflows import convert, export, inspect
from thememiner.workflows.losses import get_losses_path

TALK = "Interviewer: How is that?\nAnna: I am tired.\nInterviewer: And now?\nAnna: Better.\n"


def as_project(path: Path, text: str) -> Path:
    """Write a project of one text, in which a passage is coded."""
    start = text.index("tired")
    coding = coding_from_spans("Bo", [CodedSpan("one.txt", start, start + 4, (("a",),))])
    turns = (Turn(0, len(text), None, Role.PARTICIPANT, None),)
    document = Document("one.txt", text, Form.PROSE, turns, Source("one.txt", "", "txt", None))
    write_refi_project(Project((document,), (coding,)), path)
    return path


@pytest.mark.parametrize("ending", [".xlsx", ".json", ".csv", ".qdc", ".docx", ".md"])
def test_a_run_is_converted_as_it_is_exported(folder: Path, tmp_path: Path, ending: str) -> None:
    """Themes, units and comparisons are written, and the same losses are reported."""
    converted = convert(folder, tmp_path / f"a{ending}")
    (exported,) = export(folder, [tmp_path / f"b{ending}"])
    assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()
    assert converted.written == exported.losses


def test_a_run_cannot_be_read_in_another_format(folder: Path, tmp_path: Path) -> None:
    """An unknown format is refused first, then any known one."""
    with pytest.raises(UsageError, match=r"maxqa is not a known format\. Did you mean maxqda\?"):
        convert(folder, tmp_path / "a.xlsx", format="maxqa")
    with pytest.raises(UsageError, match="neither --format nor --documents"):
        convert(folder, tmp_path / "a.xlsx", format="maxqda")
    assert not list(tmp_path.iterdir())


def test_case_in_the_name_of_a_format_is_ignored(tmp_path: Path) -> None:
    """MAXQDA is maxqda."""
    (tmp_path / "a.csv").write_text("Document name,Code,Segment\nP1,a,tired\n", "utf-8")
    assert inspect(tmp_path / "a.csv", format="MAXQDA").format == "maxqda"


def test_a_file_without_codings_is_not_written(tmp_path: Path) -> None:
    """If no row could be used, the reasons are reported, and the exit code is that of unreadable input."""
    (tmp_path / "one.txt").write_text(TALK, "utf-8")
    rows = "".join(f"one,nobody said {word},a,Bo\n" for word in ("this", "that", "such a thing"))
    (tmp_path / "a.csv").write_text(f"document,quote,code,coder\n{rows}", "utf-8")
    with pytest.raises(UnreadableFileError, match=r"none of its 3 coded segments.*\n  a\.csv:2 and 2 more: this row"):
        convert(tmp_path / "a.csv", tmp_path / "new" / "b.json", documents=[tmp_path / "one.txt"])
    assert not (tmp_path / "new").exists()
    arguments = ["convert", str(tmp_path / "a.csv"), str(tmp_path / "b.json"), "--documents", str(tmp_path / "one.txt")]
    assert run_command(arguments) == 4


def test_unused_rows_are_reported_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The terminal has one line per reason, the report beside the file every row."""
    (tmp_path / "one.txt").write_text(TALK, "utf-8")
    rows = "one,I am tired,a,Bo\n" + "one,nobody said this,a,Bo\n" * 30
    (tmp_path / "a.csv").write_text(f"document,quote,code,coder\n{rows}", "utf-8")
    new = tmp_path / "b.json"
    assert run_command(["convert", str(tmp_path / "a.csv"), str(new), "--documents", str(tmp_path / "one.txt")]) == 3
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Not used")]
    assert told == ["Not used: a.csv:3 and 29 more: this row has a quote that is not in its document."]
    report = get_losses_path(new).read_text("utf-8")
    assert report.partition("Not used:\n")[2].count("a.csv:") == 30


def test_speakers_are_found_in_the_texts_of_a_project(tmp_path: Path) -> None:
    """Labels give turns and participants, both in the new file and for inspect."""
    path = as_project(tmp_path / "a.qdpx", TALK)
    (document,) = convert(path, tmp_path / "a.json").project.documents
    assert [turn.participant for turn in document.turns] == [None, "Anna", None, "Anna"]
    convert(path, tmp_path / "a.csv")
    row = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[1]
    assert row.startswith("Bo,Anna,one.txt,2,")
    seen = inspect(path)
    assert (seen.documents[0].turns, seen.documents[0].participants, seen.counts["participants"]) == (4, 1, 1)


def test_a_text_without_labels_has_no_speakers(tmp_path: Path) -> None:
    """It has no turns and no participant, here and in written files."""
    path = as_project(tmp_path / "a.qdpx", "I am tired.\nAnd I hope.\n")
    convert(path, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[1].startswith("Bo,,one.txt,1,,5,9,")
    assert inspect(path).documents[0].turns is None


def test_a_table_without_positions_gets_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Positions in an excerpt are never written as positions in the text."""
    (tmp_path / "a.csv").write_text("document,quote,code,coder\nP1,tired,a,Bo\nP1,tired,a,Bo\n", "utf-8")
    assert run_command(["convert", str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]) == 0
    rows = (tmp_path / "b.csv").read_text("utf-8-sig").splitlines()[1:]
    assert [row.split(",")[:8] for row in rows] == [["Bo", "", "P1", "", "", "", "", "tired"]] * 2
    assert "b.csv: 1 document, 1 coder, 2 codings" in capsys.readouterr().out


def test_a_table_is_converted_without_loss(folder: Path, tmp_path: Path) -> None:
    """From CSV to a workbook and back, positions, lines, turns, participants and rows are the same."""
    export(folder, [tmp_path / "run.csv"], coders=["=Ana"])
    convert(tmp_path / "run.csv", tmp_path / "a.xlsx")
    convert(tmp_path / "a.xlsx", tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "run.csv").read_bytes()


def test_stated_places_that_a_format_cannot_hold_are_counted(folder: Path, tmp_path: Path) -> None:
    """A project made from excerpts has its own positions; those in the full texts are losses."""
    export(folder, [tmp_path / "run.csv"], coders=["=Ana"])
    written = convert(tmp_path / "run.csv", tmp_path / "a.json").written
    assert [(loss.what, loss.count) for loss in written] == [("places in full texts that a table states", 3)]
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["documents"][0]["source"]["format"] == "excerpts"
    convert(tmp_path / "a.json", tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_text("utf-8-sig").splitlines()[1].split(",")[3:7] == [""] * 4


def test_speakers_of_excerpts_are_counted_as_losses(tmp_path: Path) -> None:
    """Passages of several people in one document of excerpts lose their speakers in a project."""
    rows = "P1,tired,a,Bo,Ana\nP1,hope,a,Bo,Ben\n"
    (tmp_path / "a.csv").write_text(f"document,quote,code,coder,participant\n{rows}", "utf-8")
    losses = {loss.what: loss.count for loss in convert(tmp_path / "a.csv", tmp_path / "a.qdpx").written}
    assert losses == {"passages whose speaker is known": 2}
