"""Names and texts with control characters reach a terminal or a pipe as visible escapes, whatever command prints them.

The study is hostile: file names, headers, participants, texts, codes and coders want to colour, retitle, clear and turn
the terminal, and to begin a line of their own.
"""

import csv
import io
import json
import logging
import os
import pty
import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from thememiner.__main__ import run as run_command
from thememiner.cli import commands
from thememiner.cli.output import echo
from thememiner.escaping import escape_controls, escape_library_messages

HARM = "\x1b[95m\x1b]0;owned\x07\u202e\u2066\x9b2J\x7f\u2028\r\nForged: line"
"""Bright magenta, another title, reversed letters, an empty screen, and a line that the program did not print."""
NAME = HARM.replace("\r\n", "\n")
"""The same for names of files, where a carriage return would change nothing."""
CODE = HARM.replace(";", ":")
"""The same for codes, which a semicolon separates."""
CUT = "\u2028"
"""Before it, the harm is no line break, which in a transcript would begin a turn."""
RAW = ("\x1b[95m", "\x1b]0;", "\x07", "\u202e", "\u2066", "\x9b", "\x7f", "\u2028", "\nForged", "\rForged")
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]")
"""What no pipe may carry: every control character but tab and line break."""
ENCODER = """
class Letters:
    def encode(self, texts):
        return [[1.0 + text.count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts]
"""
SETTINGS = """
[embedding]
model = "letters"
[discovery]
runs = 2
workers = 1
[comparison]
resamples = 2
shuffles = 2
[saturation]
compute = "off"
"""
TABLE = """
[table]
rows = "units"
text = "text"
document = "doc"
speaker = "speaker"
codes = "labels"
participant_attributes = ["group"]
"""
SUBJECTS = {"soup": ("a bowl of soup", "the hot soup"), "choir": ("we sang in the choir", "the choir sang")}
Call = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder of the hostile study, and install the encoder that reads it in no time."""
    folder = tmp_path_factory.mktemp("hostile")
    installed = folder / "installed"
    (installed / "letters-1.0.dist-info").mkdir(parents=True)
    (installed / "letters.py").write_text(ENCODER, "utf-8")
    (installed / "letters-1.0.dist-info" / "METADATA").write_text("Name: letters\nVersion: 1.0\n", "utf-8")
    entry = "[thememiner.encoders]\nletters = letters:Letters\n"
    (installed / "letters-1.0.dist-info" / "entry_points.txt").write_text(entry, "utf-8")
    _write_inputs(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(installed))
        patch.chdir(folder)
        yield folder


def _write_inputs(folder: Path) -> None:
    (folder / "units.toml").write_text(TABLE + SETTINGS, "utf-8")
    (folder / "plain.toml").write_text(SETTINGS, "utf-8")
    (folder / f"bad{NAME}.toml").write_text("sed = 1\n[nothing]\nx = 2\n", "utf-8")
    rows = [
        {
            "doc": f"D{person}{HARM}",
            "speaker": f"P{person}{HARM}",
            "text": f"{said} number {number} {HARM}",
            "labels": f"{subject}{CODE}",
            "group": f"g{person % 2}{HARM}",
        }
        for person in range(4)
        for subject, sayings in SUBJECTS.items()
        for said in sayings
        for number in range(3)
    ]
    (folder / f"units{NAME}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    (folder / f"new{NAME}.jsonl").write_text(
        "".join(json.dumps(row | {"doc": f"N{HARM}", "speaker": f"N{HARM}"}) + "\n" for row in rows[:12]), "utf-8"
    )
    with (folder / f"coded{NAME}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("document", "quote", "code", "coder", f"extra{HARM}"))
        for row in rows:
            writer.writerow((row["doc"], row["text"], f"code of {row['labels']}", f"Ana{HARM}", "x"))
        writer.writerow((f"missing{HARM}", "never said", f"code{CODE}", f"Ana{HARM}", "x"))
    corpus = folder / f"corpus{NAME}"
    corpus.mkdir()
    for person in range(4):
        lines = [
            f"P{person}: {said}, {number}, {HARM.partition(CUT)[0]}."
            for _, said in enumerate(SUBJECTS["soup"])
            for number in "abc"
        ]
        (corpus / f"talk {person}{NAME}.txt").write_text("\n".join(["I: And?\n" + line for line in lines]), "utf-8")
    (corpus / f"broken{NAME}.docx").write_bytes(b"no document")
    (folder / "plan.toml").write_text('corpora = ["corpus*"]\nconfigurations = ["plain.toml"]\n', "utf-8")


@pytest.fixture(scope="module")
def run(study: Path) -> Path:
    """Return a run of the hostile study with a manual coding."""
    table = (str(study / f"units{NAME}.jsonl"), "-c", str(study / "units.toml"))
    assert run_command(["mine", *table, "-o", str(study / "run"), "--quiet"]) == 0
    return study / "run"


def through_pipe(arguments: Sequence[str], capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run a command whose output goes to a file, and return exit code and output."""
    capfd.readouterr()
    code = run_command(list(arguments))
    printed = "".join(capfd.readouterr())
    assert CONTROLS.search(printed) is None, repr(CONTROLS.search(printed))
    return code, printed


def through_terminal(arguments: Sequence[str], capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run a command on a pseudo-terminal, and return exit code and output."""
    with capfd.disabled(), terminal() as read, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TERM", "xterm-256color")
        patch.setenv("COLUMNS", "2000")
        code = run_command(list(arguments))
        return code, read()


@contextmanager
def terminal() -> Iterator[Callable[[], str]]:
    """Let standard output and error be a wide terminal; provide a function that ends it and returns what it got."""
    reading, writing = pty.openpty()
    got: list[bytes] = []

    def collect() -> None:
        try:
            while data := os.read(reading, 65536):
                got.append(data)
        except OSError:  # nobody writes any more
            return

    collector = threading.Thread(target=collect, daemon=True)
    collector.start()
    stream = io.TextIOWrapper(os.fdopen(writing, "wb", buffering=0), encoding="utf-8", write_through=True)
    before = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = stream

    def end() -> str:
        sys.stdout, sys.stderr = before
        if not stream.closed:
            stream.close()
        collector.join()
        return b"".join(got).decode("utf-8").replace("\r\n", "\n")

    try:
        yield end
    finally:
        end()
        os.close(reading)


@pytest.fixture(params=[through_pipe, through_terminal], ids=["pipe", "terminal"])
def call(request: pytest.FixtureRequest, capfd: pytest.CaptureFixture[str]) -> Call:
    """Return a function that runs a command, checks that nothing harmful is printed, and returns code and output."""

    def run_checked(*arguments: str | Path, escaped: bool = True) -> tuple[int, str]:
        code, printed = request.param(list(map(str, arguments)), capfd)
        found = [raw for raw in RAW if raw in printed]
        assert found == [], f"{arguments[0]}: {printed}"
        assert (r"\x1b[95m" in printed or r"\u001b[95m" in printed) is escaped, printed
        return code, printed

    return run_checked


def test_commands_that_write_runs(study: Path, run: Path, call: Call) -> None:
    """Mining, extending, sub-themes and consensus name files, participants and codes as escapes."""
    table = study / f"units{NAME}.jsonl"
    gold = ("--gold", study / f"coded{NAME}.csv")
    new = ("-o", study / f"out{NAME}", "--force")
    assert call("mine", table, "-c", study / "units.toml", *gold, *new)[0] == 3
    assert call("extend", run, study / f"new{NAME}.jsonl", "-c", study / "units.toml", *new)[0] == 0
    assert call("subthemes", run, "--code", f"soup{CODE}", "--coder", "manual", *new)[0] == 0
    sheet = study / f"sheet{NAME}.csv"
    assert call("disagreements", run, "--to", sheet, "--force")[0] == 0
    rows = list(csv.DictReader(io.StringIO(sheet.read_bytes().decode("utf-8-sig"), newline="")))
    assert rows


def test_commands_that_read_runs(study: Path, run: Path, call: Call) -> None:
    """Tables, sentences, passages and JSON are safe."""
    assert call("show", run, escaped=False)[0] == 0
    assert call("compare", run, "--all-figures")[0] == 0
    assert call("compare", run, "--json")[0] == 0
    assert call("prevalence", run, "--by", "group")[0] == 0
    assert call("prevalence", run, "--by", "group", "--json")[0] == 0
    assert call("questions", run, escaped=False)[0] == 0
    assert call("disagreements", run)[0] == 0
    assert call("saturation", run, "--base-size", "2", "--run-length", "1", "--orders", "1", escaped=False)[0] == 0
    assert call("report", run, "-o", study / f"page{NAME}.html", "--force")[0] == 0
    assert call("export", run, "--to", study / f"x{NAME}.csv", "--force")[0] == 0


def test_commands_that_read_files(study: Path, call: Call) -> None:
    """Inspecting, converting and checking name files, headers and speakers as escapes."""
    assert call("inspect", study / f"corpus{NAME}", study / f"units{NAME}.jsonl")[0] == 3
    assert call("inspect", study / f"coded{NAME}.csv", "--json")[0] == 0
    assert call("convert", study / f"coded{NAME}.csv", study / f"y{NAME}.json", "--force")[0] == 0
    assert call("config", "--check", study / f"bad{NAME}.toml")[0] == 2
    assert call("config", escaped=False)[0] == 0


def test_commands_of_a_batch(study: Path, call: Call) -> None:
    """A batch, its dry run, its status and the cache name corpora and files as escapes."""
    plan = study / "plan.toml"
    assert call("batch", plan, "--dry-run")[0] == 0
    assert call("batch", plan)[0] == 3
    assert call("status", plan)[0] == 0
    assert call("status", plan, "--json")[0] == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THEMEMINER_CACHE", str(study / f"cache{NAME}"))
        assert call("cache", "info")[0] == 0
        assert call("cache", "clear")[0] == 0


def test_refusals(study: Path, run: Path, call: Call) -> None:
    """Errors quote what was given as escapes, also those of the library that reads the command line."""
    assert call("mine", study / f"nowhere{NAME}")[0] == 2
    assert call("show", run, f"--x{HARM}")[0] == 2
    assert call(f"min{HARM}")[0] == 2
    assert call("subthemes", run, "--code", HARM, "-o", study / f"other{NAME}")[0] == 2
    assert call("mine", study / f"corpus{NAME}" / f"broken{NAME}.docx", "-o", study / f"other{NAME}")[0] == 4
    assert call("compare", run, "--gold", study / f"bad{NAME}.toml")[0] == 4


def test_every_command_is_walked() -> None:
    """A new command belongs into one of the tests above."""
    source = Path(__file__).read_text("utf-8")
    walked = set(re.findall(r'call\("([a-z]+)"', source))
    assert set(commands.commands) - walked == set()


def test_consensus(study: Path, run: Path, call: Call) -> None:
    """The decisions of a table are counted, and its problems are listed."""
    sheet = study / f"decided{NAME}.csv"
    assert run_command(["disagreements", str(run), "--to", str(sheet), "--force"]) == 0
    rows = list(csv.reader(io.StringIO(sheet.read_bytes().decode("utf-8-sig"), newline="")))
    at = rows[0].index("decision")
    rows[1][at], rows[2][at] = f"new{CODE}", "?" * 3
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    assert call("consensus", run, sheet, "-o", study / f"agreed{NAME}", "--name", f"both{HARM}", "--force")[0] in (0, 3)


def test_a_real_process_on_a_real_terminal(study: Path) -> None:
    """Warnings and log messages of libraries, which the program does not print itself, are safe, too."""
    program = (
        "import logging, sys, threading, warnings\n"
        "import thememiner.__main__ as main\n"
        "def run():\n"
        f"    logging.getLogger('library').warning({HARM!r})\n"
        f"    warnings.warn({HARM!r}, stacklevel=1)\n"
        f"    threading.Thread(target=lambda: [][{HARM!r}]).start()\n"
        f"    return 0\n"
        "main.run = run\n"
        "main.main()\n"
    )
    reading, writing = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", program], stdout=writing, stderr=writing, cwd=study)  # noqa: S603 - our own words
    os.close(writing)
    printed = b""
    try:
        while data := os.read(reading, 65536):
            printed += data
    except OSError:
        pass
    os.close(reading)
    assert process.wait() == 0
    text = printed.decode().replace("\r\n", "\n")
    assert [raw for raw in RAW if raw in text] == []
    assert text.count(r"\x1b[95m") == 2
    assert "Unexpected error (TypeError)" in text


def test_ordinary_text_is_untouched(capsys: pytest.CaptureFixture[str]) -> None:
    """Joined emoji, Chinese and accents are printed as they are; a half of a surrogate pair is escaped."""
    text = "👩‍👩‍👧 李华：“好。” é naïve ½"
    echo(text, "\ud83d")
    assert capsys.readouterr().out == f"{text}\n\\ud83d\n"


def test_json_escapes_are_those_of_json() -> None:
    """What is read back from escaped JSON is what was written."""
    text = json.dumps({"a": HARM}, ensure_ascii=False)
    escaped = escape_controls(text, as_json=True)
    assert CONTROLS.search(escaped) is None
    assert json.loads(escaped) == {"a": HARM}


def test_messages_of_libraries_are_escaped(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A library's warning or log line that quotes a name stays one line and steers nothing."""
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(logging.root, "level", logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        escape_library_messages()
        warnings.warn(f"odd {HARM}", UserWarning, stacklevel=1)
        logging.getLogger("library").error("no %s", HARM)
        logging.getLogger("library").info("not printed")
    first, second = capsys.readouterr().err.splitlines()
    assert first == f"Warning: UserWarning: odd {escape_controls(HARM)}"
    assert second == f"Error: library: no {escape_controls(HARM)}"
