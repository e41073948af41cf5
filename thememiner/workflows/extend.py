"""Extend a run by new interviews: a new run."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from thememiner.config import Permissions, Settings, parse_settings
from thememiner.embedding import refuse_unusable_model
from thememiner.errors import UsageError
from thememiner.records import Run
from thememiner.runs import FORMAT, open_run
from thememiner.storage import to_path
from thememiner.workflows.arguments import to_paths
from thememiner.workflows.derived_runs import stage_derived_run
from thememiner.workflows.extension import ExtensionStages
from thememiner.workflows.manual_codings import refuse_unusable_format
from thememiner.workflows.pipeline import run_stages, write_with_pages
from thememiner.workflows.progress import Journal, Progress, silent

NOTHING_PERMITTED = Permissions()
NO_ROLES: Mapping[str, Sequence[str]] = MappingProxyType({})
NEEDED_FILES = (("segmentation", "user_dictionary"), ("description", "stop_words"))
"""Settings that name a file that is needed again; a run stores its name, but not its place."""
USED_FILES = (("discovery", "guide"),)
"""Settings that name a file that was needed only when the run was mined."""


def extend(  # noqa: PLR0913 - a run, what is added to it, how that is read, and where the result goes
    run: Path | str,
    paths: Sequence[Path | str] | Path | str,
    folder: Path | str | None = None,
    *,
    given: Settings | None = None,
    roles: Mapping[str, Sequence[str]] = NO_ROLES,
    manual: Sequence[Path | str] | Path | str = (),
    manual_format: str | None = None,
    permissions: Permissions = NOTHING_PERMITTED,
    replace: bool = False,
    progress: Progress = silent,
) -> Run:
    """Add new interviews to the run in a folder: which units fit, what is a new candidate, and what weakened.

    Every theme keeps its id and name, and every earlier unit its sub-theme; the run itself is not altered. The settings
    are those of the run. ``given`` adds only what a run does not store: the places of files and of a model's folder,
    and the encoding of the new files. ``roles`` has further labels of speakers by role (``interviewer``,
    ``participant``, ``other``). Documents that the run has already are skipped. With ``folder`` the extended run is
    written there with its report, as a whole or not at all. ``Extension.rules`` holds the rules that were used.

    Raises ``UsageError`` if nothing is new, a document is in the run with another text, something that the run does
    not store is missing, or the run comes from an earlier version or holds the sub-themes of one code; ``ModelError``
    if the model is not the run's; and the errors of ``mine``.
    """
    run, paths, gold = to_path(run, "run"), to_paths(paths, "paths"), to_paths(manual, "manual")
    target = None if folder is None else to_path(folder, "folder")
    with stage_derived_run(target, run, replace=replace) as staged:
        refuse_unusable_format(manual_format, gold)
        parent = open_run(run)
        _refuse_unfit(parent, run)
        settings = restore_settings(parent, given, place=str(run))
        settings = settings.model_copy(update={"speakers": settings.speakers.with_roles(**roles)})
        refuse_unusable_model(settings.embedding, permissions)
        journal = Journal(progress)
        extended = run_stages(
            ExtensionStages(parent, run).functions,
            journal,
            settings=settings,
            permissions=permissions,
            paths=paths,
            gold=gold,
            gold_format=manual_format,
        )
        if staged is not None:
            write_with_pages(extended, staged, log={"extend.json": journal.to_json()})
    return extended


def _refuse_unfit(parent: Run, run: Path) -> None:
    if parent.manifest["format"] < FORMAT:
        raise UsageError(
            f"was mined by version {parent.manifest['version']}, whose themes this version cannot extend.",
            place=str(run),
            remedy="Mine all transcripts together.",
        )
    if "code" in parent.manifest:
        raise UsageError(
            "holds the sub-themes of one code, and it is not known which new units carry that code.",
            place=str(run),
            remedy="Extend the run that it comes from, and ask for the sub-themes of the code again.",
        )


def restore_settings(run: Run, given: Settings | None, *, place: str) -> Settings:
    """Return the settings that a run was mined with, with the places of files and the encoding from ``given``.

    Raises ``UsageError`` if the run was mined with a file that ``given`` does not name, and ``ConfigurationError`` if
    this version does not know its settings.
    """
    stored = {
        name: dict(value) if isinstance(value, Mapping) else value for name, value in run.manifest["settings"].items()
    }
    changes: dict[str, dict[str, Any]] = {"embedding": {"model": _model(stored, given)}}
    stored.get("embedding", {}).pop("model", None)
    for section, name in NEEDED_FILES:
        file_name = stored.get(section, {}).pop(name, None)
        if file_name is not None:
            changes.setdefault(section, {})[name] = _file(file_name, given, section, name, place)
    for section, name in USED_FILES:
        file_name = stored.get(section, {}).pop(name, None)
        if file_name is not None:
            changes.setdefault(section, {})[name] = Path(file_name)
    settings = parse_settings(stored, folder=Path(), place=place)
    if given is not None and given.corpus.encoding:
        changes["corpus"] = {"encoding": given.corpus.encoding}
    sections = {
        section: getattr(settings, section).model_copy(update=values) for section, values in sorted(changes.items())
    }
    return settings.model_copy(update=sections)


def _model(stored: Mapping[str, Any], given: Settings | None) -> str:
    """Return the stored name of the model, or the model's folder in ``given`` if it has that name."""
    name = str(stored.get("embedding", {}).get("model", Settings().embedding.model))
    if given is not None and Path(given.embedding.model).name == name:
        return given.embedding.model
    return name


def _file(file_name: str, given: Settings | None, section: str, name: str, place: str) -> Path:
    path = getattr(getattr(given, section), name) if given is not None else None
    if isinstance(path, Path) and path.name == file_name:
        return path
    raise UsageError(
        f"the run was mined with {section}.{name} = {file_name}, and does not store the place of that file.",
        place=place,
        remedy="Give the configuration that the run was mined with (-c).",
    )
