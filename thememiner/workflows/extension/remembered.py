"""The settings of a run, had back from its manifest."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from thememiner.config import Settings, settings_from
from thememiner.errors import UsageError
from thememiner.records import Run

FILES = (("segmentation", "user_dictionary"), ("description", "stop_words"))
"""Settings that name a file which is needed: a run keeps its name, but not where it lies."""
OF_THE_FIRST = (("discovery", "guide"),)
"""Those that name a file which played its part when the run was mined."""


def remembered_settings(run: Run, given: Settings | None, *, place: str) -> Settings:
    """Return the settings that a run was made with.

    Of ``given`` counts only where files and the model's folder lie, and the encoding.

    Raises ``UsageError`` if the run was made with a file and ``given`` does not name it, and ``ConfigurationError`` if
    its settings are not those of this version.
    """
    stored = {
        name: dict(value) if isinstance(value, Mapping) else value for name, value in run.manifest["settings"].items()
    }
    found: dict[str, dict[str, Any]] = {"embedding": {"model": _model(stored, given)}}
    stored.get("embedding", {}).pop("model", None)
    for section, name in FILES:
        called = stored.get(section, {}).pop(name, None)
        if called is not None:
            found.setdefault(section, {})[name] = _file(called, given, section, name, place)
    for section, name in OF_THE_FIRST:
        called = stored.get(section, {}).pop(name, None)
        if called is not None:
            found.setdefault(section, {})[name] = Path(called)
    settings = settings_from(stored, folder=Path(), place=place)
    if given is not None and given.corpus.encoding:
        found["corpus"] = {"encoding": given.corpus.encoding}
    sections = {
        section: getattr(settings, section).model_copy(update=values) for section, values in sorted(found.items())
    }
    return settings.model_copy(update=sections)


def _model(stored: Mapping[str, Any], given: Settings | None) -> str:
    """Return the model's name; if it was a folder and ``given`` names one that is called so, that folder."""
    name = str(stored.get("embedding", {}).get("model", Settings().embedding.model))
    if given is not None and Path(given.embedding.model).name == name:
        return given.embedding.model
    return name


def _file(called: str, given: Settings | None, section: str, name: str, place: str) -> Path:
    path = getattr(getattr(given, section), name) if given is not None else None
    if isinstance(path, Path) and path.name == called:
        return path
    raise UsageError(
        f"the run was made with {section}.{name} = {called}, and does not store where that file lies.",
        place=place,
        remedy="Name the configuration of then with -c.",
    )
