"""Keys of stage results: hashes of the program, the settings, the files, the model and the earlier results."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from os.path import commonpath
from pathlib import Path

from thememiner._version import __version__
from thememiner.batch.plan import Job
from thememiner.config import PACKAGES, PATH_SETTINGS, SUPPORTING_PACKAGES, EmbeddingSettings, Permissions
from thememiner.stages import EVERYTHING, RECORDED, WITHOUT_EFFECT, Stage
from thememiner.storage import hash_bytes, hash_file

UNREADABLE = "unreadable"
"""Stands for the hash of a file that cannot be read."""
NOTHING_PERMITTED = Permissions()
BILINGUAL = "bilingual"
"""The packaged model; the hash of the program covers it."""
_ATTRIBUTE_TABLES = ("participants", "documents")
"""Tables with these names count if they lie beside a file that is named by itself."""
_PYTHON_CACHE = "__pycache__"


def hash_dependencies(
    stage: Stage, job: Job, results: Mapping[str, str], permissions: Permissions = NOTHING_PERMITTED
) -> dict[str, str]:
    """Return hashes of everything that a stage of a job depends on: program, settings, model, files, earlier stages.

    ``results`` are the hashes of the results of the earlier stages. An earlier stage that is computed again with the
    same result therefore changes nothing here. Raises ``ModelError`` if the model does not exist.
    """
    model = {"model": _hash(_identify_model(job.settings.embedding, permissions))} if stage.uses_model else {}
    return {
        "program": hash_program(),
        **model,
        **hash_own_dependencies(stage, job),
        **{f"result.{name}": results[name] for name in stage.needs},
    }


def hash_own_dependencies(stage: Stage, job: Job) -> dict[str, str]:
    """Return hashes of the settings and files that a stage depends on, and of the files that its settings name."""
    return {
        **{f"settings.{section}": _hash(values) for section, values in _own_settings(stage, job).items()},
        **{f"files.{name}": hash_input_files(getattr(job, name)) for name in stage.inputs},
    }


def hash_stage_key(stage: Stage, dependencies: Mapping[str, str]) -> str:
    """Return the key of a stage: 64 hexadecimal digits."""
    return _hash([stage.name, dict(dependencies)])


@cache
def hash_program() -> str:
    """Return a hash of the program's version and files, and of the versions of Python and the packages it uses."""
    package = Path(__file__).parents[1]
    files = {name: digest for name, digest in _digest_folder(package) if _PYTHON_CACHE not in name.split("/")}
    packages = {name: version(name) for name in (*PACKAGES, *SUPPORTING_PACKAGES)}
    return _hash([__version__, files, packages, sys.version_info[:2]])


def hash_input_files(paths: Sequence[Path]) -> str:
    """Return a hash of the contents and names of files, and of all files of folders, wherever they lie.

    If there are several paths, their positions relative to each other count, since documents with the same name are
    told apart by them. Hidden files do not count. A file that cannot be read counts as unreadable, so the stage is
    computed again once it can be read.
    """
    names = _relative_names(paths)
    contents = [sorted(_digest_folder(path) if path.is_dir() else _digest_file_and_tables(path)) for path in paths]
    return _hash([list(pair) for pair in zip(names, contents, strict=True)])


def _identify_model(settings: EmbeddingSettings, permissions: Permissions) -> object:
    """Return what determines the vectors of the model in these settings, as far as it is known before the model runs.

    For the packaged model and for the model of a server, this is the name only: the hash of the program covers the
    first, and nothing more can be known of the second. Raises ``ModelError`` if the model does not exist.
    """
    if settings.model == BILINGUAL or settings.endpoint:
        return settings.model
    from thememiner.embedding import create_encoder  # noqa: PLC0415 - heavy, and only needed for other models

    encoder = create_encoder(settings, permissions)
    identity = getattr(encoder, "identity", None)
    return getattr(encoder, "name", settings.model) if identity is None else dict(identity)


def _own_settings(stage: Stage, job: Job) -> dict[str, object]:
    """Return the settings that a stage depends on, with files and models represented by their contents."""
    own = stage.own_settings(job.settings)
    dumped: dict[str, object] = {}
    for section in dict.fromkeys(name.partition(".")[0] for name in stage.settings):
        values = own.model_dump(mode="json", include={section})[section]
        if isinstance(values, dict):
            ignored = WITHOUT_EFFECT.get(section, frozenset()) - (RECORDED if stage.settings == EVERYTHING else set())
            values = {
                name: _setting_content(section, name, value) for name, value in values.items() if name not in ignored
            }
        dumped[section] = values
    return dumped


def _setting_content(section: str, name: str, value: object) -> object:
    """Return the value of a setting, or the name and the hash of the file or folder that it names."""
    if not isinstance(value, str) or (section, name) not in PATH_SETTINGS or not Path(value).exists():
        return value
    is_model = section == "embedding"  # ``_identify_model`` covers it
    return [Path(value).name, "" if is_model else hash_input_files([Path(value)])]


def _relative_names(paths: Sequence[Path]) -> list[str]:
    """Return each path relative to the last folder that contains all of them; the names alone if they lie together."""
    absolute = [path.absolute() for path in paths]
    if len({path.parent for path in absolute}) == 1:
        return [path.name for path in absolute]
    common = commonpath([path.parent for path in absolute]) if absolute else ""
    return [path.relative_to(common).as_posix() for path in absolute]


def _digest_file_and_tables(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and hash of a file, and of the attribute tables beside it."""
    yield path.name, _digest(path)
    if path.parent.is_dir():
        for other in sorted(path.parent.iterdir()):
            if other.stem.lower() in _ATTRIBUTE_TABLES and other.is_file():
                yield other.name, _digest(other)


def _digest_folder(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the relative path and hash of each file in a folder and the folders below it, without hidden files."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if not name.startswith(".") and (path.is_file() or path.is_symlink()):
                yield path.relative_to(folder).as_posix(), _digest(path)


def _digest(path: Path) -> str:
    try:
        return hash_file(path)
    except OSError:
        return UNREADABLE


def _hash(value: object) -> str:
    return hash_bytes(json.dumps(value, sort_keys=True, ensure_ascii=True).encode())
