"""What is known of a finished job: the key and result of each stage, and the run that came of them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from thememiner.storage.atomic import make_folder, write_bytes
from thememiner.storage.hashes import hash_bytes, hash_file
from thememiner.storage.refusals import refusals

MANIFEST = "manifest.json"
HASH = "hash"
"""In the file of a record, the hash of all the rest of it."""


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A finished job as it was: by stage what it depended on, and the hash of the run's manifest."""

    depended: Mapping[str, Mapping[str, str]]
    """By stage, hashes of what it depended on: program, settings, files, and each result before it."""
    manifest: str
    """Of the run, which holds the hashes of all its files."""
    summary: str
    """The run in a sentence."""
    problems: int
    """Inputs that could not be used."""


def write_record(path: Path, record: JobRecord) -> None:
    """Write what is known of a finished job. Raises ``StorageError``."""
    with refusals(path):
        make_folder(path.parent)
    write_bytes(path, _to_json({**asdict(record), HASH: hash_bytes(_to_json(asdict(record)))}))


def read_record(path: Path) -> JobRecord | None:
    """Return what is known of a job that was finished once; None if it never was, or the record is damaged."""
    try:
        known = json.loads(path.read_bytes())
        unaltered = known.pop(HASH) == hash_bytes(_to_json(known))
        return JobRecord(**known) if unaltered else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _to_json(known: Mapping[str, object]) -> bytes:
    return (json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def manifest_of(folder: Path) -> str | None:
    """Return the hash of a run's manifest, None if there is no run."""
    try:
        return hash_bytes((folder / MANIFEST).read_bytes())
    except OSError:
        return None


def is_as_written(folder: Path, record: JobRecord) -> bool:
    """Return whether a run is the one that a record tells of: its manifest, and each of its files by its hash."""
    if manifest_of(folder) != record.manifest:
        return False
    try:
        files = json.loads((folder / MANIFEST).read_bytes())["files"]
        return all(hash_file(folder / name) == written for name, written in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
