"""What a stage's result is known by: hashes of the program, its settings, its files and the results before it.

What a model is known by, for stages that depend on it.
"""

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
from thememiner.stages import EVERYTHING, RECORDED, WITHOUT_EFFECT, Stage
from thememiner.config import SUPPORTING_PACKAGES, PATH_SETTINGS, PACKAGES, EmbeddingSettings, Permissions
from thememiner.storage import hash_bytes, hash_file

UNREADABLE = "unreadable"
_ATTRIBUTES = ("participants", "documents")
"""Tables of these names count beside a file that is given by itself."""
_KEPT_BY_PYTHON = "__pycache__"
NOTHING_PERMITTED = Permissions()
BILINGUAL = "bilingual"
"""The model that comes with the program; the program's own key covers it."""


def dependencies(
    stage: Stage, job: Job, results: Mapping[str, str], permissions: Permissions = NOTHING_PERMITTED
) -> dict[str, str]:
    """Return hashes of everything that a stage of a job depends on: program, settings, model, files, earlier stages.

    ``results`` are the hashes of the results of the stages before it. What they give unchanged changes nothing here,
    whatever was done again to get it. Raises ``ModelError`` if there is no such model.
    """
    model = {"model": _hash(model_key(job.settings.embedding, permissions))} if stage.uses_model else {}
    return {
        "program": program_key(),
        **model,
        **own_dependencies(stage, job),
        **{f"result.{name}": results[name] for name in stage.needs},
    }


def own_dependencies(stage: Stage, job: Job) -> dict[str, str]:
    """Return hashes of the settings and files that a stage depends on, and of the files that its settings name."""
    return {
        **{f"settings.{section}": _hash(values) for section, values in _settings(stage, job).items()},
        **{f"files.{name}": files_key(getattr(job, name)) for name in stage.inputs},
    }


def key_of(stage: Stage, depends_on: Mapping[str, str]) -> str:
    """Return the key of a stage: 64 hexadecimal digits."""
    return _hash([stage.name, dict(depends_on)])


@cache
def program_key() -> str:
    """Return a hash of this program's version and own files, and of the versions of Python and the packages it uses."""
    package = Path(__file__).parents[1]
    files = {name: digest for name, digest in _digests(package) if _KEPT_BY_PYTHON not in name.split("/")}
    packages = {name: version(name) for name in (*PACKAGES, *SUPPORTING_PACKAGES)}
    return _hash([__version__, files, packages, sys.version_info[:2]])


def files_key(paths: Sequence[Path]) -> str:
    """Return a hash of the content and the names of files, and of all files of folders; where they lie is no part.

    Of several, where they lie from each other is one: documents of one name are told apart by that. Hidden files do
    not count. A file that cannot be read counts as that, so that it is tried again once it can be.
    """
    names = _names(paths)
    held = [sorted(_digests(path) if path.is_dir() else _of_file(path)) for path in paths]
    return _hash([list(pair) for pair in zip(names, held, strict=True)])


def _settings(stage: Stage, job: Job) -> dict[str, object]:
    """Return the settings that a stage depends on, files and models among them by what they hold."""
    own = stage.own_settings(job.settings)
    dumped: dict[str, object] = {}
    for section in dict.fromkeys(name.partition(".")[0] for name in stage.settings):
        values = own.model_dump(mode="json", include={section})[section]
        if isinstance(values, dict):
            left_out = WITHOUT_EFFECT.get(section, frozenset()) - (RECORDED if stage.settings == EVERYTHING else set())
            values = {name: _content(section, name, value) for name, value in values.items() if name not in left_out}
        dumped[section] = values
    return dumped


def _content(section: str, name: str, value: object) -> object:
    """Return the value of a setting; of one that names a file or folder here, its name and what it holds."""
    if not isinstance(value, str) or (section, name) not in PATH_SETTINGS or not Path(value).exists():
        return value
    is_model = section == "embedding"  # known by its own key
    return [Path(value).name, "" if is_model else files_key([Path(value)])]


def _names(paths: Sequence[Path]) -> list[str]:
    """Return the name of each path, of several with the folders below the last one that all of them have in common."""
    absolute = [path.absolute() for path in paths]
    if len({path.parent for path in absolute}) == 1:
        return [path.name for path in absolute]
    common = commonpath([path.parent for path in absolute]) if absolute else ""
    return [path.relative_to(common).as_posix() for path in absolute]


def _of_file(path: Path) -> Iterator[tuple[str, str]]:
    """Yield a file, and the tables of attributes beside it."""
    yield path.name, _digest(path)
    if path.parent.is_dir():
        for other in sorted(path.parent.iterdir()):
            if other.stem.lower() in _ATTRIBUTES and other.is_file():
                yield other.name, _digest(other)


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the path relative to a folder and the hash of each of its files, also of those in folders below."""
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


def _hash(known: object) -> str:
    return hash_bytes(json.dumps(known, sort_keys=True, ensure_ascii=True).encode())


def model_key(settings: EmbeddingSettings, permissions: Permissions) -> object:
    """Return what settles the vectors of the model that the settings name, as far as that can be known beforehand.

    Of the model that comes with the program nothing needs to be known but that; of a server's, nothing can be. Raises
    ``ModelError`` if there is no such model.
    """
    if settings.model == BILINGUAL or settings.endpoint:
        return settings.model
    from thememiner.embedding import create_encoder  # noqa: PLC0415 - only for those who chose a model

    encoder = create_encoder(settings, permissions)
    identity = getattr(encoder, "identity", None)
    return getattr(encoder, "name", settings.model) if identity is None else dict(identity)
