"""Write a run folder, as a whole or not at all."""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import numpy.typing as npt

from thememiner.records import UNIT_COLUMNS, Run
from thememiner.runs.arrays import npy_parts, same_bytes
from thememiner.runs.as_json import to_json
from thememiner.runs.codings import coding_files
from thememiner.runs.comparisons import comparison_files
from thememiner.runs.documents import documents_to_parquet
from thememiner.runs.extensions import extension_files
from thememiner.runs.manifests import LOG, MANIFEST, manifest_to_json
from thememiner.runs.replacing import refuse_existing
from thememiner.runs.tables import table_to_parquet
from thememiner.storage import staged_folder, write_parts
from thememiner.storage.file_names import file_stems
from thememiner.storage.refusals import refusals


def write_run(
    run: Run, folder: Path, *, files: Mapping[str, bytes], log: Mapping[str, bytes], replace: bool = False
) -> None:
    """Write a run with further ``files`` (the report …) and what belongs to this one execution into ``log/``.

    The same run gives the same bytes in every file outside ``log/``. The manifest gets the hash of each of them.
    With ``replace``, an older run in this folder is replaced; see ``refuse_existing``.

    Raises ``RunExistsError``, or ``StorageError`` if the disk refuses; the folder is then as it was.
    """
    refuse_existing(folder, replace=replace)
    with staged_folder(folder, replace=replace) as staged:
        hashes = {}
        for name, data in chain(_contents(run), sorted(files.items())):
            hashes[name] = _write(staged / name, data)
        for name, data in sorted(log.items()):
            _write(staged / LOG / name, data)
        _write(staged / MANIFEST, manifest_to_json(run.manifest, hashes))


def _contents(run: Run) -> Iterator[tuple[str, bytes | npt.NDArray[Any]]]:
    """Yield the name and content of each file, one at a time: tables can be large. Equal vectors are stored once."""
    yield "documents.parquet", documents_to_parquet(run.documents)
    yield "participants.json", to_json(dict(sorted(run.participants.items())))
    yield "units.parquet", table_to_parquet(run.units, UNIT_COLUMNS)
    yield "vectors.npy", run.vectors
    if not same_bytes(run.vectors, run.contextual):
        yield "contextual.npy", run.contextual
    yield "layout.npy", run.layout
    yield "themes.json", to_json(run.themes)
    yield from coding_files(run.codings)
    yield from comparison_files(run.comparisons)
    yield from extension_files(run.extension)
    if run.saturation is not None:
        yield "saturation.json", to_json(run.saturation)
    if run.ceiling:
        yield "ceiling.json", to_json(run.ceiling)
    if tuple(run.state) != file_stems(tuple(run.state)):
        raise ValueError(f"names of state arrays that are no plain file names: {list(run.state)}")
    for name, array in sorted(run.state.items()):
        yield f"state/{name}.npy", array


def _write(path: Path, content: bytes | npt.NDArray[Any]) -> str:
    """Write a file and return its hash; an array is never in memory a second time."""
    with refusals(path):
        path.parent.mkdir(mode=0o700, exist_ok=True)
    return write_parts(path, [content] if isinstance(content, bytes) else npy_parts(content))
