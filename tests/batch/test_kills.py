"""The real program, killed and interrupted in the middle of its stages, ends with what an uninterrupted one gives."""

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
from made_study import CANARY, write_study

KILL, INTERRUPT = signal.SIGKILL, signal.SIGINT
MOMENTS = (("segment", KILL), ("discover", KILL), ("discover", INTERRUPT), ("report", KILL))
QUICKLY = {"NUMBA_DISABLE_JIT": "1", "OMP_NUM_THREADS": "1"}
"""Compiling in every new process would take longer than the work."""
PROGRAM = """
import signal
from thememiner.__main__ import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs begin with it ignored
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
    environment = os.environ | QUICKLY
    return subprocess.Popen(  # noqa: S603 - our own interpreter and script
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def until_done(folder: Path) -> str:
    """Let the program do what can be done, and return what it said: some corpora fail."""
    with start(folder) as process:
        said = process.communicate()[1]
    assert process.returncode == 3, said
    return said


def end_in_the_middle(folder: Path, stage: str, kind: signal.Signals, pause: float) -> tuple[int, str]:
    """Start the program, send it a signal a moment after a stage began, and return its exit code and what it said."""
    before = len(events(folder / "out", "good"))
    deadline = time.monotonic() + 300
    with start(folder) as process:
        try:
            while not _began(events(folder / "out", "good")[before:], stage):
                assert process.poll() is None, process.communicate()
                assert time.monotonic() < deadline
                time.sleep(0.02)
            time.sleep(pause)
        except BaseException:
            process.kill()
            raise
        process.send_signal(kind)
        said = process.communicate()[1]
    return process.returncode, said


def _began(lines: Sequence[Mapping[str, object]], stage: str) -> bool:
    return any((line["event"], line.get("stage")) == ("begin", stage) for line in lines)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a study that was mined without interruption: one corpus is good, and two are not."""
    folder = write_study(tmp_path_factory.mktemp("whole"))
    said = until_done(folder)
    assert "Failed: empty/plain: " in said
    assert "Failed: terms/broken: " in said
    return folder


def test_kills_and_an_interruption_change_nothing(whole: Path, tmp_path: Path) -> None:
    """After each, all that is there is whole; at the end every file is that of an uninterrupted call."""
    folder = write_study(tmp_path)
    moments = random.Random(0)  # noqa: S311 - moments, no secrets
    for stage, kind in MOMENTS:
        code, said = end_in_the_middle(folder, stage, kind, moments.uniform(0, 0.3))
        assert code == (130 if kind is signal.SIGINT else -kind), said
        assert torn_files(folder / "out") == []
    until_done(folder)
    assert tree_of(folder / "out") == tree_of(whole / "out")
    ended = [line["stage"] for line in events(folder / "out", "good") if line["event"] == "end"]
    assert sorted(ended) == sorted(set(ended)), "no finished stage was done again"


def test_an_unchanged_batch_loads_nothing_heavy(whole: Path, tmp_path: Path) -> None:
    """All marks are looked at in about a second; what is done is known wherever it lies."""
    folder = shutil.copytree(whole, tmp_path / "copy")
    plan = folder / "plan.toml"
    plan.write_text("[[corpus]]".join(plan.read_text("utf-8").split("[[corpus]]")[:2]), "utf-8")
    for _ in range(2):  # the first call tells in the summary that the corpora that failed are gone
        with start(folder, UNCHANGED) as process:
            answer, said = process.communicate()
        assert process.returncode == 0, said
    found = json.loads(answer.splitlines()[-1])
    assert found["code"] == 0
    assert HEAVY & set(found["modules"]) == set()
    assert found["seconds"] < 4


def test_what_failed_is_told_without_what_was_said(whole: Path) -> None:
    """With place, reason, and where in the program it happened."""
    failures = (("empty", "plain", "UnreadableFileError"), ("terms", "broken", "ConfigurationError"))
    for corpus, configuration, error in failures:
        *_, traceback, end = events(whole / "out", corpus, configuration)
        assert traceback["error"] == error
        assert all(".py" in frame for frame in traceback["frames"])
        assert end["event"] == "failed"
    logs = "".join(path.read_text("utf-8") for path in (whole / "out" / "log").rglob("*.jsonl"))
    assert CANARY not in logs
