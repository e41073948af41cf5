"""How many cases a test tries: some of them in ``scripts/check``, all of them in ``scripts/check --full``."""

import itertools
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

Case = TypeVar("Case")

FULL = os.environ.get("THEMEMINER_CHECK") == "full"
STRIDE = 5
"""A short check lets every fifth system call fail."""
FIRST_CALL = int(os.environ.get("THEMEMINER_FIRST_CALL", 1 + datetime.now(tz=UTC).toordinal() % STRIDE))
"""The first call that fails in a short check, 1 to 5. It changes from day to day, so that five days try them all."""

REPORT = (
    "every generated case, every failing system call"
    if FULL
    else f"a third of the generated cases; every {STRIDE}th failing system call from number {FIRST_CALL}, by the day "
    f"(again: THEMEMINER_FIRST_CALL={FIRST_CALL}; all of it: scripts/check --full)"
)


def examples(full: int) -> int:
    """Return the number of generated cases: ``full`` in a full check, else a third of them, but at least ten."""
    return full if FULL else min(full, max(10, full // 3))


def some_of(cases: Sequence[Case]) -> Sequence[Case]:
    """Return all cases in a full check, else every second one, beginning with the first or the second by the day."""
    return cases if FULL else cases[FIRST_CALL % 2 :: 2]


def failing_calls() -> Iterator[int]:
    """Yield the numbers of the system calls that a test lets fail, one after another and without end."""
    return itertools.count(1) if FULL else itertools.count(FIRST_CALL, STRIDE)
