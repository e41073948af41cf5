"""How the run was made: settings that are not the defaults, choices, versions and hashes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from thememiner.config import Settings
from thememiner.phrasing import format_number
from thememiner.records import Run

TECHNICAL = {"batch_tokens", "libraries", "rules"}
"""Technical keys of the manifest's encoder that the page leaves out."""


@dataclass(frozen=True, slots=True)
class ChangedSetting:
    """A setting whose value is not the default."""

    name: str
    value: str
    default: str
    description: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is needed to repeat the run."""

    program: tuple[tuple[str, str], ...]
    """Names and values of program version, Python version and seed."""
    encoder: tuple[tuple[str, str], ...]
    packages: tuple[tuple[str, str], ...]
    settings: tuple[ChangedSetting, ...]
    choices: tuple[tuple[str, str], ...]
    """What was chosen from the data, and why, in words."""
    files: tuple[tuple[str, str, str], ...]
    """Kind, path and SHA-256 of each input file."""


def build_provenance(run: Run) -> Provenance:
    """Return how a run was made, as its manifest records it."""
    manifest = run.manifest
    return Provenance(
        program=(
            (manifest["program"], manifest["version"]),
            ("Python", manifest["python"]),
            ("Seed", str(manifest["seed"])),
        ),
        encoder=tuple(
            (_words(key), format_number(value) if isinstance(value, int) else str(value))
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
    """Yield the settings that differ from the defaults, in order of declaration."""
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
