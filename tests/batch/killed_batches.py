"""Batches of small stages, killed at random moments: ``python killed_batches.py FOLDER KILLS SEED`` prints figures."""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from batch_trees import torn_files, tree_of
from small_executor import run_small, write_plan

from thememiner.batch.plan import read_plan
from thememiner.batch.store import STARTED_SUFFIX

BEFORE = {"first": "", "second": "seed = 1\n"}
AFTER = {"first": "[segmentation]\nmin_words = 5\n", "second": "seed = 2\n"}
"""The same configurations, changed: results and runs are replaced."""


def _start_child(plan: Path) -> int:
    """Start a process that runs a plan, and return its id."""
    child = os.fork()
    if child:
        return child
    outcomes = run_small(plan)
    os._exit(any(outcome.failure for outcome in outcomes))


def _run_and_kill(plan: Path, pause: float) -> bool:
    """Run a plan in a process, kill it after ``pause`` seconds, and return whether it was still running."""
    child = _start_child(plan)
    time.sleep(pause)
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("A process failed instead of being killed.")
    return os.WIFSIGNALED(status)


class Killer:
    """Kills batches until it has killed the wanted number, and then lets the last one end."""

    def __init__(self, folder: Path, kills: int, seed: int) -> None:
        self.folder = folder
        self.wanted = kills
        self.moments = random.Random(seed)  # noqa: S311 - moments, not secrets
        self.at: Counter[str] = Counter()
        """Number of kills by the stage that was running."""
        self.torn: set[str] = set()
        self.different: list[str] = []
        self.trees = 0

    def run(self) -> None:
        """Kill one batch after the other, and compare the files of each with those of an uninterrupted batch."""
        expected, seconds = [], []
        for configurations in (BEFORE, AFTER):
            begun = time.monotonic()
            plan = write_plan(self.folder / "whole", configurations)
            run_small(plan)
            expected.append(tree_of(read_plan(plan).output))
            seconds.append(time.monotonic() - begun)
        while self.at.total() < self.wanted:
            self.trees += 1
            for configurations, tree in zip((BEFORE, AFTER), expected, strict=True):
                plan = write_plan(self.folder / f"killed-{self.trees}", configurations)
                self._kill_until_done(plan, min(seconds) / 2)
                found = tree_of(read_plan(plan).output)
                self.different += [name for name in found.keys() | tree.keys() if found.get(name) != tree.get(name)]

    def _kill_until_done(self, plan: Path, longest: float) -> None:
        output = read_plan(plan).output
        while self.at.total() < self.wanted and _run_and_kill(plan, self.moments.uniform(0, longest)):
            self.at.update([next(_running_stages(output), "the run, or between stages")])
            self.torn.update(torn_files(output))
        run_small(plan)
        self.torn.update(torn_files(output))


def _running_stages(output: Path) -> Iterator[str]:
    for mark in sorted(output.glob(f"stages/*/*{STARTED_SUFFIX}")):
        yield mark.name.split("-")[0]


if __name__ == "__main__":
    killer = Killer(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    killer.run()
    figures = {"kills": killer.at.total(), "at": dict(sorted(killer.at.items())), "trees": killer.trees}
    json.dump({**figures, "torn": sorted(killer.torn), "different": sorted(killer.different)}, sys.stdout)
