"""Open a run folder, and refuse one that is not as it was written.

Write a run folder, as a whole or not at all.
Which folders a new run may take the place of: none unasked, and never one with a person's own files.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

import numpy.typing as npt

from thememiner.errors import RunExistsError, ThemeMinerError
from thememiner.records import UNIT_COLUMNS, Ceiling, Run, Saturation, Theme
from thememiner.runs.coding_files import (
    coding_files,
    comparison_files,
    extension_files,
    read_codings,
    read_comparisons,
    read_extension,
)
from thememiner.runs.manifest import LOG, MANIFEST, RunFiles, load_manifest, manifest_to_json, read_manifest
from thememiner.runs.serialisation import (
    documents_from_parquet,
    documents_to_parquet,
    from_json,
    npy_parts,
    same_bytes,
    table_from_parquet,
    table_to_parquet,
    to_json,
)
from thememiner.storage import file_stems, recover, refusals, staged_folder, write_parts

_OF_FILE_MANAGERS = {".DS_Store", "Thumbs.db", "desktop.ini"}
_NAMED_AT_MOST = 3


def open_run(folder: Path | str) -> Run:
    """Return the run that lies in a folder; needs neither the input files nor a model.

    Every file that is read must have the hash that the manifest names. What can be made anew from the rest (the
    report, the paragraph on methods) and ``log/`` are not read, so a person may edit them.

    Raises ``UsageError`` if the folder is no run, and ``RunError`` if it is torn, altered, or of a future format.
    """
    folder = Path(folder)
    recover(folder)
    manifest = read_manifest(folder)
    files = RunFiles(folder, manifest["files"])
    vectors = files.array("vectors.npy")
    return Run(
        manifest=manifest,
        documents=files.parse("documents.parquet", documents_from_parquet),
        participants=files.parse("participants.json", partial(from_json, kind=dict[str, dict[str, str]])),
        units=files.parse("units.parquet", partial(table_from_parquet, columns=UNIT_COLUMNS)),
        vectors=vectors,
        contextual=files.array("contextual.npy") if "contextual.npy" in files else vectors,
        layout=files.array("layout.npy"),
        themes=files.parse("themes.json", partial(from_json, kind=tuple[Theme, ...])),
        codings=read_codings(files),
        comparisons=read_comparisons(files),
        state={PurePosixPath(name).stem: files.array(name) for name in files.names("state", ".npy")},
        extension=read_extension(files),
        saturation=_saturation(files),
        ceiling=_ceiling(files),
    )


def _saturation(files: RunFiles) -> Saturation | None:
    """Return what earlier versions never measured, and what need not be."""
    name = "saturation.json"
    return files.parse(name, partial(from_json, kind=Saturation)) if name in files else None


def _ceiling(files: RunFiles) -> tuple[Ceiling, ...]:
    """Return what is there only where several people coded, and never was in earlier versions."""
    name = "ceiling.json"
    return files.parse(name, partial(from_json, kind=tuple[Ceiling, ...])) if name in files else ()


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


def refuse_existing(folder: Path, *, replace: bool) -> None:
    """Raise ``RunExistsError`` unless a run may be written to this folder.

    Without ``replace`` the folder must not exist. With it, it may be empty or a run; but a folder that is no run, or
    a run in which somebody keeps other files, is never replaced. Cheap: call it before hours of work too.
    """
    recover(folder)
    if not folder.exists():
        return
    if not replace:
        raise RunExistsError(
            "is there already.", place=str(folder), remedy="Choose another folder with -o, or replace it with --force."
        )
    reason = reason_to_keep(folder)
    if reason:
        remedy = "Move what is yours elsewhere, or let the run be written to another folder."
        raise RunExistsError(f"is never replaced as it is: {reason}.", place=str(folder), remedy=remedy)


def reason_to_keep(folder: Path) -> str | None:
    """Return why no run may take the place of this folder, even if that is asked for; None if one may."""
    if not folder.is_dir():
        return "it is a file" if folder.exists() else None
    if not any(folder.iterdir()):
        return None
    try:
        written = set(load_manifest(folder)["files"])
    except (ThemeMinerError, KeyError, TypeError):
        return "it is no run of ThemeMiner's, and what is in it would be lost"
    strangers = [name for name in _names(folder) if name not in written]
    named = ", ".join(strangers[:_NAMED_AT_MOST]) + (" …" if len(strangers) > _NAMED_AT_MOST else "")
    return f"it holds files that the run did not write ({named})" if strangers else None


def _names(folder: Path) -> list[str]:
    """Return the names of all files in a run folder that could be a person's."""
    files = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    names = sorted(path.relative_to(folder).as_posix() for path in files if path.name not in _OF_FILE_MANAGERS)
    return [name for name in names if name != MANIFEST and not name.startswith(f"{LOG}/")]
