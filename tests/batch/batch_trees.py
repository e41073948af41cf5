"""Checks of a plan's output: hashes of all files, damaged files, and the events in the logs."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from thememiner.batch.journal import journal_path, read_journal
from thememiner.batch.store import DONE_FILE
from thememiner.storage import hash_bytes


def tree_of(output: Path) -> dict[str, str]:
    """Return the hash of every file below a plan's output, except the logs."""
    files = (path for path in sorted(output.rglob("*")) if path.is_file())
    names = {path.relative_to(output).as_posix(): path for path in files}
    return {name: hash_bytes(path.read_bytes()) for name, path in names.items() if "log" not in name.split("/")}


def torn_files(output: Path) -> list[str]:
    """Return the files that differ from their hash in a done mark or manifest; there should never be any."""
    marks = [*output.glob(f"stages/*/[!.]*/{DONE_FILE}"), *output.glob("runs/*/[!.]*/manifest.json")]
    return [torn for mark in marks for torn in _torn(mark)]


def _torn(mark: Path) -> Iterator[str]:
    try:
        hashes = json.loads(mark.read_bytes())["files"]
    except ValueError:
        yield str(mark)
        return
    for name, expected in hashes.items():
        path = mark.parent / name
        if not path.is_file() or hash_bytes(path.read_bytes()) != expected:
            yield str(path)


def events(output: Path, corpus: str, configuration: str = "plain") -> list[Mapping[str, Any]]:
    """Return the lines of a job's log."""
    return read_journal(journal_path(output, corpus, configuration))
