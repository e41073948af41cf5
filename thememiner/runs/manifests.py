"""The manifest of a run: what the folder is, how it came about, and the hash of each of its files."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from thememiner.errors import RunError, UsageError
from thememiner.runs.as_json import to_json
from thememiner.storage import hash_bytes

FORMAT = 3
"""Of the run folders that this version writes; it reads this one and all before."""

MANIFEST = "manifest.json"
LOG = "log"
"""The sub-folder of what differs between two executions of one run: times, memory, host."""
PROGRAM = "ThemeMiner"


def manifest_to_json(manifest: Mapping[str, Any], hashes: Mapping[str, str]) -> bytes:
    """Return the manifest with the hash of every file, sorted by name."""
    return to_json({**manifest, "files": dict(sorted(hashes.items()))})


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run folder.

    Raises ``UsageError`` if the folder is no run, and ``RunError`` if its manifest is damaged or of a future format.
    """
    manifest = load_manifest(folder)
    number = manifest.get("format")
    if not isinstance(number, int) or number < 1 or not isinstance(manifest.get("files"), dict):
        raise _damaged(folder)
    if number > FORMAT:
        what = f"was written by a later version (run format {number}; this version reads up to {FORMAT})."
        raise RunError(what, place=str(folder), remedy="Update ThemeMiner.")
    return manifest


def manifest_hash(folder: Path) -> str:
    """Return the hash of a run's manifest, which holds the hashes of all its other files. Raises ``UsageError``."""
    try:
        return hash_bytes((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise _no_run(folder) from error


def load_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run folder of any format, past or future.

    Raises ``UsageError`` if the folder is no run, and ``RunError`` if its manifest is damaged.
    """
    try:
        data = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise _no_run(folder) from error
    try:
        manifest = json.loads(data)
    except ValueError:
        raise _damaged(folder) from None
    if not isinstance(manifest, dict) or manifest.get("program") != PROGRAM:
        raise _no_run(folder)
    return manifest


def _no_run(folder: Path) -> UsageError:
    found = f"is no run: a run folder has a {MANIFEST} of {PROGRAM}, units.parquet, themes.json, codings/ and more."
    what = found if folder.exists() else "is not there."
    return UsageError(what, place=str(folder), remedy="Give a folder that `thememiner mine` wrote.")


def _damaged(folder: Path) -> RunError:
    return RunError("is damaged.", place=str(folder / MANIFEST), remedy="Take the run from a backup, or mine again.")
