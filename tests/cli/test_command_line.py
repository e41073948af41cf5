"""The command line: light to start, exact in its exit codes, silent about what people said."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from disputed_run import disputed_run, write

from thememiner.__main__ import run
from thememiner.cli import commands
from thememiner.cli.options import read_config
from thememiner.cli.output import echo_some
from thememiner.errors import RunExistsError

HEAVY = {
    "torch",
    "pandas",
    "numpy",
    "sklearn",
    "spacy",
    "jieba",
    "hdbscan",
    "umap",
    "pyarrow",
    "pydantic",
    "rich",
    "plotly",
}
CANARY = "The heron of Zanzibar keeps my secret."


def test_help_imports_nothing_heavy() -> None:
    """``thememiner --help`` and the commands' help answer without one heavy library."""
    program = (
        "import sys; from thememiner.__main__ import run;"
        "names = ['mine', 'show', 'report', 'compare', 'config', 'cache'];"
        "codes = [run(['--help']), *(run([name, '--help']) for name in names)];"
        f"print(sorted(set(sys.modules) & {HEAVY!r}), codes, file=sys.stderr)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert answer.stderr.strip() == "[] [0, 0, 0, 0, 0, 0, 0]"


def test_help_has_a_whole_sentence_for_every_command() -> None:
    """No command's first sentence is cut."""
    help_text = " ".join(commands.get_help(click.Context(commands, info_name="thememiner")).split())
    for name, command in commands.commands.items():
        sentence = " ".join((command.help or "").partition("\n\n")[0].split())
        assert sentence.endswith(".")
        assert f" {name} {sentence}" in help_text


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """``--version`` prints name and version on standard output."""
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("ThemeMiner, version ")


def test_a_terminal_without_chinese_letters_shows_their_numbers(tmp_path: Path) -> None:
    """A name that the terminal cannot print is not a failure."""
    (tmp_path / "上海").mkdir()
    (tmp_path / "上海" / "plan.toml").write_text('corpora = "*.csv"\n', encoding="utf-8")
    (tmp_path / "上海" / "访谈.csv").write_text("text\nwords\n", encoding="utf-8")
    command = [sys.executable, "-m", "thememiner", "batch", str(tmp_path / "上海" / "plan.toml"), "--dry-run"]
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    answer = subprocess.run(command, capture_output=True, env=environment, check=False)  # noqa: S603 - our own words
    assert answer.returncode == 0, answer.stderr
    assert rb"\u8bbf\u8c08" in answer.stdout


@pytest.mark.parametrize("encoding", ["latin-1", "cp932", "utf-8"])
def test_json_is_json_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    """Characters that cannot be printed are escaped as in JSON."""
    (tmp_path / "plan.toml").write_text('corpora = "*.csv"\n', encoding="utf-8")
    (tmp_path / "é😀访.csv").write_text("text\nwords\n", encoding="utf-8")
    command = [sys.executable, "-m", "thememiner", "status", str(tmp_path / "plan.toml"), "--json"]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    answer = subprocess.run(command, capture_output=True, env=environment, check=True)  # noqa: S603 - our own words
    assert json.loads(answer.stdout.decode(encoding))["jobs"][0]["corpus"] == "é😀访"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["mine"], id="no path"),
        pytest.param(["mine", "no-such-folder"], id="a path that is not there"),
        pytest.param(["min", "x"], id="unknown command"),
        pytest.param(["mine", ".", "--seed", "-1"], id="a seed out of range"),
        pytest.param(["show", "no-such-run"], id="a run that is not there"),
    ],
)
def test_a_call_that_is_off_exits_with_2(words: list[str]) -> None:
    """Usage errors have exit code 2."""
    assert run(words) == 2


def test_config_prints_a_configuration_that_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What ``thememiner config`` prints passes ``thememiner config --check``."""
    assert run(["config"]) == 0
    path = tmp_path / "study.toml"
    path.write_text(capsys.readouterr().out, "utf-8")
    assert run(["config", "--check", str(path)]) == 0


def test_config_check_lists_every_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``--check`` of a file with two mistakes names both and exits with 2."""
    path = tmp_path / "study.toml"
    path.write_text("sed = 1\n[description]\nkeyword = 3\n", "utf-8")
    assert run(["config", "--check", str(path)]) == 2
    errors = capsys.readouterr().err
    assert "Did you mean seed?" in errors
    assert "Did you mean description.keywords?" in errors


def test_an_unexpected_failure_quotes_no_transcript(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A failure whose message contains words of a transcript exits with 70 and does not repeat them."""

    def fail(*_: object, **__: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr("thememiner.workflows.mine", fail)
    assert run(["mine", str(tmp_path)]) == 70
    told = capsys.readouterr()
    assert "ValueError" in told.err
    assert CANARY not in told.err + told.out


def test_an_interruption_exits_with_130(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with exit code 130 and without a traceback."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("thememiner.workflows.mine", interrupt)
    assert run(["mine", str(tmp_path)]) == 130


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands(
    shell: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The completion script that the documentation names is printed for each shell."""
    monkeypatch.setenv("_THEMEMINER_COMPLETE", f"{shell}_source")
    with pytest.raises(SystemExit) as ended:
        run([])
    assert ended.value.code == 0
    assert "_THEMEMINER_COMPLETE" in capsys.readouterr().out


def test_a_report_is_replaced_only_on_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An existing file stays, and the message says how to replace it."""
    write(disputed_run(), tmp_path / "run")
    page = tmp_path / "page.html"
    page.write_text("mine", "utf-8")
    assert run(["report", str(tmp_path / "run"), "-o", str(page)]) == RunExistsError.exit_code
    assert "the file already exists. Choose another file with -o, or use --force." in capsys.readouterr().err
    assert page.read_text("utf-8") == "mine"
    assert run(["report", str(tmp_path / "run"), "-o", str(page), "--force"]) == 0
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_the_encoding_of_the_command_line_counts_before_the_configuration(tmp_path: Path) -> None:
    """All other settings stay those of the file."""
    (tmp_path / "a.toml").write_text('seed = 7\n[corpus]\nencoding = "utf-8"\n', "utf-8")
    settings = read_config(tmp_path / "a.toml", encoding="gb18030", seed=None)
    assert (settings.corpus.encoding, settings.seed) == ("gb18030", 7)


def test_of_many_notes_the_first_are_printed_and_the_others_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a place where all are listed, all are printed."""
    lines = [f"note {number}" for number in range(1, 1022)]
    echo_some("Note", lines)
    *shown, last = capsys.readouterr().err.splitlines()
    assert shown == [f"Note: note {number}" for number in range(1, 21)]
    assert last == "Note: 1,001 more; the report lists them."
    echo_some("Note", lines, more=None)
    assert len(capsys.readouterr().err.splitlines()) == len(lines)
