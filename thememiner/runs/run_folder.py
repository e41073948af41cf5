"""Opening and writing run folders."""

import contextlib
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from thememiner.errors import RunExistsError, ThemeMinerError
from thememiner.records import UNIT_COLUMNS, HumanAgreement, Run, Saturation, Theme
from thememiner.runs.coding_files import (
    coding_files,
    comparison_files,
    extension_files,
    guide_files,
    read_codings,
    read_comparisons,
    read_extension,
    read_guide,
)
from thememiner.runs.manifest import RunFile, RunFiles, RunSubfolder, load_manifest, manifest_to_json, read_manifest
from thememiner.runs.serialisation import (
    are_identical,
    documents_from_parquet,
    documents_to_parquet,
    from_json,
    iter_npy_bytes,
    table_from_parquet,
    table_to_parquet,
    to_json,
)
from thememiner.storage import (
    OWNER_ONLY_FOLDER,
    raise_storage_errors,
    recover_target,
    staged_folder,
    to_file_stems,
    to_path,
    write_parts,
)

if TYPE_CHECKING:
    import numpy.typing as npt

_FILE_MANAGER_FILES = {".DS_Store", "Thumbs.db", "desktop.ini"}
_MOST_NAMED = 3


def open_run(folder: Path | str) -> Run:
    r"""Open a run folder. Neither the input files nor a model are needed.

    Every file that is read must have the hash that the manifest states. The report, the methods paragraph and ``log/``
    are not read, so they may be edited.

    Raises ``UsageError`` if the folder is not a run, and ``RunError`` if a file is missing, was altered, or has a
    future format.

    >>> from tempfile import TemporaryDirectory
    >>> from thememiner import mine
    >>> with TemporaryDirectory() as folder:
    ...     transcript = Path(folder, "anna.txt")
    ...     _ = transcript.write_text("Interviewer: How was it?\nAnna: I liked the choir.\n", "utf-8")
    ...     _ = mine(transcript, Path(folder, "run"))
    ...     run = open_run(Path(folder, "run"))
    >>> run.units["text"].tolist()
    ['How was it?', 'I liked the choir.']
    """
    folder = to_path(folder)
    recover_target(folder)
    manifest = read_manifest(folder)
    files = RunFiles(folder, manifest["files"])
    vectors = files.array(RunFile.VECTORS)
    return Run(
        manifest=manifest,
        documents=files.parse(RunFile.DOCUMENTS, documents_from_parquet),
        participants=files.parse(RunFile.PARTICIPANTS, partial(from_json, kind=dict[str, dict[str, str]])),
        units=files.parse(RunFile.UNITS, partial(table_from_parquet, columns=UNIT_COLUMNS)),
        vectors=vectors,
        contextual=files.array(RunFile.CONTEXTUAL) if RunFile.CONTEXTUAL in files else vectors,
        layout=files.array(RunFile.LAYOUT),
        themes=files.parse(RunFile.THEMES, partial(from_json, kind=tuple[Theme, ...])),
        codings=read_codings(files),
        comparisons=read_comparisons(files),
        state={PurePosixPath(name).stem: files.array(name) for name in files.names(RunSubfolder.STATE, ".npy")},
        extension=read_extension(files),
        saturation=_read_saturation(files),
        ceiling=_read_human_agreement(files),
        guide=read_guide(files),
        course=files.array(RunFile.COURSE) if RunFile.COURSE in files else None,
    )


def _read_saturation(files: RunFiles) -> Saturation | None:
    """Return the saturation of a run; None if it was not measured."""
    name = RunFile.SATURATION
    return files.parse(name, partial(from_json, kind=Saturation)) if name in files else None


def _read_human_agreement(files: RunFiles) -> tuple[HumanAgreement, ...]:
    """Return the agreement among people; empty in runs with one or no manual coding, and in early run formats."""
    name = RunFile.HUMAN_AGREEMENT
    return files.parse(name, partial(from_json, kind=tuple[HumanAgreement, ...])) if name in files else ()


def write_run(
    run: Run, folder: Path | str, *, files: Mapping[str, bytes], log: Mapping[str, bytes], replace: bool = False
) -> None:
    """Write a run as a folder, completely or not at all; see ``stage_run`` and ``fill_run_folder``."""
    with stage_run(folder, replace=replace) as staged:
        fill_run_folder(run, staged, files=files, log=log)


@contextlib.contextmanager
def stage_run(folder: Path | str, *, replace: bool) -> Iterator[Path]:
    """Provide a new folder to fill, which becomes the run folder if the block succeeds.

    Enter the block before a long computation: a folder that may not or cannot be written is then noticed at once, and
    other processes are kept from it. With ``replace``, an older run in this folder is replaced; see
    ``refuse_existing``.

    Raises ``RunExistsError`` if the folder may not be replaced, ``BusyTargetError`` if another process is writing it,
    and ``StorageError`` if writing fails; the folder is then as it was before.
    """
    refuse_existing(folder, replace=replace)
    with staged_folder(Path(folder), replace=replace) as staged:
        yield staged


def fill_run_folder(run: Run, folder: Path, *, files: Mapping[str, bytes], log: Mapping[str, bytes]) -> None:
    """Write the files of a run into an empty folder.

    ``files`` are further files by name, such as the report. ``log`` holds what belongs to this execution only; it is
    written to ``log/``. The same run gives the same bytes in every file outside ``log/``, and the manifest states the
    hash of each of them. Raises ``StorageError``.
    """
    hashes = {}
    for name, data in chain(_run_files(run), sorted(files.items())):
        hashes[str(name)] = _write(folder / name, data)
    for name, data in sorted(log.items()):
        _write(folder / RunSubfolder.LOG / name, data)
    _write(folder / RunFile.MANIFEST, manifest_to_json(run.manifest, hashes))


def _run_files(run: Run) -> Iterator[tuple[str, "bytes | npt.NDArray[Any]"]]:
    """Yield the name and content of each file, one at a time because they can be large."""
    yield RunFile.DOCUMENTS, documents_to_parquet(run.documents)
    yield RunFile.PARTICIPANTS, to_json(dict(sorted(run.participants.items())))
    yield RunFile.UNITS, table_to_parquet(run.units, UNIT_COLUMNS)
    yield RunFile.VECTORS, run.vectors
    if not are_identical(run.vectors, run.contextual):
        yield RunFile.CONTEXTUAL, run.contextual
    if run.course is not None:
        yield RunFile.COURSE, run.course
    yield from guide_files(run.guide)
    yield RunFile.LAYOUT, run.layout
    yield RunFile.THEMES, to_json(run.themes)
    yield from coding_files(run.codings)
    yield from comparison_files(run.comparisons)
    yield from extension_files(run.extension)
    if run.saturation is not None:
        yield RunFile.SATURATION, to_json(run.saturation)
    if run.ceiling:
        yield RunFile.HUMAN_AGREEMENT, to_json(run.ceiling)
    if tuple(run.state) != to_file_stems(tuple(run.state)):
        raise ValueError(f"names of state arrays cannot be file names: {list(run.state)}")
    for name, array in sorted(run.state.items()):
        yield f"{RunSubfolder.STATE}/{name}.npy", array


def _write(path: Path, content: "bytes | npt.NDArray[Any]") -> str:
    """Write a file and return its hash. An array is not copied in memory."""
    with raise_storage_errors(path):
        path.parent.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)
    return write_parts(path, [content] if isinstance(content, bytes) else iter_npy_bytes(content))


def refuse_existing(folder: Path | str, *, replace: bool) -> None:
    """Raise ``RunExistsError`` if a run may not be written to this folder.

    Without ``replace``, the folder must not exist. With it, the folder may be empty or a run without files of others.
    """
    folder = to_path(folder)
    recover_target(folder)
    if not folder.exists():
        return
    if not replace:
        raise RunExistsError(
            "already exists.", place=str(folder), remedy="Choose another folder with -o, or replace it with --force."
        )
    reason = explain_why_kept(folder)
    if reason:
        remedy = "Move your files elsewhere, or choose another folder."
        raise RunExistsError(f"cannot be replaced: {reason}.", place=str(folder), remedy=remedy)


def explain_why_kept(folder: Path) -> str | None:
    """Return why a folder must not be replaced by a run; None if it may be replaced."""
    if not folder.is_dir():
        return "it is a file" if folder.exists() else None
    if not any(folder.iterdir()):
        return None
    try:
        written = set(load_manifest(folder)["files"])
    except (ThemeMinerError, KeyError, TypeError):
        return "it is not a run of ThemeMiner, and its content would be lost"
    others = [name for name in _user_files(folder) if name not in written]
    named = ", ".join(others[:_MOST_NAMED]) + (" …" if len(others) > _MOST_NAMED else "")
    return f"it holds files that the run did not write ({named})" if others else None


def _user_files(folder: Path) -> list[str]:
    """Return the names of all files in a run folder that may be a person's own or the run's results."""
    files = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    names = sorted(path.relative_to(folder).as_posix() for path in files if path.name not in _FILE_MANAGER_FILES)
    return [name for name in names if name != RunFile.MANIFEST and not name.startswith(f"{RunSubfolder.LOG}/")]
