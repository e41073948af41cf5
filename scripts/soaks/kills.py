"""Kill a command of the real program at random moments, and look at what it leaves.

    scripts/soak kills mine|extend|export [KILLS]

Before every other kill the targets hold an older result, which the command replaces. After every kill each target must
be the old one, the new one, or absent; after the next call it must be the new one, with nothing left beside it.
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

from made_study import QUICK, write_corpus

from thememiner.storage import hash_bytes

KILLS = 30
ENVIRONMENT = {"NUMBA_DISABLE_JIT": "1", "OMP_NUM_THREADS": "1"}
"""Compilation in every new process would take longer than the work on such a small corpus."""
ENDINGS = (".qdpx", ".qdc", ".xlsx", ".csv", ".docx", ".ipa.docx", ".md", ".json")
EXPORTS = [word for ending in ENDINGS for word in ("--to", f"out/a{ending}")]
MINED = ["-c", "quick.toml", "--quiet"]
COMMANDS = {
    "mine": ["mine", "corpus", *MINED, "-o", "out/run", "--force"],
    "extend": ["extend", "base", "new", "-c", "quick.toml", "--quiet", "-o", "out/run", "--force"],
    "export": ["export", "base", *EXPORTS, "--force"],
}
OLDER = {
    "mine": ["mine", "corpus", *MINED, "--seed", "1", "-o", "out/run"],
    "extend": ["mine", "corpus", *MINED, "--seed", "1", "-o", "out/run"],
    "export": ["export", "older", *EXPORTS],
}
"""By command, one that writes an older result to the same targets."""
PREPARED = (["mine", "corpus", *MINED, "-o", "base"], ["mine", "new", *MINED, "-o", "older"])


def start(folder: Path, words: list[str]) -> subprocess.Popen[bytes]:
    """Start the program in a folder, with a folder of its own for temporary files."""
    environment = os.environ | ENVIRONMENT | {"TMPDIR": str(folder / "tmp"), "THEMEMINER_CACHE": str(folder / "cache")}
    command = [sys.executable, "-m", "thememiner", *words]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own interpreter


def run_until_done(folder: Path, words: list[str]) -> float:
    """Let a command finish, and return the seconds it took."""
    begun = time.monotonic()
    code = start(folder, words).wait()
    if code:
        sys.exit(f"thememiner {words[0]} ended with exit code {code} instead of 0; see {folder}.")
    return time.monotonic() - begun


def read_targets(out: Path) -> dict[str, dict[str, str]]:
    """Return the hash of each file by target: a file or a folder in ``out``, hidden ones and logs left out."""
    return {
        target.name: {
            path.relative_to(out).as_posix(): hash_bytes(path.read_bytes())
            for path in sorted(target.rglob("*") if target.is_dir() else [target])
            if path.is_file() and "log" not in path.relative_to(out).parts
        }
        for target in sorted(out.iterdir())
        if not target.name.startswith(".")
    }


@dataclass(slots=True)
class Kills:
    """The kills so far, and what was wrong after them."""

    folder: Path
    words: list[str]
    old: dict[str, dict[str, str]]
    new: dict[str, dict[str, str]]
    seconds: float
    """How long the command takes at least without a kill."""
    found: Counter[str] = field(default_factory=Counter)
    """By state after a kill, the number of targets."""
    torn: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    """What is beside the targets after the next call."""
    different: set[str] = field(default_factory=set)
    """Targets that are not the new ones after the next call."""
    moments: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - moments, no secrets

    def kill(self, *, over_old: bool) -> bool:
        """Kill the command once, and look at its targets; return False if it finished before."""
        out = self.folder / "out"
        shutil.rmtree(out)
        shutil.copytree(self.folder / "old" if over_old else self.folder / "empty", out)
        process = start(self.folder, self.words)
        try:
            process.wait(self.seconds * self.moments.choice((self.moments.random(), self.moments.uniform(0.7, 1))))
        except subprocess.TimeoutExpired:
            process.kill()
        killed = process.wait() < 0
        self._judge(read_targets(out), self.old if over_old else {})
        self.seconds = min(self.seconds, run_until_done(self.folder, self.words))
        targets = read_targets(out)
        self.different |= {name for name in targets.keys() | self.new.keys() if targets.get(name) != self.new.get(name)}
        self.left |= {path.name for path in out.iterdir() if path.name.startswith(".")}
        self.left |= {f"temporary: {path.name}" for path in (self.folder / "tmp").iterdir()}
        return killed

    def _judge(self, targets: dict[str, dict[str, str]], old: dict[str, dict[str, str]]) -> None:
        for name in sorted(self.new.keys() | targets.keys()):
            files = targets.get(name)
            if files == old.get(name):
                self.found["absent" if files is None else "old"] += 1
            elif files == self.new.get(name):
                self.found["new"] += 1
            else:
                self.torn.add(name)


def prepare(folder: Path, command: str) -> Kills:
    """Write the study, run the command once over nothing and once for an older result, and return the kills to do."""
    write_corpus(folder / "corpus", 0)
    write_corpus(folder / "new", 2, participants=2)
    for path in sorted((folder / "new").iterdir()):
        path.rename(path.with_name(path.name.replace("P", "N")))
    (folder / "quick.toml").write_text(QUICK, encoding="utf-8")
    for name in ("out", "empty", "tmp"):
        (folder / name).mkdir()
    for words in PREPARED:
        run_until_done(folder, words)
    run_until_done(folder, OLDER[command])
    old = read_targets(folder / "out")
    (folder / "out").rename(folder / "old")
    (folder / "out").mkdir()
    seconds = run_until_done(folder, COMMANDS[command])
    return Kills(folder, COMMANDS[command], old, read_targets(folder / "out"), seconds)


def main(command: str, kills: int = KILLS) -> int:
    """Print the results; return 0 if nothing was torn, left or different."""
    if command not in COMMANDS:
        sys.exit(f"{command} is not one of {', '.join(COMMANDS)}.")
    folder = Path(tempfile.mkdtemp(prefix="thememiner-soak-"))
    begun = time.monotonic()
    found = prepare(folder, command)
    print(f"{command} without interruption: {found.seconds:.1f} s, {len(found.new)} targets", flush=True)
    done = 0
    while done < kills:
        done += found.kill(over_old=done % 2 == 1)
    print(f"kills: {done}; targets after them: {dict(sorted(found.found.items()))}")
    print(f"torn: {len(found.torn)} {sorted(found.torn)[:3] or ''}")
    print(
        f"after the next call: {len(found.left)} left {sorted(found.left)[:3] or ''}, {len(found.different)} different"
    )
    print(f"seconds: {time.monotonic() - begun:.0f}")
    if found.torn or found.left or found.different:
        print(f"kept for inspection: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:3])))
