"""Kill the real program at random moments on many small corpora, and compare the final results.

    scripts/soak batch [KILLS [CORPORA]]

The corpora are invented, half of them Chinese. After every kill, each file listed in a mark or a manifest must match
its hash there; in the end the whole tree must be that of an uninterrupted call.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from batch_trees import torn_files, tree_of
from made_study import QUICK, write_corpus

from thememiner.batch.journal import read_journal

KILLS, CORPORA = 50, 40
PLAN = 'output = "out"\ncorpora = ["interviews/*"]\nconfigurations = ["configurations/*.toml"]\n'
ENVIRONMENT = {"NUMBA_DISABLE_JIT": "1", "OMP_NUM_THREADS": "1"}
"""Compilation in every new process would take longer than the work on such small corpora."""
BETWEEN_STAGES = "start, or between corpora"


def write_plan(folder: Path, corpora: int) -> Path:
    """Write a plan with ``corpora`` corpora into a folder, and return the folder."""
    for number in range(corpora):
        write_corpus(folder / "interviews" / f"corpus-{number:02}", number)
    (folder / "configurations").mkdir()
    (folder / "configurations" / "quick.toml").write_text(QUICK, encoding="utf-8")
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    return folder


def start(folder: Path) -> subprocess.Popen[bytes]:
    """Start the program on the plan of a folder."""
    command = [sys.executable, "-m", "thememiner", "batch", "plan.toml", "--quiet"]
    return subprocess.Popen(command, cwd=folder, env=os.environ | ENVIRONMENT)  # noqa: S603 - our own interpreter


def run_until_done(folder: Path) -> float:
    """Let the program finish the plan, and return the seconds it took."""
    begun = time.monotonic()
    code = start(folder).wait()
    if code:
        sys.exit(f"The program ended with exit code {code} instead of 0; see {folder}.")
    return time.monotonic() - begun


@dataclass(slots=True)
class Kills:
    """The kills so far, and what was wrong after them."""

    wanted: int
    longest: float
    """Longest life of a process, in seconds."""
    at: Counter[str] = field(default_factory=Counter)
    """By stage."""
    torn: set[str] = field(default_factory=set)
    different: set[str] = field(default_factory=set)
    moments: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - moments, no secrets

    def kill_until_done(self, folder: Path, expected: dict[str, str]) -> None:
        """Kill the program until it finishes or there were enough kills, and compare its files."""
        out = folder / "out"
        while self.at.total() < self.wanted and self._run_and_kill(folder):
            self.torn.update(torn_files(out))
        run_until_done(folder)
        self.torn.update(torn_files(out))
        found = tree_of(out)
        self.different |= {name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)}

    def _run_and_kill(self, folder: Path) -> bool:
        begun = time.time()
        process = start(folder)
        try:
            code = process.wait(self.moments.uniform(0, self.longest))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            self.at.update([stage_when_killed(folder / "out", begun)])
            return True
        if code:
            sys.exit(f"The program ended with exit code {code} before it was killed; see {folder}.")
        return False


def stage_when_killed(out: Path, since: float) -> str:
    """Return the stage at which a process was killed, according to the log that it wrote last."""
    logs = [path for path in out.glob("log/jobs/*/*.jsonl") if path.stat().st_mtime >= since]
    lines = read_journal(max(logs, key=lambda path: path.stat().st_mtime)) if logs else []
    under_way = lines and lines[-1]["event"] in {"begin", "step"}
    return str(lines[-1]["stage"]) if under_way else BETWEEN_STAGES


def main(kills: int = KILLS, corpora: int = CORPORA) -> int:
    """Print the results; return 0 if no file was torn or different."""
    folder = Path(tempfile.mkdtemp(prefix="thememiner-soak-"))
    begun = time.monotonic()
    whole = write_plan(folder / "whole", corpora)
    seconds = run_until_done(whole)
    expected = tree_of(whole / "out")
    print(f"{corpora} corpora without interruption: {seconds:.0f} s, {len(expected):,} files", flush=True)
    idle = run_until_done(whole)
    print(f"the same call again, with nothing to do: {idle:.1f} s", flush=True)
    found = Kills(kills, longest=2 * seconds / corpora + 8 * idle)
    trees = 0
    while found.at.total() < kills:
        trees += 1
        found.kill_until_done(write_plan(folder / f"killed-{trees}", corpora), expected)
        print(f"tree {trees}: {found.at.total()} kills so far, {len(found.torn)} torn files", flush=True)
    print(f"kills: {found.at.total()} in {trees} trees, at {dict(sorted(found.at.items()))}")
    print(f"torn files: {len(found.torn)} {sorted(found.torn)[:3] or ''}")
    print(f"identical: {f'no, {sorted(found.different)[:3]}' if found.different else 'yes'}")
    print(f"seconds: {time.monotonic() - begun:.0f}")
    if found.torn or found.different:
        print(f"kept for inspection: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
