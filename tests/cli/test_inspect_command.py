"""``inspect`` shows who speaks before anything is mined, and options settle what is doubtful."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from disputed_run import disputed_run, write

from thememiner.__main__ import run as run_command
from thememiner.runs import open_run
from thememiner.workflows import inspect, mine

QUESTIONS = ("How was it?", "And then?", "Who came?", "Why?", "What did you say?", "Where?")
HEADINGS = "Speaker\tFiles\tTurns\tWords\tAsks\tRole\tWhy"


@pytest.fixture
def interviews(tmp_path: Path) -> Path:
    """Return a folder of two interviews whose interviewer is called by her name."""
    folder = tmp_path / "interviews"
    folder.mkdir()
    for number, name in enumerate(("Mia", "Ben")):
        turns = (f"Jane Doe: {question}\n{name}: It was number {number}.\n" for question in QUESTIONS)
        (folder / f"{number}.txt").write_text("".join(turns), "utf-8")
    return folder


def lines_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """Return the lines that a command prints on standard output."""
    assert run_command(list(arguments)) == 0
    return capsys.readouterr().out.splitlines()


def test_suspicions_come_first(interviews: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before the table stands what to check and which option settles it; suspicious speakers are its first rows."""
    lines = lines_of(capsys, "inspect", str(interviews))
    assert lines[0] == "interviews: transcripts"
    (check,) = [line for line in lines if line.startswith("Check: ")]
    assert '--interviewer "Jane Doe"' in check
    at = lines.index(HEADINGS)
    assert lines.index(check) < at
    assert lines[at + 1] == "Jane Doe\t2\t12\t26\t100 %\tparticipant\tasks most questions; check"
    assert lines[at + 2 : at + 4] == [
        "Ben\t1\t6\t24\t0 %\tparticipant\tdefault",
        "Mia\t1\t6\t24\t0 %\tparticipant\tdefault",
    ]


def test_rows_of_a_table_are_one_line(interviews: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two hundred answers do not push the interviews out of sight; they are listed with their number."""
    answers = [f"Answer {number} is here." for number in range(200)]
    (interviews / "answers.csv").write_text("\n".join(["text", *answers]), "utf-8")
    lines = lines_of(capsys, "inspect", str(interviews))
    listed = lines[lines.index("Document\tCharacters\tTurns\tParticipants") + 1 :]
    assert [line.split("\t")[0] for line in listed] == ["0.txt", "1.txt", "answers.csv (200 texts)"]
    assert listed[2].split("\t")[1] == f"{sum(map(len, answers)):,}"


def test_several_interviewers_are_settled_by_one_line(interviews: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where several people ask, one line has all options to copy."""
    talk = "".join(f"Dr. Kim: {question}\nLea (Student): It was mine.\n" for question in QUESTIONS)
    (interviews / "2.txt").write_text(talk, "utf-8")
    (line,) = [line for line in lines_of(capsys, "inspect", str(interviews)) if line.startswith("If all of these")]
    assert line.endswith('give: --interviewer "Jane Doe" --interviewer "Dr. Kim"')


def test_a_name_that_no_speaker_has_is_noted(interviews: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt name in an option is not passed over; the labels that there are stand beside it."""
    lines = lines_of(capsys, "inspect", str(interviews), "--interviewer", "jane doe", "--participant", "Zorro")
    (check,) = [line for line in lines if "Zorro" in line]
    assert check.startswith('Check: speakers: no speaker has the name that the settings give: --participant "Zorro".')
    assert "Jane Doe" in check


def test_options_settle_roles_without_a_configuration(interviews: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the option, the speaker is the interviewer, the table says why, and nothing is left to check."""
    lines = lines_of(capsys, "inspect", str(interviews), "--interviewer", "Jane Doe", "--other", "ben")
    at = lines.index(HEADINGS)
    assert [[line.split("\t")[at] for at in (0, 5, 6)] for line in lines[at + 1 : at + 4]] == [
        ["Jane Doe", "interviewer", "setting"],
        ["Mia", "participant", "default"],
        ["Ben", "other", "setting"],
    ]
    assert not [line for line in lines if line.startswith("Check: ")]


def test_several_files_are_inspected_together(interviews: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A speaker of both files is one row."""
    lines = lines_of(capsys, "inspect", str(interviews / "0.txt"), str(interviews / "1.txt"))
    assert lines[0] == "0.txt and 1 more: transcripts"
    assert [line for line in lines if line.startswith("Jane Doe\t2\t12\t")]


def test_json_has_speakers_and_suspicions(interviews: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts are numbers, and no answer is printed."""
    assert run_command(["inspect", str(interviews), "--json"]) == 0
    text = capsys.readouterr().out
    printed = json.loads(text)
    assert printed["speakers"][0] == {
        "label": "Jane Doe",
        "role": "participant",
        "reason": "asks most questions",
        "is_suspicious": True,
        "documents": 2,
        "people": 1,
        "turns": 12,
        "words": 26,
        "questions": 12,
    }
    assert len(printed["suspicions"]) == 1
    assert "number" not in text


def test_a_label_has_one_role(interviews: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same label as interviewer and as participant is refused, whatever its case."""
    assert run_command(["inspect", str(interviews), "--interviewer", "Mia", "--participant", "mia"]) == 2
    assert '"mia" is given as --interviewer and as --participant' in capsys.readouterr().err


def test_a_label_of_the_configuration_gives_way(interviews: Path, tmp_path: Path) -> None:
    """An option takes a label out of the role that the configuration gives it."""
    config = tmp_path / "study.toml"
    config.write_text('[speakers]\nother = ["Jane Doe", "Ben"]\n', "utf-8")
    assert run_command(["inspect", str(interviews), "-c", str(config), "--interviewer", "Jane Doe"]) == 0
    seen = inspect(interviews)
    assert [row.label for row in seen.speakers] == ["Jane Doe", "Ben", "Mia"]


def test_mining_says_the_same_as_inspecting(
    interviews: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The suspicions are the first notes on standard error, in the manifest and in the report."""
    suspicions = inspect(interviews).suspicions
    assert run_command(["mine", str(interviews), "-o", str(tmp_path / "run")]) == 0
    run = open_run(tmp_path / "run")
    assert [note["text"] for note in run.manifest["notes"]][: len(suspicions)] == [one.text for one in suspicions]
    assert suspicions[0].text in capsys.readouterr().err
    assert "no speaker is known to be the interviewer" in (tmp_path / "run" / "report.html").read_text("utf-8")
    assert inspect(tmp_path / "run").suspicions == suspicions


def test_roles_of_options_are_recorded(interviews: Path, tmp_path: Path) -> None:
    """The settings of the run name the speakers, and their turns are set aside."""
    command = ["mine", str(interviews), "-o", str(tmp_path / "run"), "--quiet", "--interviewer", "Jane Doe"]
    assert run_command([*command, "--participant", "Mia"]) == 0
    run = open_run(tmp_path / "run")
    assert run.manifest["settings"]["speakers"]["interviewer"] == ["Jane Doe"]
    assert run.manifest["settings"]["speakers"]["participant"] == ["Mia"]
    assert {turn.role.value for document in run.documents for turn in document.turns if turn.speaker == "Jane Doe"} == {
        "interviewer"
    }


def test_new_interviews_can_have_another_interviewer(interviews: Path, tmp_path: Path) -> None:
    """``extend`` adds the labels to the settings of the run."""
    mine(interviews, tmp_path / "run")
    new = tmp_path / "new.txt"
    new.write_text("".join(f"John Roe: {question}\nLea: It was fine.\n" for question in QUESTIONS), "utf-8")
    command = ["extend", str(tmp_path / "run"), str(new), "-o", str(tmp_path / "more"), "--quiet"]
    assert run_command([*command, "--interviewer", "John Roe"]) == 0
    extended = open_run(tmp_path / "more")
    assert extended.manifest["settings"]["speakers"]["interviewer"] == ["John Roe"]
    (document,) = [document for document in extended.documents if document.doc_id == "new.txt"]
    assert document.participants == ("Lea",)


def test_inspecting_loads_no_library_that_clusters(interviews: Path, tmp_path: Path) -> None:
    """Whoever looks at transcripts, a run or codings does not wait for scikit-learn, HDBSCAN, UMAP or PyTorch."""
    coded = tmp_path / "coded.csv"
    coded.write_text("document,quote,code\n0.txt,It was number 0.,number\n", "utf-8")
    looked_at = [str(interviews), str(write(disputed_run(), tmp_path / "run")), str(coded)]
    program = (
        "import sys\nfrom thememiner.__main__ import run\n"
        f"codes = [run(['inspect', path]) for path in {looked_at!r}]\n"
        "assert codes == [0, 0, 0]\n"
        "print(sorted({'sklearn', 'hdbscan', 'umap', 'torch', 'scipy', 'numba'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert answer.stdout.splitlines()[-1] == "[]"


def print_on_terminal(columns: int, *arguments: str) -> list[str]:
    """Return the lines that a command prints on a terminal of a width, without colours."""
    program = f"from thememiner.__main__ import run; run({list(arguments)!r})"
    ours, theirs = pty.openpty()
    environment = {"COLUMNS": str(columns), "TERM": "xterm", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen([sys.executable, "-c", program], stdout=theirs, env=environment) as process:  # noqa: S603 - our own words
        process.wait(60)
    os.close(theirs)
    return re.sub(r"\x1b\[[0-9;]*m", "", os.read(ours, 65_536).decode()).splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")
def test_the_table_fits_a_terminal_of_80_columns(interviews: Path) -> None:
    """Every line of the drawn table has at most 80 characters."""
    lines = print_on_terminal(80, "inspect", str(interviews))
    drawn = [line for line in lines if line.startswith(("│", "┃"))]
    assert any("Jane Doe" in line for line in drawn)
    assert max(map(len, drawn)) <= 80


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")
def test_no_word_is_broken_on_a_narrow_terminal(interviews: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the table does not fit, each speaker has lines of its own; every line ends between words."""
    lines = print_on_terminal(40, "inspect", str(interviews))
    at = lines.index("Jane Doe")
    assert lines[at + 1 : at + 4] == [
        "  Files: 2, Turns: 12, Words: 26,",
        "  Asks: 100 %, Role: participant,",
        "  Why: asks most questions; check",
    ]
    assert max(map(len, lines)) <= 40
    assert '--interviewer "Jane Doe"' in " ".join(line for line in lines if line.startswith("--"))
    (check,) = [line for line in lines_of(capsys, "inspect", str(interviews)) if line.startswith("Check: ")]
    assert check in " ".join(lines)
