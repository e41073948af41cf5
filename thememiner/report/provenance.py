"""How the run was made: settings that are not the defaults, choices, versions and hashes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from thememiner.config import Settings
from thememiner.records import Run
from thememiner.report.formatting import thousands

TECHNICAL = {"batch_tokens", "libraries", "rules"}
"""Keys of the manifest's encoder that settle its last bits and tell a reader nothing."""


@dataclass(frozen=True, slots=True)
class ChangedSetting:
    """A setting that the researcher gave another value than the default."""

    name: str
    value: str
    default: str
    description: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What must be known to make the run again."""

    program: tuple[tuple[str, str], ...]
    """Names and values: program, Python, seed."""
    encoder: tuple[tuple[str, str], ...]
    packages: tuple[tuple[str, str], ...]
    settings: tuple[ChangedSetting, ...]
    choices: tuple[tuple[str, str], ...]
    """What was chosen from the data, and the reason in words."""
    files: tuple[tuple[str, str, str], ...]
    """What the file is, its path, its SHA-256."""


def provenance(run: Run) -> Provenance:
    """Return how a run was made, from its manifest."""
    manifest = run.manifest
    return Provenance(
        program=(
            (manifest["program"], manifest["version"]),
            ("Python", manifest["python"]),
            ("Seed", str(manifest["seed"])),
        ),
        encoder=tuple(
            (_words(key), thousands(value) if isinstance(value, int) else str(value))
            for key, value in manifest["encoder"].items()
            if key not in TECHNICAL
        ),
        packages=tuple(sorted(manifest["packages"].items())),
        settings=tuple(_changed(manifest["settings"], Settings())),
        choices=tuple((_words(key), sentence) for key, sentence in manifest["choices"].items()),
        files=tuple(_files(manifest)),
    )


def _words(key: str) -> str:
    return key.replace("_", " ")


def _changed(given: Mapping[str, Any], defaults: BaseModel, prefix: str = "") -> Iterator[ChangedSetting]:
    """Yield the settings that differ, in the order in which they are declared."""
    plain = defaults.model_dump(mode="json")
    for name, field in type(defaults).model_fields.items():
        section = getattr(defaults, name)
        if isinstance(section, BaseModel):
            yield from _changed(given.get(name, {}), section, f"{name}.")
        elif name in given and given[name] != plain[name]:
            yield ChangedSetting(prefix + name, _value(given[name]), _value(plain[name]), field.description or "")


def _value(value: Any) -> str:  # noqa: ANN401 - a setting can be anything JSON can say
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return "not set" if value in (None, "") else str(value)


def _files(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for given in manifest["inputs"]:
        what = f"{given['format']}, {given['encoding']}" if given["encoding"] else given["format"]
        yield f"input ({what})", given["path"], given["sha256"]
    for coding in manifest["codings"]:
        yield f"manual coding by {coding['coder']}", coding["path"] or "columns of the input", coding["sha256"] or ""
