"""The real program, killed and interrupted in the middle of stages, ends with the files of an uninterrupted call."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from batch_trees import events, torn_files, tree_of
from effort import some_of
from made_study import CANARY, write_study

KILL, INTERRUPT = signal.SIGKILL, signal.SIGINT
MOMENTS = (("segment", KILL), ("discover", KILL), ("discover", INTERRUPT), ("report", KILL))
FAST = {"NUMBA_DISABLE_JIT": "1", "OMP_NUM_THREADS": "1"}
"""Without compilation, which would take longer than the work in every new process."""
PROGRAM = """
import signal
from thememiner.__main__ import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts background jobs with SIGINT ignored
main()
"""
UNCHANGED = """
import json, sys, time
from thememiner.__main__ import run

code = run(["batch", *sys.argv[1:]])
print(json.dumps({"code": code, "modules": sorted(sys.modules), "seconds": time.process_time()}))
"""
HEAVY = {
    *("torch", "sentence_transformers", "transformers", "sklearn", "scipy", "umap", "hdbscan", "pynndescent", "numba"),
    *("spacy", "jieba", "pandas", "pyarrow", "plotly", "docx", "openpyxl"),
}


def start(folder: Path, script: str = PROGRAM) -> subprocess.Popen[str]:
    """Start the program on the plan of a folder."""
    command = [sys.executable, "-c", script, *(["batch"] if script == PROGRAM else []), "plan.toml"]
    environment = os.environ | FAST
    return subprocess.Popen(  # noqa: S603 - our own interpreter and script
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def run_to_end(folder: Path) -> str:
    """Run the program to its end, and return what it printed; some corpora fail."""
    with start(folder) as process:
        printed = process.communicate()[1]
    assert process.returncode == 3, printed
    return printed


def stop_in_the_middle(folder: Path, stage: str, kind: signal.Signals, pause: float) -> tuple[int, str]:
    """Start the program and send it a signal ``pause`` seconds after a stage began; return exit code and output."""
    before = len(events(folder / "out", "good"))
    deadline = time.monotonic() + 300
    with start(folder) as process:
        try:
            while not _has_begun(events(folder / "out", "good")[before:], stage):
                assert process.poll() is None, process.communicate()
                assert time.monotonic() < deadline
                time.sleep(0.02)
            time.sleep(pause)
        except BaseException:
            process.kill()
            raise
        process.send_signal(kind)
        printed = process.communicate()[1]
    return process.returncode, printed


def _has_begun(lines: Sequence[Mapping[str, object]], stage: str) -> bool:
    return any((line["event"], line.get("stage")) == ("begin", stage) for line in lines)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a study that was mined without interruption; one corpus is good, and two fail."""
    folder = write_study(tmp_path_factory.mktemp("whole"))
    printed = run_to_end(folder)
    assert "Failed: empty/plain: " in printed
    assert "Failed: terms/broken: " in printed
    return folder


def test_kills_and_an_interruption_change_nothing(whole: Path, tmp_path: Path) -> None:
    """After each, every file is whole; at the end every file is that of an uninterrupted call."""
    folder = write_study(tmp_path)
    moments = random.Random(0)  # noqa: S311 - moments, not secrets
    for stage, kind in some_of(MOMENTS):
        code, printed = stop_in_the_middle(folder, stage, kind, moments.uniform(0, 0.3))
        assert code == (130 if kind is signal.SIGINT else -kind), printed
        assert torn_files(folder / "out") == []
    run_to_end(folder)
    assert tree_of(folder / "out") == tree_of(whole / "out")
    ended = [line["stage"] for line in events(folder / "out", "good") if line["event"] == "end"]
    assert sorted(ended) == sorted(set(ended)), "no finished stage was computed again"


def test_an_unchanged_batch_loads_nothing_heavy(whole: Path, tmp_path: Path) -> None:
    """Finished work is recognised in about a second, also in another folder."""
    folder = shutil.copytree(whole, tmp_path / "copy")
    plan = folder / "plan.toml"
    plan.write_text("[[corpus]]".join(plan.read_text("utf-8").split("[[corpus]]")[:2]), "utf-8")
    for _ in range(2):  # the first call removes the failed corpora from the summary
        with start(folder, UNCHANGED) as process:
            answer, printed = process.communicate()
        assert process.returncode == 0, printed
    result = json.loads(answer.splitlines()[-1])
    assert result["code"] == 0
    assert HEAVY & set(result["modules"]) == set()
    assert result["seconds"] < 4


def test_failures_are_logged_without_text_of_transcripts(whole: Path) -> None:
    """The log says where in the program the error occurred, and ends with the failure."""
    failures = (("empty", "plain", "UnreadableFileError"), ("terms", "broken", "ConfigurationError"))
    for corpus, configuration, error in failures:
        *_, traceback, end = events(whole / "out", corpus, configuration)
        assert traceback["error"] == error
        assert all(".py" in frame for frame in traceback["frames"])
        assert end["event"] == "failed"
    logs = "".join(path.read_text("utf-8") for path in (whole / "out" / "log").rglob("*.jsonl"))
    assert CANARY not in logs
