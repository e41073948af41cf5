"""Which corpora are done in parts; looks at sizes and marks only."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from thememiner.batch.plan import Job
from thememiner.batch.store import DONE
from thememiner.batch.survey import survey
from thememiner.errors import ThemeMinerError

LARGE = 8 * 2**20
"""Bytes of all files. One process reads and cuts so much text in more than a minute; workers start in seconds."""

IN_PARTS = frozenset({"read", "segment", "embed"})


def is_large(jobs: Sequence[Job]) -> bool:
    """Tell whether the files of a corpus hold so much that many workers should share them."""
    return any(sum(_sizes(job.paths)) >= LARGE for job in jobs)


def is_due(jobs: Sequence[Job], output: Path) -> bool:
    """Tell whether anything of a corpus is to be done that can be done in parts."""
    try:
        return any(due.stage.name in IN_PARTS for job in jobs for due in survey(job, output).due)
    except ThemeMinerError:  # the job itself meets it again, and tells
        return False


def lacks_documents(results: Path) -> bool:
    """Tell whether a document was left out when the corpus was read, because it killed workers."""
    for mark in results.glob(f"read-*/{DONE}"):
        try:
            if json.loads(mark.read_bytes())["again"]:
                return True
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return False


def _sizes(paths: Sequence[Path]) -> Iterator[int]:
    for path in paths:
        names = (
            (Path(folder, name) for folder, _, names in os.walk(path) for name in names) if path.is_dir() else [path]
        )
        for name in names:
            if name.is_file():
                yield name.stat().st_size
